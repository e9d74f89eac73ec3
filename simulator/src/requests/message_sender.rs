//! The sender of a text, and the countries that do not take it. Source: Plivo's pages "Send a
//! message", "Alphanumeric sender ID" (US, Canada, Brazil), and its guide to sender IDs (China; 6
//! characters in India). Only for the US and Canada is documented what happens: the API refuses.
//! For the others a carrier's refusal, code 40, stands in.

use super::dialed_number::{DialedNumber, is_sender_name, parse_sender};
use super::request_body::RequestBody;
use crate::random;
use crate::response::ApiError;

/// The number that a Powerpack picks, whichever it is.
const POWERPACK_NUMBER: &str = "14155550199";

/// Code of an invalid source number.
const INVALID_SOURCE: u16 = 40;

/// The beginnings of numbers whose carriers take no letters.
const TAKES_NO_LETTERS: [&str; 2] = ["55", "86"];

/// The beginning of numbers whose carriers take letters of this length only.
const FIXED_LENGTH: (&str, usize) = ("91", 6);

/// The sender of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct MessageSender {
    /// Digits, or a name.
    pub(crate) from: String,
    /// UUID of the Powerpack that picked it.
    pub(crate) powerpack: Option<String>,
}

impl MessageSender {
    /// Reads `src` or `powerpack_uuid`. Every UUID is that of a Powerpack.
    ///
    /// # Errors
    /// 400 unless there is exactly one of them, and it has its form.
    pub(crate) fn parse(body: &RequestBody) -> Result<Self, ApiError> {
        match (body.text("src"), body.text("powerpack_uuid")) {
            (Some(src), None) => Ok(Self {
                from: parse_sender(&src)?,
                powerpack: None,
            }),
            (None, Some(uuid)) if random::is_uuid(&uuid) => Ok(Self {
                from: POWERPACK_NUMBER.to_owned(),
                powerpack: Some(uuid),
            }),
            (None, Some(_)) => Err(ApiError::invalid("powerpack_uuid is not a valid UUID")),
            (None, None) => Err(ApiError::invalid(
                "src or powerpack_uuid parameter not present",
            )),
            (Some(_), Some(_)) => Err(ApiError::invalid(
                "src and powerpack_uuid parameters are mutually exclusive",
            )),
        }
    }

    /// Refuses a sender that cannot reach one of the destinations.
    ///
    /// # Errors
    /// 400 with Plivo's sentence.
    pub(crate) fn check_route(&self, to: &[DialedNumber]) -> Result<(), ApiError> {
        if to.iter().any(|to| to.as_str() == self.from) {
            return Err(ApiError::invalid("dst parameter is identical to src"));
        }
        // A name cannot send to the US or Canada.
        if is_sender_name(&self.from) && to.iter().any(DialedNumber::is_north_american) {
            let sentence = "This caller ID is not allowed for outbound message";
            return Err(ApiError::invalid(sentence));
        }
        Ok(())
    }
}

/// The code with which a carrier refuses a sender, if it does; both in digits or a name.
pub(crate) fn carrier_refusal(from: &str, to: &str) -> Option<u16> {
    let (india, length) = FIXED_LENGTH;
    let takes_none = TAKES_NO_LETTERS.iter().any(|code| to.starts_with(code));
    let is_wrong_length = to.starts_with(india) && from.len() != length;
    (is_sender_name(from) && (takes_none || is_wrong_length)).then_some(INVALID_SOURCE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn carriers_take_letters_in_some_countries_only() {
        for (from, to, code) in [
            ("ACME", "447700900123", None),
            ("ACME", "5511961234567", Some(40)),
            ("ACME", "8613812345678", Some(40)),
            ("ACME", "919876543210", Some(40)),
            ("ACMEIN", "919876543210", None),
            ("14155550199", "5511961234567", None),
            ("14155550199", "919876543210", None),
        ] {
            assert_eq!(carrier_refusal(from, to), code, "{from} to {to}");
        }
    }
}
