//! The screens that a person sees, as data.
//!
//! Pages are drawn from a [`Screen`] alone: what is not in it cannot be shown. It contains no
//! code and no secret.

use enum_map::EnumMap;

use crate::domain::{Channel, CodeLength, DeliveryStatus, Refusal, Timestamp};

/// The screen of a verification.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Screen {
    /// Asks for the number.
    Phone(PhoneScreen),
    /// Asks for the code that was sent.
    Code(CodeScreen),
    /// Says that the number is verified.
    Done,
}

impl Screen {
    /// ISO 3166-1 code of the country of the number that a message can go to from here.
    pub fn country(&self) -> Option<&str> {
        match self {
            Self::Phone(screen) => Some(&screen.unreached.as_ref()?.country),
            Self::Code(screen) => Some(&screen.country),
            Self::Done => None,
        }
    }
}

/// The screen that asks for the number.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PhoneScreen {
    /// ISO 3166-1 code of the country chosen; empty when none is.
    pub country: String,
    /// The number as it was typed.
    pub typed: String,
    /// The refusal of the last action.
    pub notice: Option<Refusal>,
    /// The number that could not be reached, if another channel may reach it.
    pub unreached: Option<Unreached>,
    /// The mark of this screen, which its forms post.
    pub mark: String,
    /// The store's time, from which every wait is counted.
    pub now: Timestamp,
}

/// A number that the first channel could not reach.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreached {
    /// The number in reading form.
    pub number: String,
    /// ISO 3166-1 code of its country.
    pub country: String,
    /// The channels that it can be tried by; at least one.
    pub channels: Vec<Channel>,
}

/// The screen that asks for the code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeScreen {
    /// The number in reading form, with country code.
    pub number: String,
    /// ISO 3166-1 code of its country.
    pub country: String,
    /// The channel of the last attempt.
    pub channel: Channel,
    /// The status of the last attempt.
    pub status: DeliveryStatus,
    /// The time of the last attempt.
    pub sent_at: Timestamp,
    /// The time at which the last attempt was reported to have that status.
    pub reached_at: Timestamp,
    /// The number of attempts at this number in this verification.
    pub attempts: usize,
    /// The state of the code.
    pub code: CodeState,
    /// The number of digits of the code.
    pub code_length: CodeLength,
    /// Wrong guesses in this verification so far, which the form posts with the next one.
    pub wrong_guesses: u32,
    /// The mark of this screen, which its forms post.
    pub mark: String,
    /// The time from which the code can be asked for again, by each channel.
    pub channels: EnumMap<Channel, Availability>,
    /// The text that was typed last and was not the code.
    pub typed: String,
    /// The refusal of the last action.
    pub notice: Option<Refusal>,
    /// The store's time, from which every wait is counted.
    pub now: Timestamp,
}

/// The state of the current code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeState {
    /// It can be checked until then.
    Live { until: Timestamp },
    /// It expired then.
    Expired { at: Timestamp },
    /// It has had all its wrong guesses.
    UsedUp,
    /// The verification has had all its wrong guesses; only a new one helps.
    VerificationLocked,
    /// The number takes no guess from anyone until then.
    PhoneLocked { until: Timestamp },
}

/// The time from which something can be asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Availability {
    /// Now.
    Now,
    /// From this time on.
    From(Timestamp),
    /// Not in this verification.
    Never,
}
