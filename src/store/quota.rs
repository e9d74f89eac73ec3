//! How often something may happen: the generic cell rate algorithm (GCRA, ITU-T I.371).
//!
//! A bucket is one number, the theoretical arrival time (TAT): the moment at which it will
//! be full again. The arithmetic here serves the store in memory; the scripts for Redis say
//! the same in Lua, and the contract test compares them.

use std::{num::NonZeroU32, time::Duration};

/// So many at once, and as many again spread evenly over the period.
///
/// The bucket refills continuously: after `burst` at once, the next one is there after
/// `period / burst`. Any stretch as long as the period therefore sees at most
/// `2 * burst - 1`, and any long stretch `burst` per period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quota {
    burst: NonZeroU32,
    period: Duration,
}

/// The answer of a bucket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub enum Taken {
    /// One was there and is yours.
    Granted,
    /// None is there; one will be after this time, if nobody else takes it.
    RetryAfter(Duration),
}

impl Quota {
    /// `burst` at once and `burst` per `period`.
    pub const fn new(burst: NonZeroU32, period: Duration) -> Self {
        Self { burst, period }
    }

    /// Microseconds in which one comes back; at least one.
    pub(super) fn interval(self) -> u64 {
        let interval = self.period.as_micros() / u128::from(self.burst.get());
        u64::try_from(interval).unwrap_or(u64::MAX).max(1)
    }

    /// Microseconds in which an empty bucket becomes full.
    pub(super) fn depth(self) -> u64 {
        self.interval().saturating_mul(u64::from(self.burst.get()))
    }

    /// The TAT after one more was taken at `now`, or how long to wait.
    /// All times are microseconds of the store's clock.
    pub(super) fn take(self, tat: u64, now: u64) -> Result<u64, Duration> {
        let next = self.sane(tat, now).saturating_add(self.interval());
        match next.saturating_sub(now.saturating_add(self.depth())) {
            0 => Ok(next),
            wait => Err(Duration::from_micros(wait)),
        }
    }

    /// The TAT after one was given back at `now`.
    pub(super) fn give_back(self, tat: u64, now: u64) -> u64 {
        self.sane(tat, now).saturating_sub(self.interval())
    }

    /// A TAT further away than an empty bucket allows comes from a clock that stepped back
    /// or from an older, wider quota: it must not lock anybody out for longer than the depth.
    fn sane(self, tat: u64, now: u64) -> u64 {
        tat.clamp(now, now.saturating_add(self.depth()))
    }
}
