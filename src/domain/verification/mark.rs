//! The mark of a screen. A person may have several tabs open and continue in another one: each
//! form carries the mark of its screen, and an action on an outdated screen is refused before
//! anything is sent or counted.

use super::record::{Attempt, IssuedCode};
use crate::domain::{PhoneNumber, Policy, Verification};

/// The mark of a screen: the beginning of the last attempt's ID, or the number if there was no
/// attempt at it yet. It can be compared and nothing else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScreenMark(String);

/// Characters of an attempt's ID that distinguish it from the others of a verification. Whoever
/// sees a page does not learn the rest of its 128 bits.
const LENGTH: usize = 8;

impl ScreenMark {
    /// The mark that a form posted; `None` for an empty text.
    pub fn from_form(text: &str) -> Option<Self> {
        (!text.is_empty()).then(|| Self(text.to_owned()))
    }

    /// The mark as a form carries it; empty where there is neither an attempt nor a number.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn of_attempt(attempt: &Attempt) -> &str {
        let id = &attempt.id.0;
        id.get(..LENGTH).unwrap_or(id)
    }
}

impl Verification {
    /// The mark of the current screen.
    pub fn mark(&self) -> ScreenMark {
        let last = self
            .attempts_at_recipient()
            .next_back()
            .map(ScreenMark::of_attempt);
        let number = || self.number().map(PhoneNumber::as_e164);
        ScreenMark(last.or_else(number).unwrap_or_default().to_owned())
    }

    /// Whether the screen with that mark was about the current number.
    pub(super) fn is_about(&self, mark: &ScreenMark) -> bool {
        match (self.marked_attempt(mark), self.number()) {
            (Some(attempt), Some(number)) => attempt.number == *number,
            (None, Some(number)) => number.as_e164() == mark.0,
            _ => false,
        }
    }

    /// Whether the screen with that mark asked for this code, and not for one of another number
    /// or an earlier one.
    pub(super) fn asks_for(&self, mark: &ScreenMark, issued: &IssuedCode, policy: &Policy) -> bool {
        let is_earlier =
            |attempt: &Attempt| attempt.at.saturating_add(policy.code_life) < issued.expires_at;
        self.is_about(mark) && !self.marked_attempt(mark).is_some_and(is_earlier)
    }

    fn marked_attempt(&self, mark: &ScreenMark) -> Option<&Attempt> {
        self.attempts
            .iter()
            .find(|attempt| ScreenMark::of_attempt(attempt) == mark.0)
    }
}
