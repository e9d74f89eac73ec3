//! The text message, and the rules that keep it short in every language.
//!
//! Pure. The sentences are in `i18n`; what Plivo needs around a spoken sentence is
//! in [`answer`](super::answer).

use std::time::Duration;

use crate::domain::code::Code;
use crate::i18n::Locale;
use crate::telephony::gsm7;

/// The text message: prose for the person, then a line for the phone.
///
/// The last line is the origin-bound format that lets phones offer the code on
/// the right site only (<https://wicg.github.io/sms-one-time-codes/>).
pub fn message(
    locale: Locale,
    brand: &str,
    host: &str,
    code: &Code,
    expires_in: Duration,
) -> String {
    compose(
        locale,
        brand,
        host,
        code.digits(),
        &minutes(locale, expires_in),
    )
}

/// Accepts a brand and host of which every language can make a message: one GSM-7 segment
/// where all letters are in GSM-7, [`MOST_SEGMENTS`] of UCS-2 elsewhere, and the code as the
/// only long number in it.
///
/// # Errors
/// A sentence for the operator: what is wrong and what is allowed.
pub fn check_brand(brand: &str, host: &str) -> Result<(), String> {
    check_host(host)?;
    if brand.trim().is_empty() || brand.trim() != brand || brand.chars().any(char::is_control) {
        return Err("the brand is one line of text without spaces around it".to_owned());
    }
    if let Some(odd) = brand.chars().find(|c| changes_others(*c)) {
        let code = u32::from(odd);
        return Err(format!(
            "the brand has U+{code:04X} in it, which is not seen and changes what stands around it"
        ));
    }
    if brand.chars().all(is_unseen) {
        return Err("the brand has nothing in it that can be seen".to_owned());
    }
    check_digits(brand)?;
    Locale::all().try_for_each(|locale| check_segments(locale, brand, host))
}

/// Accepts a host that the last line of a message can name.
///
/// # Errors
/// A sentence for the operator: what is wrong and what is allowed.
pub fn check_host(host: &str) -> Result<(), String> {
    if host.is_empty() || !host.bytes().all(is_host_byte) {
        return Err(format!(
            "the host {host:?} is not a plain lower-case host name without port, which the last \
             line of a text names so that phones fill the code in there only"
        ));
    }
    check_digits(host)
}

/// How many segments a message takes at most with this brand and host, in each language.
pub fn segments(brand: &str, host: &str) -> Vec<(Locale, usize)> {
    Locale::all()
        .map(|locale| (locale, gsm7::segments(&longest(locale, brand, host))))
        .collect()
}

/// The languages whose message takes more than one segment with this brand and host:
/// those with letters that GSM-7 lacks, of which a segment holds 70.
pub fn long_messages(brand: &str, host: &str) -> Vec<(Locale, usize)> {
    let mut long = segments(brand, host);
    long.retain(|(_, segments)| *segments > 1);
    long
}

/// The most segments of a message in letters that GSM-7 lacks.
pub const MOST_SEGMENTS: usize = 4;

/// So many digits in a row look like a code to a phone that searches a message for one.
const LONG_NUMBER: usize = 4;

fn check_digits(name: &str) -> Result<(), String> {
    let is_long = |run: &str| run.chars().count() >= LONG_NUMBER;
    match name.split(|c: char| !c.is_numeric()).any(is_long) {
        true => Err(format!(
            "{name:?} has {LONG_NUMBER} digits in a row, which phones take for the code"
        )),
        false => Ok(()),
    }
}

fn check_segments(locale: Locale, brand: &str, host: &str) -> Result<(), String> {
    let text = longest(locale, brand, host);
    let (length, most) = match gsm7::septets(&text) {
        Some(septets) => (septets, gsm7::SEGMENT),
        None => (text.encode_utf16().count(), MOST_SEGMENTS * 67),
    };
    if length <= most {
        return Ok(());
    }
    Err(format!(
        "brand and host make a text of {length} characters in {}; {most} at most, so shorten one by {}",
        locale.tag(),
        length - most,
    ))
}

/// Whether it turns or breaks what stands beside it: marks that embed or override a
/// direction, line and paragraph ends, and what stands for a character that was damaged.
fn changes_others(c: char) -> bool {
    matches!(c, '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFD}')
}

fn is_unseen(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{200B}'..='\u{200F}' | '\u{2060}'..='\u{206F}' | '\u{2800}' | '\u{3164}' | '\u{FE00}'..='\u{FE0F}')
}

fn longest(locale: Locale, brand: &str, host: &str) -> String {
    compose(
        locale,
        brand,
        host,
        "00000000",
        &minutes(locale, Duration::MAX),
    )
}

fn compose(locale: Locale, brand: &str, host: &str, code: &str, span: &str) -> String {
    let values = [
        ("brand", brand.into()),
        ("code", code.into()),
        ("span", span.into()),
    ];
    format!("{}\n\n@{host} #{code}", locale.format_plain("text", values))
}

fn is_host_byte(byte: u8) -> bool {
    byte.is_ascii_lowercase() || byte.is_ascii_digit() || b".-".contains(&byte)
}

/// Whole minutes that certainly remain, at least one and at most two digits of
/// them. Five seconds are forgiven, or a fresh code of ten minutes would be sent as nine.
pub(super) fn minutes(locale: Locale, left: Duration) -> String {
    let minutes = left.saturating_add(Duration::from_secs(5)).as_secs() / 60;
    locale.minutes_plain(minutes.clamp(1, 99))
}
