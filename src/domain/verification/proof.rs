//! The proof that a number was verified.

use crate::domain::{Channel, PhoneNumber, Timestamp, Verification};

/// A number that was verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    /// The number.
    pub number: PhoneNumber,
    /// ISO 3166-1 code of its country; `001` for numbers of no country.
    pub country: String,
    /// The channel of the last attempt, which carried the code.
    pub channel: Channel,
    /// The time at which it was verified.
    pub at: Timestamp,
}

impl Verification {
    /// The proof; `None` before the number is verified.
    pub fn proof(&self) -> Option<Proof> {
        let recipient = self.recipient()?;
        let last = self.attempts_at_recipient().next_back()?;
        Some(Proof {
            number: recipient.number.clone(),
            country: recipient.country.clone(),
            channel: last.channel,
            at: self.verified_at?,
        })
    }
}
