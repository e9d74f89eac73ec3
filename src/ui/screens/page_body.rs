//! The body of a page: all that differs between requests.

use std::time::Duration;

use crate::domain::{PhoneScreen, Refusal, Screen};
use crate::i18n::Locale;

/// A screen of the wizard, or a message.
#[derive(Clone, Debug)]
pub enum PageBody {
    /// A screen of the wizard.
    Screen(Screen),
    /// The phone screen with what was typed, since an error prevented the request.
    PhoneWithError {
        /// The screen, with the number and country as they were typed.
        screen: PhoneScreen,
        /// The error.
        error: PageError,
    },
    /// An error that prevented a request with nothing typed to keep.
    Error(PageError),
    /// An answer that the browser posts to a client.
    Return {
        /// The client's address.
        address: String,
        /// The answer.
        parameters: Vec<(&'static str, String)>,
    },
    /// The end of a popup of the widget, which tells the page that opened it.
    Message {
        /// The only origin that is told.
        origin: String,
        /// The token; empty where the person canceled.
        token: String,
    },
}

/// An error that prevented a request.
#[derive(Clone, Debug)]
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
    /// The form was submitted from a page of another origin.
    ForeignOrigin {
        /// The address to open instead.
        address: String,
    },
    /// The request was larger than any of our forms.
    TooLarge,
    /// The request did not arrive in time.
    TooSlow,
    /// There is no page at this path.
    NotFound,
    /// The client that sent the person here made a mistake.
    BrokenRequest,
}

impl PageError {
    /// Whether the request may be sent again, so that what was typed is kept.
    pub fn may_be_retried(&self) -> bool {
        !matches!(
            self,
            Self::ForeignOrigin { .. }
                | Self::TooLarge
                | Self::TooSlow
                | Self::NotFound
                | Self::BrokenRequest
        )
    }

    /// The key of the page's heading.
    pub fn title_key(&self) -> &'static str {
        match self {
            Self::Unreadable => "unreadable-title",
            Self::ForeignOrigin { .. } => "elsewhere-title",
            Self::TooLarge => "too-large-title",
            Self::TooSlow => "too-slow-title",
            Self::NotFound => "missing-title",
            Self::BrokenRequest => "broken-request-title",
            _ => "unavailable-title",
        }
    }

    /// The sentence that explains the error. It names a wait but no time of day, because the page
    /// is drawn without the store's clock.
    pub fn sentence(&self, locale: Locale) -> String {
        let key = match self {
            Self::Unavailable => "unavailable",
            Self::OutcomeUnknown => "broke",
            Self::Busy => "busy",
            Self::Unreadable => "unreadable",
            Self::ForeignOrigin { .. } => "elsewhere",
            Self::TooLarge => "too-large",
            Self::TooSlow => "too-slow",
            Self::NotFound => "missing",
            Self::BrokenRequest => "broken-request",
            Self::RateLimited { refusal, wait } => {
                let later = locale.format("later", [("span", locale.duration(*wait).into())]);
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
