//! Points in time and spans.

use std::time::Duration;

/// Milliseconds: a point in time since the Unix epoch, or a span.
pub type Millis = u64;

/// The time so long after `now`.
pub fn after(now: Millis, time: Duration) -> Millis {
    let time = Millis::try_from(time.as_millis()).unwrap_or(Millis::MAX);
    now.saturating_add(time)
}

/// One second, in [`Millis`].
pub const SECOND: Millis = 1_000;

/// One minute, in [`Millis`].
pub const MINUTE: Millis = 60 * SECOND;

/// One day, in [`Millis`].
pub const DAY: Millis = 24 * 60 * 60 * SECOND;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_is_added_in_milliseconds_and_never_overflows() {
        assert_eq!(after(5, Duration::from_micros(7_900)), 12);
        assert_eq!(after(5, Duration::MAX), Millis::MAX);
    }
}
