//! Charges: how much is taken from a bucket, and the outcome.

use std::time::Duration;

use super::quota::Quota;

/// An amount to take from one bucket of a subject.
#[derive(Clone, Copy, Debug)]
pub struct Charge<'a> {
    /// Name of the bucket among those of its subject.
    pub bucket: &'a str,
    /// The limit of the bucket and how it refills.
    pub quota: Quota,
    /// The amount to take; zero only asks how much is used.
    pub amount: u32,
    /// The amount that must be left in the bucket afterwards, for others.
    pub reserve: u32,
    /// Deduplication key: after the first charge with this key, further ones take nothing until
    /// an empty bucket would be full again. It is stored as a name among the subject's buckets.
    /// A charge with a key is never refunded, because others may have relied on it since.
    pub dedup_key: Option<&'a str>,
}

impl<'a> Charge<'a> {
    /// A charge of `amount` without reserve or deduplication.
    pub const fn new(bucket: &'a str, quota: Quota, amount: u32) -> Self {
        Self {
            bucket,
            quota,
            amount,
            reserve: 0,
            dedup_key: None,
        }
    }
}

/// The outcome of taking several charges together.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub enum TakeOutcome {
    /// All were taken. For each charge, the amount of its bucket that is used now, this charge
    /// included; `None` where the deduplication key was known and nothing was taken.
    Granted(Vec<Option<u64>>),
    /// None was taken, because at least one bucket has too little left.
    RetryAfter {
        /// The time until enough is there, if nobody else takes it.
        wait: Duration,
        /// Index of the charge that has to wait longest.
        charge: usize,
    },
}
