//! [`ToldRecord`]: the findings that were told, over all instances. Pure: the store's clock is
//! passed in.

use std::collections::BTreeSet;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::alerts::FindingAlert;
use crate::domain::{DAY, MINUTE, Policy, Timestamp};
use crate::findings::OperatorFinding;
use crate::repository::Record;

/// The time that an instance has to tell something; after it, it is taken for dead.
const LEASE: Duration = MINUTE;

/// The time for which no instance sees a finding that is over. A provider that is tried again in
/// between, or a share that is nearly too small, is not told anew each time.
const QUIET: Duration = MINUTE.saturating_mul(5);

/// The most findings that are told at a time. Others follow when one is over.
const MOST_FINDINGS: usize = 64;

/// The time for which it is kept after its last change.
const LIFE: Duration = DAY.saturating_mul(7);

/// The findings that were told and are not over, over all instances.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToldRecord {
    findings: Vec<ToldFinding>,
}

/// A finding that is told, or was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct ToldFinding {
    /// The alert about it.
    alert: FindingAlert,
    /// The time at which an instance saw it first.
    first_seen: Timestamp,
    /// The time at which an instance saw it last.
    last_seen: Timestamp,
    /// The time until which an instance has to tell `alert`; `None` when it is told.
    claimed_until: Option<Timestamp>,
}

/// Something to tell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Telling {
    /// The alert.
    pub alert: FindingAlert,
    /// The name of this telling, which no other has.
    pub mark: String,
}

impl ToldRecord {
    /// The identity of the one record there is.
    pub const IDENTITY: &'static [u8] = b"told findings";

    /// Takes what an instance has seen at `now`, the time of its look: looks may be written in
    /// another order. Returns what it has to tell, which no other instance does for a minute.
    pub fn see(&mut self, seen: &[OperatorFinding], now: Timestamp) -> Vec<Telling> {
        let implied: BTreeSet<_> = seen
            .iter()
            .flat_map(OperatorFinding::implied_keys)
            .collect();
        let mut alerts: Vec<_> = seen.iter().map(|finding| finding.alert(now)).collect();
        let keys: BTreeSet<_> = alerts.iter().map(FindingAlert::key).collect();
        for known in &mut self.findings {
            let key = known.alert.key();
            if keys.contains(&key) || implied.contains(&key) {
                known.last_seen = known.last_seen.max(now);
            }
        }
        alerts.retain(|alert| {
            let key = alert.key();
            self.findings.iter().all(|known| known.alert.key() != key)
        });
        let room = MOST_FINDINGS.saturating_sub(self.findings.len());
        let new = alerts.into_iter().take(room);
        self.findings.extend(new.map(|alert| ToldFinding {
            alert,
            first_seen: now,
            last_seen: now,
            claimed_until: Some(now),
        }));
        let claimed = self.findings.iter_mut();
        claimed.filter_map(|finding| finding.claim(now)).collect()
    }

    /// Notes that something is told. What is over is forgotten.
    pub fn confirm(&mut self, told: &[Telling]) {
        let is_told = |finding: &ToldFinding| {
            let mark = finding.mark();
            told.iter().any(|telling| telling.mark == mark)
        };
        self.findings
            .retain(|finding| !(finding.alert.is_over && is_told(finding)));
        for finding in self.findings.iter_mut().filter(|finding| is_told(finding)) {
            finding.claimed_until = None;
        }
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.findings.is_empty()
    }
}

impl ToldFinding {
    /// Claims for a minute what has to be told of it now, if there is anything.
    fn claim(&mut self, now: Timestamp) -> Option<Telling> {
        let is_unseen = now.since(self.last_seen) >= QUIET;
        if self.claimed_until.is_none() && is_unseen {
            self.alert.is_over = true;
            self.alert.at = now;
            self.claimed_until = Some(now);
        }
        let is_free = self.claimed_until.is_some_and(|until| until <= now);
        is_free.then(|| {
            self.claimed_until = Some(now.saturating_add(LEASE));
            Telling {
                alert: self.alert.clone(),
                mark: self.mark(),
            }
        })
    }

    /// The name of what is told of it: the same for the same finding, beginning and end, whichever
    /// instance tells it.
    fn mark(&self) -> String {
        let (key, began) = (self.alert.key(), self.first_seen.as_millis());
        let state = if self.alert.is_over { "over" } else { "new" };
        format!("{state} {began} {key}")
    }
}

impl Record for ToldRecord {
    const KIND: u8 = b'F';

    fn remaining_life(&self, _: &Policy, _: Timestamp) -> Duration {
        LIFE
    }

    fn is_durable(&self) -> bool {
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::{FindingPlace, Urgency};

    const NOW: Timestamp = Timestamp::from_millis(1_800_000_000_000);

    fn finding(entry: &'static str, country: &str) -> OperatorFinding {
        OperatorFinding {
            urgency: Urgency::Soon,
            sentence: format!("{country}: 71\u{a0}% of texts undelivered"),
            place: FindingPlace::Country(country.to_owned()),
            spell: None,
            cost: None,
            advice: "",
            entry,
            section: "",
        }
    }

    /// The country of each telling, and whether it is over.
    fn told(tellings: &[Telling]) -> Vec<(&str, bool)> {
        let told = tellings.iter().map(|telling| {
            let (_, country) = telling.alert.place.as_ref().unwrap();
            (country.as_str(), telling.alert.is_over)
        });
        told.collect()
    }

    /// A row for each look: minutes since the beginning, what is seen, whether the one who looks
    /// lives on to confirm what it told, and what it has to tell.
    type Look<'a> = (u32, &'a [&'a str], bool, &'a [(&'a str, bool)]);

    #[test]
    fn each_finding_is_told_once_and_once_that_it_is_over() {
        let courses: &[&[Look<'_>]] = &[
            // Seen by turns, as by one instance of two.
            &[
                (0, &["ES"], true, &[("ES", false)]),
                (0, &["ES"], true, &[]),
                (1, &[], true, &[]),
                (5, &["ES", "DE"], true, &[("DE", false)]),
                (9, &["ES"], true, &[]),
                (10, &["ES"], true, &[("DE", true)]),
                (10, &["ES"], true, &[]),
                (15, &[], true, &[("ES", true)]),
                (16, &[], true, &[]),
                // What begins again is new.
                (17, &["ES"], true, &[("ES", false)]),
            ],
            // An instance that dies leaves it to another, a minute later.
            &[
                (0, &["ES"], false, &[("ES", false)]),
                (0, &["ES"], true, &[]),
                (1, &["ES"], true, &[("ES", false)]),
                (2, &["ES"], true, &[]),
                (7, &[], false, &[("ES", true)]),
                (7, &["ES"], true, &[]),
                (8, &["ES"], true, &[("ES", true)]),
                (9, &["ES"], true, &[("ES", false)]),
            ],
            // The look of minute 1 is written after that of minute 3.
            &[
                (0, &["ES"], true, &[("ES", false)]),
                (3, &["ES"], true, &[]),
                (1, &["ES"], true, &[]),
                (7, &[], true, &[]),
                (8, &[], true, &[("ES", true)]),
            ],
        ];
        for course in courses {
            let mut record = ToldRecord::default();
            for (minute, seen, confirms, expected) in *course {
                let seen = seen.iter().map(|code| finding("RingcodeUndelivered", code));
                let seen: Vec<_> = seen.collect();
                let tellings = record.see(&seen, NOW + *minute * MINUTE);
                assert_eq!(told(&tellings), *expected, "minute {minute}");
                if *confirms {
                    record.confirm(&tellings);
                }
            }
        }
    }

    #[test]
    fn what_is_told_again_has_the_same_name_and_words() {
        let mut record = ToldRecord::default();
        let seen = [finding("RingcodeUndelivered", "ES")];
        let first = record.see(&seen, NOW);
        let later = [OperatorFinding {
            sentence: "more".to_owned(),
            ..seen[0].clone()
        }];
        assert_eq!(record.see(&later, NOW + 2 * MINUTE), first);
        record.confirm(&first);
        let over = record.see(&[], NOW + 7 * MINUTE);
        assert_ne!(over[0].mark, first[0].mark);
        assert_eq!(record.see(&[], NOW + 9 * MINUTE), over);
        record.confirm(&over);
        assert!(record.is_empty());
        assert_ne!(record.see(&seen, NOW + 9 * MINUTE)[0].mark, first[0].mark);
    }

    #[test]
    fn half_of_the_money_is_not_over_when_four_fifths_are_spent() {
        let mut record = ToldRecord::default();
        let half = [finding("RingcodeSpendHalf", "ES")];
        let high = [finding("RingcodeSpendHigh", "ES")];
        let mut look = |seen: &[OperatorFinding], minute: u32| {
            let tellings = record.see(seen, NOW + minute * MINUTE);
            record.confirm(&tellings);
            let names = tellings.into_iter();
            let names = names.map(|telling| (telling.alert.name, telling.alert.is_over));
            names.collect::<Vec<_>>()
        };
        let [half_name, high_name] = ["RingcodeSpendHalf", "RingcodeSpendHigh"].map(str::to_owned);
        assert_eq!(look(&half, 0), [(half_name.clone(), false)]);
        assert_eq!(look(&high, 1), [(high_name.clone(), false)]);
        assert_eq!(look(&high, 9), []);
        assert_eq!(look(&[], 14), [(half_name, true), (high_name, true)]);
    }

    #[test]
    fn no_more_than_its_bound_is_told_at_a_time() {
        let mut record = ToldRecord::default();
        let codes: Vec<_> = (0..100).map(|nth| format!("country {nth}")).collect();
        let seen: Vec<_> = codes
            .iter()
            .map(|code| finding("RingcodeUndelivered", code))
            .collect();
        assert_eq!(record.see(&seen, NOW).len(), MOST_FINDINGS);
        let bytes = postcard::to_allocvec(&record).unwrap().len();
        assert!(bytes < 10_000, "{bytes}");
        assert_eq!(record.remaining_life(&Policy::default(), NOW), LIFE);
    }

    /// Changed bytes need another kind: during an update, old and new servers share a store.
    #[test]
    fn a_record_has_the_bytes_that_it_had() {
        let mut record = ToldRecord::default();
        let tellings = record.see(&[finding("RingcodeUndelivered", "ES")], NOW);
        record.confirm(&tellings);
        record.see(&[finding("RingcodeConversionDown", "DE")], NOW);
        let bytes = postcard::to_allocvec(&record).unwrap();
        assert_eq!(bytes.escape_ascii().to_string(), BYTES);
    }

    const BYTES: &str = r"\x02\x13RingcodeUndelivered\x00\x01\x07country\x02ES\x1dES: 71 % of texts undelivered\x80\xa0\xf1\xc2\xb14\x80\xa0\xf1\xc2\xb14\x00\x80\xa0\xf1\xc2\xb14\x80\xa0\xf1\xc2\xb14\x00\x16RingcodeConversionDown\x00\x01\x07country\x02DE\x1dDE: 71 % of texts undelivered\x80\xa0\xf1\xc2\xb14\x80\xa0\xf1\xc2\xb14\x00\x80\xa0\xf1\xc2\xb14\x80\xa0\xf1\xc2\xb14\x01\xe0\xf4\xf4\xc2\xb14";
}
