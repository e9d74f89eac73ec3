//! The record of a verification, with what is noted beside it.

use serde::{Deserialize, Serialize};

use crate::domain::{History, Verification};

/// A verification, and what is noted beside it. Its stored bytes are all fields in this order.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct VerificationRecord {
    /// The verification.
    pub verification: Verification,
    /// The notes.
    pub notes: Notes,
}

/// Notes beside a verification, on which no decision about it depends.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Notes {
    /// The number's history as the last action of this verification left it; other verifications
    /// may have changed it since.
    pub known_history: Option<KnownHistory>,
    /// BCP 47 tag of the language that the person reads and messages are in; empty if none was
    /// set.
    pub language: String,
}

/// A history as it was left, with the version of the stored record: enough to count on without
/// reading it again, since a write finds out whether it has changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownHistory {
    /// The history.
    pub history: History,
    /// The version: 128 random bits, which no other content of any history has.
    pub version: [u8; 16],
}
