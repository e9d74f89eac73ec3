//! A sentence of the page with a place in it: for a time on the clock, which the browser
//! writes, for a count or for a number.

use crate::domain::time::{Millis, SECOND};
use crate::i18n::Locale;

/// A sentence, which may name a time on the clock: that of `at`, where [`CLOCK`] stands.
/// The server does not know the person's time zone, so the browser writes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// The sentence.
    pub text: String,
    /// The time it names.
    pub at: Option<Millis>,
    /// The sentence with that time in UTC, for a page without WASM; empty where it names none.
    in_utc: String,
}

/// Where the clock's time, a count or a number belongs in a sentence: [`PLACEHOLDER`].
///
/// [`PLACEHOLDER`]: crate::i18n::PLACEHOLDER
pub const CLOCK: &str = "\u{FFFC}";

/// A sentence around what the page puts into it: what stands before and after that, if
/// anything (an empty text would be drawn as a space).
pub type Halves = (Option<String>, Option<String>);

impl Said {
    /// A sentence that names the time `at`; `tell` puts the clock's time into it.
    pub fn with_clock(locale: Locale, at: Millis, tell: impl Fn(String) -> String) -> Self {
        let clock = |key, time: String| locale.format(key, [("clock", time.into())]);
        Self {
            text: tell(clock("clock", CLOCK.to_owned())),
            in_utc: tell(clock("clock-utc", utc(at))),
            at: Some(at),
        }
    }

    /// What stands before the clock's time; that time in UTC, with what follows it; and what
    /// follows it.
    pub fn parts(self) -> (Option<String>, Option<String>, Option<String>) {
        let (before, after) = halves(self.text);
        let in_utc = self
            .in_utc
            .strip_prefix(before.as_deref().unwrap_or_default());
        let in_utc = in_utc.map(str::to_owned);
        (before, in_utc, after)
    }
}

impl From<String> for Said {
    fn from(text: String) -> Self {
        Self {
            text,
            at: None,
            in_utc: String::new(),
        }
    }
}

impl From<&str> for Said {
    fn from(text: &str) -> Self {
        Self::from(text.to_owned())
    }
}

/// The sentence around its place.
pub fn halves(text: String) -> Halves {
    let some = |half: &str| (!half.is_empty()).then(|| half.to_owned());
    match text.split_once(CLOCK) {
        Some((before, after)) => (some(before), some(after)),
        None => (some(&text), None),
    }
}

/// The time on the clock in UTC.
fn utc(at: Millis) -> String {
    let minutes = at / (60 * SECOND);
    format!("{:02}:{:02}", minutes / 60 % 24, minutes % 60)
}
