//! [`Histogram`]: times that people waited, in few buckets.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// Upper bounds of all buckets but the last, in seconds.
const BOUNDS: [u64; 10] = [1, 2, 5, 10, 20, 30, 60, 120, 300, 600];

/// Times in buckets of up to 1, 2, 5, 10, 20, 30, 60, 120, 300 and 600 seconds, and longer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Histogram([u64; BOUNDS.len() + 1]);

impl Histogram {
    /// Counts a time.
    pub fn add(&mut self, time: Duration) {
        self.add_many(time, 1);
    }

    /// Counts a time `times` times.
    pub(super) fn add_many(&mut self, time: Duration, times: u64) {
        let bucket = BOUNDS.partition_point(|bound| Duration::from_secs(*bound) < time);
        self.0[bucket] = self.0[bucket].saturating_add(times);
    }

    /// Adds the counts of `other`.
    pub fn merge(&mut self, other: &Self) {
        for (count, other) in self.0.iter_mut().zip(other.0) {
            *count = count.saturating_add(other);
        }
    }

    /// The number of times.
    pub fn count(&self) -> u64 {
        self.0
            .iter()
            .fold(0, |sum, count| sum.saturating_add(*count))
    }

    /// The time that a share (0 to 1) of all times does not exceed: the upper bound of its bucket,
    /// and 600 seconds for the last one. `None` without any time.
    pub fn quantile(&self, share: f64) -> Option<Duration> {
        let rank = (self.count() as f64 * share).ceil().max(1.0) as u64;
        let mut sum = 0_u64;
        let bucket = self.0.iter().position(|count| {
            sum = sum.saturating_add(*count);
            sum >= rank
        })?;
        let bound = BOUNDS.get(bucket).or(BOUNDS.last())?;
        Some(Duration::from_secs(*bound))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(seconds: &[u64]) -> Histogram {
        let mut times = Histogram::default();
        let seconds = seconds.iter().copied().map(Duration::from_secs);
        seconds.for_each(|time| times.add(time));
        times
    }

    #[test]
    fn a_quantile_is_the_upper_bound_of_its_bucket() {
        let times = of(&[0, 1, 3, 5, 6, 10, 11, 700, 8_000, 9_000]);
        for (share, seconds) in [
            (0.0, 1),
            (0.2, 1),
            (0.3, 5),
            (0.5, 10),
            (0.7, 20),
            (0.8, 600),
            (1.0, 600),
        ] {
            let bound = times.quantile(share);
            assert_eq!(bound, Some(Duration::from_secs(seconds)), "{share}");
        }
        assert_eq!(Histogram::default().quantile(0.5), None);
    }

    #[test]
    fn a_time_on_a_bound_is_within_it() {
        for bound in BOUNDS {
            let times = of(&[bound]);
            assert_eq!(times.quantile(1.0), Some(Duration::from_secs(bound)));
        }
        let mut beyond = Histogram::default();
        beyond.add(Duration::from_millis(1_001));
        assert_eq!(beyond.quantile(1.0), Some(Duration::from_secs(2)));
    }

    #[test]
    fn merged_times_are_those_of_both() {
        let mut merged = of(&[1, 30]);
        merged.merge(&of(&[30, 700]));
        assert_eq!(merged, of(&[1, 30, 30, 700]));
        assert_eq!(merged.count(), 4);
    }
}
