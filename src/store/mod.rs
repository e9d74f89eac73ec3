//! Where state lives: bytes under a key, for a while, and buckets that limit how often.
//!
//! This room stores bytes and hands bytes back. It knows nothing of verifications, phones or codes
//! and imports nothing of ours. What may happen to a record is decided by the pure function
//! given to [`update`]; both back ends, [`memory`] and [`redis`], keep the same rules, and
//! `tests/store` holds them to it.
//!
//! Rules that every back end keeps:
//! - every record and every bucket has an end: nothing is stored without a time to live;
//! - a record changes only for a caller who has seen its newest version;
//! - time comes from the store, never from the machine of the caller;
//! - what cannot be decided for certain is an error (fail closed), and no error names a key
//!   or a value.

mod buckets;
pub mod memory;
mod quota;
pub mod redis;
mod update;

use std::{fmt, time::Duration};

use async_trait::async_trait;

use buckets::Buckets;
use quota::Refill;
pub use quota::{Held, Portion, Quota, Taken};
pub use update::{ATTEMPTS, Change, Content, update, update_seen};

/// A place to keep records and buckets.
///
/// A bucket has a holder, whom it limits: all buckets of one holder are kept together. Records
/// and holders are apart: those of the same name do not meet. Keys are any text, the empty one
/// included. Every method answers with [`StoreError`] when the
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

    /// Takes all `portions` from the buckets of `holder`, or none of them and says what to wait
    /// for. Asking, counting and the clock are one step.
    async fn take(&self, holder: &str, portions: &[Portion<'_>]) -> Result<Taken, StoreError>;

    /// Gives back portions that were taken and not used, but for those that count once. Never
    /// fills a bucket above its burst.
    async fn give_back(&self, holder: &str, portions: &[Portion<'_>]) -> Result<(), StoreError>;

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

    /// The version that such bits stand for.
    pub const fn of(bits: [u8; Self::LENGTH]) -> Self {
        Self(Some(bits))
    }

    /// Its bits; `None` for [`Version::ABSENT`].
    pub const fn bits(self) -> Option<[u8; Self::LENGTH]> {
        self.0
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

/// Why the store could not answer. Holds no key and no value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StoreError {
    /// No connection, or no answer in time, and why. What was asked may have been done.
    NoAnswer(String),
    /// The server answered with an error: its code (`READONLY`, `OOM`, `LOADING`, `NOPERM`,
    /// `NOREPLICAS`, also for a durable write that was made, but on too few replicas in time),
    /// then its words, without a key or a value.
    Refused(String),
    /// The server may drop records when its memory is full: its policy.
    Forgetful(String),
    /// Others wrote to the same record each time before [`update`] could.
    Contended,
    /// What is stored there was not written by this program.
    Foreign,
}

/// Why a server that kept silent was not asked.
const SPARED: &str = "it kept silent, and is asked once a second";

impl StoreError {
    /// Whether the server was not asked, because it kept silent before; why it did is known
    /// from then.
    pub fn is_spared(&self) -> bool {
        matches!(self, Self::NoAnswer(why) if why == SPARED)
    }

    /// The kind of error: the same word for errors with the same cause.
    pub fn kind(&self) -> &str {
        match self {
            Self::NoAnswer(_) => "NOANSWER",
            Self::Refused(words) => words.split(' ').next().unwrap_or_default(),
            Self::Forgetful(_) => "FORGETFUL",
            Self::Contended => "CONTENDED",
            Self::Foreign => "FOREIGN",
        }
    }

    /// The remedy an operator has for a refusal that is no accident.
    fn remedy(&self) -> Option<&'static str> {
        let Self::Refused(words) = self else {
            return None;
        };
        match self.kind() {
            "NOPERM" => Some("docs/redis.acl has all that is needed"),
            "ERR" if words.contains("permission") || words.contains("executing the script") => {
                Some("docs/redis.acl has all that is needed")
            }
            "NOAUTH" | "WRONGPASS" | "authentication" => Some(
                "user and password stand in store.url; those of Sentinels are \
                 store.sentinel_user and store.sentinel_password",
            ),
            "MOVED" | "CROSSSLOT" => {
                Some("it is one node of a Cluster: store.url begins with redis-cluster://")
            }
            _ => None,
        }
    }
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoAnswer(cause) => write!(f, "the store does not answer: {cause}"),
            Self::Refused(words) => {
                write!(f, "the store refuses: {words}")?;
                self.remedy()
                    .map_or(Ok(()), |remedy| write!(f, " ({remedy})"))
            }
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
