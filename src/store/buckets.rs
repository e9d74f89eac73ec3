//! The buckets of one holder in memory: all portions are taken, or none. The scripts for
//! Redis say the same in Lua, and the contract test compares them.

use super::quota::{Held, Portion, Taken};

/// What ended is as good as gone; when there are more than this, it goes.
const MANY: usize = 64;

/// The buckets of one holder.
#[derive(Default)]
pub(super) struct Buckets(Vec<Bucket>);

/// What a bucket holds, or until when something counts as counted. Either ends at that moment,
/// since a full bucket is the same as none.
struct Bucket {
    name: Box<str>,
    held: Held,
}

impl Buckets {
    /// Takes all `portions` at `now`, in microseconds, or none.
    pub fn take(&mut self, portions: &[Portion<'_>], now: u64) -> Taken {
        let mut used = Vec::with_capacity(portions.len());
        let mut changes = Vec::new();
        let mut denied = Taken::Granted(Vec::new());
        for (index, portion) in portions.iter().enumerate() {
            let counted = portion.once.and_then(|once| self.find(once));
            if counted.is_some_and(|mark| mark.held.ends() > now) {
                used.push(None);
                continue;
            }
            let found = self.find(portion.bucket);
            let held = found.map_or_else(Held::default, |bucket| bucket.held);
            let Portion {
                quota,
                amount,
                left,
                ..
            } = *portion;
            match quota.take_leaving(held, amount, left, now) {
                Ok((held, all)) => {
                    used.push(Some(all));
                    changes.push((portion, held));
                }
                Err(wait) => denied = denied.or_longer(wait, index),
            }
        }
        if let Taken::RetryAfter { .. } = denied {
            return denied;
        }
        for (portion, held) in changes.into_iter().filter(|(of, _)| of.amount > 0) {
            self.put(portion.bucket, held);
            if let Some(once) = portion.once {
                self.put(once, Held(portion.quota.full_by(now)));
            }
        }
        if self.0.len() > MANY {
            self.sweep(now);
        }
        Taken::Granted(used)
    }

    /// Gives back at `now` what was taken, but for what counts once.
    pub fn give_back(&mut self, portions: &[Portion<'_>], now: u64) {
        for portion in portions.iter().filter(|portion| portion.once.is_none()) {
            if let Some(bucket) = self.find_mut(portion.bucket) {
                bucket.held = portion.quota.give_back(bucket.held, portion.amount, now);
            }
        }
    }

    /// Forgets what has ended, and tells whether anything is left.
    pub fn sweep(&mut self, now: u64) -> bool {
        self.0.retain(|bucket| bucket.held.ends() > now);
        !self.0.is_empty()
    }

    fn find(&self, name: &str) -> Option<&Bucket> {
        self.0.iter().find(|bucket| *bucket.name == *name)
    }

    fn find_mut(&mut self, name: &str) -> Option<&mut Bucket> {
        self.0.iter_mut().find(|bucket| *bucket.name == *name)
    }

    fn put(&mut self, name: &str, held: Held) {
        match self.find_mut(name) {
            Some(found) => found.held = held,
            None => self.0.push(Bucket {
                name: name.into(),
                held,
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{num::NonZeroU32, time::Duration};

    use super::{super::Quota, *};

    #[test]
    fn what_ended_does_not_pile_up() {
        let mut buckets = Buckets::default();
        let quota = Quota::steady(NonZeroU32::MIN, Duration::from_micros(10));
        for now in 0..10_000 {
            let once = now.to_string();
            let thing = Portion {
                bucket: "things",
                quota,
                amount: 1,
                left: 0,
                once: Some(&once),
            };
            assert_eq!(
                buckets.take(&[thing], 1_000 * now),
                Taken::Granted(vec![Some(1)])
            );
            assert!(buckets.0.len() <= MANY + 1);
        }
    }
}
