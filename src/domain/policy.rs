//! The limits of a verification and of a phone number, as data. [`verification`] and [`history`]
//! apply them.
//!
//! [`verification`]: super::verification
//! [`history`]: super::history

use std::time::Duration;

use enum_map::EnumMap;

use crate::domain::{Channel, PerCountry, Timestamp};

/// A limit over a sliding window: at most `count` within any span of length `within`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WindowLimit {
    /// Number that is allowed in the window.
    pub count: usize,
    /// Length of the window.
    pub within: Duration,
}

/// The numbers of codes, attempts and guesses that a person gets, and how long things last.
///
/// Fields that follow NIST SP 800-63B-4 name the section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    /// Life of a code from its first attempt on. At most 10 minutes
    /// (NIST SP 800-63B-4 section 3.1.3.2).
    pub code_life: Duration,
    /// A resend draws a new code if the current one has less life left than this.
    pub redraw_below: Duration,
    /// Wrong guesses after which a code is used up.
    pub guesses_per_code: u32,
    /// Wrong guesses after which a verification is locked, over all its codes.
    pub guesses_per_verification: u32,
    /// Wrong guesses on one phone number, over all verifications. A new code does not reset
    /// them (NIST SP 800-63B-4 section 3.2.2).
    pub guesses_per_phone: WindowLimit,
    /// Waits after the first, second, … attempt at a number; the last one repeats.
    pub resend_waits: Vec<Duration>,
    /// Attempts of one verification, by all channels together.
    pub attempts_per_verification: usize,
    /// Different phone numbers of one verification.
    pub numbers_per_verification: usize,
    /// Consecutive wrong guesses on one phone number, after which it takes one guess a day
    /// (NIST SP 800-63B-4 section 3.2.2: at most 100).
    pub guesses_in_a_row: u32,
    /// Attempts at one phone number, over all verifications and channels. All limits apply.
    pub attempts_per_phone: Vec<WindowLimit>,
    /// The rules of each channel by itself.
    pub channels: EnumMap<Channel, ChannelPolicy>,
    /// Life of a verification.
    pub verification_life: Duration,
    /// Life of a verification in which nothing happens.
    pub verification_idle: Duration,
}

/// The rules of one channel, beside those of all channels together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChannelPolicy {
    /// Attempts of one verification.
    pub attempts_per_verification: usize,
    /// Attempts at one phone number, over all verifications. All limits apply. The first channel
    /// has none of its own.
    pub attempts_per_phone: Vec<WindowLimit>,
    /// Wait after an attempt by another channel, unless that failed; `None` for the resend wait.
    pub wait_after_other: Option<Duration>,
    /// Whether numbers of a country can be reached by it.
    pub offered_in: PerCountry<bool>,
}

impl Policy {
    /// The wait after the `nth` attempt at a number, counted from one.
    pub fn resend_wait(&self, nth: usize) -> Duration {
        let last = self.resend_waits.len().saturating_sub(1);
        self.resend_waits
            .get(nth.saturating_sub(1).min(last))
            .copied()
            .unwrap_or_default()
    }
}

impl WindowLimit {
    /// The number of `times`, which ascend, in the window that ends at `now`.
    pub fn count_at(&self, times: &[Timestamp], now: Timestamp) -> usize {
        let start = times.partition_point(|&at| at.saturating_add(self.within) <= now);
        times.len().saturating_sub(start)
    }

    /// The time from which one more is allowed, given the ascending `times` of earlier ones;
    /// `None` if it is allowed now.
    pub fn opens_at(&self, times: &[Timestamp], now: Timestamp) -> Option<Timestamp> {
        let start = times.len().saturating_sub(self.count_at(times, now));
        let inside = &times[start..];
        let over = inside
            .len()
            .saturating_add(1)
            .checked_sub(self.count)
            .filter(|&over| over > 0)?;
        // The window opens once enough of the oldest have left it. A limit of zero never opens;
        // the end of the newest one's window stands for that.
        let last = inside.get(over.saturating_sub(1)).copied().unwrap_or(now);
        Some(last.saturating_add(self.within))
    }
}

#[cfg(test)]
mod tests {
    use enum_map::enum_map;

    use super::*;
    use crate::domain::DAY;

    /// The defaults of the settings.
    impl Default for Policy {
        fn default() -> Self {
            Self {
                code_life: Duration::from_mins(10),
                redraw_below: Duration::from_mins(2),
                guesses_per_code: 5,
                guesses_per_verification: 10,
                guesses_per_phone: WindowLimit {
                    count: 15,
                    within: DAY,
                },
                guesses_in_a_row: 100,
                resend_waits: [30, 60, 120, 300, 600].map(Duration::from_secs).into(),
                attempts_per_verification: 5,
                numbers_per_verification: 3,
                attempts_per_phone: vec![
                    WindowLimit {
                        count: 3,
                        within: Duration::from_mins(10),
                    },
                    WindowLimit {
                        count: 5,
                        within: Duration::from_hours(1),
                    },
                    WindowLimit {
                        count: 10,
                        within: DAY,
                    },
                ],
                channels: enum_map! {
                    Channel::Text => ChannelPolicy {
                        attempts_per_verification: 5,
                        attempts_per_phone: vec![],
                        wait_after_other: None,
                        offered_in: PerCountry::same(true),
                    },
                    Channel::Call => ChannelPolicy {
                        attempts_per_verification: 2,
                        attempts_per_phone: vec![WindowLimit {
                            count: 3,
                            within: DAY,
                        }],
                        wait_after_other: Some(Duration::from_secs(30)),
                        offered_in: PerCountry::same(true),
                    },
                },
                verification_life: Duration::from_mins(30),
                verification_idle: Duration::from_mins(15),
            }
        }
    }

    fn at(millis: u64) -> Timestamp {
        Timestamp::from_millis(millis)
    }

    #[test]
    fn a_window_opens_when_its_oldest_leaves() {
        let limit = WindowLimit {
            count: 3,
            within: Duration::from_millis(100),
        };
        for (times, now, opens) in [
            (&[][..], 0, None),
            (&[10, 20], 30, None),
            (&[10, 20, 30], 40, Some(110)),
            (&[10, 20, 30, 30], 40, Some(120)),
            (&[10, 20, 30], 109, Some(110)),
            (&[10, 20, 30], 110, None),
        ] {
            let times: Vec<_> = times.iter().copied().map(at).collect();
            assert_eq!(limit.opens_at(&times, at(now)), opens.map(at), "{times:?}");
        }
    }

    #[test]
    fn a_limit_of_zero_never_opens() {
        let limit = WindowLimit {
            count: 0,
            within: Duration::from_millis(100),
        };
        assert_eq!(limit.opens_at(&[], at(7)), Some(at(107)));
    }

    #[test]
    fn waits_grow_and_the_last_repeats() {
        let policy = Policy::default();
        let waits: Vec<_> = (1..=6)
            .map(|nth| policy.resend_wait(nth).as_secs())
            .collect();
        assert_eq!(waits, [30, 60, 120, 300, 600, 600]);
        let without = Policy {
            resend_waits: vec![],
            ..policy
        };
        assert_eq!(without.resend_wait(1), Duration::ZERO);
    }
}
