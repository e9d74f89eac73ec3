//! What happened to one phone number, over all flows: the record that keeps
//! a number from being guessed at or called on again and again.

use serde::{Deserialize, Serialize};

use super::policy::{Limit, Millis, Policy};
use super::step::Refusal;

/// The sends to one phone number and the wrong guesses on it, as far back as a limit looks.
///
/// A send or guess is written down before it happens, so a crash in between
/// counts one too many and never one too few.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct History {
    sends: Vec<Millis>,
    guesses: Vec<Millis>,
}

impl History {
    /// Counts a send.
    ///
    /// # Errors
    /// [`Refusal::PhoneRested`] with the strictest wait when a limit is reached;
    /// nothing is counted then.
    pub fn count_send(&mut self, policy: &Policy, now: Millis) -> Result<(), Refusal> {
        if let Some(until) = self.rests_until(policy, now) {
            return Err(Refusal::PhoneRested { until });
        }
        insert(&mut self.sends, now, longest(&policy.sends_per_phone));
        Ok(())
    }

    /// Takes back a send counted at `at` that was never asked of the provider.
    pub fn give_back_send(&mut self, at: Millis) {
        remove(&mut self.sends, at);
    }

    /// Counts a guess, before it is compared.
    ///
    /// # Errors
    /// [`Refusal::PhoneLocked`] when the limit is reached; nothing is counted then.
    pub fn count_guess(&mut self, policy: &Policy, now: Millis) -> Result<(), Refusal> {
        if let Some(until) = self.locked_until(policy, now) {
            return Err(Refusal::PhoneLocked { until });
        }
        insert(&mut self.guesses, now, policy.guesses_per_phone.within);
        Ok(())
    }

    /// Takes back a guess counted at `at` that turned out right, or was not compared.
    pub fn give_back_guess(&mut self, at: Millis) {
        remove(&mut self.guesses, at);
    }

    /// Until when the number takes no guess, if it takes none now.
    pub fn locked_until(&self, policy: &Policy, now: Millis) -> Option<Millis> {
        policy.guesses_per_phone.opens_at(&self.guesses, now)
    }

    /// Until when the number gets no message, if it gets none now: the strictest limit says.
    pub fn rests_until(&self, policy: &Policy, now: Millis) -> Option<Millis> {
        policy
            .sends_per_phone
            .iter()
            .filter_map(|limit| limit.opens_at(&self.sends, now))
            .max()
    }

    /// How long the record has to be kept after a write at `now`.
    pub fn life(policy: &Policy) -> Millis {
        longest(&policy.sends_per_phone).max(policy.guesses_per_phone.within)
    }
}

fn longest(limits: &[Limit]) -> Millis {
    limits.iter().map(|limit| limit.within).max().unwrap_or(0)
}

/// Keeps the times ascending, whatever the clock did, and forgets those no limit looks at.
fn insert(times: &mut Vec<Millis>, now: Millis, within: Millis) {
    times.retain(|&at| at + within > now);
    times.insert(times.partition_point(|&at| at <= now), now);
}

fn remove(times: &mut Vec<Millis>, at: Millis) {
    if let Some(found) = times.iter().rposition(|&time| time == at) {
        times.remove(found);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::policy::SECOND;

    #[test]
    fn the_strictest_limit_tells_the_wait() {
        let policy = Policy::default();
        let mut history = History::default();
        let minute = 60 * SECOND;
        for at in [0, 1, 2] {
            history.count_send(&policy, at * minute).unwrap();
        }
        assert_eq!(
            history.count_send(&policy, 3 * minute),
            Err(Refusal::PhoneRested { until: 10 * minute })
        );
        for at in [10, 11] {
            history.count_send(&policy, at * minute).unwrap();
        }
        assert_eq!(
            history.count_send(&policy, 30 * minute),
            Err(Refusal::PhoneRested { until: 60 * minute })
        );
    }

    #[test]
    fn what_is_given_back_is_free_again() {
        let policy = Policy::default();
        let mut history = History::default();
        for at in 0..15 {
            history.count_guess(&policy, at).unwrap();
        }
        assert!(matches!(
            history.count_guess(&policy, 15),
            Err(Refusal::PhoneLocked { .. })
        ));
        history.give_back_guess(14);
        history.count_guess(&policy, 15).unwrap();
        history.give_back_guess(999);
        assert!(history.locked_until(&policy, 16).is_some());
    }

    #[test]
    fn a_clock_that_steps_back_forgets_nothing() {
        let policy = Policy::default();
        let mut history = History::default();
        for at in [1_000, 500, 900] {
            history.count_send(&policy, at).unwrap();
        }
        assert_eq!(history.sends, [500, 900, 1_000]);
        assert!(history.count_send(&policy, 950).is_err());
    }
}
