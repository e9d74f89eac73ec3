//! The records of statistics in the store.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::trail::keep_newest;
use super::{HourTotals, TrailEntry};
use crate::domain::{DAY, HOUR, Policy, Timestamp};
use crate::repository::Record;

/// The time for which totals and the trail are kept.
pub(super) const KEPT: Duration = DAY.saturating_mul(8);

/// The most instances whose last merge a record remembers.
const MOST_INSTANCES: usize = 64;

/// The totals of one hour.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct HourRecord {
    beginning: Timestamp,
    merged: MergeIds,
    /// The totals.
    pub totals: HourTotals,
}

/// The newest events.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct TrailRecord {
    newest_at: Timestamp,
    merged: MergeIds,
    /// The events, the oldest first.
    pub entries: Vec<TrailEntry>,
}

/// The evening that a development server plays, beside what really happened.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct PlayedRecord {
    /// The time at which it was played.
    pub at: Timestamp,
    /// The totals of hours, by their beginnings.
    pub hours: Vec<(Timestamp, HourTotals)>,
    /// The events, the oldest first.
    pub entries: Vec<TrailEntry>,
}

/// The merges into a record: the last sequence number of each instance, the last instance at the
/// end. A merge whose answer was lost is made again, and finds its number here.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct MergeIds(Vec<(u64, u64)>);

/// One merge by one instance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct MergeId {
    /// The instance: a random number that it drew when it started.
    pub instance: u64,
    /// The number of the merge, which grows.
    pub sequence: u64,
}

impl MergeIds {
    /// Remembers a merge; whether it is new.
    fn remember(&mut self, id: MergeId) -> bool {
        let MergeId { instance, sequence } = id;
        let known = self.0.iter().position(|(known, _)| *known == instance);
        if let Some(index) = known {
            if self.0[index].1 >= sequence {
                return false;
            }
            self.0.remove(index);
        }
        self.0.push((instance, sequence));
        let excess = self.0.len().saturating_sub(MOST_INSTANCES);
        self.0.drain(..excess);
        true
    }
}

impl HourRecord {
    /// The identity of the record of the hour that begins at `beginning`.
    pub fn identity(beginning: Timestamp) -> Vec<u8> {
        beginning.as_millis().to_string().into_bytes()
    }

    /// An empty record.
    pub fn new(beginning: Timestamp) -> Self {
        Self {
            beginning,
            ..Self::default()
        }
    }

    /// Merges totals, unless they were merged before; whether that changed the record.
    pub fn merge(&mut self, id: MergeId, totals: &HourTotals) -> bool {
        let is_new = self.merged.remember(id);
        if is_new {
            self.totals.merge(totals);
        }
        is_new
    }
}

impl TrailRecord {
    /// The identity of the record.
    pub const IDENTITY: &[u8] = b"trail";

    /// Adds events, unless they were merged before; whether that changed the record.
    pub fn add(&mut self, id: MergeId, entries: &[TrailEntry], now: Timestamp) -> bool {
        let is_new = self.merged.remember(id);
        if is_new {
            self.entries.extend_from_slice(entries);
            keep_newest(&mut self.entries);
            self.newest_at = now;
        }
        is_new
    }
}

impl PlayedRecord {
    /// The identity of the record.
    pub const IDENTITY: &[u8] = b"played";
}

impl Record for HourRecord {
    const KIND: u8 = b'H';

    fn remaining_life(&self, _: &Policy, now: Timestamp) -> Duration {
        let end = self.beginning.saturating_add(HOUR);
        end.saturating_add(KEPT).since(now)
    }
}

impl Record for TrailRecord {
    const KIND: u8 = b'L';

    fn remaining_life(&self, _: &Policy, now: Timestamp) -> Duration {
        self.newest_at.saturating_add(KEPT).since(now)
    }
}

impl Record for PlayedRecord {
    const KIND: u8 = b'B';

    fn remaining_life(&self, _: &Policy, now: Timestamp) -> Duration {
        self.at.saturating_add(KEPT).since(now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Channel;
    use crate::statistics::trail::MOST_ENTRIES;
    use crate::statistics::{AttemptAnswer, Counted, ErrorSource, Step};

    const NOW: Timestamp = Timestamp::from_millis(1_800_000_000_000);

    fn merge_id(instance: u64, sequence: u64) -> MergeId {
        MergeId { instance, sequence }
    }

    fn totals() -> HourTotals {
        let mut totals = HourTotals::default();
        let (country, channel, after) = ("GB", Channel::Text, Duration::from_secs(7));
        for event in [
            Counted::Reached(Step::NumberShown),
            Counted::Attempted {
                country,
                channel,
                answer: AttemptAnswer::Accepted,
                cost: 400,
            },
            Counted::Attempted {
                country,
                channel,
                answer: AttemptAnswer::Refused("barred"),
                cost: 400,
            },
            Counted::Delivered {
                country,
                channel,
                after,
            },
            Counted::Undelivered {
                country: "FR",
                channel: Channel::Call,
                reason: "busy",
            },
            Counted::Verified {
                country,
                channel,
                after,
            },
            Counted::Denied {
                limit: "sends to a block",
                only_recorded: false,
                country: Some("ID"),
                phone: Some("a fingerprint"),
            },
            Counted::Failed(ErrorSource::Store),
        ] {
            totals.count(event);
        }
        totals
    }

    fn entry(at: Timestamp, detail: &str) -> TrailEntry {
        TrailEntry {
            at,
            event: "send".to_owned(),
            phone: Some("a fingerprint of 22 ch".to_owned()),
            country: Some("GB".to_owned()),
            channel: Some(Channel::Text),
            detail: detail.to_owned(),
        }
    }

    #[test]
    fn a_merge_that_is_made_again_counts_once() {
        let mut record = HourRecord::new(NOW);
        assert!(record.merge(merge_id(1, 1), &totals()));
        let once = record.clone();
        assert!(!record.merge(merge_id(1, 1), &totals()));
        assert_eq!(record, once);
        assert!(record.merge(merge_id(2, 1), &totals()), "of another one");
        assert!(record.merge(merge_id(1, 3), &totals()), "the next one");
        assert!(!record.merge(merge_id(1, 2), &totals()), "an old one");
        assert_eq!(record.totals.errors["store"], 3);
    }

    #[test]
    fn the_last_instances_are_remembered() {
        let mut merges = MergeIds::default();
        for instance in 0..100 {
            assert!(merges.remember(merge_id(instance, 1)));
            assert!(merges.remember(merge_id(1_000, instance)));
        }
        assert_eq!(merges.0.len(), MOST_INSTANCES);
        assert!(!merges.remember(merge_id(1_000, 99)));
        assert!(!merges.remember(merge_id(99, 1)));
        assert!(merges.remember(merge_id(0, 1)), "forgotten");
    }

    #[test]
    fn the_trail_keeps_the_newest_in_the_order_of_their_times() {
        let mut record = TrailRecord::default();
        let at = |n: u32| NOW + n * Duration::from_secs(1);
        let odd: Vec<_> = (0..400).map(|n| entry(at(2 * n + 1), "odd")).collect();
        let even: Vec<_> = (0..400).map(|n| entry(at(2 * n), "even")).collect();
        assert!(record.add(merge_id(1, 1), &odd, NOW));
        assert!(record.add(merge_id(2, 1), &even, NOW));
        assert!(!record.add(merge_id(2, 1), &even, NOW));
        assert_eq!(record.entries.len(), MOST_ENTRIES);
        assert!(record.entries.is_sorted_by_key(|entry| entry.at));
        assert_eq!(record.entries.last().unwrap().at, at(799));
    }

    #[test]
    fn totals_are_kept_for_eight_days() {
        let record = HourRecord::new(NOW);
        let life = |now| record.remaining_life(&Policy::default(), now);
        assert_eq!(life(NOW), KEPT + HOUR);
        assert_eq!(life(NOW + HOUR + KEPT), Duration::ZERO);
    }

    /// The size of an hour of the whole world: every country by text and call, each with two
    /// reasons for refusals and failures, and 20 limits that denied something in 240 countries.
    #[test]
    fn a_full_hour_takes_less_than_a_hundred_kilobytes() {
        let mut record = HourRecord::new(NOW);
        for instance in 0..100 {
            record.merge(merge_id(u64::MAX - instance, 360), &HourTotals::default());
        }
        let letters = (0..240_u8).map(|n| [b'A' + n / 26, b'A' + n % 26]);
        let countries: Vec<_> = letters
            .map(|two| two.map(char::from).iter().collect())
            .collect();
        let countries: Vec<String> = countries;
        for country in &countries {
            for channel in Channel::ALL {
                let totals = record.totals.destination(country, channel);
                totals.attempts = 10_000;
                totals.accepted = 9_900;
                totals.refused = [("bad_number".to_owned(), 60), ("barred".to_owned(), 40)].into();
                totals.failed = [("450".to_owned(), 500), ("failed".to_owned(), 90)].into();
                totals.delivered = 9_300;
                totals.verified = 8_000;
                totals.spend = 10_000 * 400;
                for seconds in [1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 601] {
                    let time = Duration::from_secs(seconds);
                    totals.delivery_times.add_many(time, 900);
                    totals.verification_times.add_many(time, 900);
                }
            }
        }
        for limit in 0..20 {
            let totals = record
                .totals
                .denials_of(&format!("the limit number {limit}"));
            totals.denied = 100_000;
            countries
                .iter()
                .for_each(|country| totals.add_country(country, 400));
            (0..9).for_each(|n| totals.add_example(&format!("a fingerprint of 22 {n:02}")));
        }
        let full = size(&record);
        assert!(full < 100_000, "{full}");
        let mut typical = HourRecord::new(NOW);
        typical.merge(merge_id(u64::MAX, 360), &totals());
        let typical = size(&typical);
        assert!(typical < 400, "{typical}");
        let mut trail = TrailRecord::default();
        let entries: Vec<_> = (0..MOST_ENTRIES)
            .map(|_| entry(NOW, "accepted the-digest-"))
            .collect();
        trail.add(merge_id(1, 1), &entries, NOW);
        let trail = size(&trail);
        assert!(trail < 40_000, "{trail}");
        println!("bytes: {full} a full hour, {typical} a quiet one, {trail} a full trail");
    }

    fn size<R: Record>(record: &R) -> usize {
        postcard::to_allocvec(record).unwrap().len()
    }

    /// Changed bytes need another kind: during an update, old and new servers share a store.
    #[test]
    fn a_record_has_the_bytes_that_it_had() {
        let mut hour = HourRecord::new(NOW);
        hour.merge(merge_id(300, 2), &totals());
        let mut trail = TrailRecord::default();
        trail.add(merge_id(300, 2), &[entry(NOW, "accepted")], NOW);
        let played = PlayedRecord {
            at: NOW,
            hours: vec![(NOW, HourTotals::default())],
            entries: vec![entry(NOW, "accepted")],
        };
        for (bytes, expected) in [
            (postcard::to_allocvec(&hour), HOUR_BYTES),
            (postcard::to_allocvec(&trail), TRAIL_BYTES),
            (postcard::to_allocvec(&played), PLAYED_BYTES),
        ] {
            assert_eq!(bytes.unwrap().escape_ascii().to_string(), expected);
        }
    }

    const HOUR_BYTES: &str = r"\x80\xa0\xf1\xc2\xb14\x01\xac\x02\x02\x02\x02FR\x01\x00\x00\x00\x00\x01\x04busy\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02GB\x00\x02\x01\x01\x06barred\x01\x01\x00\x01\x90\x03\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00\x01\x10sends to a block\x01\x00\x01\x02ID\x01\x01\ra fingerprint\x01\x00\x00\x00\x01\x02\x01\x01\x01\x01\x90\x03\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x01\x05store\x01";
    const TRAIL_BYTES: &str = r"\x80\xa0\xf1\xc2\xb14\x01\xac\x02\x02\x01\x80\xa0\xf1\xc2\xb14\x04send\x01\x16a fingerprint of 22 ch\x01\x02GB\x01\x00\x08accepted";
    const PLAYED_BYTES: &str = r"\x80\xa0\xf1\xc2\xb14\x01\x80\xa0\xf1\xc2\xb14\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x01\x80\xa0\xf1\xc2\xb14\x04send\x01\x16a fingerprint of 22 ch\x01\x02GB\x01\x00\x08accepted";
}
