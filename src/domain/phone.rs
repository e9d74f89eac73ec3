//! The phone number, which is in E.164 form by construction.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A phone number in E.164 form: `+`, then 7 to 15 digits, the first not zero.
///
/// The type holds nothing else, so nothing else reaches a provider that gives characters such as
/// `<` a meaning of their own. Whether the number exists in its country's numbering plan is
/// decided where the plans are, in `verifier::phone_parsing`.
///
/// `Debug` masks the number; only [`PhoneNumber::as_e164`] returns it.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PhoneNumber(String);

impl PhoneNumber {
    /// Parses a number in E.164 form, such as `+447700900123`; `None` for anything else,
    /// including spaces and a missing `+`.
    pub fn from_e164(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('+')?;
        let shaped = (7..=15).contains(&digits.len())
            && digits.bytes().all(|byte| byte.is_ascii_digit())
            && !digits.starts_with('0');
        shaped.then(|| Self(text.to_owned()))
    }

    /// The number as `+` and digits.
    pub fn as_e164(&self) -> &str {
        &self.0
    }

    /// The number for logs: all but its first two and last two digits are hidden.
    pub fn masked(&self) -> String {
        let (head, rest) = self.0.split_at(3);
        let (middle, tail) = rest.split_at(rest.len().saturating_sub(2));
        format!("{head}{}{tail}", "•".repeat(middle.len()))
    }
}

impl fmt::Debug for PhoneNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PhoneNumber({})", self.masked())
    }
}

impl TryFrom<String> for PhoneNumber {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::from_e164(&text).ok_or("not a phone number in E.164 form")
    }
}

impl From<PhoneNumber> for String {
    fn from(number: PhoneNumber) -> Self {
        number.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_e164_is_held() {
        for good in [
            "+447700900123",
            "+14155550100",
            "+1234567",
            "+123456789012345",
        ] {
            assert_eq!(PhoneNumber::from_e164(good).unwrap().as_e164(), good);
        }
        for bad in [
            "",
            "+",
            "447700900123",
            "+044770090012",
            "+44 7700 900123",
            "+123456",
            "+1234567890123456",
            "+1415555<14155550101",
            "sip:+14155550100",
            "+１４１５５５５０１００",
        ] {
            assert!(PhoneNumber::from_e164(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn debug_hides_the_number() {
        let number = PhoneNumber::from_e164("+447700900123").unwrap();
        assert_eq!(format!("{number:?}"), "PhoneNumber(+44••••••••23)");
        assert!(!format!("{number:?}").contains("7700900"));
    }

    #[test]
    fn reading_a_record_checks_the_form_again() {
        let refused = PhoneNumber::try_from("12".to_owned()).unwrap_err();
        assert!(refused.to_string().contains("E.164"));
    }
}
