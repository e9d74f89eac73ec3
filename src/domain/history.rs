//! The history of one phone number: the attempts at it and the guesses on it, over all
//! verifications.

use std::time::Duration;

use enum_map::{Enum, EnumMap};
use serde::{Deserialize, Serialize};

use crate::domain::{Channel, DAY, Policy, Refusal, Timestamp, WindowLimit};

/// The attempts at one phone number and the wrong guesses on it, as far back as a limit looks.
///
/// An attempt or guess is counted before it happens: a crash in between counts one too many and
/// never one too few.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct History {
    attempts: Vec<Timestamp>,
    by_channel: AttemptsByChannel,
    guesses: Vec<Timestamp>,
    /// Consecutive wrong guesses up to now.
    in_a_row: u32,
    /// The time of the last of them.
    last_guess: Timestamp,
}

/// The attempts by each channel that has a limit of its own.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "StoredByChannel", into = "StoredByChannel")]
struct AttemptsByChannel(EnumMap<Channel, Vec<Timestamp>>);

/// The stored form: every channel but the first, which has no limit of its own.
type StoredByChannel = [Vec<Timestamp>; Channel::LENGTH - 1];

/// The attempts at one number that one verification made, in ascending order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OwnAttempts {
    /// All attempts.
    pub attempts: Vec<Timestamp>,
    /// Those by each channel.
    pub by_channel: EnumMap<Channel, Vec<Timestamp>>,
}

/// The wait that is told where attempts of others count.
const WAIT_TOLD: Duration = Duration::from_hours(1);

/// The wait that is told for a number that takes no guess.
const LOCK_TOLD: Duration = DAY;

/// The interval at whose ends attempts of others stop counting: nobody sees when they were made
/// more precisely than this.
const STEP: Duration = Duration::from_mins(5);

/// The time for which consecutive wrong guesses are remembered after the last one. Many days of one
/// guess a day fit into it.
const ROW_MEMORY: Duration = DAY.saturating_mul(30);

impl History {
    /// Counts an attempt of the verification that made the attempts in `own`.
    ///
    /// # Errors
    /// [`Refusal::PhoneRateLimited`] until the time that [`History::limited_until`] tells, if a limit
    /// is reached. Nothing is counted then.
    pub fn count_attempt(
        &mut self,
        channel: Channel,
        own: &OwnAttempts,
        policy: &Policy,
        now: Timestamp,
    ) -> Result<(), Refusal> {
        if let Some(until) = self.limited_until(channel, own, policy, now) {
            return Err(Refusal::PhoneRateLimited { until });
        }
        self.add_attempt(channel, policy, now);
        Ok(())
    }

    /// Counts an attempt that no limit denies.
    pub fn add_attempt(&mut self, channel: Channel, policy: &Policy, now: Timestamp) {
        insert(&mut self.attempts, now, longest(&policy.attempts_per_phone));
        let limits = &policy.channels[channel].attempts_per_phone;
        if !limits.is_empty() {
            insert(&mut self.by_channel.0[channel], now, longest(limits));
        }
    }

    /// Takes back an attempt counted at `at` that the provider was never asked for.
    pub fn uncount_attempt(&mut self, channel: Channel, at: Timestamp) {
        remove(&mut self.attempts, at);
        remove(&mut self.by_channel.0[channel], at);
    }

    /// Counts a guess as wrong, before it is compared.
    ///
    /// # Errors
    /// [`Refusal::PhoneLocked`] if the limit is reached, always with the same wait. Nothing is
    /// counted then.
    pub fn count_guess(&mut self, policy: &Policy, now: Timestamp) -> Result<(), Refusal> {
        if self.is_locked(policy, now) {
            let until = now.saturating_add(LOCK_TOLD);
            return Err(Refusal::PhoneLocked { until });
        }
        if self.last_guess.saturating_add(ROW_MEMORY) <= now {
            self.in_a_row = 0;
        }
        insert(&mut self.guesses, now, policy.guesses_per_phone.within);
        self.in_a_row = self.in_a_row.saturating_add(1);
        self.last_guess = self.last_guess.max(now);
        Ok(())
    }

    /// Takes back a guess counted at `at` that was not compared.
    pub fn uncount_guess(&mut self, at: Timestamp) {
        if remove(&mut self.guesses, at) {
            self.in_a_row = self.in_a_row.saturating_sub(1);
        }
    }

    /// Takes back a guess counted at `at` that was right, and ends the row of wrong ones.
    pub fn settle_right_guess(&mut self, at: Timestamp) {
        remove(&mut self.guesses, at);
        self.in_a_row = 0;
    }

    /// The end, as a page tells it, of the time in which the number takes no guess; `None` if it
    /// takes one. The wait is always the same, and told to the end of the [`STEP`] in which
    /// guesses are taken again.
    pub fn locked_until(&self, policy: &Policy, now: Timestamp) -> Option<Timestamp> {
        let locked = self.is_locked(policy, now.round_down(STEP));
        locked.then_some(now.saturating_add(LOCK_TOLD))
    }

    /// The end of the time in which the strictest limit allows no attempt by `channel`; `None` if
    /// one is allowed.
    ///
    /// Exact where all attempts that count are in `own`. Otherwise the same wait is told whatever
    /// was sent and when, and attempts of others count to the end of a [`STEP`]: neither the wait
    /// nor its end reveals when the number's owner asked for a code.
    pub fn limited_until(
        &self,
        channel: Channel,
        own: &OwnAttempts,
        policy: &Policy,
        now: Timestamp,
    ) -> Option<Timestamp> {
        let all = policy.attempts_per_phone.iter();
        let all = all.map(|limit| (limit, &self.attempts, &own.attempts));
        let of_channel = policy.channels[channel].attempts_per_phone.iter();
        let (attempts, own) = (&self.by_channel.0[channel], &own.by_channel[channel]);
        all.chain(of_channel.map(|limit| (limit, attempts, own)))
            .filter_map(|(limit, all, own)| limited_until(limit, all, own, now))
            .max()
    }

    /// The attempts that a limit still counts, in ascending order.
    pub fn attempts(&self) -> &[Timestamp] {
        &self.attempts
    }

    /// Those of them by `channel`, where that has a limit of its own.
    pub fn attempts_by(&self, channel: Channel) -> &[Timestamp] {
        &self.by_channel.0[channel]
    }

    /// The wrong guesses that a limit still counts, in ascending order.
    pub fn guesses(&self) -> &[Timestamp] {
        &self.guesses
    }

    /// The consecutive wrong guesses up to now.
    pub fn guesses_in_a_row(&self) -> u32 {
        self.in_a_row
    }

    /// The time for which the record has to be kept after a write.
    pub fn retention(&self, policy: &Policy) -> Duration {
        let row = match self.in_a_row {
            0 => Duration::ZERO,
            _ => ROW_MEMORY,
        };
        let channels = policy.channels.values();
        let channels = channels.map(|channel| longest(&channel.attempts_per_phone));
        longest(&policy.attempts_per_phone)
            .max(channels.max().unwrap_or_default())
            .max(policy.guesses_per_phone.within)
            .max(row)
    }

    fn is_locked(&self, policy: &Policy, now: Timestamp) -> bool {
        let row_is_full = self.in_a_row >= policy.guesses_in_a_row;
        let limit = &policy.guesses_per_phone;
        row_is_full && self.last_guess.saturating_add(DAY) > now
            || limit.opens_at(&self.guesses, now).is_some()
    }
}

impl From<StoredByChannel> for AttemptsByChannel {
    fn from(stored: StoredByChannel) -> Self {
        let attempts = std::iter::once(Vec::new()).chain(stored);
        Self(Channel::ALL.into_iter().zip(attempts).collect())
    }
}

impl From<AttemptsByChannel> for StoredByChannel {
    fn from(attempts: AttemptsByChannel) -> Self {
        let mut attempts = attempts.0.into_values().skip(1);
        std::array::from_fn(|_| attempts.next().unwrap_or_default())
    }
}

/// The end of the time in which one limit allows nothing, where `own` are among `all` attempts.
fn limited_until(
    limit: &WindowLimit,
    all: &[Timestamp],
    own: &[Timestamp],
    now: Timestamp,
) -> Option<Timestamp> {
    let step = now.round_down(STEP);
    let others = limit
        .count_at(all, step)
        .saturating_sub(limit.count_at(own, step));
    let own = limit.count_at(own, now).min(limit.count_at(all, now));
    let full = others.saturating_add(own) >= limit.count;
    full.then(|| match others {
        0 => limit.opens_at(all, now).unwrap_or(now),
        _ => now.saturating_add(WAIT_TOLD),
    })
}

fn longest(limits: &[WindowLimit]) -> Duration {
    let windows = limits.iter().map(|limit| limit.within);
    windows.max().unwrap_or_default()
}

/// Inserts a time in ascending order, whatever the clock did, and removes those that no limit
/// counts any more, not even at the beginning of the step.
fn insert(times: &mut Vec<Timestamp>, now: Timestamp, within: Duration) {
    times.retain(|&at| at.saturating_add(within) > now.round_down(STEP));
    times.insert(times.partition_point(|&at| at <= now), now);
}

/// Removes one time; `false` if it is not there.
fn remove(times: &mut Vec<Timestamp>, at: Timestamp) -> bool {
    let found = times.iter().rposition(|&time| time == at);
    found.map(|found| times.remove(found)).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::time::MINUTE;

    /// The time so many minutes after the epoch.
    fn minute(nth: u32) -> Timestamp {
        Timestamp::EPOCH + nth * MINUTE
    }

    fn millis(millis: u64) -> Timestamp {
        Timestamp::from_millis(millis)
    }

    fn text(history: &mut History, at: Timestamp) -> Result<(), Refusal> {
        send(history, Channel::Text, at)
    }

    /// An attempt of a verification that made all the attempts before.
    fn send(history: &mut History, channel: Channel, at: Timestamp) -> Result<(), Refusal> {
        let own = OwnAttempts {
            attempts: history.attempts.clone(),
            by_channel: history.by_channel.0.clone(),
        };
        history.count_attempt(channel, &own, &Policy::default(), at)
    }

    #[test]
    fn the_strictest_limit_tells_the_wait() {
        let mut history = History::default();
        for at in [0, 1, 2] {
            text(&mut history, minute(at)).unwrap();
        }
        let until = minute(10);
        let refused = text(&mut history, minute(3));
        assert_eq!(refused, Err(Refusal::PhoneRateLimited { until }));
        for at in [10, 11] {
            text(&mut history, minute(at)).unwrap();
        }
        let until = minute(60);
        let refused = text(&mut history, minute(30));
        assert_eq!(refused, Err(Refusal::PhoneRateLimited { until }));
    }

    #[test]
    fn calls_have_a_limit_of_their_own() {
        let mut history = History::default();
        let hours = [0, 2, 4].map(|hour| minute(hour * 60));
        for at in hours {
            send(&mut history, Channel::Call, at).unwrap();
        }
        let now = minute(6 * 60);
        let refused = send(&mut history, Channel::Call, now);
        let until = Timestamp::EPOCH + DAY;
        assert_eq!(refused, Err(Refusal::PhoneRateLimited { until }));
        text(&mut history, now).unwrap();
        history.uncount_attempt(Channel::Call, hours[2]);
        send(&mut history, Channel::Call, now).unwrap();
        history.uncount_attempt(Channel::Text, now);
        assert_eq!(
            history.by_channel.0[Channel::Call],
            [hours[0], hours[1], now]
        );
        assert_eq!(history.attempts, history.by_channel.0[Channel::Call]);
    }

    #[test]
    fn what_is_given_back_is_free_again() {
        let policy = Policy::default();
        let mut history = History::default();
        for at in 0..15 {
            history.count_guess(&policy, millis(at)).unwrap();
        }
        let until = millis(15) + LOCK_TOLD;
        let refused = history.count_guess(&policy, millis(15));
        assert_eq!(refused, Err(Refusal::PhoneLocked { until }));
        history.uncount_guess(millis(14));
        history.count_guess(&policy, millis(15)).unwrap();
        history.uncount_guess(millis(999));
        assert_eq!((history.guesses.len(), history.in_a_row), (15, 15));
    }

    #[test]
    fn after_a_hundred_wrong_guesses_in_a_row_there_is_one_a_day() {
        let policy = Policy::default();
        let mut history = History::default();
        let mut now = Timestamp::EPOCH;
        for _ in 0..100 {
            history.count_guess(&policy, now).unwrap();
            now += 120 * MINUTE;
        }
        let refused = history.count_guess(&policy, now);
        let until = now + LOCK_TOLD;
        assert_eq!(refused, Err(Refusal::PhoneLocked { until }));
        let just_before = |at: Timestamp| millis(at.as_millis() - 1);
        let until = history.last_guess + DAY;
        assert!(history.is_locked(&policy, just_before(until)));
        assert!(!history.is_locked(&policy, until));
        history.count_guess(&policy, until).unwrap();
        assert!(history.is_locked(&policy, just_before(until + DAY)));
        assert!(!history.is_locked(&policy, until + DAY));
        assert_eq!(history.retention(&policy), ROW_MEMORY);

        history.count_guess(&policy, until + DAY).unwrap();
        history.settle_right_guess(until + DAY);
        assert_eq!(history.locked_until(&policy, until + DAY), None);
        assert_eq!(history.retention(&policy), DAY);
        assert!(history.guesses.is_empty(), "the right one counts as none");
    }

    /// An owner's three texts, and what a stranger is told of them at each moment.
    #[test]
    fn a_stranger_learns_nothing_of_when_the_owner_asked() {
        let policy = Policy::default();
        let told = |sent: [Timestamp; 3], now: Timestamp| {
            let mut history = History::default();
            for at in sent {
                text(&mut history, at).unwrap();
            }
            let own = OwnAttempts::default();
            let limited = history.limited_until(Channel::Text, &own, &policy, now);
            limited.map(|until| until.since(now))
        };
        let early = [millis(10 * 60_000 + 1), minute(11), minute(12)];
        let late = [minute(14), millis(14 * 60_000 + 1), millis(15 * 60_000 - 1)];
        for now in (15 * 60..30 * 60).map(|second| millis(second * 1_000)) {
            assert_eq!(told(early, now), told(late, now), "at {now:?}");
        }
        assert_eq!(told(late, minute(24)), Some(WAIT_TOLD));
        assert_eq!(told(late, minute(25)), None, "at the end of a step");
    }

    #[test]
    fn of_their_own_attempts_people_are_told_the_very_moment() {
        let policy = Policy::default();
        let mut history = History::default();
        for at in [1, 2, 4] {
            text(&mut history, minute(at)).unwrap();
        }
        let own = |minutes: &[u32]| OwnAttempts {
            attempts: minutes.iter().copied().map(minute).collect(),
            by_channel: EnumMap::default(),
        };
        let now = minute(6);
        let told = |own| history.limited_until(Channel::Text, &own, &policy, now);
        assert_eq!(told(own(&[1, 2, 4])), Some(minute(11)));
        assert_eq!(
            told(own(&[1, 2])),
            Some(now + WAIT_TOLD),
            "one is another's"
        );
        let at = |now| history.limited_until(Channel::Text, &own(&[1, 2, 4]), &policy, now);
        assert_eq!(at(minute(11)), None, "and it holds");
    }

    #[test]
    fn a_row_is_forgotten_after_a_month_of_quiet() {
        let policy = Policy::default();
        let mut history = History {
            in_a_row: 100,
            ..History::default()
        };
        let month = Timestamp::EPOCH + 30 * DAY;
        let just_before = millis(month.as_millis() - 1);
        history.count_guess(&policy, just_before).unwrap();
        assert_eq!(history.in_a_row, 101);
        history.count_guess(&policy, month + 30 * DAY).unwrap();
        assert_eq!(history.in_a_row, 1);
    }

    #[test]
    fn a_clock_that_steps_back_forgets_nothing() {
        let mut history = History::default();
        for at in [1_000, 500, 900] {
            text(&mut history, millis(at)).unwrap();
        }
        assert_eq!(history.attempts, [500, 900, 1_000].map(millis));
        assert!(text(&mut history, millis(950)).is_err());
    }
}
