//! Spans of time, as a person says them.

use std::time::Duration;

use crate::i18n::Words;

impl Words {
    /// A span of time in the unit that fits it, none of it too short.
    pub fn span(self, time: Duration) -> String {
        match whole_seconds(time) {
            seconds @ 0..=90 => self.tell("seconds", [("count", seconds.into())]),
            seconds @ 91..=7_200 => self.tell("minutes", [("count", seconds.div_ceil(60).into())]),
            seconds => self.tell("hours", [("count", seconds.div_ceil(3_600).into())]),
        }
    }

    /// So many minutes, for a text or a call.
    pub fn minutes(self, count: u64) -> String {
        self.plainly("minutes", [("count", count.into())])
    }
}

fn whole_seconds(time: Duration) -> u64 {
    time.as_secs()
        .saturating_add(u64::from(time.subsec_nanos() > 0))
}
