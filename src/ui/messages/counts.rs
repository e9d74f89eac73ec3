//! Sentences that name a count.

use crate::domain::CodeLength;
use crate::i18n::{Locale, PLACEHOLDER, TextCache};

/// A sentence that names the code's number of digits.
pub fn with_code_length(locale: Locale, key: &'static str, length: CodeLength) -> &'static str {
    static CACHE: TextCache<(Locale, &'static str, usize)> = TextCache::new();
    let digits = length.digits();
    let sentence = || locale.format(key, [("digits", digits.into())]);
    CACHE.get_or_insert_with((locale, key, digits), sentence)
}

/// A sentence in every plural form of its language, for the browser to put a count into.
///
/// Each line has a plural category of CLDR, a space and the sentence. Categories whose sentence
/// equals that of `other`, the last line, are left out. `format` is called with counts that have
/// these categories in the languages that distinguish them.
pub fn plural_sentences(format: impl Fn(u64) -> String) -> String {
    let placeholder = PLACEHOLDER.to_string();
    let sentence = |count: u64| format(count).replace(&count.to_string(), &placeholder);
    let other = sentence(100);
    let categories = [
        ("zero", 0),
        ("one", 1),
        ("two", 2),
        ("few", 3),
        ("many", 11),
    ];
    let sentences = categories.map(|(category, count)| (category, sentence(count)));
    let mut lines: Vec<_> = sentences
        .into_iter()
        .filter(|(_, sentence)| *sentence != other)
        .map(|(category, sentence)| format!("{category} {sentence}"))
        .collect();
    lines.push(format!("other {other}"));
    lines.join("\n")
}
