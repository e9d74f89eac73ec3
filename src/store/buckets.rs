//! The buckets of one holder in memory: all portions are taken, or none. The scripts for
//! Redis say the same in Lua, and the contract test compares them.

use super::quota::{Held, Portion, Taken};

/// What ended is as good as gone; when there are more than this, it goes.
const MANY: usize = 64;

/// What the buckets of one holder hold, and the moment from which each is full again: it ends
/// then, since a full bucket is the same as none. So does the mark of what counts once.
#[derive(Default)]
pub(super) struct Buckets(Vec<(Box<str>, Held, u64)>);

impl Buckets {
    /// Takes all `portions` at `now`, in microseconds, or none.
    pub fn take(&mut self, portions: &[Portion<'_>], now: u64) -> Taken {
        let mut used = Vec::with_capacity(portions.len());
        let mut changes = Vec::new();
        let mut denied = Taken::Granted(Vec::new());
        for (index, portion) in portions.iter().enumerate() {
            if portion.once.is_some_and(|once| self.ends_of(once) > now) {
                used.push(None);
                continue;
            }
            match portion
                .quota
                .take(self.held(portion.bucket), portion.amount, now)
            {
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
            self.put(portion.bucket, held, portion.quota.ends(held));
            if let Some(once) = portion.once {
                self.put(once, Held::default(), portion.quota.full_by(now));
            }
        }
        if self.0.len() > MANY {
            self.sweep(now);
        }
        Taken::Granted(used)
    }

    /// Gives back at `now` what was taken.
    pub fn give_back(&mut self, portions: &[Portion<'_>], now: u64) {
        for Portion {
            bucket,
            quota,
            amount,
            once,
        } in portions
        {
            if let Some((_, held, ends)) = self.0.iter_mut().find(|(name, ..)| **name == **bucket) {
                *held = quota.give_back(*held, *amount, now);
                *ends = quota.ends(*held);
            }
            if let Some(once) = once {
                self.0.retain(|(name, ..)| **name != **once);
            }
        }
    }

    /// Forgets what has ended, and tells whether anything is left.
    pub fn sweep(&mut self, now: u64) -> bool {
        self.0.retain(|(_, _, ends)| *ends > now);
        !self.0.is_empty()
    }

    fn held(&self, bucket: &str) -> Held {
        let found = self.0.iter().find(|(name, ..)| **name == *bucket);
        found.map_or_else(Held::default, |(_, held, _)| *held)
    }

    fn ends_of(&self, name: &str) -> u64 {
        let found = self.0.iter().find(|(found, ..)| **found == *name);
        found.map_or(0, |(_, _, ends)| *ends)
    }

    fn put(&mut self, bucket: &str, held: Held, ends: u64) {
        match self.0.iter_mut().find(|(name, ..)| **name == *bucket) {
            Some(found) => (found.1, found.2) = (held, ends),
            None => self.0.push((bucket.into(), held, ends)),
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
