//! The one-time code and what a person types for it.

use std::fmt;

use serde::{Deserialize, Serialize};

pub use super::digits::ascii_digit;

/// How many digits a code has (NIST SP 800-63B-4 section 3.1.3.2: at least six).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum CodeLength {
    /// What people get as a rule.
    Six,
    /// What new codes get while the whole service sees more wrong guesses than it
    /// should: guessing is a hundred times harder then.
    Eight,
}

/// A one-time code of six or eight decimal digits, leading zeros kept.
///
/// Two codes cannot be compared with `==`: the only comparison is
/// [`Code::matches`], which takes the same time whatever was typed.
/// `Debug` shows no digit.
#[derive(Clone, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Code(String);

/// Decimal digits that a person typed as a code: of the right shape, not yet compared.
#[derive(Clone)]
pub struct TypedCode(String);

/// What was typed does not have the shape of a code; holds how many digits it had.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotACode {
    /// How many digits were found.
    pub digits: u8,
}

impl CodeLength {
    /// The number of digits.
    pub const fn digits(self) -> usize {
        match self {
            Self::Six => 6,
            Self::Eight => 8,
        }
    }

    /// How many different codes there are.
    pub const fn count(self) -> u32 {
        10_u32.pow(self.digits() as u32)
    }

    fn of(digits: usize) -> Option<Self> {
        [Self::Six, Self::Eight]
            .into_iter()
            .find(|length| length.digits() == digits)
    }
}

impl Code {
    /// The code for a number below [`CodeLength::count`], drawn uniformly by the caller;
    /// `None` for a larger one.
    pub fn from_number(number: u32, length: CodeLength) -> Option<Self> {
        (number < length.count())
            .then(|| Self(format!("{number:0width$}", width = length.digits())))
    }

    /// How many digits it has.
    pub fn length(&self) -> CodeLength {
        CodeLength::of(self.0.len()).unwrap_or(CodeLength::Six)
    }

    /// The digits, for the message or the call that carries them, and nothing else.
    pub fn digits(&self) -> &str {
        &self.0
    }

    /// Whether `typed` is this code. Looks at every digit, whichever differs first.
    pub fn matches(&self, typed: &TypedCode) -> bool {
        let differing = self
            .0
            .bytes()
            .zip(typed.0.bytes())
            .fold(0, |differing, (a, b)| differing | (a ^ b));
        self.0.len() == typed.0.len() && differing == 0
    }
}

impl TypedCode {
    /// The digits, to show a wrong code again.
    pub fn digits(&self) -> &str {
        &self.0
    }

    /// Finds the code in what a person typed or pasted: `123456`, `123 456`,
    /// `G-123456`, `#123456`, or a whole message with exactly one run of that many digits.
    /// Digits of other scripts count as digits.
    ///
    /// # Errors
    /// [`NotACode`] when there is no such code, or more than one.
    pub fn parse(text: &str, length: CodeLength) -> Result<Self, NotACode> {
        let text: String = text.chars().take(LONGEST_TEXT).map(ascii_digit).collect();
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        if digits.len() == length.digits() {
            return Ok(Self(digits));
        }
        let mut runs = text
            .split(|c: char| !c.is_ascii_digit())
            .filter(|run| run.len() == length.digits());
        match (runs.next(), runs.next()) {
            (Some(run), None) => Ok(Self(run.to_owned())),
            (Some(first), Some(second)) if first == second && runs.all(|run| run == first) => {
                Ok(Self(first.to_owned()))
            }
            _ => Err(NotACode {
                digits: u8::try_from(digits.len()).unwrap_or(u8::MAX),
            }),
        }
    }
}

/// More than a text message holds; what is longer was not meant as a code.
const LONGEST_TEXT: usize = 400;

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Code(••••••)")
    }
}

impl fmt::Debug for TypedCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TypedCode(••••••)")
    }
}

impl TryFrom<String> for Code {
    type Error = NotACode;

    fn try_from(text: String) -> Result<Self, NotACode> {
        let digits = text.bytes().all(|byte| byte.is_ascii_digit());
        if digits && CodeLength::of(text.len()).is_some() {
            Ok(Self(text))
        } else {
            Err(NotACode { digits: 0 })
        }
    }
}

impl From<Code> for String {
    fn from(code: Code) -> Self {
        code.0
    }
}

impl fmt::Display for NotACode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "not a code: it has {} digits", self.digits)
    }
}

impl std::error::Error for NotACode {}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(text: &str) -> Option<String> {
        TypedCode::parse(text, CodeLength::Six)
            .ok()
            .map(|typed| typed.0)
    }

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
    fn written_forms_of_one_code() {
        for text in [
            "123456",
            " 123456 ",
            "123 456",
            "123-456",
            "1 2 3 4 5 6",
            "G-123456",
            "#123456",
            "١٢٣٤٥٦",
            "۱۲۳۴۵۶",
            "१२३४५६",
            "１２３４５６",
            "Your code is 123456.",
            "123456, 123456, 123456 times",
            "Your Acme code is 123456. It lasts 10 minutes.\n\n@acme.example #123456",
        ] {
            assert_eq!(typed(text).as_deref(), Some("123456"), "{text}");
        }
    }

    #[test]
    fn other_shapes_are_not_codes() {
        for (text, digits) in [
            ("", 0),
            ("12345", 5),
            ("1234567", 7),
            ("abc", 0),
            ("null", 0),
            ("123456 654321", 12),
            ("123456 123456 654321", 18),
        ] {
            assert_eq!(
                TypedCode::parse(text, CodeLength::Six).unwrap_err(),
                NotACode { digits },
                "{text}"
            );
        }
        assert!(TypedCode::parse(&"1".repeat(1_000_000), CodeLength::Six).is_err());
    }

    #[test]
    fn a_longer_code_is_read_and_held_like_a_shorter_one() {
        let typed = |text| TypedCode::parse(text, CodeLength::Eight);
        for text in [
            "01234567",
            "0123 4567",
            "Code: 01234567. It lasts 10 minutes.",
        ] {
            assert_eq!(typed(text).unwrap().digits(), "01234567", "{text}");
        }
        assert_eq!(typed("123456").unwrap_err(), NotACode { digits: 6 });
        assert!(Code::try_from("01234567".to_owned()).is_ok());
        for odd in ["1234567", "123456789", "12345 67", ""] {
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

    #[test]
    fn what_is_no_code_says_how_many_digits_it_has() {
        let told = NotACode { digits: 5 }.to_string();
        assert!(told.contains('5'), "{told}");
    }
}
