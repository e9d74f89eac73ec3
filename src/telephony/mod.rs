//! Telephony: getting a code to a phone, as a text message or as a spoken call.
//!
//! The map of this room: [`plivo`] is the client and sends what [`words`] says, in
//! one segment of [`gsm7`], for the [`account`] that pays. Plivo comes back with
//! requests that [`signature`] proves genuine; [`answer`] is what a ringing phone
//! hears, [`keypress`] what its keys do. Of our own code this room knows `domain` and
//! `i18n` only: no verification, no store, no page. It draws no code and keeps no record.

pub mod account;
pub mod answer;
mod breaker;
pub mod gsm7;
pub mod keypress;
mod order;
mod phlo;
pub mod plivo;
mod post;
pub mod signature;
mod verdict;
pub mod words;

use std::time::Duration;

pub use account::{Account, AuthToken, Callbacks, Unusable};
pub use plivo::Plivo;
pub use post::Timeouts;

use crate::domain::{code::Code, phone::PhoneNumber};
use crate::i18n::Locale;

/// One code on its way to one phone.
#[derive(Clone, Copy)]
pub struct Delivery<'a> {
    /// The phone.
    pub to: &'a PhoneNumber,
    /// What it is to receive.
    pub code: &'a Code,
    /// The language it is said in.
    pub locale: Locale,
    /// How long the code still works; Plivo drops a text that waited longer.
    pub expires_in: Duration,
    /// `{verification}/{attempt}`: the end of the path of every [callback](Callbacks)
    /// about this delivery. Letters, digits, `_`, `-` and `/` only, and not to be guessed.
    pub callback: &'a str,
}

/// What became of a delivery, as far as Plivo's answer tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Plivo took it. What happens next arrives by callback.
    Accepted {
        /// Plivo's id of the message or call, for support requests; absent when
        /// the answer could not be read.
        provider_id: Option<String>,
    },
    /// It certainly was not, and will not be, sent.
    Refused(Reason),
    /// The request left, no verdict came back. The phone may ring or not; sending
    /// again by itself could deliver twice, so only the person may ask for that.
    Unknown,
}

impl Outcome {
    /// Plivo's id of the message or call, where it took it and said so.
    pub fn provider_id(&self) -> Option<&str> {
        match self {
            Self::Accepted { provider_id } => provider_id.as_deref(),
            Self::Refused(_) | Self::Unknown => None,
        }
    }
}

/// Why a delivery was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// Plivo says that this cannot be a phone's number.
    BadNumber,
    /// The account may not reach this number or country this way (geo permissions).
    Barred,
    /// Plivo does not know our credentials.
    Unauthorized,
    /// The account has no money left.
    NoCredit,
    /// Too many requests at the moment.
    TooMany,
    /// Any other definite no: a sender that is not ours, a missing PHLO, a redirect.
    Rejected,
    /// Plivo could not be reached; nothing of the request was written.
    Unreachable,
    /// Plivo was broken a moment ago and was not asked.
    Resting,
}

impl Reason {
    /// Its name, as the log has it.
    pub fn name(self) -> &'static str {
        match self {
            Self::BadNumber => "bad_number",
            Self::Barred => "barred",
            Self::Unauthorized => "unauthorized",
            Self::NoCredit => "no_credit",
            Self::TooMany => "too_many",
            Self::Rejected => "rejected",
            Self::Unreachable => "unreachable",
            Self::Resting => "resting",
        }
    }

    /// Whether a call may get through where a text was refused for this reason.
    pub fn call_may_help(self) -> bool {
        matches!(self, Self::Barred | Self::Rejected)
    }

    /// Whether only the operator can mend this, so that somebody must hear of it at once.
    pub fn alerts_operator(self) -> bool {
        matches!(
            self,
            Self::Barred | Self::Unauthorized | Self::NoCredit | Self::Rejected
        )
    }
}
