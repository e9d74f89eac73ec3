//! The limits, as data. What they are held against is in [`verification`](super::verification)
//! and [`history`](super::history).

use serde::{Deserialize, Serialize};

use super::time::{DAY, MINUTE, Millis, SECOND};

/// At most `count` within any span of `within`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WindowLimit {
    /// How many are let through.
    pub count: usize,
    /// The length of the sliding window, in milliseconds.
    pub within: Millis,
}

/// How many codes, messages, calls and guesses a person gets, and how long things last.
///
/// The defaults and their reasons are the project's policy table; the ones that
/// come from NIST SP 800-63B-4 say so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    /// How long a code can be used, from its first send. At most 10 minutes
    /// (NIST SP 800-63B-4 section 3.1.3.2).
    pub code_life: Millis,
    /// A resend with less life left than this draws a new code.
    pub redraw_below: Millis,
    /// Wrong guesses before a code is dead.
    pub guesses_per_code: u32,
    /// Wrong guesses before a verification is locked, over all its codes.
    pub guesses_per_verification: u32,
    /// Wrong guesses on one phone number, over all verifications. A new code never
    /// refills them (NIST SP 800-63B-4 section 3.2.2).
    pub guesses_per_phone: WindowLimit,
    /// The wait after the first, second, … send to a number; the last repeats.
    pub resend_waits: Vec<Millis>,
    /// Texts and calls of one verification, together.
    pub attempts_per_verification: usize,
    /// Different numbers of one verification.
    pub numbers_per_verification: usize,
    /// Wrong guesses on one phone number without a right one between them; from then on it
    /// takes one a day (NIST SP 800-63B-4 section 3.2.2: at most 100).
    pub guesses_in_a_row: u32,
    /// Texts and calls to one phone number, over all verifications. All of them hold.
    pub attempts_per_phone: Vec<WindowLimit>,
    /// Calls to one phone number, over all verifications.
    pub calls_per_phone: WindowLimit,
    /// Calls of one verification.
    pub calls_per_verification: usize,
    /// How long after a text a call can be asked for, unless the text failed.
    pub call_wait: Millis,
    /// The whole life of a verification.
    pub verification_life: Millis,
    /// How long a verification lives without anything happening.
    pub verification_idle: Millis,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            code_life: 10 * MINUTE,
            redraw_below: 2 * MINUTE,
            guesses_per_code: 5,
            guesses_per_verification: 10,
            guesses_per_phone: WindowLimit {
                count: 15,
                within: DAY,
            },
            guesses_in_a_row: 100,
            resend_waits: vec![30 * SECOND, MINUTE, 2 * MINUTE, 5 * MINUTE, 10 * MINUTE],
            attempts_per_verification: 5,
            numbers_per_verification: 3,
            attempts_per_phone: vec![
                WindowLimit {
                    count: 3,
                    within: 10 * MINUTE,
                },
                WindowLimit {
                    count: 5,
                    within: 60 * MINUTE,
                },
                WindowLimit {
                    count: 10,
                    within: DAY,
                },
            ],
            calls_per_phone: WindowLimit {
                count: 3,
                within: DAY,
            },
            calls_per_verification: 2,
            call_wait: 30 * SECOND,
            verification_life: 30 * MINUTE,
            verification_idle: 15 * MINUTE,
        }
    }
}

impl Policy {
    /// The wait after the `nth` send to a number, counted from one.
    pub fn resend_wait(&self, nth: usize) -> Millis {
        let last = self.resend_waits.len().saturating_sub(1);
        self.resend_waits
            .get(nth.saturating_sub(1).min(last))
            .copied()
            .unwrap_or(0)
    }
}

impl WindowLimit {
    /// How many of the times, in ascending order, the window at `now` holds.
    pub fn inside(&self, times: &[Millis], now: Millis) -> usize {
        let start = times.partition_point(|&at| at.saturating_add(self.within) <= now);
        times.len().saturating_sub(start)
    }

    /// When one more is let through, given the times of the earlier ones in
    /// ascending order: a time in the future, or `None` for now.
    pub fn opens_at(&self, times: &[Millis], now: Millis) -> Option<Millis> {
        let start = times.len().saturating_sub(self.inside(times, now));
        let inside = &times[start..];
        let over = inside
            .len()
            .saturating_add(1)
            .checked_sub(self.count)
            .filter(|&over| over > 0)?;
        // The window opens when enough of the oldest have left it. A limit of
        // zero never opens: the last of the window stands for that.
        let last = inside.get(over.saturating_sub(1)).copied().unwrap_or(now);
        Some(last.saturating_add(self.within))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_opens_when_its_oldest_leaves() {
        let limit = WindowLimit {
            count: 3,
            within: 100,
        };
        assert_eq!(limit.opens_at(&[], 0), None);
        assert_eq!(limit.opens_at(&[10, 20], 30), None);
        assert_eq!(limit.opens_at(&[10, 20, 30], 40), Some(110));
        assert_eq!(limit.opens_at(&[10, 20, 30, 30], 40), Some(120));
        assert_eq!(limit.opens_at(&[10, 20, 30], 109), Some(110));
        assert_eq!(limit.opens_at(&[10, 20, 30], 110), None);
    }

    #[test]
    fn a_limit_of_zero_never_opens() {
        assert_eq!(
            WindowLimit {
                count: 0,
                within: 100
            }
            .opens_at(&[], 7),
            Some(107)
        );
    }

    #[test]
    fn waits_grow_and_the_last_repeats() {
        let policy = Policy::default();
        let waits: Vec<_> = (1..=6)
            .map(|nth| policy.resend_wait(nth) / SECOND)
            .collect();
        assert_eq!(waits, [30, 60, 120, 300, 600, 600]);
        assert_eq!(
            Policy {
                resend_waits: vec![],
                ..policy
            }
            .resend_wait(1),
            0
        );
    }
}
