//! [`Pending`]: what was counted and is not in the store yet.

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use tokio::time::Instant;

use super::totals::SLOT;
use super::trail::MOST_ENTRIES;
use super::{Counted, HourTotals, TrailEntry, TrailNote};
use crate::domain::{HOUR, MINUTE, Timestamp};

/// The time that one batch is of. Batches are stored far more often, unless the store is away.
const BATCH: Duration = MINUTE;

/// The most batches: four hours. After that events are still counted, but for an earlier minute.
const MOST_BATCHES: usize = 240;

/// The events that were counted since the last time they were stored. Which hour and slot they
/// belong to is determined when the store's time is known.
#[derive(Debug, Default)]
pub(super) struct Pending {
    batches: VecDeque<PendingTotals>,
    notes: VecDeque<(Instant, TrailNote)>,
    /// Notes that gave way to newer ones.
    missed: u64,
}

#[derive(Debug)]
struct PendingTotals {
    began: Instant,
    /// The totals, with all counts of slots in the first one.
    totals: HourTotals,
}

/// The counts and events that were pending, by the store's time.
#[derive(Debug, Default)]
pub(super) struct Parcels {
    /// The totals of each hour, by its beginning.
    pub hours: BTreeMap<Timestamp, HourTotals>,
    /// The entries of the trail, the oldest first.
    pub entries: Vec<TrailEntry>,
}

impl Pending {
    /// Whether there is nothing.
    pub fn is_empty(&self) -> bool {
        self.batches.is_empty() && self.notes.is_empty()
    }

    /// Counts an event that is at `now`.
    pub fn count(&mut self, event: Counted<'_>, now: Instant) {
        let is_full = self.batches.len() >= MOST_BATCHES;
        let fits = |last: &PendingTotals| is_full || now.duration_since(last.began) < BATCH;
        if !self.batches.back().is_some_and(fits) {
            self.batches.push_back(PendingTotals {
                began: now,
                totals: HourTotals::default(),
            });
        }
        if let Some(batch) = self.batches.back_mut() {
            batch.totals.count(event);
        }
    }

    /// Notes an event that is at `now`. The oldest one gives way to it if there are too many.
    pub fn note(&mut self, note: TrailNote, now: Instant) {
        if self.notes.len() >= MOST_ENTRIES {
            self.notes.pop_front();
            self.missed = self.missed.saturating_add(1);
        }
        self.notes.push_back((now, note));
    }

    /// Takes all of it. `store_now` is the store's time at `now`.
    pub fn take(&mut self, now: Instant, store_now: Timestamp) -> Parcels {
        let at = |moment: Instant| store_now - now.duration_since(moment);
        let mut parcels = Parcels::default();
        for batch in self.batches.drain(..) {
            let at = at(batch.began);
            let hour = at.round_down(HOUR);
            let slot = at.since(hour).as_secs() / SLOT.as_secs();
            let totals = batch.totals.in_slot(slot as usize);
            parcels.hours.entry(hour).or_default().merge(&totals);
        }
        let missed = std::mem::take(&mut self.missed);
        if let (1.., Some((moment, _))) = (missed, self.notes.front()) {
            let note = TrailNote {
                event: "missed",
                detail: missed.to_string(),
                ..TrailNote::default()
            };
            parcels.entries.push(note.at(at(*moment)));
        }
        let notes = self.notes.drain(..);
        let entries = notes.map(|(moment, note)| note.at(at(moment)));
        parcels.entries.extend(entries);
        parcels
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::{ErrorSource, Step};

    /// 59 minutes and 30 seconds past an hour.
    const STORE_NOW: Timestamp = Timestamp::from_millis(1_800_003_570_000);

    fn note(n: usize) -> TrailNote {
        TrailNote {
            event: "start",
            detail: n.to_string(),
            ..TrailNote::default()
        }
    }

    #[test]
    fn events_belong_to_the_hour_and_the_slot_in_which_they_were() {
        let mut pending = Pending::default();
        let began = Instant::now();
        let attempt = Counted::Denied {
            limit: "posts of a client",
            only_recorded: false,
            country: None,
            phone: None,
        };
        // 01:59:10, 02:04:30 and 02:59:20; the last two of them within a minute.
        for seconds in [0, 320, 3_610, 3_620] {
            pending.count(attempt, began + Duration::from_secs(seconds));
        }
        let now = began + Duration::from_secs(3_620);
        let parcels = pending.take(now, STORE_NOW);
        let hour = STORE_NOW.round_down(HOUR);
        let denied = |hour| {
            let totals: &HourTotals = &parcels.hours[&hour];
            totals.slots.map(|slot| slot.denied)
        };
        assert_eq!(denied(hour - HOUR), [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
        assert_eq!(denied(hour), [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2]);
        assert_eq!(parcels.hours.len(), 2);
        assert!(pending.is_empty());
    }

    #[test]
    fn a_burst_keeps_the_newest_notes_and_tells_how_many_are_missing() {
        let mut pending = Pending::default();
        let now = Instant::now();
        (0..1_234).for_each(|n| pending.note(note(n), now));
        let entries = pending.take(now, STORE_NOW).entries;
        assert_eq!(entries.len(), MOST_ENTRIES + 1);
        assert_eq!((&*entries[0].event, &*entries[0].detail), ("missed", "734"));
        let told = [&entries[1], &entries[MOST_ENTRIES]].map(|entry| &*entry.detail);
        assert_eq!(told, ["734", "1233"]);
        pending.note(note(0), now);
        let entries = pending.take(now, STORE_NOW).entries;
        assert_eq!(entries.len(), 1, "told once");
    }

    #[test]
    fn a_store_that_is_away_for_a_day_costs_bounded_memory_and_no_count() {
        let mut pending = Pending::default();
        let began = Instant::now();
        for minute in 0..24 * 60 {
            let now = began + minute * MINUTE;
            pending.count(Counted::Failed(ErrorSource::Store), now);
            pending.count(Counted::Reached(Step::NumberShown), now);
        }
        assert_eq!(pending.batches.len(), MOST_BATCHES);
        let parcels = pending.take(began + 24 * HOUR, STORE_NOW);
        let totals = parcels.hours.values();
        let counts = totals.map(|hour| [hour.errors["store"], hour.steps[Step::NumberShown]]);
        let sum = counts.fold([0, 0], |[a, b], [c, d]| [a + c, b + d]);
        assert_eq!(sum, [1_440, 1_440]);
    }
}
