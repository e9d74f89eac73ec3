//! The key that opens a call, and the prompt that follows when a key is pressed.
//!
//! Pure. The code is read only to somebody who has pressed the key that the call
//! named a moment before, because a voicemail may have answered. For the same
//! reason the key differs from call to call: a greeting that plays one fixed
//! tone opens one call in nine.

use std::fmt;

use sha2::{Digest, Sha256};

/// The key that a person must press in one call: `1` to `9`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DtmfKey(char);

/// The progress of a call. Travels as `n` in the query of the URL that receives the
/// key, which Plivo signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallStage {
    /// The callee was asked for the key.
    Asked,
    /// A wrong key was pressed; the callee was asked once more.
    AskedAgain,
    /// The code was read.
    CodeRead,
}

/// The prompt that a call plays next, from [`voice_xml`](super::voice_xml).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NextPrompt {
    /// Asks for the key once more.
    AskAgain,
    /// Reads the code and offers to repeat it.
    ReadCode,
    /// Reads the code for the last time.
    ReadCodeLast,
    /// Says goodbye without the code.
    NoKey,
    /// Says goodbye after the code.
    Goodbye,
}

/// Chooses the prompt after `digits` were pressed at `stage`. The right key opens, and repeats
/// once; one wrong key is forgiven, and only before the code was read.
pub fn next_prompt(stage: CallStage, key: DtmfKey, digits: &str) -> NextPrompt {
    match (stage, key.matches(digits)) {
        (CallStage::Asked | CallStage::AskedAgain, true) => NextPrompt::ReadCode,
        (CallStage::Asked, false) => NextPrompt::AskAgain,
        (CallStage::AskedAgain, false) => NextPrompt::NoKey,
        (CallStage::CodeRead, true) => NextPrompt::ReadCodeLast,
        (CallStage::CodeRead, false) => NextPrompt::Goodbye,
    }
}

impl DtmfKey {
    /// Derives the key of the call with this callback path. The path holds an attempt
    /// that cannot be guessed and that only Plivo knows, so the key cannot be guessed;
    /// and a call that asks twice for its first document gets the same one.
    pub fn from_callback_path(callback_path: &str) -> Self {
        let hash = Sha256::digest(callback_path);
        let drawn = hash.first().map_or(0, |byte| byte % 9);
        Self(char::from(b'1' + drawn))
    }

    fn matches(self, digits: &str) -> bool {
        let mut pressed = digits.chars();
        pressed.next() == Some(self.0) && pressed.next().is_none()
    }
}

impl fmt::Display for DtmfKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

impl CallStage {
    const ALL: [Self; 3] = [Self::Asked, Self::AskedAgain, Self::CodeRead];

    /// The stage as `n` in a query.
    pub fn number(self) -> u8 {
        self as u8
    }

    /// Reads the stage from a query that consists of `n` alone.
    pub fn from_query(query: &str) -> Option<Self> {
        let number: u8 = query.strip_prefix("n=")?.parse().ok()?;
        Self::ALL.into_iter().find(|stage| stage.number() == number)
    }
}
