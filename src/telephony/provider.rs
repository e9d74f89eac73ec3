//! The provider interface: everything the verifier needs of a service that delivers messages.

use std::time::Duration;

use async_trait::async_trait;

use crate::domain::{Channel, Code, PhoneNumber};
use crate::i18n::Locale;

/// A service that delivers texts and calls.
#[async_trait]
pub trait Provider: Send + Sync {
    /// Asks the provider to deliver `attempt`, at most once.
    ///
    /// Dropping the future midway leaves open whether the provider was asked, and nothing is
    /// logged: await it in a task that outlives the browser's request.
    async fn send(&self, attempt: &OutgoingAttempt<'_>) -> SendOutcome;

    /// Remaining cooldown of the channel's circuit breaker; `None` when the next attempt is
    /// allowed.
    fn cooldown(&self, channel: Channel) -> Option<Duration>;

    /// Upper bound of the units that one attempt is billed as: segments of a text to this country
    /// in this language, or minutes of a call.
    fn billed_units(&self, channel: Channel, country: &str, locale: Locale) -> u32;
}

/// One text or call that is about to carry a code to a phone.
#[derive(Clone, Copy)]
pub struct OutgoingAttempt<'a> {
    /// Text or call.
    pub channel: Channel,
    /// The phone.
    pub to: &'a PhoneNumber,
    /// ISO 3166-1 code of the phone's country; `001` for numbers of no country.
    pub country: &'a str,
    /// The code to deliver.
    pub code: &'a Code,
    /// The language of the message.
    pub locale: Locale,
    /// Remaining validity of the code. A text that is still queued after it should be dropped.
    pub expires_in: Duration,
    /// `{verification}/{attempt}`: the last two path segments of every callback about this
    /// attempt. Letters, digits, `_`, `-` and `/` only, and impossible to guess.
    pub callback_path: &'a str,
}

/// The result of a send, as far as it is known from the provider's response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SendOutcome {
    /// The provider took it. Progress is reported by callback.
    Accepted {
        /// The provider's ID of the message or call, for support requests; `None` when the
        /// response could not be read.
        provider_id: Option<String>,
    },
    /// It was certainly not sent, and will not be.
    Refused(ProviderRefusal),
    /// The request left, but no answer came back. Sending again could deliver twice, so only
    /// the person may ask for that.
    Unknown,
}

/// Reason why a provider refused an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProviderRefusal {
    /// The recipient cannot be a phone's number.
    BadNumber,
    /// The account may not reach this number or country on this channel (geo permissions).
    Barred,
    /// The provider does not accept our credentials.
    Unauthorized,
    /// The account has no credit left.
    NoCredit,
    /// Too many requests at the moment.
    TooMany,
    /// Any other definite refusal: a sender that is not ours, a missing PHLO, a redirect.
    Rejected,
    /// The provider could not be reached; nothing of the request was written.
    Unreachable,
    /// The circuit breaker is open, so the provider was not asked.
    CircuitOpen,
}

impl SendOutcome {
    /// The stable machine name, as the logs and metrics have it.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Accepted { .. } => "accepted",
            Self::Refused(_) => "refused",
            Self::Unknown => "unknown",
        }
    }

    /// The name of the reason; `None` unless it was refused.
    pub fn reason(&self) -> Option<&'static str> {
        match self {
            Self::Refused(reason) => Some(reason.name()),
            Self::Accepted { .. } | Self::Unknown => None,
        }
    }

    /// The provider's ID of the message or call, if it accepted the attempt and named one.
    pub fn provider_id(&self) -> Option<&str> {
        match self {
            Self::Accepted { provider_id } => provider_id.as_deref(),
            Self::Refused(_) | Self::Unknown => None,
        }
    }
}

impl ProviderRefusal {
    /// The stable machine name, as the logs have it.
    pub fn name(self) -> &'static str {
        match self {
            Self::BadNumber => "bad_number",
            Self::Barred => "barred",
            Self::Unauthorized => "unauthorized",
            Self::NoCredit => "no_credit",
            Self::TooMany => "too_many",
            Self::Rejected => "rejected",
            Self::Unreachable => "unreachable",
            Self::CircuitOpen => "resting",
        }
    }

    /// Whether only the operator can mend this, which makes it worth an alert.
    pub fn alerts_operator(self) -> bool {
        matches!(
            self,
            Self::Barred | Self::Unauthorized | Self::NoCredit | Self::Rejected
        )
    }
}
