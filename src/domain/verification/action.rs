//! Actions on a verification, and the decisions about them.

use std::time::Duration;

use crate::domain::{
    AttemptId, Channel, Code, NextSession, PhoneInput, PhoneNumber, Recipient, Refusal, ScreenMark,
    Timestamp, TypedCode, Verification,
};

/// An action that a person asks for.
#[derive(Clone, Debug)]
pub enum Action {
    /// Submits a number, which gets the code by this channel.
    SubmitNumber {
        recipient: Recipient,
        /// The form that it was posted with.
        input: PhoneInput,
        channel: Channel,
    },
    /// Asks for the code again, by this channel.
    SendAgain {
        channel: Channel,
        /// The mark of the screen it was asked for on; `None` if it did not say.
        screen: Option<ScreenMark>,
    },
    /// Submits a code.
    Check(Check),
    /// Goes back to type another number.
    ChangeNumber,
}

/// A typed code to compare.
#[derive(Clone, Debug)]
pub struct Check {
    /// The typed code.
    pub typed: TypedCode,
    /// The wrong guesses that the screen knew of; `None` if it did not say. A browser that lost
    /// the answer may post the same form again: the same code after the same number of guesses is
    /// the same guess, and counts once.
    pub after: Option<u32>,
    /// The number on which the guess was counted. If the verification has another number by now,
    /// the code is not compared: changing numbers quickly gives no uncounted guess.
    pub on: PhoneNumber,
    /// The mark of the screen it was typed on; `None` if it did not say.
    pub screen: Option<ScreenMark>,
    /// The session under which the browser continues if the code is right; `None` if no browser
    /// owns the verification.
    pub next_session: Option<NextSession>,
}

/// Randomness for one attempt, drawn by the caller. The code is used only if a new one is due.
#[derive(Clone, Debug)]
pub struct FreshCode {
    /// A code, drawn uniformly.
    pub code: Code,
    /// An ID that nobody guesses.
    pub attempt: AttemptId,
}

/// The effect that the caller carries out once the record is saved.
#[derive(Clone, Debug)]
pub enum Effect {
    /// Nothing.
    None,
    /// Ask the provider, once, to make the planned attempt.
    Deliver(CodeMessage),
    /// Report that this number was verified. Happens once in a verification.
    Verified(PhoneNumber),
}

/// An attempt that an action would make. [`Verification::plan`] plans it, the limits are charged
/// for it, and [`Verification::decide`] makes no other; it refuses if another one is due by then.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttemptPlan {
    pub(super) to: Recipient,
    pub(super) channel: Channel,
    /// The number of attempts before it.
    pub(super) after: usize,
}

/// An attempt that the limits approved, with its randomness.
#[derive(Clone, Debug)]
pub struct ApprovedAttempt<'a> {
    /// The attempt for which the limits were charged.
    pub plan: &'a AttemptPlan,
    /// A code and an ID for it.
    pub fresh: FreshCode,
}

/// The content of a text or call. Recipient and channel are those of its [`AttemptPlan`].
#[derive(Clone, Debug)]
pub struct CodeMessage {
    /// The ID under which the provider reports.
    pub attempt: AttemptId,
    /// The code.
    pub code: Code,
    /// The life that the code has left.
    pub expires_in: Duration,
}

/// The outcome of an action.
#[derive(Clone, Debug)]
pub struct Decision {
    /// The record to save. After a refusal only its notice, and what is shown again, changed.
    pub verification: Verification,
    /// The effect to carry out after saving.
    pub effect: Effect,
    /// The answer to the person.
    pub answer: Result<(), Refusal>,
    /// Whether a guess was compared, and therefore counted.
    pub compared: bool,
    /// The time of the decision.
    pub now: Timestamp,
}

impl AttemptPlan {
    /// The recipient.
    pub fn recipient(&self) -> &Recipient {
        &self.to
    }

    /// The channel.
    pub fn channel(&self) -> Channel {
        self.channel
    }
}
