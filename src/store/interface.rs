//! The interface that every back end implements, and the values it speaks of.

use std::time::Duration;

use async_trait::async_trait;

use crate::store::{Quota, StoreError};

/// Keeps records and buckets.
///
/// A record is a value under a key. A bucket counts against a [`Quota`] and
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
    /// little left. Reading, counting and the clock are one atomic step. Also returns the store's
    /// clock in that step, in microseconds.
    async fn take(
        &self,
        subject: &str,
        charges: &[Charge],
    ) -> Result<(TakeOutcome, u64), StoreError>;

    /// Refunds charges that were taken and not used, except those with a deduplication key.
    /// Never fills a bucket above its limit. Returns the store's clock, in microseconds.
    async fn refund(&self, subject: &str, charges: &[Charge]) -> Result<u64, StoreError>;

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

/// Identifies one content of one record: 128 random bits, drawn anew by every write.
///
/// Versions are random rather than counted, for three reasons. A record that was removed,
/// expired or lost and made anew never carries a version that is still in use (no ABA).
/// After a failover that forgot the last writes, two servers cannot have given the same number
/// to different contents. And a write that is sent twice, because the first reply was lost,
/// finds its own version in place and reports success instead of a conflict with itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Version(Option<[u8; Version::LENGTH]>);

impl Version {
    /// The version of a key that holds no record.
    pub const ABSENT: Self = Self(None);

    /// Length of a version in bytes.
    pub(super) const LENGTH: usize = 16;

    /// Draws the version of a new content.
    pub(super) fn random() -> Self {
        Self(Some(rand::random()))
    }

    /// The version with these bytes, as [`Version::to_bytes`] returned them.
    pub const fn from_bytes(bytes: [u8; Self::LENGTH]) -> Self {
        Self(Some(bytes))
    }

    /// The version at the beginning of a stored record; `None` when the length is wrong.
    pub(super) fn from_slice(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self::from_bytes)
    }

    /// The bytes of the version; `None` for [`Version::ABSENT`].
    pub const fn to_bytes(self) -> Option<[u8; Self::LENGTH]> {
        self.0
    }

    /// The bytes of the version; empty for [`Version::ABSENT`].
    pub(super) fn as_slice(&self) -> &[u8] {
        self.0.as_ref().map_or(&[], |bytes| bytes)
    }
}

/// An amount to take from one bucket of a subject.
#[derive(Clone, Debug)]
pub struct Charge {
    /// Name of the bucket among those of its subject.
    pub bucket: String,
    /// The limit of the bucket and how it refills.
    pub quota: Quota,
    /// The amount to take; zero only asks how much is used.
    pub amount: u32,
    /// The amount that must be left in the bucket afterwards, for others.
    pub reserve: u32,
    /// Deduplication key: after the first charge with this key, further ones take nothing until
    /// an empty bucket would be full again. It is stored as a name among the subject's buckets.
    /// A charge with a key is never refunded, because others may have relied on it since.
    pub dedup_key: Option<String>,
}

impl Charge {
    /// A charge of `amount` without reserve or deduplication.
    pub fn new(bucket: impl Into<String>, quota: Quota, amount: u32) -> Self {
        Self {
            bucket: bucket.into(),
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
        /// The time until enough is left, if nobody else takes it.
        wait: Duration,
        /// Index of the charge that has to wait longest.
        charge: usize,
    },
}
