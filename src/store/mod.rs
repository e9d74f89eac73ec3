//! Where state lives: bytes under a key, for a while, and buckets that limit how often.
//!
//! This room stores bytes and hands bytes back. It knows nothing of flows, phones or codes
//! and imports nothing of ours. What may happen to a record is decided by the pure function
//! given to [`update`]; both back ends, [`memory`] and [`redis`], keep the same rules, and
//! `tests/store.rs` holds them to it.
//!
//! Rules that every back end keeps:
//! - every record and every bucket has an end: nothing is stored without a time to live;
//! - a record changes only for a caller who has seen its newest version;
//! - time comes from the store, never from the machine of the caller;
//! - what cannot be decided for certain is an error (fail closed), and no error names a key
//!   or a value.

pub mod memory;
mod quota;
pub mod redis;

use std::{fmt, time::Duration};

use async_trait::async_trait;

use quota::{Held, Refill};
pub use quota::{Quota, Taken};

/// A place to keep records and buckets.
///
/// Records and buckets are apart: a record and a bucket of the same name do not meet. Keys
/// are any text, the empty one included. Every method answers with [`StoreError`] when the
/// store is away, slow or refuses; such a call may have been carried out all the same.
#[async_trait]
pub trait Store: Send + Sync {
    /// The record under `key` as it is now, and the store's time.
    async fn read(&self, key: &str) -> Result<Snapshot, StoreError>;

    /// Stores `value` under `key` for `ttl` (at least a millisecond), if the record there
    /// still has `version`; with [`Version::ABSENT`], if there is none. A `durable` write is
    /// answered only once a failover could not undo it, where the store can tell.
    async fn write(
        &self,
        key: &str,
        value: &[u8],
        version: Version,
        ttl: Duration,
        durable: bool,
    ) -> Result<Outcome, StoreError>;

    /// Removes the record under `key`, if it still has `version`.
    async fn remove(&self, key: &str, version: Version) -> Result<Outcome, StoreError>;

    /// Takes `amount` from `bucket`, or says how long to wait until so much is there. Denied
    /// takes cost nothing; an amount of zero only asks how much is used. Asking, counting and
    /// the clock are one step.
    async fn take(&self, bucket: &str, quota: Quota, amount: u32) -> Result<Taken, StoreError>;

    /// Gives back an `amount` that was taken and not used. Never fills a bucket above its burst.
    async fn give_back(&self, bucket: &str, quota: Quota, amount: u32) -> Result<(), StoreError>;

    /// Whether the store would serve a write now, and would keep it; for readiness.
    async fn ping(&self) -> Result<(), StoreError>;
}

/// What a read found.
#[derive(Clone, PartialEq, Eq)]
pub struct Snapshot {
    /// The bytes of the record; `None` when there is none, or no longer.
    pub value: Option<Vec<u8>>,
    /// Stands for exactly this content; what a write that builds on it must name.
    pub version: Version,
    /// The store's clock: milliseconds since the Unix epoch.
    pub now_ms: u64,
}

/// Names one content of one record: 128 random bits, drawn anew by every write.
///
/// Random rather than counted, for three reasons. A record that was removed, expired or lost
/// and made anew never carries a version somebody still holds (no ABA). After a failover that
/// forgot the last writes, two servers cannot have given the same number to different
/// contents. And a write that is sent twice, because the first answer got lost on its way,
/// finds its own version in place and says so instead of reporting a conflict with itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Version(Option<[u8; Version::LENGTH]>);

impl Version {
    /// The version of a key that holds no record.
    pub const ABSENT: Self = Self(None);

    /// Bytes of a version.
    const LENGTH: usize = 16;

    fn fresh() -> Self {
        Self(Some(rand::random()))
    }

    fn from_bytes(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(|bytes| Self(Some(bytes)))
    }

    /// The version as bytes; none at all for [`Version::ABSENT`].
    fn as_bytes(&self) -> &[u8] {
        self.0.as_ref().map_or(&[], |bytes| bytes)
    }
}

/// Whether a change that names a version was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub enum Outcome {
    /// The change was made, and the record is of this version now.
    Written(Version),
    /// The record is not of that version any more: nothing was changed.
    Conflict,
}

/// What is to become of a record.
#[derive(Clone, PartialEq, Eq)]
pub enum Change {
    /// Leave it as it is, its end included.
    Keep,
    /// Put these bytes in its place, for so long from now on.
    Put {
        /// The new content.
        value: Vec<u8>,
        /// How long it lives; any earlier end is forgotten.
        ttl: Duration,
        /// Whether it must survive a failover, see [`Store::write`].
        durable: bool,
    },
    /// Remove it.
    Remove,
}

/// Why the store could not answer. Holds no key and no value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StoreError {
    /// No connection, or no answer in time, and why. What was asked may have been done.
    NoAnswer(String),
    /// The server answered with an error of this code: `READONLY`, `OOM`, `LOADING`,
    /// `NOREPLICAS` (also for a durable write that was made, but on too few replicas in
    /// time), `NOPERM` and so on.
    Refused(String),
    /// The server may drop records when its memory is full: its policy.
    Forgetful(String),
    /// Others wrote to the same record each time before [`update`] could.
    Contended,
    /// What is stored there was not written by this program.
    Foreign,
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoAnswer(cause) => write!(f, "the store does not answer: {cause}"),
            Self::Refused(code) => write!(f, "the store refuses: {code}"),
            Self::Forgetful(policy) => write!(
                f,
                "the store may forget what it holds: its maxmemory-policy is {policy}, not noeviction"
            ),
            Self::Contended => f.write_str("too many writers at one record"),
            Self::Foreign => f.write_str("the store holds something that is not ours"),
        }
    }
}

impl std::error::Error for StoreError {}

/// Reads the record under `key`, lets `decide` say what becomes of it, and stores that,
/// provided nobody else wrote in between; else all over again with what they wrote.
///
/// `decide` gets the bytes (`None`: no record) and the store's time in milliseconds since
/// the Unix epoch. It may be called several times and must be pure; the result of the call
/// that took effect is returned.
///
/// # Errors
/// [`StoreError::Contended`] after [`ATTEMPTS`] lost races, and whatever the store answers.
/// An error does not say that nothing was written: the answer to the last write may have
/// been lost. Whoever tries again decides on the record as it then is, so what counts
/// something may count one event twice, but never forgets one: the safe direction.
pub async fn update<T>(
    store: &(impl Store + ?Sized),
    key: &str,
    decide: impl FnMut(Option<&[u8]>, u64) -> (Change, T),
) -> Result<T, StoreError> {
    let seen = store.read(key).await?;
    Ok(update_seen(store, key, seen, decide).await?.0)
}

/// As [`update`], but decides at first on what the caller has `seen` a moment ago, which
/// spares the read. Returned as well is what is there now, for the caller's next change.
///
/// A decision to keep the record as it is holds for what was seen: only a write finds out
/// that somebody else was there since.
///
/// # Errors
/// Those of [`update`].
pub async fn update_seen<T>(
    store: &(impl Store + ?Sized),
    key: &str,
    mut seen: Snapshot,
    mut decide: impl FnMut(Option<&[u8]>, u64) -> (Change, T),
) -> Result<(T, Snapshot), StoreError> {
    for attempt in 0..ATTEMPTS {
        let (change, result) = decide(seen.value.as_deref(), seen.now_ms);
        let (value, outcome) = match change {
            Change::Keep => return Ok((result, seen)),
            Change::Put {
                value,
                ttl,
                durable,
            } => {
                let outcome = store.write(key, &value, seen.version, ttl, durable).await?;
                (Some(value), outcome)
            }
            Change::Remove => (None, store.remove(key, seen.version).await?),
        };
        if let Outcome::Written(version) = outcome {
            let now_ms = seen.now_ms;
            let left = Snapshot {
                value,
                version,
                now_ms,
            };
            return Ok((result, left));
        }
        tokio::time::sleep(pause_after(attempt)).await;
        seen = store.read(key).await?;
    }
    Err(StoreError::Contended)
}

/// How often [`update`] tries. With the pauses between, a hundred writers at one record
/// all get their turn; more than that is an attack, and is answered as such.
pub const ATTEMPTS: u32 = 16;

/// A random pause, so that writers who met do not meet again: up to 2 ms at first, twice as
/// much after every lost race, at most 128 ms.
fn pause_after(attempt: u32) -> Duration {
    let longest = Duration::from_millis(2 << attempt.min(6));
    longest.mul_f64(rand::random())
}
