//! Room `simulator`: its own clock, read in one place, and Plivo's way of
//! writing a time.

use std::time::{Duration, UNIX_EPOCH};

const DAY: u64 = 86_400;

/// A moment, as the time since the Unix epoch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Moment(Duration);

impl Moment {
    /// The only place where the simulator reads the wall clock.
    pub(super) fn now() -> Self {
        Self(UNIX_EPOCH.elapsed().unwrap_or_default())
    }

    /// Milliseconds since the epoch, as a browser counts.
    pub(super) fn millis(self) -> u64 {
        u64::try_from(self.0.as_millis()).unwrap_or(u64::MAX)
    }

    /// Whole seconds since an earlier moment, rounded up as calls are billed.
    pub(super) fn seconds_since(self, earlier: Self) -> u64 {
        let passed = self.0.saturating_sub(earlier.0);
        passed.as_secs() + u64::from(passed.subsec_nanos() > 0)
    }

    /// `YYYY-mm-dd HH:MM:SS.SSSSSS` in UTC, as callbacks and records say it.
    pub(super) fn stamp(self) -> String {
        let seconds = self.0.as_secs();
        let (year, month, day) = civil(seconds / DAY);
        let (hour, minute, second) = (seconds / 3600 % 24, seconds / 60 % 60, seconds % 60);
        let micros = self.0.subsec_micros();
        format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}.{micros:06}")
    }
}

/// Year, month and day of a day counted from 1970-01-01 (proleptic Gregorian,
/// reckoned in years that begin in March, so that leap days come last).
fn civil(days: u64) -> (u64, u64, u64) {
    let days = days + 719_468;
    let (era, day) = (days / 146_097, days % 146_097);
    let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let date = day - (153 * month + 2) / 5 + 1;
    let (month, carry) = if month < 10 {
        (month + 3, 0)
    } else {
        (month - 9, 1)
    };
    (era * 400 + year + carry, month, date)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stamps_are_utc_dates_with_microseconds() {
        let stamp = |seconds, nanos| Moment(Duration::new(seconds, nanos)).stamp();
        assert_eq!(stamp(0, 0), "1970-01-01 00:00:00.000000");
        assert_eq!(
            stamp(1_586_345_693, 238_707_000),
            "2020-04-08 11:34:53.238707"
        );
        assert_eq!(stamp(951_827_696, 0), "2000-02-29 12:34:56.000000");
    }
}
