//! The channels by which a code reaches a phone.

use serde::{Deserialize, Serialize};

/// A channel by which a code reaches a phone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// A text message (SMS).
    Text,
    /// A phone call that reads the code aloud.
    Call,
}
