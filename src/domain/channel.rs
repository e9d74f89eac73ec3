//! The channels by which a code travels.

use serde::{Deserialize, Serialize};

/// How a code travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Channel {
    /// An SMS.
    Text,
    /// A phone call that speaks it.
    Call,
}
