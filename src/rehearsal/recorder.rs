//! [`Recorder`]: takes decisions down in memory, and writes them to the store every few seconds.

use std::mem;
use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use tokio::sync::{Notify, oneshot};
use tokio::time::{Instant, interval, sleep};
use tokio_util::sync::{CancellationToken, DropGuard};
use tracing::warn;

use super::records::{ChunkRecord, InstanceLog, LogHourRecord};
use crate::domain::{HOUR, Timestamp};
use crate::lifecycle::Lifecycle;
use crate::rate_limit::decision::{DecisionLog, LimiterEvent};
use crate::repository::{Repository, RepositoryError};

/// The time between two writes.
const INTERVAL: Duration = Duration::from_secs(5);

/// The time between two writes of an instance that has nothing to write, but that it is there.
const IDLE_INTERVAL: Duration = Duration::from_secs(60);

/// The time between two tries to write while a stop waits for it.
const STOP_PAUSE: Duration = Duration::from_millis(50);

/// Bytes that are worth a write before its time.
const CHUNK: usize = 256 * 1024;

/// The most bytes that wait in memory. More are only there while the store is away.
const BUFFER: usize = 4 * 1024 * 1024;

/// The log of one instance. Dropped, it ends its task.
pub struct Recorder {
    inbox: Arc<Inbox>,
    lifecycle: Lifecycle,
    _writing: DropGuard,
}

#[derive(Default)]
struct Inbox {
    waiting: Mutex<EventBatch>,
    filled: Notify,
}

/// Events that wait to be written.
#[derive(Default)]
struct EventBatch {
    bytes: Vec<u8>,
    events: u64,
    missing: u64,
    /// Tells a stop that they are written.
    written: Option<oneshot::Sender<()>>,
}

/// Writes batches. It is the only one that writes for its instance.
struct ChunkWriter {
    records: Repository,
    bytes_per_hour: u64,
    /// The batch that the store did not take yet.
    pending: Option<EventBatch>,
    /// The hour that is written to, and what was written in it so far.
    hour: Timestamp,
    log: InstanceLog,
    last: Option<Instant>,
}

impl Recorder {
    /// Starts to write down what it is told.
    pub fn start(records: Repository, bytes_per_hour: u64, lifecycle: Lifecycle) -> Self {
        let inbox = Arc::new(Inbox::default());
        let writer = ChunkWriter {
            records,
            bytes_per_hour,
            pending: None,
            hour: Timestamp::EPOCH,
            log: InstanceLog {
                instance: rand::random(),
                ..InstanceLog::default()
            },
            last: None,
        };
        let ended = CancellationToken::new();
        tokio::spawn(keep_writing(
            writer,
            inbox.clone(),
            lifecycle.clone(),
            ended.clone(),
        ));
        Self {
            inbox,
            lifecycle,
            _writing: ended.drop_guard(),
        }
    }
}

impl DecisionLog for Recorder {
    fn record(&self, event: LimiterEvent) {
        let encoded = postcard::to_allocvec(&event);
        let mut waiting = self.inbox.waiting.lock();
        match encoded {
            Ok(bytes) if waiting.bytes.len() + bytes.len() <= BUFFER => {
                waiting.bytes.extend(bytes);
                waiting.events += 1;
            }
            _ => waiting.missing += 1,
        }
        if waiting.written.is_none() {
            let (written, waits) = oneshot::channel();
            waiting.written = Some(written);
            drop(self.lifecycle.carry_out(waits));
        }
        if waiting.bytes.len() >= CHUNK {
            self.inbox.filled.notify_one();
        }
    }
}

async fn keep_writing(
    mut writer: ChunkWriter,
    inbox: Arc<Inbox>,
    lifecycle: Lifecycle,
    ended: CancellationToken,
) {
    let mut ticks = interval(INTERVAL);
    loop {
        tokio::select! {
            _ = ticks.tick() => {}
            () = inbox.filled.notified() => {}
            () = ended.cancelled() => return,
            () = lifecycle.stopping() => sleep(STOP_PAUSE).await,
        }
        if let Err(error) = writer.write(&inbox).await {
            warn!(%error, "the decision log could not be written; tried again");
        }
    }
}

impl ChunkWriter {
    /// Writes what waits, if there is anything, or else now and then that nothing does.
    async fn write(&mut self, inbox: &Inbox) -> Result<(), RepositoryError> {
        let mut batch = match self.pending.take() {
            Some(batch) => batch,
            None => mem::take(&mut *inbox.waiting.lock()),
        };
        let is_idle = batch.written.is_none();
        let is_recent = |last: Instant| last.elapsed() < IDLE_INTERVAL;
        if is_idle && self.last.is_some_and(is_recent) {
            return Ok(());
        }
        if let Err(error) = self.write_batch(&mut batch).await {
            self.pending = Some(batch);
            return Err(error);
        }
        self.last = Some(Instant::now());
        if let Some(written) = batch.written {
            _ = written.send(());
        }
        Ok(())
    }

    /// Writes a batch. Made twice, it changes nothing more.
    async fn write_batch(&mut self, batch: &mut EventBatch) -> Result<(), RepositoryError> {
        let begun = LogHourRecord::identity(self.hour);
        let begun = self.records.find::<LogHourRecord>(&begun);
        let now = begun.await?.now();
        let hour = now.round_down(HOUR);
        if hour != self.hour {
            self.begin_hour(hour, now);
        }
        let identity = LogHourRecord::identity(hour);
        let list = self.records.find::<LogHourRecord>(&identity).await?;
        let mut log = self.log.clone();
        let length = u64::try_from(batch.bytes.len()).unwrap_or(u64::MAX);
        if length > 0 && self.fits(list.record.as_ref(), length) {
            let identity = ChunkRecord::identity(hour, log.instance, log.chunks);
            let chunk = |at| ChunkRecord {
                at,
                events: batch.bytes.clone(),
            };
            self.records.put(&identity, chunk).await?;
            log.chunks += 1;
            log.events += batch.events;
            log.bytes += length;
        } else {
            log.missing += batch.events;
        }
        log.missing += batch.missing;
        let changed = self.records.change_found(list, |list, now| {
            log.until = now;
            (Some(with_log(list, hour, &log)), ())
        });
        changed.await?;
        if log.missing > 0 && self.log.missing == 0 {
            warn!("the decision log has no room: this hour's is not complete");
        }
        self.log = log;
        Ok(())
    }

    fn begin_hour(&mut self, hour: Timestamp, now: Timestamp) {
        // An instance that was there before took down everything from the beginning of the hour.
        let from = if self.last.is_some() { hour } else { now };
        self.hour = hour;
        self.log = InstanceLog {
            instance: self.log.instance,
            from,
            ..InstanceLog::default()
        };
    }

    /// Whether so many more bytes fit into the hour.
    fn fits(&self, list: Option<&LogHourRecord>, length: u64) -> bool {
        let instances = list.map_or(&[][..], |list| &list.instances);
        let used: u64 = instances.iter().map(|log| log.bytes).sum();
        used.saturating_add(length) <= self.bytes_per_hour
    }
}

/// The list of an hour, in which an instance has this log.
fn with_log(list: Option<LogHourRecord>, begins: Timestamp, log: &InstanceLog) -> LogHourRecord {
    let mut list = list.unwrap_or(LogHourRecord {
        begins,
        instances: Vec::new(),
    });
    let own = list
        .instances
        .iter_mut()
        .find(|other| other.instance == log.instance);
    match own {
        Some(own) => own.clone_from(log),
        None => list.instances.push(log.clone()),
    }
    list
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
    use std::time::UNIX_EPOCH;

    use async_trait::async_trait;
    use secrecy::SecretString;

    use super::*;
    use crate::domain::Policy;
    use crate::rate_limit::PostKind;
    use crate::rate_limit::decision::{LoggedDecision, Question, SourceKind};
    use crate::rehearsal::load;
    use crate::store::memory::MemoryStore;
    use crate::store::{
        Charge, NewValue, Snapshot, Store, StoreError, TakeOutcome, Version, WriteOutcome,
    };

    /// A store that carries out every write, and loses the answers of every other one at first.
    struct LossyStore {
        memory: Arc<MemoryStore>,
        writes: AtomicU32,
    }

    #[async_trait]
    impl Store for LossyStore {
        async fn read(&self, key: &str) -> Result<Snapshot, StoreError> {
            self.memory.read(key).await
        }

        async fn write(
            &self,
            key: &str,
            new: &NewValue,
            version: Version,
        ) -> Result<WriteOutcome, StoreError> {
            let outcome = self.memory.write(key, new, version).await;
            match self.writes.fetch_add(1, Relaxed) {
                1 | 3 | 5 | 7 => Err(StoreError::Refused("LOST".to_owned())),
                _ => outcome,
            }
        }

        async fn remove(&self, key: &str, version: Version) -> Result<WriteOutcome, StoreError> {
            self.memory.remove(key, version).await
        }

        async fn take(
            &self,
            subject: &str,
            charges: &[Charge],
        ) -> Result<(TakeOutcome, u64), StoreError> {
            self.memory.take(subject, charges).await
        }

        async fn refund(&self, subject: &str, charges: &[Charge]) -> Result<u64, StoreError> {
            self.memory.refund(subject, charges).await
        }

        async fn ping(&self) -> Result<(), StoreError> {
            self.memory.ping().await
        }
    }

    fn records(store: &Arc<MemoryStore>) -> Repository {
        records_in(store.clone())
    }

    fn records_in(store: Arc<dyn Store>) -> Repository {
        let secret = SecretString::from("a secret of this test");
        Repository::new(store, &secret, &[], Policy::default())
    }

    fn recorder(store: &Arc<MemoryStore>, bytes_per_hour: u64, lifecycle: &Lifecycle) -> Recorder {
        Recorder::start(records(store), bytes_per_hour, lifecycle.clone())
    }

    fn event(id: u64) -> LimiterEvent {
        LimiterEvent::Decided(LoggedDecision {
            id,
            question: Question::Post(PostKind::Other),
            source: SourceKind::Ipv4,
            subjects: Vec::new(),
            at: u64::try_from(UNIX_EPOCH.elapsed().unwrap().as_micros()).unwrap(),
            answers: Vec::new(),
        })
    }

    async fn stop(lifecycle: &Lifecycle) {
        lifecycle.stop();
        lifecycle.finished().await;
    }

    #[tokio::test]
    async fn a_stop_waits_until_the_log_is_written() {
        let (store, lifecycle) = (Arc::new(MemoryStore::default()), Lifecycle::default());
        let recorders = [(); 2].map(|()| recorder(&store, 10_000, &lifecycle));
        let events = [1, 2, 3].map(event);
        for (recorder, event) in recorders.iter().cycle().zip(&events) {
            recorder.record(event.clone());
        }
        stop(&lifecycle).await;
        let ended = Lifecycle::default();
        let later = recorder(&store, 10_000, &ended);
        later.record(event(4));
        stop(&ended).await;
        let log = load(&records(&store), |now| now - HOUR).await.unwrap();
        assert_eq!((log.instances, log.missing, log.lost_chunks), (3, 0, 0));
        let mut ids: Vec<_> = log
            .events
            .iter()
            .map(|(_, event)| format!("{event:?}"))
            .collect();
        ids.sort_unstable();
        for event in events {
            assert!(ids.contains(&format!("{event:?}")), "{ids:?}");
        }
    }

    #[tokio::test]
    async fn a_write_whose_answer_is_lost_is_made_again_and_counts_once() {
        let memory = Arc::new(MemoryStore::default());
        let lifecycle = Lifecycle::default();
        let lossy = records_in(Arc::new(LossyStore {
            memory: memory.clone(),
            writes: AtomicU32::new(0),
        }));
        let recorder = Recorder::start(lossy, 10_000, lifecycle.clone());
        [1, 2, 3]
            .map(event)
            .into_iter()
            .for_each(|event| recorder.record(event));
        stop(&lifecycle).await;
        let log = load(&records(&memory), |now| now - HOUR).await.unwrap();
        assert_eq!((log.events.len(), log.missing, log.lost_chunks), (3, 0, 0));
    }

    #[tokio::test]
    async fn what_has_no_room_is_counted_as_missing() {
        let (store, lifecycle) = (Arc::new(MemoryStore::default()), Lifecycle::default());
        let length = u64::try_from(postcard::to_allocvec(&event(1)).unwrap().len()).unwrap();
        let first = recorder(&store, 2 * length, &lifecycle);
        [1, 2]
            .map(event)
            .into_iter()
            .for_each(|event| first.record(event));
        stop(&lifecycle).await;
        let lifecycle = Lifecycle::default();
        let second = recorder(&store, 2 * length, &lifecycle);
        second.record(event(1));
        stop(&lifecycle).await;
        let log = load(&records(&store), |now| now - HOUR).await.unwrap();
        assert_eq!(
            (log.events.len(), log.missing, log.bytes),
            (2, 1, 2 * length)
        );
    }

    #[tokio::test]
    async fn a_buffer_that_is_full_takes_no_more() {
        let (store, lifecycle) = (Arc::new(MemoryStore::default()), Lifecycle::default());
        let recorder = recorder(&store, u64::MAX, &lifecycle);
        let length = postcard::to_allocvec(&event(1)).unwrap().len();
        let fit = BUFFER / length;
        (0..fit + 7).for_each(|_| recorder.record(event(1)));
        let waiting = recorder.inbox.waiting.lock();
        assert!(waiting.bytes.len() <= BUFFER);
        assert_eq!((waiting.events, waiting.missing), (fit as u64, 7));
    }
}
