//! Which sentence a person reads for what: the one place that turns refusals, deliveries
//! and times into words of a language.

use std::time::Duration;

use crate::domain::step::{
    Channel, CodeLength, CodeState, CodeStep, Delivery, Millis, Refusal, SECOND,
};
use crate::languages::{Kept, Words};
use Refusal as R;

/// A sentence, which may name a time on the clock: that of `at`, where [`CLOCK`] stands.
/// The server does not know the person's time zone, so the browser writes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// The sentence.
    pub text: String,
    /// The time it names.
    pub at: Option<Millis>,
}

/// Where the clock's time belongs in a sentence.
pub const CLOCK: &str = "\u{FFFC}";

/// A waiting text is slow from this age on.
const SLOW: Millis = 30 * SECOND;

/// From this wait on a sentence tells the clock's time too.
const LONG_WAIT: Millis = 90 * SECOND;

/// A sentence that names the code's number of digits.
pub fn with_digits(words: Words, key: &'static str, length: CodeLength) -> &'static str {
    static SAID: Kept<(Words, &'static str, usize)> = Kept::new();
    let digits = length.digits();
    let said = || words.tell(key, [("digits", digits.into())]);
    SAID.get((words, key, digits), said)
}

/// What introduces an example of a number, and what follows it.
pub fn example(words: Words) -> (String, String) {
    halves(words.tell("phone-example", [("number", CLOCK.into())]))
}

/// What introduces the number that calls come from, and what follows it.
pub fn call_from(words: Words) -> (String, String) {
    halves(words.tell("call-from", [("number", CLOCK.into())]))
}

/// The heading of the screen for the code.
pub fn code_title(state: CodeState) -> &'static str {
    match state {
        CodeState::Live { .. } => "code-title",
        CodeState::Expired { .. } | CodeState::UsedUp => "code-over-title",
        CodeState::FlowLocked | CodeState::PhoneLocked { .. } => "locked-title",
    }
}

/// What introduces the number on the screen for the code, and what follows it.
pub fn sent_to(words: Words, step: &CodeStep) -> (String, String) {
    let key = by(step.channel, "sent-to-text", "sent-to-call");
    let digits = step.code_length.digits();
    halves(words.tell(key, [("digits", digits.into()), ("number", CLOCK.into())]))
}

/// What the code field promises; `left` is the code's remaining life.
pub fn code_hint(words: Words, length: CodeLength, left: Millis, auto_submit: bool) -> String {
    let span = words.span(Duration::from_millis(left));
    if !auto_submit {
        return words.tell("code-time", [("span", span.into())]);
    }
    let values = [("digits", length.digits().into()), ("span", span.into())];
    words.tell("code-hint", values)
}

/// How far the last message got.
pub fn delivery(words: Words, step: &CodeStep) -> Said {
    use Delivery as D;
    let again = step.sends > 1;
    let slow = step.now >= step.sent_at + SLOW;
    let key = match (step.channel, step.delivery) {
        (Channel::Text, D::Sending | D::Queued | D::Sent) if slow => "text-slow",
        (Channel::Text, D::Sending | D::Queued) if !again => "text-sending",
        (Channel::Text, D::Sending | D::Queued | D::Sent) if again => {
            return at_clock(words, "text-sent-again", step.sent_at);
        }
        (Channel::Text, D::Unknown) => "text-unknown",
        (Channel::Text, D::Sent) => "text-sent",
        (Channel::Text, D::Delivered) => {
            return at_clock(words, "text-delivered", step.reached_at);
        }
        (Channel::Text, _) => "text-failed",
        (Channel::Call, D::Sending | D::Queued) => "call-placing",
        (Channel::Call, D::Unknown) => "call-unknown",
        (Channel::Call, D::Sent | D::Ringing) => "call-ringing",
        (Channel::Call, D::Answered) => "call-answered",
        (Channel::Call, D::Delivered | D::Ended) => "call-ended",
        (Channel::Call, D::Busy) => "call-busy",
        (Channel::Call, D::NoAnswer) => "call-no-answer",
        (Channel::Call, D::Voicemail) => "call-voicemail",
        (Channel::Call, D::Failed) => "call-failed",
    };
    with_digits(words, key, step.code_length).into()
}

/// Why the code takes no more guesses, and what helps.
pub fn code_over(words: Words, state: CodeState, now: Millis) -> Said {
    match state {
        CodeState::Live { until: at } | CodeState::Expired { at } => {
            at_clock(words, "code-over-expired", at)
        }
        CodeState::UsedUp => words.say("code-over-used-up").into(),
        CodeState::FlowLocked => words.say("flow-locked").into(),
        CodeState::PhoneLocked { until } => refusal(words, R::PhoneLocked { until }, now),
    }
}

/// What a refusal says; `now` is the store's clock, for those that name a wait.
pub fn refusal(words: Words, refusal: Refusal, now: Millis) -> Said {
    if refusal.until().is_some_and(|until| until <= now) {
        return words.say("wait-over").into();
    }
    let later = |key: &str, until: Millis| later(words, key, until, now);
    let key = match refusal {
        R::PhoneMissing | R::PhoneAndCountryMissing => "phone-missing",
        R::CountryMissing => "country-missing",
        R::CountryUnknown => "country-unknown",
        R::CountryNotServed => "country-not-served",
        R::NumberNotServed { channel } => by(channel, "number-not-served", "call-not-served"),
        R::PhoneUnreadable => {
            let values = [("number", ISOLATED_EXAMPLE.into())];
            return words.tell("phone-unreadable", values).into();
        }
        R::PhoneTooShort => "phone-too-short",
        R::PhoneTooLong => "phone-too-long",
        R::PhoneWrongLength => "phone-wrong-length",
        R::CodeMissing { length } => return with_digits(words, "code-missing", length).into(),
        R::CodeShape { digits, length } => {
            let needed = length.digits();
            let values = [("digits", needed.into()), ("typed", digits.into())];
            return words.tell("code-shape", values).into();
        }
        R::CodeWrong { tries_left } => {
            let values = [("tries", tries_left.into())];
            return words.tell("code-wrong", values).into();
        }
        R::CodeExpired => "code-expired",
        R::CodeUsedUp => "code-used-up",
        R::FlowLocked => "flow-locked",
        R::PhoneLocked { until } => return later("phone-locked", until),
        R::TextTooSoon { until } => return later("text-too-soon", until),
        R::CallTooSoon { until } => return later("call-too-soon", until),
        R::NoSendsLeft => "no-sends-left",
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
    };
    words.say(key).into()
}

/// A number from those kept free for stories, isolated so that it reads from left to right
/// in a sentence that does not.
const ISOLATED_EXAMPLE: &str = "\u{2066}07700 900123\u{2069}";

/// The sentence for a text, or the one for a call.
fn by(channel: Channel, text: &'static str, call: &'static str) -> &'static str {
    match channel {
        Channel::Text => text,
        Channel::Call => call,
    }
}

/// A sentence that asks to wait: for how long, and where it is long, until when.
fn later(words: Words, key: &str, until: Millis, now: Millis) -> Said {
    let wait = until.saturating_sub(now);
    let span = words.span(Duration::from_millis(wait));
    let long = wait > LONG_WAIT;
    let later = match long {
        true => words.tell("later-at", [("span", span.into()), ("clock", CLOCK.into())]),
        false => words.tell("later", [("span", span.into())]),
    };
    Said {
        text: words.tell(key, [("later", later.into())]),
        // The clock shows whole minutes: whoever comes at the one told has waited enough.
        at: long.then_some(until.next_multiple_of(60 * SECOND)),
    }
}

fn at_clock(words: Words, key: &str, at: Millis) -> Said {
    Said {
        text: words.tell(key, [("clock", CLOCK.into())]),
        at: Some(at),
    }
}

impl Said {
    /// What stands before the clock's time, and after it.
    pub fn halves(self) -> (String, String) {
        halves(self.text)
    }
}

impl From<String> for Said {
    fn from(text: String) -> Self {
        Self { text, at: None }
    }
}

impl From<&str> for Said {
    fn from(text: &str) -> Self {
        Self::from(text.to_owned())
    }
}

fn halves(text: String) -> (String, String) {
    match text.split_once(CLOCK) {
        Some((before, after)) => (before.to_owned(), after.to_owned()),
        None => (text, String::new()),
    }
}

/// The time on the clock in UTC, for a page without WASM.
pub fn utc(at: Millis) -> String {
    let minutes = at / (60 * SECOND);
    format!("{:02}:{:02}\u{a0}UTC", minutes / 60 % 24, minutes % 60)
}
