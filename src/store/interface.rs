//! The interface that every back end implements, and the values it speaks of.

use std::time::Duration;

use async_trait::async_trait;

use super::{
    charge::{Charge, TakeOutcome},
    error::StoreError,
    version::Version,
};

/// Keeps records and buckets.
///
/// A record is a value under a key. A bucket counts against a [`Quota`](super::Quota) and
/// belongs to a subject, whom it limits; all buckets of one subject are kept together. Keys and
/// subjects are separate namespaces. Both are any text, the empty one included.
///
/// # Errors
/// Every method fails with [`StoreError`] when the store is away, slow or refuses. A call that
/// failed may have been carried out all the same.
#[async_trait]
pub trait Store: Send + Sync {
    /// Reads the record under `key`, and the store's clock.
    async fn read(&self, key: &str) -> Result<Snapshot, StoreError>;

    /// Stores `new` under `key` if the record there still has `version`, or if there is none and
    /// `version` is [`Version::ABSENT`].
    async fn write(
        &self,
        key: &str,
        new: &NewValue,
        version: Version,
    ) -> Result<WriteOutcome, StoreError>;

    /// Removes the record under `key` if it still has `version`.
    async fn remove(&self, key: &str, version: Version) -> Result<WriteOutcome, StoreError>;

    /// Takes all `charges` from the buckets of `subject`, or none of them if one bucket has too
    /// little left. Reading, counting and the clock are one atomic step.
    async fn take(&self, subject: &str, charges: &[Charge<'_>]) -> Result<TakeOutcome, StoreError>;

    /// Refunds charges that were taken and not used, except those with a deduplication key.
    /// Never fills a bucket above its limit.
    async fn refund(&self, subject: &str, charges: &[Charge<'_>]) -> Result<(), StoreError>;

    /// Checks that the store would accept a write now and keep it. Readiness asks this.
    async fn ping(&self) -> Result<(), StoreError>;
}

/// The content of a key at the moment it was read.
#[derive(Clone, PartialEq, Eq)]
pub struct Snapshot {
    /// The bytes of the record; `None` when there is none, or when it has expired.
    pub value: Option<Vec<u8>>,
    /// The version of exactly this content; a write that builds on it names it.
    pub version: Version,
    /// The store's clock: milliseconds since the Unix epoch.
    pub now_ms: u64,
}

/// A value to write.
#[derive(Clone, PartialEq, Eq)]
pub struct NewValue {
    /// The bytes.
    pub value: Vec<u8>,
    /// Time to live from now on, at least a millisecond. Replaces any earlier one.
    pub ttl: Duration,
    /// Whether the write must survive a failover: it then succeeds only once as many replicas
    /// hold it as the store was set up to wait for.
    pub durable: bool,
}

/// The outcome of a write or remove that names a version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub enum WriteOutcome {
    /// The change was made, and the record has this version now.
    Written(Version),
    /// The record does not have the named version any more. Nothing was changed.
    Conflict,
}
