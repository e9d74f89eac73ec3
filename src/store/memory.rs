//! The store in the process itself: for development, tests and a demo on one machine.
//!
//! It keeps every rule of [`Store`], forgets all on exit, and shares nothing with other
//! processes; production must ask for it by name.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use async_trait::async_trait;

use super::{Buckets, Outcome, Portion, Snapshot, Store, StoreError, Taken, Version};

/// Records, and holders of buckets, in memory.
///
/// What has ended is swept out, at the latest when the number of entries has doubled since
/// the last sweep. Beyond [`Memory::CAPACITY`] entries it refuses with `OOM`, as Redis does
/// when its memory is full, instead of forgetting limits.
pub struct Memory {
    clock: Box<dyn Fn() -> SystemTime + Send + Sync>,
    shelf: Mutex<Shelf>,
}

#[derive(Default)]
struct Shelf {
    records: HashMap<String, Record>,
    buckets: HashMap<String, Buckets>,
    /// How many entries there may be before the next sweep.
    sweep_at: usize,
}

struct Record {
    value: Vec<u8>,
    version: Version,
    /// Microseconds since the Unix epoch.
    ends: u64,
}

impl Memory {
    /// The most records and holders at once.
    pub const CAPACITY: usize = 100_000;

    /// An empty store on the system's clock.
    pub fn new() -> Self {
        #[expect(
            clippy::disallowed_methods,
            reason = "the store is where time comes from"
        )]
        Self::with_clock(SystemTime::now)
    }

    /// An empty store on a clock of your own, for tests that let time pass.
    pub fn with_clock(clock: impl Fn() -> SystemTime + Send + Sync + 'static) -> Self {
        Self {
            clock: Box::new(clock),
            shelf: Mutex::default(),
        }
    }

    /// How many records and holders there are, those that ended unswept included.
    pub fn entries(&self) -> usize {
        self.shelf().entries()
    }

    /// Microseconds since the Unix epoch.
    fn now(&self) -> u64 {
        let since = (self.clock)()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        micros(since)
    }

    /// The shelf is sound between any two statements, so one panic elsewhere spoils nothing.
    fn shelf(&self) -> MutexGuard<'_, Shelf> {
        self.shelf.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Default for Memory {
    fn default() -> Self {
        Self::new()
    }
}

#[async_trait]
impl Store for Memory {
    async fn read(&self, key: &str) -> Result<Snapshot, StoreError> {
        let now = self.now();
        let now_ms = now / 1000;
        Ok(match self.shelf().live(key, now) {
            Some(Record { value, version, .. }) => Snapshot {
                value: Some(value.clone()),
                version: *version,
                now_ms,
            },
            None => Snapshot {
                value: None,
                version: Version::ABSENT,
                now_ms,
            },
        })
    }

    async fn write(
        &self,
        key: &str,
        value: &[u8],
        version: Version,
        ttl: Duration,
        _durable: bool,
    ) -> Result<Outcome, StoreError> {
        let (now, mut shelf) = (self.now(), self.shelf());
        if shelf.version(key, now) != version {
            return Ok(Outcome::Conflict);
        }
        shelf.make_room(now)?;
        let ends = now.saturating_add(micros(ttl).max(1000));
        let version = Version::fresh();
        let record = Record {
            value: value.to_owned(),
            version,
            ends,
        };
        shelf.records.insert(key.to_owned(), record);
        Ok(Outcome::Written(version))
    }

    async fn remove(&self, key: &str, version: Version) -> Result<Outcome, StoreError> {
        let (now, mut shelf) = (self.now(), self.shelf());
        if shelf.version(key, now) != version {
            return Ok(Outcome::Conflict);
        }
        shelf.records.remove(key);
        Ok(Outcome::Written(Version::ABSENT))
    }

    async fn take(&self, holder: &str, portions: &[Portion<'_>]) -> Result<Taken, StoreError> {
        let (now, mut shelf) = (self.now(), self.shelf());
        shelf.make_room(now)?;
        let buckets = shelf.buckets.entry(holder.to_owned()).or_default();
        Ok(buckets.take(portions, now))
    }

    async fn give_back(&self, holder: &str, portions: &[Portion<'_>]) -> Result<(), StoreError> {
        let (now, mut shelf) = (self.now(), self.shelf());
        if let Some(buckets) = shelf.buckets.get_mut(holder) {
            buckets.give_back(portions, now);
        }
        Ok(())
    }

    async fn ping(&self) -> Result<(), StoreError> {
        self.shelf().make_room(self.now())
    }
}

impl Shelf {
    fn live(&self, key: &str, now: u64) -> Option<&Record> {
        self.records.get(key).filter(|record| record.ends > now)
    }

    fn version(&self, key: &str, now: u64) -> Version {
        self.live(key, now)
            .map_or(Version::ABSENT, |record| record.version)
    }

    fn entries(&self) -> usize {
        self.records.len() + self.buckets.len()
    }

    /// Sweeps when due: seldom enough that an entry costs constant time on average.
    fn make_room(&mut self, now: u64) -> Result<(), StoreError> {
        if self.entries() >= self.sweep_at.min(Memory::CAPACITY) {
            self.records.retain(|_, record| record.ends > now);
            self.buckets.retain(|_, buckets| buckets.sweep(now));
            self.sweep_at = (2 * self.entries()).max(SMALLEST_SWEEP);
        }
        if self.entries() >= Memory::CAPACITY {
            return Err(StoreError::Refused("OOM".to_owned()));
        }
        Ok(())
    }
}

/// Fewer entries than this are not worth sweeping.
const SMALLEST_SWEEP: usize = 1024;

fn micros(duration: Duration) -> u64 {
    u64::try_from(duration.as_micros()).unwrap_or(u64::MAX)
}
