//! The arithmetic of buckets, in two algorithms:
//!
//! - **GCRA**, the generic cell rate algorithm (ITU-T I.371), refills evenly. The state of a
//!   bucket is one number, the theoretical arrival time (TAT): the moment at which it will be
//!   full again.
//! - **Fixed window** counts anew in every period of the store's clock, for what has to be
//!   exact, such as the money of a day. The state is one number, too: the end of the period
//!   plus one microsecond for each unit that was taken.
//!
//! The store in memory computes with this module. The scripts for Redis do the same in Lua, and
//! the contract test compares them. All times are microseconds of the store's clock.

use std::{num::NonZeroU32, time::Duration};

/// A limit per period, which is also the largest burst.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quota {
    limit: NonZeroU32,
    period: Duration,
    algorithm: Algorithm,
}

/// The way in which a bucket becomes full again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Algorithm {
    Gcra,
    FixedWindow,
}

/// The state of one bucket: the TAT, or the end of a window plus its count. A state in the past
/// is the same as none, which is a full bucket.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BucketState(pub(super) u64);

impl BucketState {
    /// The moment from which the bucket may be forgotten.
    pub const fn expires_at(self) -> u64 {
        self.0
    }
}

impl Quota {
    /// `limit` at once, refilled evenly: one unit comes back every `period / limit`. Any span
    /// of one period therefore sees at most `2 * limit - 1`, and any long span `limit` per
    /// period.
    pub const fn gcra(limit: NonZeroU32, period: Duration) -> Self {
        Self {
            limit,
            period,
            algorithm: Algorithm::Gcra,
        }
    }

    /// `limit` in each period of the clock, counted from the Unix epoch: a period of an hour
    /// begins on the hour, one of a day at midnight UTC. A period must have more microseconds
    /// than `limit`.
    pub const fn fixed_window(limit: NonZeroU32, period: Duration) -> Self {
        Self {
            limit,
            period,
            algorithm: Algorithm::FixedWindow,
        }
    }

    /// The amount that a full bucket holds.
    pub const fn limit(self) -> u32 {
        self.limit.get()
    }

    /// The period in whole seconds.
    pub const fn period_seconds(self) -> u64 {
        self.period.as_secs()
    }

    /// The quota with `factor` times the limit, saturating.
    #[must_use]
    pub const fn scaled_by(self, factor: u32) -> Self {
        let limit = self.limit.get().saturating_mul(factor);
        Self {
            limit: match NonZeroU32::new(limit) {
                Some(limit) => limit,
                None => NonZeroU32::MIN,
            },
            ..self
        }
    }

    pub(super) const fn algorithm(self) -> Algorithm {
        self.algorithm
    }

    /// The period in microseconds; at least one.
    pub(super) fn period(self) -> u64 {
        u64::try_from(self.period.as_micros())
            .unwrap_or(u64::MAX)
            .max(1)
    }

    /// The emission interval of GCRA: microseconds in which one unit comes back. Rounded up, so
    /// that never more comes back than was promised.
    pub(super) fn interval(self) -> u64 {
        self.period().div_ceil(self.limit().into())
    }

    /// Microseconds in which an empty GCRA bucket becomes full.
    pub(super) fn depth(self) -> u64 {
        self.interval().saturating_mul(self.limit().into())
    }

    /// Takes `amount` from a bucket in `state` at `now`, leaving at least `reserve`. Returns the
    /// new state and the amount that is used then. An amount of zero is always granted.
    ///
    /// # Errors
    /// The time to wait until enough is there.
    pub fn take(
        self,
        state: BucketState,
        amount: u32,
        reserve: u32,
        now: u64,
    ) -> Result<(BucketState, u64), Duration> {
        let (amount, reserve) = (u64::from(amount), u64::from(reserve));
        let (next, used, wait) = match self.algorithm {
            Algorithm::Gcra => {
                let tat = self.clamped_tat(state, now);
                let next = tat.saturating_add(self.interval().saturating_mul(amount));
                let reserved = self.interval().saturating_mul(reserve);
                let latest = now.saturating_add(self.depth().saturating_sub(reserved));
                let used = next.saturating_sub(now).div_ceil(self.interval());
                (next, used, next.saturating_sub(latest))
            }
            Algorithm::FixedWindow => {
                let ends = self.full_at(now);
                let used = self.count_in_window(state, now).saturating_add(amount);
                let fits = used.saturating_add(reserve) <= self.limit().into();
                let wait = if fits { 0 } else { ends.saturating_sub(now) };
                (ends.saturating_add(used), used, wait)
            }
        };
        match amount > 0 && wait > 0 {
            true => Err(Duration::from_micros(wait)),
            false => Ok((BucketState(next), used)),
        }
    }

    /// Returns the state of a bucket after `amount` was refunded at `now`.
    pub fn refund(self, state: BucketState, amount: u32, now: u64) -> BucketState {
        let amount = u64::from(amount);
        match self.algorithm {
            Algorithm::Gcra => {
                let refunded = self.interval().saturating_mul(amount);
                BucketState(self.clamped_tat(state, now).saturating_sub(refunded))
            }
            Algorithm::FixedWindow => {
                let count = self.count_in_window(state, now).saturating_sub(amount);
                BucketState(self.full_at(now).saturating_add(count))
            }
        }
    }

    /// The moment by which a bucket that is empty at `now` is full again.
    pub(super) fn full_at(self, now: u64) -> u64 {
        match self.algorithm {
            Algorithm::Gcra => now.saturating_add(self.depth()),
            Algorithm::FixedWindow => (now / self.period())
                .saturating_add(1)
                .saturating_mul(self.period()),
        }
    }

    /// The TAT, no further away than an empty bucket allows. One that is comes from a clock that
    /// stepped back or from an older, wider quota, and must not lock anybody out for longer.
    fn clamped_tat(self, state: BucketState, now: u64) -> u64 {
        state.0.clamp(now, now.saturating_add(self.depth()))
    }

    /// The count of the current window; zero when the state is of another one.
    fn count_in_window(self, state: BucketState, now: u64) -> u64 {
        let count = state.0.checked_sub(self.full_at(now));
        count.filter(|&count| count < self.period()).unwrap_or(0)
    }
}
