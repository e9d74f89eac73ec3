//! The text message, and the rules that keep it one segment in every language.
//!
//! Pure. The sentences are in `languages`; what Plivo needs around a spoken sentence is
//! in [`answer`](super::answer).

use std::time::Duration;

use crate::domain::code::Code;
use crate::languages::Words;
use crate::telephony::gsm7;

/// The text message: prose for the person, then a line for the phone.
///
/// The last line is the origin-bound format that lets phones offer the code on
/// the right site only (<https://wicg.github.io/sms-one-time-codes/>).
pub fn message(words: Words, brand: &str, host: &str, code: &Code, expires_in: Duration) -> String {
    compose(
        words,
        brand,
        host,
        code.digits(),
        &minutes(words, expires_in),
    )
}

/// Accepts a brand and host with which a message is one GSM-7 segment in every language
/// that has its letters in GSM-7, and in which the code is the only long number.
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
    check_alphabet(brand)?;
    Words::all().try_for_each(|words| check_segment(words, brand, host))
}

/// The languages whose message takes more than one segment with this brand and host:
/// those with letters of their own, of which a segment holds 70.
pub fn long_messages(brand: &str, host: &str) -> Vec<(Words, usize)> {
    Words::all()
        .map(|words| (words, gsm7::segments(&longest(words, brand, host))))
        .filter(|(_, segments)| *segments > 1)
        .collect()
}

/// So many digits in a row look like a code to a phone that searches a message for one.
const LONG_NUMBER: usize = 4;

fn check_alphabet(brand: &str) -> Result<(), String> {
    let stranger = brand
        .chars()
        .find(|c| gsm7::septets(c.encode_utf8(&mut [0; 4])).is_none());
    stranger.map_or(Ok(()), |stranger| {
        Err(format!(
            "the brand has {stranger:?}, which is not in GSM-7: every text would cost double"
        ))
    })
}

fn check_segment(words: Words, brand: &str, host: &str) -> Result<(), String> {
    match gsm7::septets(&longest(words, brand, host)) {
        Some(septets) if septets > gsm7::SEGMENT => Err(format!(
            "brand and host make a text of {septets} septets; one message holds {}, so shorten one by {}",
            gsm7::SEGMENT,
            septets - gsm7::SEGMENT,
        )),
        _ => Ok(()),
    }
}

fn longest(words: Words, brand: &str, host: &str) -> String {
    compose(
        words,
        brand,
        host,
        "00000000",
        &minutes(words, Duration::MAX),
    )
}

fn compose(words: Words, brand: &str, host: &str, code: &str, span: &str) -> String {
    let values = [
        ("brand", brand.into()),
        ("code", code.into()),
        ("span", span.into()),
    ];
    format!("{}\n\n@{host} #{code}", words.plainly("text", values))
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
pub(super) fn minutes(words: Words, left: Duration) -> String {
    let minutes = left.saturating_add(Duration::from_secs(5)).as_secs() / 60;
    words.minutes(minutes.clamp(1, 99))
}
