//! Points in time. Spans are [`Duration`]s of the standard library.

use std::ops::{Add, AddAssign, Sub};
use std::time::Duration;

use serde::{Deserialize, Serialize};

/// One minute.
pub const MINUTE: Duration = Duration::from_mins(1);

/// One hour.
pub const HOUR: Duration = Duration::from_hours(1);

/// 24 hours.
pub const DAY: Duration = Duration::from_hours(24);

/// A point in time by the store's clock, in milliseconds since the Unix epoch.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Timestamp(u64);

impl Timestamp {
    /// The Unix epoch.
    pub const EPOCH: Self = Self(0);

    /// The last point in time there is.
    pub const MAX: Self = Self(u64::MAX);

    /// The point in time `millis` milliseconds after the Unix epoch.
    pub const fn from_millis(millis: u64) -> Self {
        Self(millis)
    }

    /// Milliseconds since the Unix epoch.
    pub const fn as_millis(self) -> u64 {
        self.0
    }

    /// The time `span` later, in whole milliseconds, and at most [`Timestamp::MAX`].
    #[must_use]
    pub fn saturating_add(self, span: Duration) -> Self {
        Self(self.0.saturating_add(millis(span)))
    }

    /// The time since `earlier`; zero where it is not earlier.
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_millis(self.0.saturating_sub(earlier.0))
    }

    /// The beginning of the interval of this length that the time is in; intervals follow each
    /// other from the Unix epoch on.
    #[must_use]
    pub fn round_down(self, interval: Duration) -> Self {
        let into = self.0.checked_rem(millis(interval)).unwrap_or(0);
        Self(self.0.saturating_sub(into))
    }

    /// The end of the interval of this length that the time is in; the time itself where an
    /// interval begins.
    #[must_use]
    pub fn round_up(self, interval: Duration) -> Self {
        match self.round_down(interval) {
            beginning if beginning == self => self,
            beginning => beginning.saturating_add(interval),
        }
    }
}

impl Add<Duration> for Timestamp {
    type Output = Self;

    fn add(self, span: Duration) -> Self {
        self.saturating_add(span)
    }
}

impl AddAssign<Duration> for Timestamp {
    fn add_assign(&mut self, span: Duration) {
        *self = self.saturating_add(span);
    }
}

impl Sub<Duration> for Timestamp {
    type Output = Self;

    /// The time `span` earlier, and at least the Unix epoch.
    fn sub(self, span: Duration) -> Self {
        Self(self.0.saturating_sub(millis(span)))
    }
}

/// Whole milliseconds of a span, as many as fit.
fn millis(span: Duration) -> u64 {
    u64::try_from(span.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_is_added_in_milliseconds_and_never_overflows() {
        let five = Timestamp::from_millis(5);
        let twelve = Timestamp::from_millis(12);
        assert_eq!(five + Duration::from_micros(7_900), twelve);
        assert_eq!(five + Duration::MAX, Timestamp::MAX);
        assert_eq!(twelve.since(five), Duration::from_millis(7));
        assert_eq!(five.since(twelve), Duration::ZERO);
        assert_eq!(twelve - Duration::from_millis(7), five);
        assert_eq!(five - Duration::MAX, Timestamp::EPOCH);
    }

    #[test]
    fn times_are_rounded_to_the_ends_of_an_interval() {
        for (millis, down, up) in [
            (0, 0, 0),
            (1, 0, 1_000),
            (999, 0, 1_000),
            (1_000, 1_000, 1_000),
            (1_001, 1_000, 2_000),
        ] {
            let at = Timestamp::from_millis(millis);
            assert_eq!(
                at.round_down(Duration::from_secs(1)).as_millis(),
                down,
                "{millis}"
            );
            assert_eq!(
                at.round_up(Duration::from_secs(1)).as_millis(),
                up,
                "{millis}"
            );
        }
    }
}
