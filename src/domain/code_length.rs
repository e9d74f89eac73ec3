//! How many digits a code has.

use serde::{Deserialize, Serialize};

/// How many digits a code has (NIST SP 800-63B-4 section 3.1.3.2: at least six).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum CodeLength {
    /// What people get as a rule.
    Six,
    /// What new codes get while the whole service sees more wrong guesses than it
    /// should: guessing is a hundred times harder then.
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

    /// How many different codes there are.
    pub const fn count(self) -> u32 {
        10_u32.pow(self.digits() as u32)
    }

    /// The length with so many digits.
    pub fn of(digits: usize) -> Option<Self> {
        [Self::Six, Self::Eight]
            .into_iter()
            .find(|length| length.digits() == digits)
    }
}
