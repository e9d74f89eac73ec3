//! The content of the page of one number.

use crate::domain::{Channel, Timestamp};
use crate::verifier::number_rules::NumberRule;

/// A number, as far as it is known.
#[derive(Clone, Debug)]
pub struct KnownNumber {
    /// Its fingerprint in the audit trail.
    pub fingerprint: String,
    /// The operator's rule about it.
    pub rule: Option<NumberRule>,
    /// The result of the ruling that was just posted.
    pub outcome: Option<Outcome>,
    /// The history, which only a typed number leads to.
    pub history: Option<NumberHistory>,
}

/// The history of a number.
#[derive(Clone, Debug)]
pub struct NumberHistory {
    /// The number in E.164.
    pub number: String,
    /// The number as people write it.
    pub shown: String,
    /// ISO 3166-1 code of its country.
    pub country: String,
    /// The attempts that a limit still counts, the newest first.
    pub attempts: Vec<(Timestamp, Channel)>,
    /// The wrong guesses that a limit still counts, in ascending order.
    pub guesses: Vec<Timestamp>,
    /// Its limits.
    pub limits: Vec<LimitUse>,
    /// The reasons for which requests would be refused now.
    pub refusals: Vec<String>,
}

/// The use of one limit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LimitUse {
    /// The limit, with its time.
    pub name: String,
    /// The number that counts.
    pub used: usize,
    /// The most.
    pub of: usize,
}

/// The result of a posted ruling.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It was carried out.
    Done(&'static str),
    /// It was not.
    Refused(&'static str),
}
