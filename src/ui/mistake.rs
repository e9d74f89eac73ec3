//! Mistakes on a screen, where they are told, and what helps.

use super::number_words::unreadable;
use super::words::{self, Said};
use crate::domain::channel::Channel;
use crate::domain::refusal::Refusal;
use crate::domain::time::Millis;
use crate::i18n::Locale;

/// Something that is wrong.
#[derive(Clone, Debug)]
pub struct Mistake {
    /// What it is.
    pub said: Said,
    /// The field with whose next edit it is no longer said.
    pub field: &'static str,
    /// The control that helps, where there is one.
    pub control: Option<&'static str>,
}

impl Mistake {
    /// One that its field mends.
    pub fn of(field: &'static str, said: impl Into<Said>) -> Self {
        Self {
            said: said.into(),
            field,
            control: Some(field),
        }
    }
}

/// What is wrong on the screen for the number, in the order of its fields.
pub fn on_the_number(locale: Locale, notice: Refusal, country: &str, now: Millis) -> Vec<Mistake> {
    let of = |field, notice| Mistake::of(field, words::refusal(locale, notice, now));
    match notice {
        Refusal::CountryMissing => vec![of("country", notice)],
        Refusal::PhoneAndCountryMissing => vec![
            of("country", Refusal::CountryMissing),
            of("phone", Refusal::PhoneMissing),
        ],
        Refusal::PhoneUnreadable => vec![Mistake::of("phone", unreadable(locale, country))],
        _ => vec![of("phone", notice)],
    }
}

/// The id of what helps on the screen for the code.
pub fn control_for(notice: Refusal) -> &'static str {
    use Refusal as R;
    let of = |channel| match channel {
        Channel::Text => "send-again",
        Channel::Call => "call-me",
    };
    match notice {
        R::TextTooSoon { .. } => of(Channel::Text),
        R::CallTooSoon { .. } => of(Channel::Call),
        R::ChannelDown { channel, .. } | R::NotSent { channel } | R::MaybeSent { channel } => {
            of(channel)
        }
        R::NumberNotServed {
            channel: Channel::Call,
        }
        | R::NumberUnreachable {
            channel: Channel::Call,
        } => of(Channel::Text),
        _ => "code",
    }
}
