//! The rules of checking a typed code.

use super::record::IssuedCode;
use crate::domain::{
    Action, Check, CodeLength, Effect, PhoneNumber, Policy, Recipient, Refusal, ScreenMark,
    Timestamp, Verification,
};

/// Characters of a wrong code that are kept to be shown again.
const TYPED_CODE_LENGTH: usize = 32;

impl Verification {
    /// Keeps a text that was typed as the code, to show it again.
    #[must_use]
    pub fn with_typed_code(mut self, typed: &str) -> Self {
        self.typed_code = typed.chars().take(TYPED_CODE_LENGTH).collect();
        self
    }

    /// The number of digits of the current code; six if there is none.
    pub fn code_length(&self) -> CodeLength {
        self.code
            .as_ref()
            .map_or(CodeLength::Six, |issued| issued.code.length())
    }

    /// The recipient on whose number a guess would be counted if a code was checked now.
    ///
    /// # Errors
    /// The refusal that [`Verification::decide`] would return without comparing:
    /// [`Refusal::AlreadyVerified`], [`Refusal::StartAgain`] if no code is out,
    /// [`Refusal::VerificationLocked`], [`Refusal::CodeUsedUp`] or [`Refusal::CodeExpired`].
    pub fn may_check(&self, policy: &Policy, now: Timestamp) -> Result<&Recipient, Refusal> {
        if self.verified_at.is_some() {
            return Err(Refusal::AlreadyVerified);
        }
        let (Some(recipient), Some(issued)) = (&self.recipient, &self.code) else {
            return Err(Refusal::StartAgain);
        };
        if self.wrong_guesses >= policy.guesses_per_verification {
            Err(Refusal::VerificationLocked)
        } else if issued.wrong_guesses >= policy.guesses_per_code {
            Err(Refusal::CodeUsedUp)
        } else if issued.expires_at <= now {
            Err(Refusal::CodeExpired)
        } else {
            Ok(recipient)
        }
    }

    /// Whether a code for `number` is out that may still be checked.
    pub fn has_live_code_for(&self, number: &PhoneNumber, policy: &Policy, now: Timestamp) -> bool {
        self.may_check(policy, now)
            .is_ok_and(|recipient| recipient.number == *number)
    }

    /// The same for a code that was typed on the screen with this mark.
    ///
    /// # Errors
    /// Those of [`Verification::may_check`], and [`Refusal::MovedOn`] if the screen asked for
    /// another number's code or an earlier one.
    pub fn may_check_on(
        &self,
        screen: Option<&ScreenMark>,
        policy: &Policy,
        now: Timestamp,
    ) -> Result<&Recipient, Refusal> {
        let recipient = self.may_check(policy, now)?;
        let asked_for =
            |issued: &IssuedCode| screen.is_none_or(|mark| self.asks_for(mark, issued, policy));
        match self.code.as_ref().is_some_and(asked_for) {
            true => Ok(recipient),
            false => Err(Refusal::MovedOn),
        }
    }

    /// The refusal of the same guess if it was already counted, for a form that is posted twice.
    pub(super) fn answered_before(&self, action: &Action) -> Option<Refusal> {
        let Action::Check(Check { typed, after, .. }) = action else {
            return None;
        };
        let same = after.is_some_and(|after| after.checked_add(1) == Some(self.wrong_guesses));
        self.notice
            .filter(|_| same && self.typed_code == typed.digits())
    }

    pub(super) fn check(
        &mut self,
        check: &Check,
        policy: &Policy,
        now: Timestamp,
    ) -> Result<Effect, Refusal> {
        let recipient = self.may_check_on(check.screen.as_ref(), policy, now)?;
        let number = recipient.number.clone();
        if number != check.on {
            return Err(Refusal::StartAgain);
        }
        let issued = self.code.as_mut().ok_or(Refusal::StartAgain)?;
        if issued.code.matches(&check.typed) {
            let proof = issued.clone();
            self.code = None;
            self.verified_at = Some(now);
            if let Some(next_session) = &check.next_session {
                self.rotate_session(proof, next_session);
            }
            return Ok(Effect::Verified(number));
        }
        issued.wrong_guesses = issued.wrong_guesses.saturating_add(1);
        self.wrong_guesses = self.wrong_guesses.saturating_add(1);
        self.typed_code = check.typed.digits().to_owned();
        if self.wrong_guesses >= policy.guesses_per_verification {
            return Err(Refusal::VerificationLocked);
        }
        let on_code = policy.guesses_per_code.saturating_sub(issued.wrong_guesses);
        let on_verification = policy
            .guesses_per_verification
            .saturating_sub(self.wrong_guesses);
        match on_code.min(on_verification) {
            0 => Err(Refusal::CodeUsedUp),
            tries_left => Err(Refusal::CodeWrong { tries_left }),
        }
    }
}
