use serde::{Deserialize, Serialize};

use super::channel::Channel;
use super::policy::{Policy, WindowLimit};
use super::refusal::Refusal;
use super::time::{DAY, MINUTE, Millis};

/// The attempts to reach one phone number and the wrong guesses on it, as far back as a limit
/// looks.
///
/// An attempt or guess is written down before it happens, so a crash in between
/// counts one too many and never one too few.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct History {
    attempts: Vec<Millis>,
    /// Those of the attempts that were calls.
    calls: Vec<Millis>,
    guesses: Vec<Millis>,
    /// Wrong guesses since the last right one.
    in_a_row: u32,
    /// When the last of them was.
    last_guess: Millis,
}

/// A history as somebody left it, and what names that content where it is kept: enough to
/// count on without looking it up, since whoever writes is told if it has changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Known {
    /// What it was.
    pub history: History,
    /// Names it: 128 random bits, which no other content of any history has.
    pub version: [u8; 16],
}

/// The attempts at one number that somebody made themselves, in ascending order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OwnAttempts {
    /// Texts and calls.
    pub attempts: Vec<Millis>,
    /// Calls alone.
    pub calls: Vec<Millis>,
}

/// The wait that is told to whoever did not make the sends that have to be waited for.
const REST_TOLD: Millis = 60 * MINUTE;

/// The wait that is told for a number that takes no guess.
const LOCK_TOLD: Millis = DAY;

/// How finely anybody can see when a limit of somebody else's opens.
const STEP: Millis = 5 * MINUTE;

/// The answer of one limit, where `own` are the asker's among `all` attempts.
fn rests_until(limit: &WindowLimit, all: &[Millis], own: &[Millis], now: Millis) -> Option<Millis> {
    let step = step_of(now);
    let others = limit
        .inside(all, step)
        .saturating_sub(limit.inside(own, step));
    let own = limit.inside(own, now).min(limit.inside(all, now));
    let full = others.saturating_add(own) >= limit.count;
    full.then(|| match others {
        0 => limit.opens_at(all, now).unwrap_or(now),
        _ => now.saturating_add(REST_TOLD),
    })
}

/// The beginning of the step that `now` is in.
fn step_of(now: Millis) -> Millis {
    now.saturating_sub(now % STEP)
}

/// How long the wrong guesses in a row are remembered after the last one: many days of
/// one guess a day fit into it.
const MEMORY: Millis = 30 * DAY;

impl History {
    /// Counts an attempt for whoever made the attempts in `own`.
    ///
    /// # Errors
    /// [`Refusal::PhoneRested`] when a limit is reached, as [`History::rests_until`] tells it;
    /// nothing is counted then.
    pub fn count_attempt(
        &mut self,
        channel: Channel,
        own: &OwnAttempts,
        policy: &Policy,
        now: Millis,
    ) -> Result<(), Refusal> {
        if let Some(until) = self.rests_until(channel, own, policy, now) {
            return Err(Refusal::PhoneRested { until });
        }
        insert(&mut self.attempts, now, longest(&policy.attempts_per_phone));
        if channel == Channel::Call {
            insert(&mut self.calls, now, policy.calls_per_phone.within);
        }
        Ok(())
    }

    /// Takes back an attempt counted at `at` that was never asked of the provider.
    pub fn give_back_attempt(&mut self, channel: Channel, at: Millis) {
        remove(&mut self.attempts, at);
        if channel == Channel::Call {
            remove(&mut self.calls, at);
        }
    }

    /// Counts a guess, before it is compared.
    ///
    /// # Errors
    /// [`Refusal::PhoneLocked`] when the limit is reached, with a wait that is always the same;
    /// nothing is counted then.
    pub fn count_guess(&mut self, policy: &Policy, now: Millis) -> Result<(), Refusal> {
        if self.is_locked(policy, now) {
            let until = now.saturating_add(LOCK_TOLD);
            return Err(Refusal::PhoneLocked { until });
        }
        if self.last_guess.saturating_add(MEMORY) <= now {
            self.in_a_row = 0;
        }
        insert(&mut self.guesses, now, policy.guesses_per_phone.within);
        self.in_a_row = self.in_a_row.saturating_add(1);
        self.last_guess = self.last_guess.max(now);
        Ok(())
    }

    /// Takes back a guess counted at `at` that was not compared.
    pub fn give_back_guess(&mut self, at: Millis) {
        if remove(&mut self.guesses, at) {
            self.in_a_row = self.in_a_row.saturating_sub(1);
        }
    }

    /// The guess counted at `at` was right: it is no wrong one, and ends the row.
    pub fn guessed_right(&mut self, at: Millis) {
        remove(&mut self.guesses, at);
        self.in_a_row = 0;
    }

    /// Until when the number takes no guess, as a page tells it: while it takes none, and to
    /// the end of the step in which it takes some again, a wait that is always the same.
    pub fn locked_until(&self, policy: &Policy, now: Millis) -> Option<Millis> {
        let locked = self.is_locked(policy, step_of(now));
        locked.then_some(now.saturating_add(LOCK_TOLD))
    }

    /// Whether the number takes no guess now.
    fn is_locked(&self, policy: &Policy, now: Millis) -> bool {
        let in_a_row = self.in_a_row >= policy.guesses_in_a_row;
        let of_row = in_a_row && self.last_guess.saturating_add(DAY) > now;
        of_row
            || policy
                .guesses_per_phone
                .opens_at(&self.guesses, now)
                .is_some()
    }

    /// Until when the number gets no message of that channel, if it gets none now: the
    /// strictest limit says.
    ///
    /// Where all attempts that count are of whoever asks (`own`), the very moment is told. Else the
    /// same wait is told whatever was sent and when, and the others' attempts count to the end of a
    /// step of some minutes: when the number's owner asked for a code can be learned neither
    /// from what is told nor from when it changes.
    pub fn rests_until(
        &self,
        channel: Channel,
        own: &OwnAttempts,
        policy: &Policy,
        now: Millis,
    ) -> Option<Millis> {
        let attempts = policy.attempts_per_phone.iter();
        let attempts = attempts.map(|limit| (limit, &self.attempts, &own.attempts));
        let calls = (&policy.calls_per_phone, &self.calls, &own.calls);
        let calls = (channel == Channel::Call).then_some(calls);
        let limits = attempts.chain(calls);
        limits
            .filter_map(|(limit, all, own)| rests_until(limit, all, own, now))
            .max()
    }

    /// How long the record has to be kept after a write.
    pub fn life(&self, policy: &Policy) -> Millis {
        let row = if self.in_a_row > 0 { MEMORY } else { 0 };
        longest(&policy.attempts_per_phone)
            .max(policy.guesses_per_phone.within)
            .max(policy.calls_per_phone.within)
            .max(row)
    }
}

fn longest(limits: &[WindowLimit]) -> Millis {
    limits.iter().map(|limit| limit.within).max().unwrap_or(0)
}

/// Keeps the times ascending, whatever the clock did, and forgets those no limit looks at, nor
/// did at the beginning of the step.
fn insert(times: &mut Vec<Millis>, now: Millis, within: Millis) {
    times.retain(|&at| at.saturating_add(within) > step_of(now));
    times.insert(times.partition_point(|&at| at <= now), now);
}

/// Removes one time; `false` when it is not there.
fn remove(times: &mut Vec<Millis>, at: Millis) -> bool {
    let found = times.iter().rposition(|&time| time == at);
    found.map(|found| times.remove(found)).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(history: &mut History, at: Millis) -> Result<(), Refusal> {
        send(history, Channel::Text, at)
    }

    /// Somebody sends who made all the sends before.
    fn send(history: &mut History, channel: Channel, at: Millis) -> Result<(), Refusal> {
        let own = OwnAttempts {
            attempts: history.attempts.clone(),
            calls: history.calls.clone(),
        };
        history.count_attempt(channel, &own, &Policy::default(), at)
    }

    #[test]
    fn the_strictest_limit_tells_the_wait() {
        let mut history = History::default();
        for at in [0, 1, 2] {
            text(&mut history, at * MINUTE).unwrap();
        }
        let until = 10 * MINUTE;
        let refused = text(&mut history, 3 * MINUTE);
        assert_eq!(refused, Err(Refusal::PhoneRested { until }));
        for at in [10, 11] {
            text(&mut history, at * MINUTE).unwrap();
        }
        let until = 60 * MINUTE;
        let refused = text(&mut history, 30 * MINUTE);
        assert_eq!(refused, Err(Refusal::PhoneRested { until }));
    }

    #[test]
    fn calls_have_a_limit_of_their_own() {
        let mut history = History::default();
        let hours = [0, 2, 4].map(|hour| hour * 60 * MINUTE);
        for at in hours {
            send(&mut history, Channel::Call, at).unwrap();
        }
        let now = 6 * 60 * MINUTE;
        let refused = send(&mut history, Channel::Call, now);
        assert_eq!(refused, Err(Refusal::PhoneRested { until: DAY }));
        text(&mut history, now).unwrap();
        history.give_back_attempt(Channel::Call, hours[2]);
        send(&mut history, Channel::Call, now).unwrap();
        history.give_back_attempt(Channel::Text, now);
        assert_eq!(history.calls, [hours[0], hours[1], now]);
        assert_eq!(history.attempts, history.calls);
    }

    #[test]
    fn what_is_given_back_is_free_again() {
        let policy = Policy::default();
        let mut history = History::default();
        for at in 0..15 {
            history.count_guess(&policy, at).unwrap();
        }
        let until = 15 + LOCK_TOLD;
        let refused = history.count_guess(&policy, 15);
        assert_eq!(refused, Err(Refusal::PhoneLocked { until }));
        history.give_back_guess(14);
        history.count_guess(&policy, 15).unwrap();
        history.give_back_guess(999);
        assert_eq!((history.guesses.len(), history.in_a_row), (15, 15));
    }

    #[test]
    fn after_a_hundred_wrong_guesses_in_a_row_there_is_one_a_day() {
        let policy = Policy::default();
        let mut history = History::default();
        let mut now = 0;
        for _ in 0..100 {
            history.count_guess(&policy, now).unwrap();
            now += 2 * 60 * MINUTE;
        }
        let refused = history.count_guess(&policy, now);
        let until = now + LOCK_TOLD;
        assert_eq!(refused, Err(Refusal::PhoneLocked { until }));
        let until = history.last_guess + DAY;
        assert!(history.is_locked(&policy, until - 1));
        assert!(!history.is_locked(&policy, until));
        history.count_guess(&policy, until).unwrap();
        assert!(history.is_locked(&policy, until + DAY - 1));
        assert!(!history.is_locked(&policy, until + DAY));
        assert_eq!(history.life(&policy), MEMORY);

        history.count_guess(&policy, until + DAY).unwrap();
        history.guessed_right(until + DAY);
        assert_eq!(history.locked_until(&policy, until + DAY), None);
        assert_eq!(history.life(&policy), DAY);
        assert!(history.guesses.is_empty(), "the right one counts as none");
    }

    /// An owner's three texts, and what a stranger is told of them at each moment.
    #[test]
    fn a_stranger_learns_nothing_of_when_the_owner_asked() {
        let policy = Policy::default();
        let told = |sent: [Millis; 3], now| {
            let mut history = History::default();
            for at in sent {
                text(&mut history, at).unwrap();
            }
            let own = OwnAttempts::default();
            let rests = history.rests_until(Channel::Text, &own, &policy, now);
            rests.map(|until| until - now)
        };
        let early = [10 * MINUTE + 1, 11 * MINUTE, 12 * MINUTE];
        let late = [14 * MINUTE, 14 * MINUTE + 1, 15 * MINUTE - 1];
        for now in (15 * MINUTE..30 * MINUTE).step_by(1_000) {
            assert_eq!(told(early, now), told(late, now), "at {now}");
        }
        assert_eq!(told(late, 24 * MINUTE), Some(REST_TOLD));
        assert_eq!(told(late, 25 * MINUTE), None, "at the end of a step");
    }

    #[test]
    fn of_their_own_sends_people_are_told_the_very_moment() {
        let policy = Policy::default();
        let mut history = History::default();
        for at in [1, 2, 4] {
            text(&mut history, at * MINUTE).unwrap();
        }
        let own = |minutes: &[Millis]| OwnAttempts {
            attempts: minutes.iter().map(|minute| minute * MINUTE).collect(),
            calls: Vec::new(),
        };
        let now = 6 * MINUTE;
        let told = |own| history.rests_until(Channel::Text, &own, &policy, now);
        assert_eq!(told(own(&[1, 2, 4])), Some(11 * MINUTE));
        assert_eq!(
            told(own(&[1, 2])),
            Some(now + REST_TOLD),
            "one is another's"
        );
        let at = |minutes| history.rests_until(Channel::Text, &own(&[1, 2, 4]), &policy, minutes);
        assert_eq!(at(11 * MINUTE), None, "and it holds");
    }

    #[test]
    fn a_row_is_forgotten_after_a_month_of_quiet() {
        let policy = Policy::default();
        let mut history = History {
            in_a_row: 100,
            ..History::default()
        };
        let month = 30 * 24 * 60 * MINUTE;
        history.count_guess(&policy, month - 1).unwrap();
        assert_eq!(history.in_a_row, 101);
        history.count_guess(&policy, 2 * month).unwrap();
        assert_eq!(history.in_a_row, 1);
    }

    #[test]
    fn a_clock_that_steps_back_forgets_nothing() {
        let mut history = History::default();
        for at in [1_000, 500, 900] {
            text(&mut history, at).unwrap();
        }
        assert_eq!(history.attempts, [500, 900, 1_000]);
        assert!(text(&mut history, 950).is_err());
    }
}
