//! What a person sees: the step of the wizard, and why something was refused.
//!
//! The screens are drawn from [`Screen`] alone, so nothing that is not in it can
//! be shown. It holds no code and no secret.

use serde::{Deserialize, Serialize};

use super::channel::Channel;
use super::code_length::CodeLength;
use super::delivery_status::DeliveryStatus;
use super::refusal::Refusal;
use super::time::Millis;

/// The screen that a verification is at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Screen {
    /// The number is asked for.
    Phone(PhoneScreen),
    /// A message is out; its code is asked for.
    Code(CodeScreen),
    /// The number is verified.
    Done,
}

/// The screen that asks for the number.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhoneScreen {
    /// ISO 3166-1 code of the country chosen; empty when none is.
    pub country: String,
    /// The number as it was typed.
    pub typed: String,
    /// What went wrong last.
    pub notice: Option<Refusal>,
    /// The number, as a person reads it, that can be called since no text goes there.
    pub call: Option<String>,
    /// Names this screen; its forms send it back.
    pub mark: String,
    /// The store's clock when this was read; every wait is told relative to it.
    pub now: Millis,
}

/// The screen that asks for the code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeScreen {
    /// The number as a person reads it, with country code.
    pub number: String,
    /// The last message: how it went out.
    pub channel: Channel,
    /// The last message: how far it got.
    pub delivery: DeliveryStatus,
    /// The last message: when it was sent.
    pub sent_at: Millis,
    /// The last message: since when it is known to have got that far.
    pub reached_at: Millis,
    /// How many messages went to this number in this verification.
    pub attempts: usize,
    /// Whether the code still takes a guess.
    pub code: CodeState,
    /// How many digits the code has.
    pub code_length: CodeLength,
    /// Wrong guesses in this verification so far; the form sends it back with the next one.
    pub wrong_guesses: u32,
    /// Names this screen; its forms send it back.
    pub mark: String,
    /// When a text can be asked for again.
    pub text_again: Availability,
    /// When a call can be asked for.
    pub call: Availability,
    /// What was typed last and was not the code.
    pub typed: String,
    /// What went wrong last.
    pub notice: Option<Refusal>,
    /// The store's clock when this was read; every wait is told relative to it.
    pub now: Millis,
}

/// Whether the code of a verification takes a guess.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum CodeState {
    /// It does, until then.
    Live { until: Millis },
    /// Its time is over, since then.
    Expired { at: Millis },
    /// It took as many wrong guesses as one code may.
    UsedUp,
    /// The verification took as many wrong guesses as one verification may; only a new start helps.
    VerificationLocked,
    /// The number takes no guess from anyone until then.
    PhoneLocked { until: Millis },
}

/// Whether something can be asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Availability {
    /// Now.
    Now,
    /// From then on.
    From(Millis),
    /// Not in this verification.
    Never,
}
