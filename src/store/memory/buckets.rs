//! The buckets of one subject in memory: all charges are taken, or none. The scripts for Redis
//! do the same in Lua, and the contract test compares them.

use std::time::Duration;

use crate::store::{BucketState, Charge, TakeOutcome};

/// With more buckets than this, expired ones are removed.
const SWEEP_ABOVE: usize = 64;

/// The buckets and known deduplication keys of one subject.
#[derive(Default)]
pub struct SubjectBuckets(Vec<NamedBucket>);

/// The state of a bucket, or until when a deduplication key is known. Either may be forgotten
/// from that moment on, since a full bucket is the same as none.
struct NamedBucket {
    name: Box<str>,
    state: BucketState,
}

impl SubjectBuckets {
    /// Takes all `charges` at `now`, in microseconds, or none.
    pub fn take(&mut self, charges: &[Charge], now: u64) -> TakeOutcome {
        let mut used = Vec::with_capacity(charges.len());
        let mut changes = Vec::new();
        let mut longest: Option<(Duration, usize)> = None;
        for (index, charge) in charges.iter().enumerate() {
            if self.is_known(charge.dedup_key.as_deref(), now) {
                used.push(None);
                continue;
            }
            let state = self.state(&charge.bucket);
            match charge.quota.take(state, charge.amount, charge.reserve, now) {
                Ok((state, all)) => {
                    used.push(Some(all));
                    changes.push((charge, state));
                }
                Err(wait) if longest.is_none_or(|(other, _)| wait > other) => {
                    longest = Some((wait, index));
                }
                Err(_) => {}
            }
        }
        if let Some((wait, charge)) = longest {
            return TakeOutcome::RetryAfter { wait, charge };
        }
        self.save(changes, now);
        TakeOutcome::Granted(used)
    }

    /// Refunds `charges` at `now`, except those with a deduplication key.
    pub fn refund(&mut self, charges: &[Charge], now: u64) {
        for charge in charges.iter().filter(|charge| charge.dedup_key.is_none()) {
            if let Some(bucket) = self.find_mut(&charge.bucket) {
                bucket.state = charge.quota.refund(bucket.state, charge.amount, now);
            }
        }
    }

    /// Removes what has expired; returns whether anything is left.
    pub fn sweep(&mut self, now: u64) -> bool {
        self.0.retain(|bucket| bucket.state.expires_at() > now);
        !self.0.is_empty()
    }

    fn is_known(&self, dedup_key: Option<&str>, now: u64) -> bool {
        dedup_key.is_some_and(|key| self.state(key).expires_at() > now)
    }

    fn save(&mut self, changes: Vec<(&Charge, BucketState)>, now: u64) {
        for (charge, state) in changes.into_iter().filter(|(of, _)| of.amount > 0) {
            self.put(&charge.bucket, state);
            if let Some(key) = &charge.dedup_key {
                self.put(key, BucketState(charge.quota.full_at(now)));
            }
        }
        if self.0.len() > SWEEP_ABOVE {
            self.sweep(now);
        }
    }

    /// The state of a bucket; that of a full one when there is none.
    fn state(&self, name: &str) -> BucketState {
        let found = self.0.iter().find(|bucket| *bucket.name == *name);
        found.map_or_else(BucketState::default, |bucket| bucket.state)
    }

    fn find_mut(&mut self, name: &str) -> Option<&mut NamedBucket> {
        self.0.iter_mut().find(|bucket| *bucket.name == *name)
    }

    fn put(&mut self, name: &str, state: BucketState) {
        match self.find_mut(name) {
            Some(found) => found.state = state,
            None => self.0.push(NamedBucket {
                name: name.into(),
                state,
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroU32;

    use super::*;
    use crate::store::Quota;

    #[test]
    fn what_ended_does_not_pile_up() {
        let mut buckets = SubjectBuckets::default();
        let quota = Quota::gcra(NonZeroU32::MIN, Duration::from_micros(10));
        for now in 0..10_000 {
            let key = now.to_string();
            let thing = Charge {
                dedup_key: Some(key),
                ..Charge::new("things", quota, 1)
            };
            assert_eq!(
                buckets.take(&[thing], 1_000 * now),
                TakeOutcome::Granted(vec![Some(1)])
            );
            assert!(buckets.0.len() <= SWEEP_ABOVE + 1);
        }
    }
}
