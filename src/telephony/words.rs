//! Every sentence that leaves by text message or call. English.
//!
//! Pure. What a page says is in `ui::words`; what Plivo needs around a spoken
//! sentence is in [`answer`](super::answer).

use std::time::Duration;

use crate::domain::code::Code;
use crate::telephony::{gsm7, keypress::Key};

/// The text message: prose for the person, then a line for the phone.
///
/// The last line is the origin-bound format that lets phones offer the code on
/// the right site only (<https://wicg.github.io/sms-one-time-codes/>). The code ends a
/// sentence of its own: with "…123456 and it will expire" iOS did not find it.
pub fn message(brand: &str, host: &str, code: &Code, expires_in: Duration) -> String {
    compose(brand, host, code.digits(), &minutes(expires_in))
}

/// Accepts a brand and host whose every message is one GSM-7 segment in which
/// the code is the only long number.
///
/// # Errors
/// A sentence for the operator: what is wrong and what is allowed.
pub fn check_brand(brand: &str, host: &str) -> Result<(), String> {
    if brand.trim().is_empty() || brand.trim() != brand || brand.chars().any(char::is_control) {
        return Err("the brand is one line of text without spaces around it".to_owned());
    }
    if host.is_empty() || !host.bytes().all(is_host_byte) {
        return Err(format!(
            "the host {host:?} is not a plain lower-case host name without port"
        ));
    }
    if let Some(name) = [brand, host].into_iter().find(|name| has_long_number(name)) {
        return Err(format!(
            "{name:?} has {LONG_NUMBER} digits in a row, which phones take for the code"
        ));
    }
    check_segment(brand, host)
}

/// So many digits in a row look like a code to a phone that searches a message for one.
const LONG_NUMBER: usize = 4;

fn check_segment(brand: &str, host: &str) -> Result<(), String> {
    if let Some(stranger) = brand
        .chars()
        .find(|c| gsm7::septets(c.encode_utf8(&mut [0; 4])).is_none())
    {
        return Err(format!(
            "the brand has {stranger:?}, which is not in GSM-7: every text would cost double"
        ));
    }
    let longest = compose(brand, host, "00000000", &minutes(Duration::MAX));
    match gsm7::septets(&longest) {
        Some(septets) if septets <= gsm7::SEGMENT => Ok(()),
        Some(septets) => Err(format!(
            "brand and host make a text of {septets} septets; one message holds {}, so shorten one by {}",
            gsm7::SEGMENT,
            septets - gsm7::SEGMENT,
        )),
        None => Err("the text is not GSM-7".to_owned()),
    }
}

fn compose(brand: &str, host: &str, digits: &str, minutes: &str) -> String {
    format!(
        "Your {brand} code is {digits}. It expires in {minutes}. Don't share it with anyone.\n\n@{host} #{digits}"
    )
}

fn is_host_byte(byte: u8) -> bool {
    byte.is_ascii_lowercase() || byte.is_ascii_digit() || b".-".contains(&byte)
}

fn has_long_number(text: &str) -> bool {
    text.split(|c: char| !c.is_ascii_digit())
        .any(|run| run.len() >= LONG_NUMBER)
}

/// Whole minutes that certainly remain, at least one and at most two digits of
/// them. Five seconds are forgiven, or a fresh code of ten minutes would be sent as nine.
fn minutes(left: Duration) -> String {
    match left.saturating_add(Duration::from_secs(5)).as_secs() / 60 {
        0 | 1 => "1 minute".to_owned(),
        minutes => format!("{} minutes", minutes.min(99)),
    }
}

/// Opens a call. Says nothing secret: a voicemail may be listening.
pub(super) fn greeting(brand: &str) -> String {
    format!("Hello. This is an automated call from {brand}, with the code you asked for.")
}

/// Asks for the key that proves a person is listening.
pub(super) fn press_to_hear(key: Key) -> String {
    format!("To hear your code, press {key}.")
}

/// After another key than the one asked for.
pub(super) const WRONG_KEY: &str = "That was a different key.";

/// Before the digits are read.
pub(super) fn code_follows(brand: &str) -> String {
    format!("Your {brand} code is")
}

/// Between two readings of the digits.
pub(super) const AGAIN: &str = "Again, your code is";

/// After the digits were read.
pub(super) fn expires(expires_in: Duration) -> String {
    format!("It expires in {}.", minutes(expires_in))
}

/// Offers another reading.
pub(super) fn press_to_repeat(key: Key) -> String {
    format!("To hear it again, press {key}.")
}

/// Ends a call in which the code was read.
pub(super) const GOODBYE: &str = "Goodbye.";

/// Ends a call in which nobody pressed the right key.
pub(super) const NO_KEY: &str = "We did not get the right key, so no code was read. Goodbye.";

/// Ends a call about a code that is used, expired or unknown.
pub(super) const EXPIRED: &str = "This code is no longer valid. Goodbye.";
