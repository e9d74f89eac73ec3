//! Which key opens a call, and what follows when one is pressed.
//!
//! Pure. The code is read only to somebody who has pressed the key that the call
//! named a moment before, because what answers may be a voicemail. For the same
//! reason the key differs from call to call: a greeting that plays one fixed
//! tone opens one call in nine.

use std::fmt;

use sha2::{Digest, Sha256};

/// The key that a person must press in one call: `1` to `9`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key(char);

/// How far a call has come. Travels as `n` in the query of the address that
/// receives the key, which Plivo signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// The callee was asked for the key.
    Asked,
    /// A wrong key came; they were asked once more.
    AskedAgain,
    /// The code was read.
    Spoken,
}

/// What a call says next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// Ask for the key once more: [`Script::ask_again`](super::answer::Script::ask_again).
    AskAgain,
    /// Read the code and offer to repeat it: [`Script::speak`](super::answer::Script::speak).
    Speak,
    /// Read the code for the last time: [`Script::speak_last`](super::answer::Script::speak_last).
    SpeakLast,
    /// Say goodbye without the code: [`no_key`](super::answer::no_key).
    NoKey,
    /// Say goodbye after the code: [`goodbye`](super::answer::goodbye).
    Goodbye,
}

/// What follows when `digits` were pressed at `turn`. The right key opens, and
/// repeats once; a wrong one is forgiven once, and only before the code was read.
pub fn next(turn: Turn, key: Key, digits: &str) -> Next {
    match (turn, key.is(digits)) {
        (Turn::Asked | Turn::AskedAgain, true) => Next::Speak,
        (Turn::Asked, false) => Next::AskAgain,
        (Turn::AskedAgain, false) => Next::NoKey,
        (Turn::Spoken, true) => Next::SpeakLast,
        (Turn::Spoken, false) => Next::Goodbye,
    }
}

impl Key {
    /// The key of the call with this callback path. The path holds an attempt
    /// nobody can guess and Plivo alone is told, so nobody can guess the key;
    /// and a call that asks twice for its first document gets the same one.
    pub fn of(callback: &str) -> Self {
        let drawn = Sha256::digest(callback).first().map_or(0, |byte| byte % 9);
        Self(char::from(b'1' + drawn))
    }

    fn is(self, digits: &str) -> bool {
        let mut pressed = digits.chars();
        pressed.next() == Some(self.0) && pressed.next().is_none()
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

impl Turn {
    const ALL: [Self; 3] = [Self::Asked, Self::AskedAgain, Self::Spoken];

    /// The turn as `n` in a query.
    pub fn number(self) -> u8 {
        self as u8
    }

    /// The turn that `n` in a query stands for.
    pub fn from_number(number: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|turn| turn.number() == number)
    }

    /// The turn that a query names, which says nothing else.
    pub fn of_query(query: &str) -> Option<Self> {
        Self::from_number(query.strip_prefix("n=")?.parse().ok()?)
    }
}
