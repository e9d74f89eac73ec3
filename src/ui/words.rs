//! Which sentence a person reads for what: the one place that turns refusals, deliveries
//! and times into words of a language.

use std::time::Duration;

use super::number_words;
use crate::domain::channel::Channel;
use crate::domain::code_length::CodeLength;
use crate::domain::delivery_status::DeliveryStatus;
use crate::domain::refusal::Refusal;
use crate::domain::screens::{CodeScreen, CodeState};
use crate::domain::time::{Millis, SECOND};
use crate::i18n::{Locale, TextCache};
use Refusal as R;

pub use super::said::{CLOCK, Halves, Said};

use super::said::halves;

/// A waiting text is slow from this age on.
const SLOW: Millis = 30 * SECOND;

/// From this wait on a sentence tells the clock's time too.
const LONG_WAIT: Millis = 90 * SECOND;

/// A sentence that names the code's number of digits.
pub fn with_digits(locale: Locale, key: &'static str, length: CodeLength) -> &'static str {
    static SAID: TextCache<(Locale, &'static str, usize)> = TextCache::new();
    let digits = length.digits();
    let said = || locale.format(key, [("digits", digits.into())]);
    SAID.get_or_insert_with((locale, key, digits), said)
}

/// What introduces an example of a number, and what follows it.
pub fn example(locale: Locale) -> Halves {
    halves(locale.format("phone-example", [("number", CLOCK.into())]))
}

/// What introduces the number that calls come from, and what follows it.
pub fn call_from(locale: Locale) -> Halves {
    halves(locale.format("call-from", [("number", CLOCK.into())]))
}

/// A sentence for the browser to put its own count into, in every plural that a language
/// can have: a line each, with a number that has that plural in the languages that do.
/// What is said like the last line is left out.
pub fn plurals(tell: impl Fn(u64) -> String) -> String {
    let said = |count: u64| tell(count).replace(&count.to_string(), CLOCK);
    let other = said(100);
    let plurals = [
        ("zero", 0),
        ("one", 1),
        ("two", 2),
        ("few", 3),
        ("many", 11),
    ];
    let lines = plurals.map(|(plural, count)| (plural, said(count)));
    let mut told: Vec<_> = lines
        .into_iter()
        .filter(|(_, sentence)| *sentence != other)
        .map(|(plural, sentence)| format!("{plural} {sentence}"))
        .collect();
    told.push(format!("other {other}"));
    told.join("\n")
}

/// The heading of the screen for the code.
pub fn code_title(state: CodeState) -> &'static str {
    match state {
        CodeState::Live { .. } => "code-title",
        CodeState::Expired { .. } | CodeState::UsedUp => "code-over-title",
        CodeState::VerificationLocked | CodeState::PhoneLocked { .. } => "locked-title",
    }
}

/// What introduces the number on the screen for the code, and what follows it.
pub fn sent_to(locale: Locale, screen: &CodeScreen) -> Halves {
    let key = by(screen.channel, "sent-to-text", "sent-to-call");
    let digits = screen.code_length.digits();
    halves(locale.format(key, [("digits", digits.into()), ("number", CLOCK.into())]))
}

/// What the code field promises; `left` is the code's remaining life.
pub fn code_hint(locale: Locale, length: CodeLength, left: Millis, auto_submit: bool) -> String {
    let span = locale.duration(Duration::from_millis(left));
    if !auto_submit {
        return locale.format("code-time", [("span", span.into())]);
    }
    let values = [("digits", length.digits().into()), ("span", span.into())];
    locale.format("code-hint", values)
}

/// How far the last message got.
pub fn delivery(locale: Locale, screen: &CodeScreen) -> Said {
    use DeliveryStatus as D;
    let again = screen.attempts > 1;
    let slow = screen.now >= screen.sent_at.saturating_add(SLOW);
    let key = match (screen.channel, screen.delivery) {
        (Channel::Text, D::Sending | D::Queued | D::Sent) if slow => "text-slow",
        (Channel::Text, D::Sending | D::Queued) if !again => "text-sending",
        (Channel::Text, D::Sending | D::Queued | D::Sent) if again => {
            return at_clock(locale, "text-sent-again", screen.sent_at);
        }
        (Channel::Text, D::Unknown) => "text-unknown",
        (Channel::Text, D::Sent) => "text-sent",
        (Channel::Text, D::Delivered) => {
            return at_clock(locale, "text-delivered", screen.reached_at);
        }
        (Channel::Text, _) => "text-failed",
        (Channel::Call, D::Sending | D::Queued) => "call-placing",
        (Channel::Call, D::Unknown) => "call-unknown",
        (Channel::Call, D::Sent | D::Ringing) => "call-ringing",
        (Channel::Call, D::Answered) => "call-answered",
        (Channel::Call, D::Spoken) => "call-speaking",
        (Channel::Call, D::NoKey) => "call-no-key",
        (Channel::Call, D::Delivered | D::Ended) => "call-ended",
        (Channel::Call, D::Busy) => "call-busy",
        (Channel::Call, D::NoAnswer) => "call-no-answer",
        (Channel::Call, D::Voicemail) => "call-voicemail",
        (Channel::Call, D::Failed) => "call-failed",
    };
    with_digits(locale, key, screen.code_length).into()
}

/// Why the code takes no more guesses, and what helps: a new code, if the page has a button
/// that sends one, or a new start.
pub fn code_over(locale: Locale, state: CodeState, sends: bool, now: Millis) -> Said {
    let next = locale.text(if sends { "over-send" } else { "over-start" });
    match state {
        CodeState::Live { until: at } | CodeState::Expired { at } => {
            Said::with_clock(locale, at, |clock| {
                let values = [("clock", clock.into()), ("next", next.into())];
                locale.format("code-over-expired", values)
            })
        }
        CodeState::UsedUp => locale
            .format("code-over-used-up", [("next", next.into())])
            .into(),
        CodeState::VerificationLocked => locale.text("flow-locked").into(),
        CodeState::PhoneLocked { until } => refusal(locale, R::PhoneLocked { until }, now),
    }
}

/// What a refusal says; `now` is the store's clock, for those that name a wait.
pub fn refusal(locale: Locale, refusal: Refusal, now: Millis) -> Said {
    if refusal.until().is_some_and(|until| until <= now) {
        return locale.text("wait-over").into();
    }
    let later = |key: &str, until: Millis| later(locale, key, until, now);
    let key = match refusal {
        R::PhoneMissing | R::PhoneAndCountryMissing => "phone-missing",
        R::CountryMissing => "country-missing",
        R::CountryUnknown => "country-unknown",
        R::CountryNotServed => "country-not-served",
        R::NumberNotServed { channel } => by(channel, "number-not-served", "call-not-served"),
        R::PhoneUnreadable => return number_words::unreadable(locale, "").into(),
        R::PhoneTooShort => "phone-too-short",
        R::PhoneTooLong => "phone-too-long",
        R::PhoneWrongLength => "phone-wrong-length",
        R::CodeMissing { length } => return with_digits(locale, "code-missing", length).into(),
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
        R::VerificationLocked => "flow-locked",
        R::PhoneLocked { until } => return later("phone-locked", until),
        R::TextTooSoon { until } => return later("text-too-soon", until),
        R::CallTooSoon { until } => return later("call-too-soon", until),
        R::NoAttemptsLeft => "no-sends-left",
        R::NoCallsLeft => "no-calls-left",
        R::NoNumbersLeft => "no-numbers-left",
        R::PhoneRested { until } => return later("phone-rested", until),
        R::ChannelDown { channel, until } => {
            return later(by(channel, "text-down", "call-down"), until);
        }
        R::ClientRested { until } => return later("client-rested", until),
        R::ServiceRested { until } => return later("service-rested", until),
        R::NumberUnreachable { channel } => by(channel, "text-unreachable", "call-unreachable"),
        R::NotSent { channel } => by(channel, "text-not-sent", "call-not-sent"),
        R::MaybeSent { channel } => by(channel, "text-maybe-sent", "call-maybe-sent"),
        R::StartAgain => "start-again",
        R::AlreadyVerified => "already-verified",
        R::MovedOn => "moved-on",
        R::CookieMissing => "cookie-missing",
        R::PhoneStrange { character } => return number_words::strange(locale, character).into(),
        R::PhoneUnknown => "phone-unknown",
    };
    locale.text(key).into()
}

/// The sentence for a text, or the one for a call.
fn by(channel: Channel, text: &'static str, call: &'static str) -> &'static str {
    match channel {
        Channel::Text => text,
        Channel::Call => call,
    }
}

/// A sentence that asks to wait: for how long, and where it is long, until when.
fn later(locale: Locale, key: &str, until: Millis, now: Millis) -> Said {
    let wait = until.saturating_sub(now);
    let span = locale.duration(Duration::from_millis(wait));
    if wait <= LONG_WAIT {
        let later = locale.format("later", [("span", span.into())]);
        return locale.format(key, [("later", later.into())]).into();
    }
    // The clock shows whole minutes: whoever comes at the one told has waited enough.
    Said::with_clock(locale, until.next_multiple_of(60 * SECOND), |clock| {
        let values = [("span", span.as_str().into()), ("clock", clock.into())];
        let later = locale.format("later-at", values);
        locale.format(key, [("later", later.into())])
    })
}

fn at_clock(locale: Locale, key: &str, at: Millis) -> Said {
    Said::with_clock(locale, at, |clock| {
        locale.format(key, [("clock", clock.into())])
    })
}
