//! Counts, as the page's language says them.

use js_sys::{Intl, Object};
use leptos::prelude::document;

use super::intl;

/// The sentence for so many, of those that the server wrote for every plural: a line each,
/// with the plural's name before it.
pub fn plural(sentences: &str, count: u32) -> Option<String> {
    let language = document().document_element()?.get_attribute("lang");
    let language = language.unwrap_or_default();
    let rules: Intl::PluralRules = intl("PluralRules", &language.into(), &Object::new())?;
    let plural = match count {
        0 => "zero".to_owned(),
        _ => String::from(rules.select(count.into())),
    };
    let sentence = |plural: &str| {
        let mut lines = sentences.lines();
        lines.find_map(|line| line.strip_prefix(plural)?.strip_prefix(' '))
    };
    let said = sentence(&plural).or_else(|| sentence("other"))?;
    Some(with_count(said, count))
}

/// The sentence with the count in its place.
pub fn with_count(sentence: &str, count: u32) -> String {
    sentence.replace('\u{FFFC}', &count.to_string())
}
