//! Every sentence a person reads on the page.
//!
//! Plain words: nobody is told off, and each refusal says what to do next.

use std::time::Duration;

use crate::domain::step::{Channel, CodeLength, CodeState, Delivery, Millis, Refusal, SECOND};
use Refusal as R;

pub const PHONE_TITLE: &str = "Verify your phone number";
pub const PHONE_WHY: &str = "We'll text you a 6-digit code to check that the number is yours.";
pub const COUNTRY: &str = "Country";
pub const CHOOSE_COUNTRY: &str = "Choose a country";
pub const PHONE: &str = "Mobile phone number";
pub const EXAMPLE: &str = "For example";
pub const SEND_CODE: &str = "Send code";
pub const SENDING: &str = "Sending…";
pub const RATES: &str = "Message rates may apply.";

pub const CODE_TITLE: &str = "Enter your code";
pub const VERIFY: &str = "Verify";
pub const CHECKING: &str = "Checking…";
pub const CHANGE_NUMBER: &str = "Change number";
pub const SEND_AGAIN: &str = "Send again";
pub const CALL_ME: &str = "Call me instead";
pub const CALLING: &str = "Calling…";
pub const CALL_HOW: &str = "An automated voice asks for a key press, then reads the code 3 times.";
pub const START_OVER: &str = "Start over";

pub const DONE_TITLE: &str = "Your phone number is verified";
pub const DONE: &str = "That's all. You can go back to where you came from.";
pub const VERIFY_ANOTHER: &str = "Verify another number";

pub const PROBLEM: &str = "There is a problem";
pub const ERROR_PREFIX: &str = "Error: ";
pub const OPEN_HANDSET: &str = "Open the handset";
pub const BACK_TO_START: &str = "Try again";

pub const UNAVAILABLE_TITLE: &str = "We can't do this right now";
pub const UNAVAILABLE: &str = "Something on our side isn't working. Nothing was sent and nothing was lost. Try again in a few seconds.";
pub const UNREADABLE_TITLE: &str = "We couldn't read that";
pub const UNREADABLE: &str = "What arrived here didn't come from our page. Nothing was sent.";
pub const MISSING_TITLE: &str = "There is no such page";
pub const MISSING: &str = "The address may be mistyped.";

/// What the code field is for.
pub fn code(length: CodeLength) -> String {
    format!("{}-digit code", length.digits())
}

/// What introduces the number on the screen for the code.
pub fn sent_to(channel: Channel, length: CodeLength) -> String {
    let sent = by(channel, "sent to", "read out to");
    format!("Enter the {} we {sent}", code(length))
}

/// What the code field promises; `left` is the code's remaining life.
pub fn code_hint(left: Millis, length: CodeLength) -> String {
    format!(
        "It works for another {}. We check it as soon as you have entered {} digits.",
        span(left),
        length.digits()
    )
}

/// How far the last message got.
pub fn delivery(channel: Channel, delivery: Delivery) -> &'static str {
    match (channel, delivery) {
        (Channel::Text, Delivery::Sending | Delivery::Queued) => "Sending the text…",
        (Channel::Text, Delivery::Unknown) => "We can't tell yet whether the text was sent.",
        (Channel::Text, Delivery::Sent) => "The text is on its way.",
        (Channel::Text, Delivery::Delivered) => "The text was delivered.",
        (Channel::Text, _) => "The text didn't get through. We can call you with a code.",
        (Channel::Call, Delivery::Sending | Delivery::Queued) => "Calling you…",
        (Channel::Call, Delivery::Unknown) => "We can't tell yet whether the call was placed.",
        (Channel::Call, Delivery::Sent | Delivery::Ringing) => "Your phone is ringing.",
        (Channel::Call, Delivery::Answered) => "Listen for the digits: we say them 3 times.",
        (Channel::Call, Delivery::Delivered | Delivery::Ended) => "The call has ended.",
        (Channel::Call, Delivery::Busy) => "The line was busy. You can try again.",
        (Channel::Call, Delivery::NoAnswer) => "Nobody answered. You can try again.",
        (Channel::Call, Delivery::Voicemail) => "A voicemail answered, so we didn't say the code.",
        (Channel::Call, Delivery::Failed) => "The call didn't get through.",
    }
}

/// Why the code takes no more guesses, and what helps.
pub fn code_over(state: CodeState, now: Millis) -> String {
    match state {
        CodeState::Live { .. } => String::new(),
        CodeState::Expired { .. } => "That code has expired. Send a new one below.".to_owned(),
        CodeState::UsedUp => "That code has had all its tries. Send a new one below.".to_owned(),
        CodeState::FlowLocked => {
            "You've used all your tries. Start over to get a new code.".to_owned()
        }
        CodeState::PhoneLocked { until } => refusal(Refusal::PhoneLocked { until }, now),
    }
}

/// What a refusal says; `now` is the store's clock, for those that name a wait.
pub fn refusal(refusal: Refusal, now: Millis) -> String {
    let text = match refusal {
        R::PhoneMissing => "Enter your mobile phone number.",
        R::CountryMissing => "Choose a country, or start the number with + and its country code.",
        R::CountryUnknown => "No country has that country code. Check the digits after the +.",
        R::CountryNotServed => "We can't send codes to that country. Use a number of another one.",
        R::PhoneUnreadable => "That isn't a phone number. Use digits only, such as 07700 900123.",
        R::PhoneTooShort => "That number is too short. Check that no digit is missing.",
        R::PhoneTooLong => "That number is too long. Check that there is no digit too many.",
        R::PhoneWrongLength => "Numbers in that country have a different length. Check the digits.",
        R::NumberNotServed { channel } => by(
            channel,
            "We can't send codes to that kind of number. Use your mobile number.",
            "We can't call that kind of number. You can ask for the text again.",
        ),
        R::CodeMissing { length } => return format!("Enter the {}.", code(length)),
        R::CodeShape { digits, length } => {
            let needed = length.digits();
            return format!("The code has {needed} digits. You entered {digits}.");
        }
        R::CodeWrong { tries_left } => {
            return format!(
                "That code isn't right. Check it and try again. {} left.",
                counted(tries_left.into(), "try", "tries")
            );
        }
        R::CodeExpired => "That code has expired. Send a new one.",
        R::CodeUsedUp => "That code has had all its tries. Send a new one.",
        R::FlowLocked => "You've used all your tries. Start over to get a new code.",
        R::NoSendsLeft => "Those already sent still work. Start over to get another.",
        R::NoCallsLeft => "We've called you as often as we can. The code still works.",
        R::NoNumbersLeft => "You've tried several numbers. Start over to try another.",
        R::NumberUnreachable { channel } => by(
            channel,
            "That number can't get texts from us. Check it, or use another one.",
            "We can't call that number. You can ask for the text again.",
        ),
        R::NotSent { channel } => by(
            channel,
            "We couldn't send the text. Nothing was sent: try again in a moment.",
            "We couldn't place the call. Try again in a moment.",
        ),
        R::MaybeSent { channel } => by(
            channel,
            "We can't tell whether the text was sent. If it doesn't arrive, send it again.",
            "We can't tell whether the call was placed. If it doesn't ring, ask again.",
        ),
        R::AlreadyVerified => "Your phone number is verified already.",
        R::StartAgain => "That took too long. Start again with your number.",
        R::PhoneLocked { until }
        | R::TextTooSoon { until }
        | R::CallTooSoon { until }
        | R::PhoneRested { until }
        | R::ClientRested { until }
        | R::ServiceRested { until }
        | R::ChannelDown { until, .. } => {
            return told_to_wait(refusal, &format!("in {}", span(until.saturating_sub(now))));
        }
    };
    text.to_owned()
}

/// What is said to whoever asked too often and has no flow.
pub fn turned_away(wait: Duration) -> String {
    let until = u64::try_from(wait.as_millis()).unwrap_or(u64::MAX);
    refusal(Refusal::ClientRested { until }, 0)
}

/// What a refusal says that only time can mend; `later` is when.
fn told_to_wait(refusal: Refusal, later: &str) -> String {
    match refusal {
        R::PhoneLocked { .. } => {
            format!("This number has had too many wrong codes. You can try again {later}.")
        }
        R::TextTooSoon { .. } => format!("You can ask for another text {later}."),
        R::CallTooSoon { .. } => format!("You can ask for a call {later}."),
        R::PhoneRested { .. } => format!(
            "This number has had several messages. You can ask for another {later}. Codes already sent still work."
        ),
        R::ChannelDown { channel, .. } => format!(
            "{} Nothing was sent. Try again {later}.",
            by(
                channel,
                "We can't send texts at the moment.",
                "We can't call at the moment. A text still works.",
            )
        ),
        R::ClientRested { .. } => {
            format!("There were many requests from your network. Try again {later}.")
        }
        _ => format!("We're sending more messages than usual. Try again {later}."),
    }
}

/// The sentence for a text, or the one for a call.
fn by(channel: Channel, text: &'static str, call: &'static str) -> &'static str {
    match channel {
        Channel::Text => text,
        Channel::Call => call,
    }
}

/// How long a button has to be waited for.
pub fn wait(seconds: u64) -> String {
    match seconds {
        0..=90 => format!("in {seconds} s"),
        _ => format!("in {} min", seconds.div_ceil(60)),
    }
}

/// A span of time as a person says it, none of it too short.
fn span(time: Millis) -> String {
    match time.div_ceil(SECOND) {
        seconds @ 0..=90 => counted(seconds, "second", "seconds"),
        seconds @ 91..=7_200 => counted(seconds.div_ceil(60), "minute", "minutes"),
        seconds => counted(seconds.div_ceil(3_600), "hour", "hours"),
    }
}

fn counted(count: u64, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}
