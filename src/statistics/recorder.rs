//! [`Statistics`]: counts in memory, and merges what it counted into the store.

use std::collections::BTreeMap;
use std::sync::{Arc, Weak};
use std::time::Duration;

use futures_util::future::try_join_all;
use parking_lot::Mutex;
use tokio::time::{Instant, MissedTickBehavior, interval_at};
use tracing::{debug, warn};

use super::pending::{Parcels, Pending};
use super::records::{HourRecord, KEPT, MergeId, PlayedRecord, TrailRecord};
use super::{Counted, HourTotals, TrailEntry, TrailNote, bad_evening};
use crate::domain::{HOUR, Timestamp};
use crate::repository::{Repository, RepositoryError};

/// Records that are read at the same time.
const READ_AT_ONCE: usize = 24;

/// The most hours that can be read.
const MOST_HOURS: usize = (KEPT.as_secs() / HOUR.as_secs()) as usize;

/// The statistics of all instances on one store, with what this instance counted.
pub struct Statistics {
    records: Repository,
    /// Whether a bad evening may be played, and is shown.
    may_play: bool,
    instance: u64,
    pending: Mutex<Pending>,
    /// Held while something is delivered.
    outbox: tokio::sync::Mutex<Outbox>,
}

/// The delivery in progress. It stays as it is until the store confirmed it: if the answer was
/// lost, the same delivery is made again, and the record knows it by its number.
#[derive(Default)]
struct Outbox {
    sequence: u64,
    hours: BTreeMap<Timestamp, HourTotals>,
    entries: Vec<TrailEntry>,
}

impl Statistics {
    /// Statistics in `records`, which it has for itself. `may_play`: a server for development, on
    /// which a bad evening may be played.
    pub fn new(records: Repository, may_play: bool) -> Self {
        Self {
            records,
            may_play,
            instance: rand::random(),
            pending: Mutex::default(),
            outbox: tokio::sync::Mutex::default(),
        }
    }

    /// Counts an event, in memory.
    pub fn count(&self, event: Counted<'_>) {
        self.pending.lock().count(event, Instant::now());
    }

    /// Notes an event for the trail, in memory.
    pub fn note(&self, note: TrailNote) {
        self.pending.lock().note(note, Instant::now());
    }

    /// Starts to deliver into the store what is counted, once in every `interval`, until the
    /// statistics are dropped.
    pub fn start(self: &Arc<Self>, interval: Duration) {
        tokio::spawn(keep_flushing(Arc::downgrade(self), interval));
    }

    /// Delivers into the store what was counted so far.
    ///
    /// # Errors
    /// [`RepositoryError::Unavailable`] when the store fails. What it may not have taken is kept,
    /// and delivered the next time.
    pub async fn flush(&self) -> Result<(), RepositoryError> {
        let mut outbox = self.outbox.lock().await;
        self.deliver(&mut outbox).await?;
        if self.pending.lock().is_empty() {
            return Ok(());
        }
        let found = self.records.find::<TrailRecord>(TrailRecord::IDENTITY);
        let store_now = found.await?.now();
        let taken = self.pending.lock().take(Instant::now(), store_now);
        outbox.fill(taken);
        self.deliver(&mut outbox).await
    }

    /// Merges the outbox into the records, each in one conditional write.
    async fn deliver(&self, outbox: &mut Outbox) -> Result<(), RepositoryError> {
        let id = MergeId {
            instance: self.instance,
            sequence: outbox.sequence,
        };
        while let Some(hour) = outbox.hours.first_entry() {
            let (beginning, totals) = (*hour.key(), hour.get());
            let merge = |record: Option<HourRecord>, _| {
                let mut record = record.unwrap_or_else(|| HourRecord::new(beginning));
                let is_changed = record.merge(id, totals);
                (is_changed.then_some(record), ())
            };
            let identity = HourRecord::identity(beginning);
            self.records.change(&identity, merge).await?;
            hour.remove();
        }
        if outbox.entries.is_empty() {
            return Ok(());
        }
        let add = |record: Option<TrailRecord>, now| {
            let mut record = record.unwrap_or_default();
            let is_changed = record.add(id, &outbox.entries, now);
            (is_changed.then_some(record), ())
        };
        self.records.change(TrailRecord::IDENTITY, add).await?;
        outbox.entries.clear();
        Ok(())
    }

    /// The totals of the last `hours` hours, 1 to 192, over all instances, the oldest first. Hours
    /// without events are empty. Other instances may have counted ten seconds more.
    ///
    /// # Errors
    /// [`RepositoryError::Unavailable`] when the store fails.
    pub async fn last_hours(
        &self,
        hours: usize,
    ) -> Result<Vec<(Timestamp, HourTotals)>, RepositoryError> {
        self.flush_before_reading().await;
        let (played, now) = self.played().await?;
        let current = now.round_down(HOUR);
        let hours = hours.clamp(1, MOST_HOURS) as u32;
        let beginnings: Vec<_> = (0..hours).rev().map(|ago| current - ago * HOUR).collect();
        let mut totals = Vec::with_capacity(beginnings.len());
        for beginnings in beginnings.chunks(READ_AT_ONCE) {
            let read = beginnings.iter().map(|beginning| self.hour(*beginning));
            totals.extend(try_join_all(read).await?);
        }
        let mut found: Vec<_> = beginnings.into_iter().zip(totals).collect();
        for (beginning, played) in played.hours {
            if let Ok(index) = found.binary_search_by_key(&beginning, |(known, _)| *known) {
                found[index].1.merge(&played);
            }
        }
        Ok(found)
    }

    /// The newest events over all instances, the newest first.
    ///
    /// # Errors
    /// [`RepositoryError::Unavailable`] when the store fails.
    pub async fn trail(&self) -> Result<Vec<TrailEntry>, RepositoryError> {
        self.flush_before_reading().await;
        let found = self.records.find::<TrailRecord>(TrailRecord::IDENTITY);
        let mut entries = found.await?.record.unwrap_or_default().entries;
        if self.may_play {
            entries.extend(self.played().await?.0.entries);
        }
        super::trail::keep_newest(&mut entries);
        entries.reverse();
        Ok(entries)
    }

    /// Plays a bad evening on a server for development: 24 hours up to now, in the place of one
    /// that was played before. Real totals and events stay as they are, and are shown with it.
    /// Elsewhere it does nothing.
    ///
    /// # Errors
    /// [`RepositoryError::Unavailable`] when the store fails.
    pub async fn play_bad_evening(&self) -> Result<(), RepositoryError> {
        if !self.may_play {
            return Ok(());
        }
        let play = |now| bad_evening::played_until(now);
        self.records.put(PlayedRecord::IDENTITY, play).await
    }

    /// Delivers what was counted so far. A store that takes no writes can be read all the same.
    async fn flush_before_reading(&self) {
        if let Err(error) = self.flush().await {
            debug!(%error, "statistics are read without the newest");
        }
    }

    async fn hour(&self, beginning: Timestamp) -> Result<HourTotals, RepositoryError> {
        let identity = HourRecord::identity(beginning);
        let found = self.records.find::<HourRecord>(&identity).await?;
        Ok(found.record.unwrap_or_default().totals)
    }

    /// The evening that was played, and the store's time.
    async fn played(&self) -> Result<(PlayedRecord, Timestamp), RepositoryError> {
        let found = self.records.find::<PlayedRecord>(PlayedRecord::IDENTITY);
        let found = found.await?;
        let now = found.now();
        let played = found.record.filter(|_| self.may_play);
        Ok((played.unwrap_or_default(), now))
    }
}

impl Outbox {
    /// Takes the next delivery. The one before was confirmed.
    fn fill(&mut self, parcels: Parcels) {
        self.sequence = self.sequence.saturating_add(1);
        self.hours = parcels.hours;
        self.entries = parcels.entries;
    }
}

/// Flushes in intervals. Instances that started together do not flush together.
async fn keep_flushing(statistics: Weak<Statistics>, interval: Duration) {
    let first = Instant::now() + interval.mul_f64(rand::random());
    let mut ticks = interval_at(first, interval);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut is_delivered = true;
    loop {
        ticks.tick().await;
        let Some(statistics) = statistics.upgrade() else {
            return;
        };
        match statistics.flush().await {
            Ok(()) => is_delivered = true,
            Err(error) if is_delivered => {
                warn!(%error, "statistics wait in memory until the store takes them");
                is_delivered = false;
            }
            Err(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use secrecy::SecretString;
    use tokio::task::JoinSet;

    use super::*;
    use crate::domain::{Channel, Policy};
    use crate::statistics::{ErrorSource, Step};
    use crate::store::memory::MemoryStore;

    fn on(store: &Arc<MemoryStore>, may_play: bool) -> Arc<Statistics> {
        let secret = SecretString::from("a secret");
        let records = Repository::new(store.clone(), &secret, &[], Policy::default());
        Arc::new(Statistics::new(records, may_play))
    }

    fn note(event: &'static str) -> TrailNote {
        TrailNote {
            event,
            ..TrailNote::default()
        }
    }

    /// All hours together.
    async fn sum(statistics: &Statistics) -> HourTotals {
        let mut sum = HourTotals::default();
        // The events of a test may be on either side of an hour.
        for (_, totals) in statistics.last_hours(2).await.unwrap() {
            sum.merge(&totals);
        }
        sum
    }

    #[tokio::test]
    async fn many_flushes_at_the_same_time_lose_nothing_and_count_nothing_twice() {
        const EACH: u64 = 200;
        let store = Arc::new(MemoryStore::default());
        let instances = [(); 4].map(|()| on(&store, false));
        let mut flushes = JoinSet::new();
        for statistics in &instances {
            for n in 0..EACH {
                let statistics = statistics.clone();
                flushes.spawn(async move {
                    statistics.count(Counted::Reached(Step::NumberSent));
                    if n % 4 == 0 {
                        statistics.note(note("start"));
                    }
                    statistics.flush().await
                });
            }
        }
        // Where too many others wrote, the next flush delivers.
        flushes.join_all().await;
        for statistics in &instances {
            statistics.flush().await.unwrap();
        }
        let totals = sum(&instances[0]).await;
        assert_eq!(totals.steps[Step::NumberSent], 4 * EACH);
        let trail = instances[1].trail().await.unwrap();
        assert_eq!(trail.len() as u64, EACH);
    }

    #[tokio::test]
    async fn hours_are_read_in_their_order_with_empty_ones_between() {
        let store = Arc::new(MemoryStore::default());
        let statistics = on(&store, false);
        statistics.count(Counted::Failed(ErrorSource::Server));
        for (asked, read) in [(0, 1), (1, 1), (24, 24), (192, 192), (1_000, 192)] {
            let hours = statistics.last_hours(asked).await.unwrap();
            assert_eq!(hours.len(), read);
            assert!(hours.windows(2).all(|two| two[1].0 == two[0].0 + HOUR));
            let older = &hours[..read.saturating_sub(2)];
            assert!(
                older
                    .iter()
                    .all(|(_, totals)| *totals == HourTotals::default())
            );
        }
        assert_eq!(sum(&statistics).await.errors["server"], 1);
    }

    #[tokio::test]
    async fn the_newest_events_come_first_from_all_instances() {
        let store = Arc::new(MemoryStore::default());
        let [one, other] = [on(&store, false), on(&store, false)];
        for (statistics, event) in [(&one, "start"), (&other, "send"), (&one, "report")] {
            statistics.note(note(event));
            statistics.flush().await.unwrap();
            tokio::time::sleep(Duration::from_millis(3)).await;
        }
        let trail = other.trail().await.unwrap();
        let events: Vec<_> = trail.iter().map(|entry| &*entry.event).collect();
        assert_eq!(events, ["report", "send", "start"]);
    }

    #[tokio::test]
    async fn a_bad_evening_replaces_the_one_before_and_leaves_real_totals_alone() {
        let store = Arc::new(MemoryStore::default());
        let statistics = on(&store, true);
        statistics.count(Counted::Denied {
            limit: "a limit",
            only_recorded: false,
            country: Some("GB"),
            phone: None,
        });
        statistics.note(note("start"));
        statistics.play_bad_evening().await.unwrap();
        let once = statistics.last_hours(25).await.unwrap();
        statistics.play_bad_evening().await.unwrap();
        let twice = statistics.last_hours(25).await.unwrap();
        assert_eq!(once, twice);
        let attempts = |hours: &[(Timestamp, HourTotals)]| -> u64 {
            let slots = hours.iter().flat_map(|(_, totals)| totals.slots);
            slots.map(|slot| slot.attempts).sum()
        };
        assert!(attempts(&once) > 5_000);
        let real = once
            .iter()
            .filter_map(|(_, totals)| totals.denials.get("a limit"));
        assert_eq!(real.map(|totals| totals.denied).sum::<u64>(), 1);
        assert_eq!(statistics.trail().await.unwrap()[0].event, "start");

        let production = on(&store, false);
        production.play_bad_evening().await.unwrap();
        assert_eq!(attempts(&production.last_hours(25).await.unwrap()), 0);
        assert_eq!(production.trail().await.unwrap().len(), 1);
    }

    /// `cargo test --release --lib -- --ignored --nocapture time_per_event`
    #[test]
    #[ignore = "measures"]
    fn time_per_event() {
        const EVENTS: u32 = 1_000_000;
        let statistics = on(&Arc::default(), false);
        let time = |act: &dyn Fn()| {
            let began = std::time::Instant::now();
            (0..EVENTS).for_each(|_| act());
            began.elapsed() / EVENTS
        };
        let (country, channel) = ("GB", Channel::Text);
        let step = time(&|| statistics.count(Counted::Reached(Step::NumberShown)));
        let delivered = time(&|| {
            statistics.count(Counted::Delivered {
                country,
                channel,
                after: Duration::from_secs(3),
            });
        });
        let noted = time(&|| {
            statistics.note(TrailNote {
                event: "send",
                phone: Some("a fingerprint of 22 ch".to_owned()),
                country: Some(country.to_owned()),
                channel: Some(channel),
                detail: "accepted the-digest-".to_owned(),
            });
        });
        println!("a step {step:?}, a delivery {delivered:?}, a note {noted:?}");
    }
}
