//! Destinations and senders, cleaned and judged as Plivo's API does. Source: Plivo's "Send a
//! message" page.

use crate::response::ApiError;

/// Characters that the API strips from a destination before it reads it.
const STRIPPED: &[char] = &['/', '-', '.', '+', '(', ')', ' '];

/// A destination: country code and number, in digits only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct DialedNumber(String);

/// A destination that is not a phone number. Displays Plivo's sentence about it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("'{0}' is not a valid phone number.")]
pub(crate) struct InvalidDialedNumber(String);

impl DialedNumber {
    /// Reads one destination.
    ///
    /// # Errors
    /// [`InvalidDialedNumber`] unless it is 7 to 14 digits that begin with a country code; a North
    /// American number must fit its numbering plan.
    pub(crate) fn parse(written: &str) -> Result<Self, InvalidDialedNumber> {
        let digits = written.replace(STRIPPED, "");
        if is_dialable(&digits) {
            Ok(Self(digits))
        } else {
            Err(InvalidDialedNumber(written.to_owned()))
        }
    }

    /// The digits.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether the rules for the US and Canada apply.
    pub(crate) fn is_north_american(&self) -> bool {
        self.0.starts_with('1')
    }
}

impl From<InvalidDialedNumber> for ApiError {
    fn from(error: InvalidDialedNumber) -> Self {
        Self::invalid(error.to_string())
    }
}

/// Reads a list joined by `<`: the distinct destinations, and the entries that are none.
///
/// # Errors
/// 400 if no destination is left.
pub(crate) fn parse_destinations(
    written: &str,
) -> Result<(Vec<DialedNumber>, Vec<String>), ApiError> {
    let (mut valid, mut invalid, mut last_error) = (Vec::new(), Vec::new(), None);
    for entry in written.split('<').map(str::trim) {
        match DialedNumber::parse(entry) {
            Ok(number) if !valid.contains(&number) => valid.push(number),
            Ok(_) => {}
            Err(error) => {
                invalid.push(entry.to_owned());
                last_error = Some(error);
            }
        }
    }
    match last_error {
        Some(error) if valid.is_empty() => Err(error.into()),
        _ => Ok((valid, invalid)),
    }
}

/// Reads a sender: 3 to 14 digits, or a name of up to 11 letters and digits.
///
/// # Errors
/// 400 if it is neither.
pub(crate) fn parse_sender(written: &str) -> Result<String, ApiError> {
    let kept: String = written
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .collect();
    let lengths = if is_sender_name(&kept) {
        1..=11
    } else {
        3..=14
    };
    if lengths.contains(&kept.len()) {
        Ok(kept)
    } else {
        let sentence = format!("'{written}' is not a valid source.");
        Err(ApiError::invalid(sentence))
    }
}

/// Reads the caller of a call: 7 to 14 digits. That letters and short codes cannot call is known;
/// Plivo's sentence about it is not.
///
/// # Errors
/// 400 if it is something else.
pub(crate) fn parse_caller(written: &str) -> Result<String, ApiError> {
    let digits = written.replace(STRIPPED, "");
    let is_number = digits.bytes().all(|byte| byte.is_ascii_digit());
    match digits.len() {
        7..=14 if is_number => Ok(digits),
        _ => Err(ApiError::invalid(format!(
            "'{written}' is not a valid caller id."
        ))),
    }
}

/// Whether a sender is a name rather than a number.
pub(crate) fn is_sender_name(sender: &str) -> bool {
    sender.bytes().any(|byte| byte.is_ascii_alphabetic())
}

fn is_dialable(digits: &str) -> bool {
    let bytes = digits.as_bytes();
    let decimal = bytes.iter().all(u8::is_ascii_digit);
    match bytes {
        [b'1', area, _, _, office, ..] if decimal => {
            bytes.len() == 11 && *area >= b'2' && *office >= b'2'
        }
        [b'1' | b'0', ..] | [] => false,
        _ => decimal && (7..=14).contains(&bytes.len()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn destinations_are_stripped_then_judged() {
        let number = DialedNumber::parse("+1 (415) 555-01/00.").map(|number| number.0);
        assert_eq!(number.as_deref(), Ok("14155550100"));
        assert_eq!(
            DialedNumber::parse("1111111").map_err(|error| error.to_string()),
            Err("'1111111' is not a valid phone number.".to_owned())
        );
        for bad in ["", "12", "+0123456789", "415555010a", "123456789012345"] {
            assert!(DialedNumber::parse(bad).is_err(), "{bad}");
        }
        assert!(DialedNumber::parse("+4915112345678").is_ok());
    }

    #[test]
    fn senders_are_numbers_or_short_names() {
        assert_eq!(
            parse_sender("+1 415-555-0100").ok().as_deref(),
            Some("14155550100")
        );
        assert_eq!(parse_sender("ACME").ok().as_deref(), Some("ACME"));
        assert!(parse_caller("ACME").is_err() && parse_caller("12345").is_err());
        assert_eq!(
            parse_caller("+14155550100").ok().as_deref(),
            Some("14155550100")
        );
        assert!(parse_sender("TWELVELETTER").is_err());
        assert!(parse_sender("+-").is_err());
    }
}
