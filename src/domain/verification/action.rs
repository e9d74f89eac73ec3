//! What a person does to a verification, and what comes of it.

use super::{AttemptId, NextSession, PhoneInput, Recipient, ScreenMark, Verification};
use crate::domain::channel::Channel;
use crate::domain::code::Code;
use crate::domain::phone::PhoneNumber;
use crate::domain::refusal::Refusal;
use crate::domain::time::Millis;
use crate::domain::typed_code::TypedCode;

/// What a person did.
#[derive(Clone, Debug)]
pub enum Action {
    /// Typed a number and asked for a text.
    Text(Recipient, PhoneInput),
    /// Asked for the text again, on the screen with this mark.
    TextAgain(Option<ScreenMark>),
    /// Asked to be called, on the screen with this mark.
    Call(Option<ScreenMark>),
    /// Typed a code.
    Check(Check),
    /// Asked to type another number.
    ChangeNumber,
}

/// A code that was typed.
#[derive(Clone, Debug)]
pub struct Check {
    /// What was typed.
    pub typed: TypedCode,
    /// How many wrong guesses the page knew of on which it was typed; `None` where nobody
    /// said. A browser that lost the answer to a post may send it again by itself: the same
    /// code after as many guesses is the same guess, and counts once.
    pub after: Option<u32>,
    /// The number it was counted on. A verification that has gone on to another number meanwhile
    /// does not compare it: whoever changes numbers quickly gets no uncounted guess.
    pub on: PhoneNumber,
    /// The mark of the screen it was typed on; `None` where nobody said.
    pub screen: Option<ScreenMark>,
    /// The secret under which a browser goes on if it is right; `None` where no browser owns the
    /// verification.
    pub next_session: Option<NextSession>,
}

/// Fresh randomness, drawn by the caller in case the decision needs it.
#[derive(Clone, Debug)]
pub struct FreshCode {
    /// A uniform code.
    pub code: Code,
    /// An unguessable id.
    pub attempt: AttemptId,
}

/// What the caller has to do once the record is saved.
#[derive(Clone, Debug)]
pub enum Effect {
    /// Nothing.
    None,
    /// Ask the provider, once, to deliver the code as it was planned.
    Deliver(CodeMessage),
    /// Tell whoever waits for it that this number was verified. Happens once in a verification.
    Verified(PhoneNumber),
}

/// One text or call, as a verification would send it when it was asked: [`Verification::plan`]
/// makes it, and limits are taken for it. [`Verification::decide`] sends nothing else, and refuses
/// once the verification has moved on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttemptPlan {
    pub(super) to: Recipient,
    pub(super) channel: Channel,
    /// How many messages the verification had sent before.
    pub(super) after: usize,
}

/// Permission to send what was planned, and the randomness it needs.
#[derive(Clone, Debug)]
pub struct ApprovedAttempt<'a> {
    /// The message for which limits were taken.
    pub plan: &'a AttemptPlan,
    /// A code and an id for it.
    pub fresh: FreshCode,
}

/// The content of a message. Its recipient and channel are those of the [`AttemptPlan`] it was
/// decided on, and stand nowhere else.
#[derive(Clone, Debug)]
pub struct CodeMessage {
    /// The name under which the provider reports back.
    pub attempt: AttemptId,
    /// What to tell.
    pub code: Code,
    /// How much longer the code can be used.
    pub expires_in: Millis,
}

impl Action {
    /// The phone field as it was posted with the action.
    pub fn input(&self) -> Option<&PhoneInput> {
        match self {
            Self::Text(_, input) => Some(input),
            _ => None,
        }
    }
}

impl AttemptPlan {
    /// The person the message is for.
    pub fn recipient(&self) -> &Recipient {
        &self.to
    }

    /// Text or call.
    pub fn channel(&self) -> Channel {
        self.channel
    }
}

/// What becomes of a verification.
#[derive(Clone, Debug)]
pub struct Decision {
    /// The record to save; unchanged when refused, but for the notice.
    pub verification: Verification,
    /// What to do after saving.
    pub effect: Effect,
    /// What to tell the person.
    pub answer: Result<(), Refusal>,
    /// Whether a guess was compared, and so counted.
    pub compared: bool,
    /// When it was decided.
    pub now: Millis,
}
