//! The text message, and the rules that keep it short in every language.
//!
//! Pure. The sentences are in `i18n`. The documents of a call are Plivo's:
//! [`voice_xml`](super::plivo::voice_xml).

use std::time::Duration;

use thiserror::Error;

use crate::domain::Code;
use crate::domain::characters::is_ignorable;
use crate::i18n::Locale;
use crate::telephony::gsm7;

/// The most segments of a text that GSM-7 cannot encode.
pub const MAX_UCS2_SEGMENTS: usize = 4;

/// A code of the greatest length.
pub(super) const LONGEST_CODE: &str = "00000000";

/// Digits in a row from which on a phone takes a number for the code.
const MIN_CODE_LIKE_DIGITS: usize = 4;

/// A brand or host from which no valid text message can be composed. The text is for the operator.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum BrandingError {
    /// The last line of a text cannot name the host.
    #[error(
        "the host {0:?} is not a plain lower-case host name without port, which the last \
         line of a text names so that phones fill the code in there only"
    )]
    InvalidHost(String),
    /// The brand is empty, has spaces around it, or has control characters.
    #[error("the brand is one line of text without spaces around it")]
    NotOneLine,
    /// The brand has an invisible character that changes the text around it.
    #[error(
        "the brand has U+{:04X} in it, which is not seen and changes what stands around it",
        u32::from(*.0)
    )]
    DisruptiveCharacter(char),
    /// The brand has invisible characters only.
    #[error("the brand has nothing in it that can be seen")]
    Invisible,
    /// The brand or host has a number that looks like a code.
    #[error("{0:?} has {MIN_CODE_LIKE_DIGITS} digits in a row, which phones take for the code")]
    CodeLikeDigits(String),
    /// The text of one language would be too long. Lengths are in septets, or in UTF-16 code
    /// units where GSM-7 cannot encode the text.
    #[error(
        "brand and host make a text of {length} characters in {language}; {max} at most, \
         so shorten one by {}",
        .length - .max
    )]
    TooLong {
        /// Length of the longest text.
        length: usize,
        /// Language tag of that text.
        language: &'static str,
        /// The longest that is allowed.
        max: usize,
    },
}

/// Composes the text message: a sentence for the person, then a line for the phone.
///
/// The last line is in the origin-bound format, which makes phones offer the code on
/// the right site only (<https://wicg.github.io/sms-one-time-codes/>).
pub fn compose(
    locale: Locale,
    brand: &str,
    host: &str,
    code: &Code,
    expires_in: Duration,
) -> String {
    let span = remaining_minutes(locale, expires_in);
    compose_with(locale, brand, host, code.digits(), &span)
}

/// Accepts a brand and host from which every language makes a valid text: one GSM-7 segment,
/// or [`MAX_UCS2_SEGMENTS`] of UCS-2 where a letter is not in GSM-7, and the code as the only
/// number that looks like one.
///
/// # Errors
/// The first rule that the brand or the host breaks.
pub fn validate_branding(brand: &str, host: &str) -> Result<(), BrandingError> {
    validate_host(host)?;
    if brand.trim().is_empty() || brand.trim() != brand || brand.chars().any(char::is_control) {
        return Err(BrandingError::NotOneLine);
    }
    if let Some(character) = brand.chars().find(|c| is_disruptive(*c)) {
        return Err(BrandingError::DisruptiveCharacter(character));
    }
    if brand.chars().all(is_invisible) {
        return Err(BrandingError::Invisible);
    }
    validate_digits(brand)?;
    Locale::all().try_for_each(|locale| validate_length(locale, brand, host))
}

/// Accepts a host that the last line of a text can name.
///
/// # Errors
/// [`BrandingError::InvalidHost`] or [`BrandingError::CodeLikeDigits`].
pub fn validate_host(host: &str) -> Result<(), BrandingError> {
    if host.is_empty() || !host.bytes().all(is_host_byte) {
        return Err(BrandingError::InvalidHost(host.to_owned()));
    }
    validate_digits(host)
}

/// Upper bound of the segments of a text with this brand and host, for each language.
pub fn segments_by_locale(brand: &str, host: &str) -> Vec<(Locale, usize)> {
    Locale::all()
        .map(|locale| (locale, gsm7::segments(&longest_text(locale, brand, host))))
        .collect()
}

/// The languages whose text takes more than one segment with this brand and host, because it
/// has letters that are not in GSM-7.
pub fn multi_segment_locales(brand: &str, host: &str) -> Vec<(Locale, usize)> {
    let mut locales = segments_by_locale(brand, host);
    locales.retain(|(_, segments)| *segments > 1);
    locales
}

/// Formats the whole minutes that certainly remain.
pub(super) fn remaining_minutes(locale: Locale, left: Duration) -> String {
    locale.minutes_plain(minutes_left(left))
}

/// The whole minutes that certainly remain: 1 to 99. Five seconds are added first, or a fresh code
/// of ten minutes would be announced as nine.
pub(super) fn minutes_left(left: Duration) -> u64 {
    let minutes = left.saturating_add(Duration::from_secs(5)).as_secs() / 60;
    minutes.clamp(1, 99)
}

fn validate_digits(name: &str) -> Result<(), BrandingError> {
    let is_code_like = |run: &str| run.chars().count() >= MIN_CODE_LIKE_DIGITS;
    match name.split(|c: char| !c.is_numeric()).any(is_code_like) {
        true => Err(BrandingError::CodeLikeDigits(name.to_owned())),
        false => Ok(()),
    }
}

fn validate_length(locale: Locale, brand: &str, host: &str) -> Result<(), BrandingError> {
    let text = longest_text(locale, brand, host);
    let (length, max) = match gsm7::septets(&text) {
        Some(septets) => (septets, gsm7::SEGMENT_SEPTETS),
        None => (
            text.encode_utf16().count(),
            MAX_UCS2_SEGMENTS * gsm7::UCS2_PART_UNITS,
        ),
    };
    if length <= max {
        return Ok(());
    }
    let language = locale.tag();
    Err(BrandingError::TooLong {
        length,
        language,
        max,
    })
}

/// Whether the character changes the text beside it: marks that embed or override a
/// direction, line and paragraph separators, and the replacement of a damaged character.
fn is_disruptive(c: char) -> bool {
    matches!(c, '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFD}')
}

/// Whether nothing is drawn for `c`; the last is the blank of Braille.
fn is_invisible(c: char) -> bool {
    c.is_whitespace() || is_ignorable(c) || c == '\u{2800}'
}

fn is_host_byte(byte: u8) -> bool {
    byte.is_ascii_lowercase() || byte.is_ascii_digit() || b".-".contains(&byte)
}

fn longest_text(locale: Locale, brand: &str, host: &str) -> String {
    let span = remaining_minutes(locale, Duration::MAX);
    compose_with(locale, brand, host, LONGEST_CODE, &span)
}

fn compose_with(locale: Locale, brand: &str, host: &str, code: &str, span: &str) -> String {
    let values = [
        ("brand", brand.into()),
        ("code", code.into()),
        ("span", span.into()),
    ];
    format!("{}\n\n@{host} #{code}", locale.format_plain("text", values))
}
