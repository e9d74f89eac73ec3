//! Room `simulator`: destinations and senders, as Plivo's message and call
//! endpoints clean and judge them. Source: Plivo's "Send a message" page.

use super::reply::ApiError;

/// What the API strips from a destination before it looks at it.
const STRIPPED: &[char] = &['/', '-', '.', '+', '(', ')', ' '];

/// A destination: country code and number, digits only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Number(String);

impl Number {
    /// One destination as sent; the error is Plivo's sentence about it.
    pub(super) fn parse(sent: &str) -> Result<Self, String> {
        let digits = sent.replace(STRIPPED, "");
        if is_dialable(&digits) {
            Ok(Self(digits))
        } else {
            Err(format!("'{sent}' is not a valid phone number."))
        }
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether the number is in North America (US and Canada rules apply).
    pub(super) fn is_north_american(&self) -> bool {
        self.0.starts_with('1')
    }
}

/// The good and the bad of a `<`-joined list.
///
/// # Errors
/// 400 when no destination is left.
pub(super) fn destinations(sent: &str) -> Result<(Vec<Number>, Vec<String>), ApiError> {
    let (mut good, mut bad, mut why) = (Vec::new(), Vec::new(), String::new());
    for one in sent.split('<').map(str::trim) {
        match Number::parse(one) {
            Ok(number) if !good.contains(&number) => good.push(number),
            Ok(_) => {}
            Err(sentence) => {
                bad.push(one.to_owned());
                why = sentence;
            }
        }
    }
    if good.is_empty() {
        return Err(ApiError::invalid(why));
    }
    Ok((good, bad))
}

/// A sender: digits (3 to 14) or up to 11 letters and digits.
///
/// # Errors
/// 400 when it is neither.
pub(super) fn sender(sent: &str) -> Result<String, ApiError> {
    let kept: String = sent.chars().filter(char::is_ascii_alphanumeric).collect();
    let longest = if is_alphanumeric_sender(&kept) {
        11
    } else {
        14
    };
    if (3..=longest).contains(&kept.len()) || is_alphanumeric_sender(&kept) && kept.len() < 3 {
        Ok(kept)
    } else {
        Err(ApiError::invalid(format!(
            "'{sent}' is not a valid source."
        )))
    }
}

/// Whether a sender is a name rather than a number.
pub(super) fn is_alphanumeric_sender(sender: &str) -> bool {
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
        let number = Number::parse("+1 (415) 555-01/00.").map(|number| number.0);
        assert_eq!(number.as_deref(), Ok("14155550100"));
        assert_eq!(
            Number::parse("1111111"),
            Err("'1111111' is not a valid phone number.".to_owned())
        );
        for bad in ["", "12", "+0123456789", "415555010a", "123456789012345"] {
            assert!(Number::parse(bad).is_err(), "{bad}");
        }
        assert!(Number::parse("+4915112345678").is_ok());
    }

    #[test]
    fn senders_are_numbers_or_short_names() {
        assert_eq!(
            sender("+1 415-555-0100").ok().as_deref(),
            Some("14155550100")
        );
        assert_eq!(sender("ACME").ok().as_deref(), Some("ACME"));
        assert!(sender("TWELVELETTER").is_err());
        assert!(sender("+-").is_err());
    }
}
