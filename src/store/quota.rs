//! How often something may happen. Two kinds of bucket:
//!
//! - **steady**: the generic cell rate algorithm (GCRA, ITU-T I.371). A bucket is one number,
//!   the theoretical arrival time (TAT): the moment at which it will be full again.
//! - **by the clock**: a count that begins anew with every period of the store's clock, for
//!   what has to be exact, such as the money of a day. A bucket is one number, too: the end of
//!   the period, and a microsecond more for each that was taken.
//!
//! The arithmetic here serves the store in memory; the scripts for Redis say the same in
//! Lua, and the contract test compares them.

use std::{num::NonZeroU32, time::Duration};

/// So many at once, and as many again in every period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quota {
    most: NonZeroU32,
    period: Duration,
    refill: Refill,
}

/// How a bucket becomes full again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refill {
    Steady,
    ByTheClock,
}

/// An amount of one of a holder's buckets.
#[derive(Clone, Copy, Debug)]
pub struct Portion<'a> {
    /// The bucket's name among those of its holder.
    pub bucket: &'a str,
    /// How much it holds, and how fast it becomes full again.
    pub quota: Quota,
    /// How much is taken; zero only asks how much is used.
    pub amount: u32,
    /// How much has to be left of the bucket afterwards, for others.
    pub left: u32,
    /// What this is for, where the same thing counts once until an empty bucket would be full.
    /// It is a name among the holder's buckets, too. What counted once is never given back:
    /// somebody else may have relied on it since.
    pub once: Option<&'a str>,
}

impl<'a> Portion<'a> {
    /// So much of a bucket, each time anew.
    pub const fn of(bucket: &'a str, quota: Quota, amount: u32) -> Self {
        Self {
            bucket,
            quota,
            amount,
            left: 0,
            once: None,
        }
    }
}

/// The answer of a holder's buckets.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub enum Taken {
    /// All was there and is yours. Of each portion, how much of its bucket is used now, yours
    /// included; `None` where it counted already, and nothing was taken.
    Granted(Vec<Option<u64>>),
    /// It is not there; nothing was taken.
    RetryAfter {
        /// When it will be there, if nobody else takes it.
        wait: Duration,
        /// Of the portions that have to wait, the one that has to for longest.
        portion: usize,
    },
}

impl Taken {
    /// The denial of `portion`, unless another one's wait is as long.
    pub(super) fn or_longer(self, wait: Duration, portion: usize) -> Self {
        match self {
            Self::RetryAfter { wait: other, .. } if other >= wait => self,
            _ => Self::RetryAfter { wait, portion },
        }
    }
}

impl Quota {
    /// `most` at once, refilled evenly: after that many, the next one is there after
    /// `period / most`. Any stretch as long as the period therefore sees at most
    /// `2 * most - 1`, and any long stretch `most` per period.
    pub const fn steady(most: NonZeroU32, period: Duration) -> Self {
        Self {
            most,
            period,
            refill: Refill::Steady,
        }
    }

    /// `most` in each period of the clock, which is counted from the Unix epoch: a period of
    /// an hour begins on the hour, one of a day at midnight UTC. A period must have more
    /// microseconds than `most`.
    pub const fn by_the_clock(most: NonZeroU32, period: Duration) -> Self {
        Self {
            most,
            period,
            refill: Refill::ByTheClock,
        }
    }

    /// How much there is at once.
    pub const fn most(self) -> u32 {
        self.most.get()
    }

    /// Seconds of a period.
    pub const fn seconds(self) -> u64 {
        self.period.as_secs()
    }

    /// The quota for as many who share it.
    #[must_use]
    pub const fn times(self, as_many: u32) -> Self {
        let most = self.most.get().saturating_mul(as_many);
        Self {
            most: match NonZeroU32::new(most) {
                Some(most) => most,
                None => NonZeroU32::MIN,
            },
            ..self
        }
    }

    pub(super) const fn refill(self) -> Refill {
        self.refill
    }

    /// Microseconds of a period; at least one.
    pub(super) fn period(self) -> u64 {
        u64::try_from(self.period.as_micros())
            .unwrap_or(u64::MAX)
            .max(1)
    }

    /// Microseconds in which one comes back to a steady bucket. Rounded up, so that never
    /// more comes back than was promised.
    pub(super) fn interval(self) -> u64 {
        self.period().div_ceil(self.most().into())
    }

    /// Microseconds in which an empty steady bucket becomes full.
    pub(super) fn depth(self) -> u64 {
        self.interval().saturating_mul(self.most().into())
    }

    /// What a bucket holds after `amount` more was taken at `now`, and how much is used then;
    /// or how long to wait. All times are microseconds of the store's clock.
    pub fn take(self, held: Held, amount: u32, now: u64) -> Result<(Held, u64), Duration> {
        self.take_leaving(held, amount, 0, now)
    }

    /// Takes as [`Quota::take`] does, where so much has to be left afterwards.
    pub fn take_leaving(
        self,
        held: Held,
        amount: u32,
        left: u32,
        now: u64,
    ) -> Result<(Held, u64), Duration> {
        let (amount, left) = (u64::from(amount), u64::from(left));
        match self.refill {
            Refill::Steady => {
                let tat = self.sane(held, now);
                let next = tat.saturating_add(self.interval().saturating_mul(amount));
                let kept = self.interval().saturating_mul(left);
                let latest = now.saturating_add(self.depth().saturating_sub(kept));
                match next.saturating_sub(latest) {
                    wait if wait > 0 && amount > 0 => Err(Duration::from_micros(wait)),
                    _ => Ok((
                        Held(next),
                        next.saturating_sub(now).div_ceil(self.interval()),
                    )),
                }
            }
            Refill::ByTheClock => {
                let ends = self.full_by(now);
                match self.counted(held, now).saturating_add(amount) {
                    used if used.saturating_add(left) > self.most().into() && amount > 0 => {
                        Err(Duration::from_micros(ends.saturating_sub(now)))
                    }
                    used => Ok((Held(ends.saturating_add(used)), used)),
                }
            }
        }
    }

    /// What a bucket holds after `amount` was given back at `now`.
    pub fn give_back(self, held: Held, amount: u32, now: u64) -> Held {
        let amount = u64::from(amount);
        match self.refill {
            Refill::Steady => {
                let back = self.interval().saturating_mul(amount);
                Held(self.sane(held, now).saturating_sub(back))
            }
            Refill::ByTheClock => {
                let left = self.counted(held, now).saturating_sub(amount);
                Held(self.full_by(now).saturating_add(left))
            }
        }
    }

    /// The moment by which a bucket that is empty at `now` is full again.
    pub(super) fn full_by(self, now: u64) -> u64 {
        match self.refill {
            Refill::Steady => now.saturating_add(self.depth()),
            Refill::ByTheClock => (now / self.period())
                .saturating_add(1)
                .saturating_mul(self.period()),
        }
    }

    /// A TAT further away than an empty bucket allows comes from a clock that stepped back
    /// or from an older, wider quota: it must not lock anybody out for longer than the depth.
    fn sane(self, held: Held, now: u64) -> u64 {
        held.0.clamp(now, now.saturating_add(self.depth()))
    }

    /// What was counted in the current period; another one's count is none.
    fn counted(self, held: Held, now: u64) -> u64 {
        let counted = held.0.checked_sub(self.full_by(now));
        counted.filter(|&count| count < self.period()).unwrap_or(0)
    }
}

/// What a bucket holds: the TAT, or the end of a period of the clock and its count. In the
/// past it is as good as nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Held(pub(super) u64);

impl Held {
    /// The moment from which the bucket is as good as none.
    pub const fn ends(self) -> u64 {
        self.0
    }
}
