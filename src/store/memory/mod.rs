//! The store in the process itself: for development, tests and a demo on one machine.
//!
//! [`MemoryStore`] keeps every rule of [`Store`], forgets all on exit and shares nothing with
//! other processes; production must ask for it by name. [`buckets`] holds what is counted.

mod buckets;

use std::{
    collections::HashMap,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use async_trait::async_trait;
use parking_lot::Mutex;

use crate::store::{
    Charge, NewValue, Snapshot, Store, StoreError, TakeOutcome, Version, WriteOutcome,
};
pub use buckets::SubjectBuckets;

/// Records and buckets in memory.
///
/// Expired entries are swept out, at the latest when their number has doubled since the last
/// sweep. Beyond [`MemoryStore::CAPACITY`] entries it refuses with `OOM`, as Redis does when its
/// memory is full, instead of forgetting limits.
pub struct MemoryStore {
    clock: Box<dyn Fn() -> SystemTime + Send + Sync>,
    tables: Mutex<Tables>,
}

#[derive(Default)]
struct Tables {
    records: HashMap<String, StoredRecord>,
    buckets: HashMap<String, SubjectBuckets>,
    /// Number of entries at which the next sweep is due.
    sweep_at: usize,
}

struct StoredRecord {
    value: Vec<u8>,
    version: Version,
    /// Microseconds since the Unix epoch.
    expires_at: u64,
}

impl MemoryStore {
    /// The most records and subjects at once.
    pub const CAPACITY: usize = 100_000;

    /// An empty store on the given clock, for tests that let time pass.
    pub fn with_clock(clock: impl Fn() -> SystemTime + Send + Sync + 'static) -> Self {
        Self {
            clock: Box::new(clock),
            tables: Mutex::default(),
        }
    }

    /// The number of records and subjects, expired ones that were not swept out included.
    pub fn entries(&self) -> usize {
        self.tables.lock().entries()
    }

    /// Microseconds since the Unix epoch.
    fn now(&self) -> u64 {
        let since_epoch = (self.clock)().duration_since(UNIX_EPOCH);
        micros(since_epoch.unwrap_or_default())
    }
}

impl Default for MemoryStore {
    /// An empty store on the system's clock.
    fn default() -> Self {
        #[expect(
            clippy::disallowed_methods,
            reason = "the store is where time comes from"
        )]
        Self::with_clock(SystemTime::now)
    }
}

#[async_trait]
impl Store for MemoryStore {
    async fn read(&self, key: &str) -> Result<Snapshot, StoreError> {
        let now = self.now();
        let tables = self.tables.lock();
        let record = tables.live(key, now);
        Ok(Snapshot {
            value: record.map(|record| record.value.clone()),
            version: record.map_or(Version::ABSENT, |record| record.version),
            now_ms: now / 1000,
        })
    }

    async fn write(
        &self,
        key: &str,
        new: &NewValue,
        version: Version,
    ) -> Result<WriteOutcome, StoreError> {
        let (now, mut tables) = (self.now(), self.tables.lock());
        if tables.version(key, now) != version {
            return Ok(WriteOutcome::Conflict);
        }
        tables.make_room(now)?;
        let version = Version::random();
        let record = StoredRecord {
            value: new.value.clone(),
            version,
            expires_at: now.saturating_add(micros(new.ttl).max(1000)),
        };
        tables.records.insert(key.to_owned(), record);
        Ok(WriteOutcome::Written(version))
    }

    async fn remove(&self, key: &str, version: Version) -> Result<WriteOutcome, StoreError> {
        let (now, mut tables) = (self.now(), self.tables.lock());
        if tables.version(key, now) != version {
            return Ok(WriteOutcome::Conflict);
        }
        tables.records.remove(key);
        Ok(WriteOutcome::Written(Version::ABSENT))
    }

    async fn take(
        &self,
        subject: &str,
        charges: &[Charge],
    ) -> Result<(TakeOutcome, u64), StoreError> {
        // The time is read under the lock: who comes later has no earlier one.
        let mut tables = self.tables.lock();
        let now = self.now();
        tables.make_room(now)?;
        let buckets = tables.buckets.entry(subject.to_owned()).or_default();
        Ok((buckets.take(charges, now), now))
    }

    async fn refund(&self, subject: &str, charges: &[Charge]) -> Result<u64, StoreError> {
        let mut tables = self.tables.lock();
        let now = self.now();
        if let Some(buckets) = tables.buckets.get_mut(subject) {
            buckets.refund(charges, now);
        }
        Ok(now)
    }

    async fn ping(&self) -> Result<(), StoreError> {
        self.tables.lock().make_room(self.now())
    }
}

impl Tables {
    fn live(&self, key: &str, now: u64) -> Option<&StoredRecord> {
        self.records
            .get(key)
            .filter(|record| record.expires_at > now)
    }

    fn version(&self, key: &str, now: u64) -> Version {
        self.live(key, now)
            .map_or(Version::ABSENT, |record| record.version)
    }

    fn entries(&self) -> usize {
        self.records.len() + self.buckets.len()
    }

    /// Sweeps when due, which is seldom enough that an entry costs constant time on average.
    fn make_room(&mut self, now: u64) -> Result<(), StoreError> {
        if self.entries() >= self.sweep_at.min(MemoryStore::CAPACITY) {
            self.records.retain(|_, record| record.expires_at > now);
            self.buckets.retain(|_, buckets| buckets.sweep(now));
            self.sweep_at = (2 * self.entries()).max(SMALLEST_SWEEP);
        }
        if self.entries() >= MemoryStore::CAPACITY {
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
