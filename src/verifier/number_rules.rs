//! Rules of the operator about single phone numbers, which hold on all instances for a time.
//!
//! All of them are one small record. Each instance reads it again when what it knows is some
//! seconds old, so a rule costs no request of its own. Numbers are known by their fingerprints
//! only.

use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use serde::{Deserialize, Serialize};
use thiserror::Error;
use tokio::time::Instant;

use crate::domain::{DAY, Policy, Timestamp};
use crate::repository::{Record, Repository, RepositoryError};

/// The most rules that hold at the same time.
const MOST: usize = 1_000;

/// The longest life of a rule.
pub const LONGEST_RULE: Duration = DAY.saturating_mul(30);

/// The time for which an instance trusts the rules that it read.
const FRESH: Duration = Duration::from_secs(5);

/// The identity of the record.
pub(super) const IDENTITY: &[u8] = b"all";

/// The content of a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Ruling {
    /// Nothing is sent to the number.
    Block,
    /// The limits of the number itself, of its block and of its country do not count for it.
    Allow,
}

/// A rule about one number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NumberRule {
    /// The fingerprint of the number.
    pub phone: String,
    /// The ruling.
    pub ruling: Ruling,
    /// The end.
    pub until: Timestamp,
    /// The operator who made it.
    pub by: String,
    /// The reason.
    pub reason: String,
}

/// All rules of the service.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct NumberRulesRecord {
    pub(super) rules: Vec<NumberRule>,
}

/// The reason why a rule was not made.
#[derive(Debug, Error)]
pub enum RuleError {
    /// There are as many as there may be.
    #[error("there are {MOST} rules already; lift one first")]
    TooMany,
    /// The store failed.
    #[error(transparent)]
    Repository(#[from] RepositoryError),
}

/// The rules as this instance read them last.
#[derive(Default)]
pub struct NumberRules {
    known: Mutex<(Option<Instant>, Arc<NumberRulesRecord>)>,
}

impl NumberRules {
    /// Reads the rules again if they are not fresh. A store that is away leaves the known ones in
    /// force.
    pub(super) async fn refresh(&self, records: &Repository) {
        if self.are_fresh() {
            return;
        }
        if let Ok(found) = records.find::<NumberRulesRecord>(IDENTITY).await {
            self.learn(found.record.unwrap_or_default());
        }
    }

    /// The rules as they were read last.
    pub(super) fn known(&self) -> Arc<NumberRulesRecord> {
        self.known.lock().1.clone()
    }

    /// Takes rules that were just read or written.
    pub(super) fn learn(&self, rules: NumberRulesRecord) {
        *self.known.lock() = (Some(Instant::now()), Arc::new(rules));
    }

    /// Whether the rules are fresh. Whoever finds that they are not reads them for all.
    fn are_fresh(&self) -> bool {
        let mut known = self.known.lock();
        let are_fresh = known.0.is_some_and(|read| read.elapsed() < FRESH);
        known.0 = known.0.filter(|_| are_fresh).or(Some(Instant::now()));
        are_fresh
    }
}

impl NumberRulesRecord {
    /// The rule that holds for a number.
    pub(super) fn of(&self, phone: &str, now: Timestamp) -> Option<&NumberRule> {
        let mut rules = self.rules.iter();
        rules.find(|rule| rule.phone == phone && rule.until > now)
    }

    /// Puts a rule in the place of any other about its number; whether there was room.
    pub(super) fn put(&mut self, rule: NumberRule, now: Timestamp) -> bool {
        self.remove(&rule.phone, now);
        let has_room = self.rules.len() < MOST;
        if has_room {
            self.rules.push(rule);
        }
        has_room
    }

    /// Removes the rule about a number, and those that have ended.
    pub(super) fn remove(&mut self, phone: &str, now: Timestamp) {
        self.rules
            .retain(|rule| rule.phone != phone && rule.until > now);
    }
}

impl Record for NumberRulesRecord {
    const KIND: u8 = b'N';

    fn remaining_life(&self, _: &Policy, now: Timestamp) -> Duration {
        let last = self.rules.iter().map(|rule| rule.until).max();
        last.map_or(Duration::ZERO, |last| last.since(now))
    }

    fn is_durable(&self) -> bool {
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_millis(1_800_000_000_000);

    fn rule(phone: &str, ruling: Ruling, until: Timestamp) -> NumberRule {
        NumberRule {
            phone: phone.to_owned(),
            ruling,
            until,
            by: "ann".to_owned(),
            reason: "pumping".to_owned(),
        }
    }

    #[test]
    fn the_last_rule_about_a_number_holds_until_its_end() {
        let mut rules = NumberRulesRecord::default();
        assert!(rules.put(rule("a", Ruling::Block, NOW + DAY), NOW));
        assert!(rules.put(rule("a", Ruling::Allow, NOW + DAY), NOW));
        assert!(rules.put(rule("b", Ruling::Block, NOW + DAY), NOW));
        let held = |at| rules.of("a", at).map(|rule| rule.ruling);
        assert_eq!(held(NOW), Some(Ruling::Allow));
        assert_eq!(held(NOW + DAY), None);
        rules.remove("a", NOW);
        assert!(rules.of("a", NOW).is_none() && rules.of("b", NOW).is_some());
    }

    #[test]
    fn rules_that_ended_make_room() {
        let mut rules = NumberRulesRecord::default();
        for n in 0..MOST {
            assert!(rules.put(rule(&n.to_string(), Ruling::Block, NOW + DAY), NOW));
        }
        assert!(!rules.put(rule("one more", Ruling::Block, NOW + DAY), NOW));
        assert_eq!(rules.rules.len(), MOST);
        let later = NOW + DAY;
        assert!(rules.put(rule("one more", Ruling::Block, later + DAY), later));
        assert_eq!(rules.rules.len(), 1);
    }

    /// Changed bytes need another kind: during an update, old and new servers share a store.
    #[test]
    fn rules_have_the_bytes_that_they_had() {
        let rules = NumberRulesRecord {
            rules: vec![rule("print", Ruling::Allow, NOW)],
        };
        let bytes = postcard::to_allocvec(&rules).unwrap();
        let expected = r"\x01\x05print\x01\x80\xa0\xf1\xc2\xb14\x03ann\x07pumping";
        assert_eq!(bytes.escape_ascii().to_string(), expected);
    }
}
