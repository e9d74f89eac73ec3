//! The simulator's clock, which is read here only, and Plivo's notation of a time.

use std::time::{Duration, UNIX_EPOCH};

const SECONDS_PER_DAY: u64 = 86_400;

/// A point in time, held as the duration since the Unix epoch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct UtcTime(Duration);

impl UtcTime {
    /// Reads the system's clock.
    pub(crate) fn now() -> Self {
        Self(UNIX_EPOCH.elapsed().unwrap_or_default())
    }

    /// Milliseconds since the epoch, which JavaScript's `Date` takes.
    pub(crate) fn unix_millis(self) -> u64 {
        u64::try_from(self.0.as_millis()).unwrap_or(u64::MAX)
    }

    /// Seconds since an earlier time, rounded up as calls are billed.
    pub(crate) fn seconds_since(self, earlier: Self) -> u64 {
        let elapsed = self.0.saturating_sub(earlier.0);
        elapsed.as_secs() + u64::from(elapsed.subsec_nanos() > 0)
    }

    /// `YYYY-mm-dd HH:MM:SS.SSSSSS` in UTC, the notation of callbacks and records.
    pub(crate) fn to_plivo_string(self) -> String {
        let seconds = self.0.as_secs();
        let (year, month, day) = civil_date(seconds / SECONDS_PER_DAY);
        let (hour, minute, second) = (seconds / 3600 % 24, seconds / 60 % 60, seconds % 60);
        let micros = self.0.subsec_micros();
        format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}.{micros:06}")
    }
}

/// Year, month and day of a day counted from 1970-01-01, in the proleptic Gregorian calendar.
/// Years are counted from March, which puts the leap day last.
fn civil_date(days: u64) -> (u64, u64, u64) {
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
        let stamp = |seconds, nanos| UtcTime(Duration::new(seconds, nanos)).to_plivo_string();
        assert_eq!(stamp(0, 0), "1970-01-01 00:00:00.000000");
        assert_eq!(
            stamp(1_586_345_693, 238_707_000),
            "2020-04-08 11:34:53.238707"
        );
        assert_eq!(stamp(951_827_696, 0), "2000-02-29 12:34:56.000000");
    }
}
