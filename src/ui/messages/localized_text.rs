//! Sentences with a place that the page fills in: for a time of day, a count or a number.

use crate::domain::{CodeLength, Timestamp};
use crate::i18n::{Locale, PLACEHOLDER, TextCache};

/// A sentence in the page's language, which may name a time of day. The server does not know the
/// person's time zone, so the browser writes that time where [`PLACEHOLDER`] is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocalizedText {
    /// The sentence.
    pub text: String,
    /// The time that it names.
    pub at: Option<Timestamp>,
    /// The sentence with that time in UTC, for a page without WASM; empty if it names none.
    in_utc: String,
}

/// The text before and after a placeholder; `None` for an empty part, which would be rendered as
/// a space.
pub type AroundPlaceholder = (Option<String>, Option<String>);

impl LocalizedText {
    /// A sentence that names the time `at`. `format` puts a time of day into it.
    pub fn with_clock(locale: Locale, at: Timestamp, format: impl Fn(String) -> String) -> Self {
        let clock = |key, time: String| locale.format(key, [("clock", time.into())]);
        Self {
            text: format(clock("clock", PLACEHOLDER.to_string())),
            in_utc: format(clock("clock-utc", utc(at))),
            at: Some(at),
        }
    }

    /// Splits the sentence into the text before the time, the time in UTC with the text after it,
    /// and the text after the time.
    pub fn split_at_clock(self) -> (Option<String>, Option<String>, Option<String>) {
        let (before, after) = split_at_placeholder(self.text);
        let in_utc = self
            .in_utc
            .strip_prefix(before.as_deref().unwrap_or_default());
        let in_utc = in_utc.map(str::to_owned);
        (before, in_utc, after)
    }
}

impl From<String> for LocalizedText {
    fn from(text: String) -> Self {
        Self {
            text,
            at: None,
            in_utc: String::new(),
        }
    }
}

impl From<&str> for LocalizedText {
    fn from(text: &str) -> Self {
        Self::from(text.to_owned())
    }
}

/// Splits a sentence at its placeholder.
pub fn split_at_placeholder(text: String) -> AroundPlaceholder {
    let some = |part: &str| (!part.is_empty()).then(|| part.to_owned());
    match text.split_once(PLACEHOLDER) {
        Some((before, after)) => (some(before), some(after)),
        None => (some(&text), None),
    }
}

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

/// The time of day in UTC, such as `14:31`.
fn utc(at: Timestamp) -> String {
    let minutes = at.as_millis() / 60_000;
    format!("{:02}:{:02}", minutes / 60 % 24, minutes % 60)
}
