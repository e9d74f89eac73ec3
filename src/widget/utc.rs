//! Points in time as JSON has them.

use crate::domain::{DAY, Timestamp};

/// A time in whole seconds of UTC, such as `2026-11-30T13:05:00Z` (RFC 3339).
pub fn rfc3339(time: Timestamp) -> String {
    let since = time.since(Timestamp::EPOCH);
    let days = since.as_secs() / DAY.as_secs();
    let second = since.as_secs() % DAY.as_secs();
    let (year, month, day) = date(days);
    let (hour, minute, second) = (second / 3_600, second / 60 % 60, second % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
}

/// The date of the Gregorian calendar, in years that begin in March, so many days after
/// 1970-01-01.
fn date(days: u64) -> (u64, u64, u64) {
    let days = days + 719_468;
    let (era, day) = (days / 146_097, days % 146_097);
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let day = day - (153 * month + 2) / 5 + 1;
    let year = year + era * 400;
    match month {
        0..=9 => (year, month + 3, day),
        _ => (year + 1, month - 9, day),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_time_is_told_in_utc() {
        for (seconds, told) in [
            (0, "1970-01-01T00:00:00Z"),
            (951_782_399, "2000-02-28T23:59:59Z"),
            (951_782_400, "2000-02-29T00:00:00Z"),
            (951_868_800, "2000-03-01T00:00:00Z"),
            (1_735_689_599, "2024-12-31T23:59:59Z"),
            (1_735_689_600, "2025-01-01T00:00:00Z"),
            (1_796_043_900, "2026-11-30T13:05:00Z"),
            (4_107_542_400, "2100-03-01T00:00:00Z"),
        ] {
            let time = Timestamp::EPOCH + Duration::from_secs(seconds);
            assert_eq!(rfc3339(time + Duration::from_millis(999)), told);
        }
    }
}
