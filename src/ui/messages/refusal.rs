//! The sentence for each refusal.

use std::time::Duration;

use Refusal as R;

use super::localized_text::{LocalizedText, with_code_length};
use super::number;
use crate::domain::{Channel, MINUTE, Refusal, Timestamp};
use crate::i18n::Locale;

/// The longest wait that is told without the time of day at which it ends.
const SHORT_WAIT: Duration = Duration::from_secs(90);

/// The sentence for a refusal; `now` is the store's clock, for the wait that some name.
pub fn sentence(locale: Locale, refusal: Refusal, now: Timestamp) -> LocalizedText {
    if refusal.until().is_some_and(|until| until <= now) {
        return locale.text("wait-over").into();
    }
    let later = |key: &str, until: Timestamp| later(locale, key, until, now);
    let of = |channel, key| locale.format(&by(channel, key), []).into();
    let key = match refusal {
        R::PhoneMissing | R::PhoneAndCountryMissing => "phone-missing",
        R::CountryMissing => "country-missing",
        R::CountryUnknown => "country-unknown",
        R::CountryNotServed => "country-not-served",
        R::NumberNotServed { channel } => return of(channel, "not-served"),
        R::PhoneUnreadable => return number::unreadable(locale, "").into(),
        R::PhoneTooShort => "phone-too-short",
        R::PhoneTooLong => "phone-too-long",
        R::PhoneWrongLength => "phone-wrong-length",
        R::CodeMissing { length } => {
            return with_code_length(locale, "code-missing", length).into();
        }
        R::CodeShape { digits, length } => {
            let needed = length.digits();
            let values = [("digits", needed.into()), ("typed", digits.into())];
            return locale.format("code-shape", values).into();
        }
        R::CodeWrong { tries_left } => {
            let values = [("tries", tries_left.into())];
            return locale.format("code-wrong", values).into();
        }
        R::CodeExpired => "code-expired",
        R::CodeUsedUp => "code-used-up",
        R::VerificationLocked => "verification-locked",
        R::PhoneLocked { until } => return later("phone-locked", until),
        R::TooSoon { channel, until } => return later(&by(channel, "too-soon"), until),
        R::NoAttemptsLeft
        | R::ChannelUsedUp {
            channel: Channel::FIRST,
        } => "no-sends-left",
        R::ChannelUsedUp { channel } => return of(channel, "used-up"),
        R::NoNumbersLeft => "no-numbers-left",
        R::PhoneRateLimited { until } => return later("phone-rested", until),
        R::ChannelDown { channel, until } => return later(&by(channel, "down"), until),
        R::ClientRateLimited { until } => return later("client-rested", until),
        R::ServiceRateLimited { until } => return later("service-rested", until),
        R::NumberUnreachable { channel } => return of(channel, "unreachable"),
        R::NotSent { channel } => return of(channel, "not-sent"),
        R::MaybeSent { channel } => return of(channel, "maybe-sent"),
        R::StartAgain => "start-again",
        R::AlreadyVerified => "already-verified",
        R::MovedOn => "moved-on",
        R::CookieMissing => "cookie-missing",
        R::PhoneStrange { character } => {
            return number::strange_character(locale, character).into();
        }
        R::PhoneUnknown => "phone-unknown",
    };
    locale.text(key).into()
}

/// The key of the channel's sentence.
fn by(channel: Channel, key: &str) -> String {
    format!("{}-{key}", channel.name())
}

/// A sentence that asks to wait: for how long and, if that is long, until when.
fn later(locale: Locale, key: &str, until: Timestamp, now: Timestamp) -> LocalizedText {
    let wait = until.since(now);
    let span = locale.duration(wait);
    if wait <= SHORT_WAIT {
        let later = locale.format("later", [("span", span.into())]);
        return locale.format(key, [("later", later.into())]).into();
    }
    // Rounded up to the minute, so that the wait is over at the time shown.
    LocalizedText::with_clock(locale, until.round_up(MINUTE), |clock| {
        let values = [("span", span.as_str().into()), ("clock", clock.into())];
        let later = locale.format("later-at", values);
        locale.format(key, [("later", later.into())])
    })
}
