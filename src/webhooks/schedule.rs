//! The times at which a delivery is tried again.

use std::time::Duration;

/// The longest wait that a receiver may ask for.
const LONGEST_WAIT: Duration = Duration::from_hours(24);

/// The waits between the tries of one delivery: after the first try, the second and so on.
#[derive(Clone, Debug)]
pub struct RetrySchedule(pub Vec<Duration>);

impl RetrySchedule {
    /// The wait after so many failures, of which there is at least one; `None` after the last
    /// try. `jitter`, between 0 and 1, makes it longer by up to a tenth, so that the tries of an
    /// outage do not come back all at once. A receiver that asks for more gets it, up to a day.
    pub fn wait(&self, failures: u32, jitter: f64, asked: Option<Duration>) -> Option<Duration> {
        let index = usize::try_from(failures.checked_sub(1)?).ok()?;
        let wait = self.0.get(index)?;
        let wait = wait.saturating_add(wait.mul_f64(jitter.clamp(0.0, 1.0) / 10.0));
        let asked = asked.unwrap_or_default().min(LONGEST_WAIT);
        Some(wait.max(asked))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);
    const DAY: Duration = Duration::from_hours(24);

    #[test]
    fn a_wait_is_spread_and_the_receiver_may_ask_for_more() {
        let schedule = RetrySchedule(vec![SECOND * 5, DAY]);
        for (failures, jitter, asked, expected) in [
            (0, 0.0, None, None),
            (1, 0.0, None, Some(SECOND * 5)),
            (1, 1.0, None, Some(Duration::from_millis(5_500))),
            (1, 0.0, Some(SECOND * 2), Some(SECOND * 5)),
            (1, 0.0, Some(SECOND * 120), Some(SECOND * 120)),
            (1, 0.0, Some(DAY * 30), Some(DAY)),
            (2, 1.0, None, Some(DAY + DAY / 10)),
            (3, 0.0, Some(SECOND), None),
        ] {
            assert_eq!(schedule.wait(failures, jitter, asked), expected);
        }
    }
}
