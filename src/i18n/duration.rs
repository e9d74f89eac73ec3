//! Durations in words.

use std::time::Duration;

use super::locale::Locale;

impl Locale {
    /// A duration in the unit that suits it, rounded up.
    pub fn duration(self, duration: Duration) -> String {
        match whole_seconds(duration) {
            seconds @ 0..=90 => self.format("seconds", [("count", seconds.into())]),
            seconds @ 91..=7_200 => {
                self.format("minutes", [("count", seconds.div_ceil(60).into())])
            }
            seconds => self.format("hours", [("count", seconds.div_ceil(3_600).into())]),
        }
    }

    /// A number of minutes, for a text message or a call.
    pub fn minutes_plain(self, count: u64) -> String {
        self.format_plain("minutes", [("count", count.into())])
    }
}

/// The seconds of a duration, rounded up.
pub fn whole_seconds(duration: Duration) -> u64 {
    duration
        .as_secs()
        .saturating_add(u64::from(duration.subsec_nanos() > 0))
}
