//! Sentences with a count, in the plural form that the page's language has for it.

use js_sys::{Intl, Object};
use leptos::prelude::document;

use super::intl::formatter;

/// Stands for the count in a sentence, as `i18n::PLACEHOLDER` does on the server.
pub const PLACEHOLDER: char = '\u{FFFC}';

#[cfg(feature = "ssr")]
const _: () = assert!(PLACEHOLDER == crate::i18n::PLACEHOLDER);

/// Chooses the sentence for a count. `sentences` has one line for each plural category of
/// CLDR that differs: the category's name, a space, and the sentence.
pub fn plural(sentences: &str, count: u32) -> Option<String> {
    let language = document().document_element()?.get_attribute("lang");
    let language = language.unwrap_or_default();
    let rules: Intl::PluralRules = formatter("PluralRules", &language.into(), &Object::new())?;
    let category = match count {
        0 => "zero".to_owned(),
        _ => String::from(rules.select(count.into())),
    };
    let sentence = |category: &str| {
        let mut lines = sentences.lines();
        lines.find_map(|line| line.strip_prefix(category)?.strip_prefix(' '))
    };
    let sentence = sentence(&category).or_else(|| sentence("other"))?;
    Some(with_count(sentence, count))
}

/// Puts the count into a sentence.
pub fn with_count(sentence: &str, count: u32) -> String {
    sentence.replace(PLACEHOLDER, &count.to_string())
}
