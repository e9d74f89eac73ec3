//! Spans of time, as a person says them.

use std::time::Duration;

use crate::i18n::Locale;

impl Locale {
    /// A span of time in the unit that fits it, none of it too short.
    pub fn span(self, time: Duration) -> String {
        match whole_seconds(time) {
            seconds @ 0..=90 => self.format("seconds", [("count", seconds.into())]),
            seconds @ 91..=7_200 => {
                self.format("minutes", [("count", seconds.div_ceil(60).into())])
            }
            seconds => self.format("hours", [("count", seconds.div_ceil(3_600).into())]),
        }
    }

    /// So many minutes, for a text or a call.
    pub fn minutes(self, count: u64) -> String {
        self.format_plain("minutes", [("count", count.into())])
    }
}

fn whole_seconds(time: Duration) -> u64 {
    time.as_secs()
        .saturating_add(u64::from(time.subsec_nanos() > 0))
}
