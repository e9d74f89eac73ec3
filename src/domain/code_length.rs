//! The number of digits of a code.

use serde::{Deserialize, Serialize};

/// The number of digits of a code (NIST SP 800-63B-4 section 3.1.3.2: at least six).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CodeLength {
    /// The usual length.
    Six,
    /// The length of new codes while the whole service counts more wrong guesses than it
    /// should. A guess is then a hundred times less likely to be right.
    Eight,
}

impl CodeLength {
    /// The number of digits.
    pub const fn digits(self) -> usize {
        match self {
            Self::Six => 6,
            Self::Eight => 8,
        }
    }

    /// The number of different codes of this length.
    pub const fn count(self) -> u32 {
        10_u32.pow(self.digits() as u32)
    }

    /// The length of a code with that many digits; `None` where no code has.
    pub fn from_digits(digits: usize) -> Option<Self> {
        [Self::Six, Self::Eight]
            .into_iter()
            .find(|length| length.digits() == digits)
    }
}
