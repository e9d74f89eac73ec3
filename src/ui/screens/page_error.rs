//! Errors that prevent a request, beside the refusals that the wizard's screens show.

use std::time::Duration;

use crate::domain::Refusal;
use crate::i18n::Locale;

/// An error that prevented a request.
#[derive(Clone, Copy, Debug)]
pub enum PageError {
    /// A neighbour such as the store is broken; trying again can help.
    Unavailable,
    /// Something broke during the request, whose outcome is unknown.
    OutcomeUnknown,
    /// The server has as many requests as it can handle.
    Busy,
    /// A limit was reached.
    RateLimited {
        /// The refusal that names the limit.
        refusal: Refusal,
        /// The time until the limit allows another request.
        wait: Duration,
    },
    /// The request could not be parsed.
    Unreadable,
}

impl PageError {
    /// The key of the page's heading.
    pub fn title_key(self) -> &'static str {
        match self {
            Self::Unreadable => "unreadable-title",
            _ => "unavailable-title",
        }
    }

    /// The sentence that explains the error. It names a wait but no time of day, because the page
    /// is drawn without the store's clock.
    pub fn sentence(self, locale: Locale) -> String {
        let key = match self {
            Self::Unavailable => "unavailable",
            Self::OutcomeUnknown => "broke",
            Self::Busy => "busy",
            Self::Unreadable => "unreadable",
            Self::RateLimited { refusal, wait } => {
                let later = locale.format("later", [("span", locale.duration(wait).into())]);
                let key = match refusal {
                    Refusal::ServiceRateLimited { .. } => "service-rested",
                    _ => "client-rested",
                };
                return locale.format(key, [("later", later.into())]);
            }
        };
        locale.text(key).to_owned()
    }
}
