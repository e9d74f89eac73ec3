//! Screens for whatever is in the way of a request, beside the steps of the wizard.

use std::time::Duration;

use crate::domain::refusal::Refusal;
use crate::i18n::Locale;

/// What was in the way of a request, beside the steps of the wizard.
#[derive(Clone, Copy, Debug)]
pub enum Hindrance {
    /// Something is broken; trying again can help.
    Unavailable,
    /// Something broke on the way: nobody knows what was done.
    Broke,
    /// More people are here than the server can work for.
    Busy,
    /// A limit was reached.
    TurnedAway {
        /// Which one.
        refusal: Refusal,
        /// How long to wait.
        wait: Duration,
    },
    /// The request was not one of ours.
    Unreadable,
}

impl Hindrance {
    /// The heading of its page.
    pub fn title(self) -> &'static str {
        match self {
            Self::Unreadable => "unreadable-title",
            _ => "unavailable-title",
        }
    }

    /// What is said where something was in the way; without the store's clock, so no time by it.
    pub fn said(self, locale: Locale) -> String {
        let key = match self {
            Self::Unavailable => "unavailable",
            Self::Broke => "broke",
            Self::Busy => "busy",
            Self::Unreadable => "unreadable",
            Self::TurnedAway { refusal, wait } => {
                let later = locale.format("later", [("span", locale.duration(wait).into())]);
                let key = match refusal {
                    Refusal::ServiceRested { .. } => "service-rested",
                    _ => "client-rested",
                };
                return locale.format(key, [("later", later.into())]);
            }
        };
        locale.text(key).to_owned()
    }
}
