//! The channels by which a code reaches a phone.

use enum_map::Enum;
use serde::{Deserialize, Serialize};

/// A channel by which a code reaches a phone.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Enum, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// A text message (SMS).
    #[default]
    Text,
    /// A phone call that reads the code aloud.
    Call,
}

impl Channel {
    /// Every channel.
    pub const ALL: [Self; Self::LENGTH] = [Self::Text, Self::Call];

    /// The channel of the first attempt at a number.
    pub const FIRST: Self = Self::Text;

    /// The name in logs and in the keys of sentences.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Call => "call",
        }
    }

    /// Messages of the channel, in English.
    pub const fn plural(self) -> &'static str {
        match self {
            Self::Text => "texts",
            Self::Call => "calls",
        }
    }

    /// A message of the channel, in English, where a sentence or a cell begins.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Text => "Text",
            Self::Call => "Call",
        }
    }

    /// Whether the code is heard, in a call that somebody has to answer.
    pub const fn is_spoken(self) -> bool {
        matches!(self, Self::Call)
    }
}
