//! Which screen an action comes from. A person may have several tabs open, and go on in another
//! one: each form carries the mark of the screen it stands on, and an action on a screen that is
//! no longer true is refused before anything is sent or counted.

use super::{Attempt, IssuedCode, Verification};
use crate::domain::phone::PhoneNumber;
use crate::domain::policy::Policy;

/// Names a screen of a verification: the start of its last attempt's id, or the number that nothing
/// was sent to yet. Nothing can be done with it but to compare it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScreenMark(String);

/// Characters of an attempt's id that tell it from the others of a verification; the rest of its
/// 128 bits stay unknown to whoever sees a page.
const LENGTH: usize = 8;

impl ScreenMark {
    /// The mark that a form brought back; `None` where it brought none.
    pub fn of_form(text: &str) -> Option<Self> {
        (!text.is_empty()).then(|| Self(text.to_owned()))
    }

    /// The mark as a form carries it; empty where there is nothing to name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn of_attempt(attempt: &Attempt) -> &str {
        let id = &attempt.id.0;
        id.get(..LENGTH).unwrap_or(id)
    }
}

impl Verification {
    /// The mark of the screen that the verification is at.
    pub fn mark(&self) -> ScreenMark {
        let last = self.to_recipient().next_back().map(ScreenMark::of_attempt);
        let number = || self.number().map(PhoneNumber::as_e164);
        ScreenMark(last.or_else(number).unwrap_or_default().to_owned())
    }

    /// Whether the screen with that mark was about the number that the verification is about.
    pub(super) fn is_about(&self, mark: &ScreenMark) -> bool {
        match (self.marked(mark), self.number()) {
            (Some(attempt), Some(number)) => attempt.number == *number,
            (None, Some(number)) => number.as_e164() == mark.0,
            _ => false,
        }
    }

    /// Whether the screen with that mark asked for this code: for one of this number, and not
    /// for an earlier one.
    pub(super) fn asks_for(&self, mark: &ScreenMark, issued: &IssuedCode, policy: &Policy) -> bool {
        let earlier =
            |attempt: &Attempt| attempt.at.saturating_add(policy.code_life) < issued.expires_at;
        self.is_about(mark) && !self.marked(mark).is_some_and(earlier)
    }

    fn marked(&self, mark: &ScreenMark) -> Option<&Attempt> {
        self.attempts
            .iter()
            .find(|attempt| ScreenMark::of_attempt(attempt) == mark.0)
    }
}
