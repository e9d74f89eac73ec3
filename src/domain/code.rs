//! The one-time code that proves a phone.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::domain::{CodeLength, TypedCode};

/// A one-time code of six or eight decimal digits, leading zeros kept.
///
/// Two codes cannot be compared with `==`: the only comparison is
/// [`Code::matches`], which takes the same time whatever was typed.
/// `Debug` shows no digit.
#[derive(Clone, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Code(String);

impl Code {
    /// Writes `number` as a code. The caller draws it uniformly from the numbers below
    /// [`CodeLength::count`]; `None` for any other.
    pub fn from_number(number: u32, length: CodeLength) -> Option<Self> {
        (number < length.count())
            .then(|| Self(format!("{number:0width$}", width = length.digits())))
    }

    /// The number of digits.
    pub fn length(&self) -> CodeLength {
        CodeLength::from_digits(self.0.len()).unwrap_or(CodeLength::Six)
    }

    /// The digits. They belong in the text or call that carries the code and nowhere else.
    pub fn digits(&self) -> &str {
        &self.0
    }

    /// Whether `typed` is this code. Compares in constant time: every digit is looked at.
    pub fn matches(&self, typed: &TypedCode) -> bool {
        let typed = typed.digits();
        let differing = self
            .0
            .bytes()
            .zip(typed.bytes())
            .fold(0, |differing, (a, b)| differing | (a ^ b));
        self.0.len() == typed.len() && differing == 0
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Code(••••••)")
    }
}

impl TryFrom<String> for Code {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let digits = text.bytes().all(|byte| byte.is_ascii_digit());
        match digits && CodeLength::from_digits(text.len()).is_some() {
            true => Ok(Self(text)),
            false => Err("not six or eight digits"),
        }
    }
}

impl From<Code> for String {
    fn from(code: Code) -> Self {
        code.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(number: u32) -> Code {
        Code::from_number(number, CodeLength::Six).unwrap()
    }

    #[test]
    fn leading_zeros_are_kept() {
        for (length, digits) in [(CodeLength::Six, "000042"), (CodeLength::Eight, "00000042")] {
            let code = Code::from_number(42, length).unwrap();
            assert_eq!((code.digits(), code.length()), (digits, length));
            assert!(Code::from_number(length.count() - 1, length).is_some());
            assert!(Code::from_number(length.count(), length).is_none());
        }
    }

    #[test]
    fn only_six_or_eight_digits_are_held() {
        for digits in ["012345", "01234567"] {
            assert!(Code::try_from(digits.to_owned()).is_ok());
        }
        for odd in ["1234567", "123456789", "12345 67", "١٢٣٤٥٦", ""] {
            assert!(Code::try_from(odd.to_owned()).is_err(), "{odd}");
        }
    }

    #[test]
    fn only_the_same_digits_match() {
        let code = code(123_456);
        let typed = |text| TypedCode::parse(text, CodeLength::Six).unwrap();
        assert!(code.matches(&typed("123456")));
        for other in ["023456", "123450", "654321", "000000"] {
            assert!(!code.matches(&typed(other)), "{other}");
        }
        let longer = TypedCode::parse("12345600", CodeLength::Eight).unwrap();
        assert!(!code.matches(&longer), "its beginning is not enough");
    }

    #[test]
    fn debug_shows_no_digit() {
        let typed = TypedCode::parse("123456", CodeLength::Six);
        let told = format!("{:?} {:?}", code(123_456), typed.unwrap());
        assert_eq!(told, "Code(••••••) TypedCode(••••••)");
    }
}
