//! Leaves a provider alone that is broken, and tries now and then whether it still is.
//!
//! Pure but for its own memory: the time is the caller's.

use std::{
    collections::VecDeque,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::time::Instant;

/// So many failures in a row open it.
const IN_A_ROW: usize = 5;

/// Of so many sends in [`WINDOW`], half may fail.
const ENOUGH: usize = 20;

/// How far back it looks.
const WINDOW: Duration = Duration::from_secs(30);

/// More sends than this are not looked back on.
const MOST: usize = 1_000;

/// One per channel: texts may work while calls do not.
#[derive(Debug)]
pub(super) struct Breaker {
    /// How long to leave the provider alone before the next try; zero for never.
    rest: Duration,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    /// Sends that were answered, and whether well.
    recent: VecDeque<(Instant, bool)>,
    /// While open: when one may try.
    next_try: Option<Instant>,
}

/// How a send went, as far as the provider's health is concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Health {
    /// It answered, if only with a no to this one.
    Well,
    /// It was not reached, did not answer, or broke.
    Broken,
    /// It will refuse every other send too: bad credentials, no money.
    Closed,
}

impl Breaker {
    /// Closed, which lets everything through.
    pub fn new(rest: Duration) -> Self {
        Self {
            rest,
            state: Mutex::default(),
        }
    }

    /// How long nothing is let through; `None` when the next send is.
    pub fn rests(&self, now: Instant) -> Option<Duration> {
        let next_try = self.state().next_try?;
        Some(next_try.saturating_duration_since(now)).filter(|wait| !wait.is_zero())
    }

    /// Lets a send through or not. While open, it lets one through in each rest.
    pub fn lets_through(&self, now: Instant) -> bool {
        let mut state = self.state();
        match state.next_try {
            Some(next_try) if next_try > now => false,
            Some(_) => {
                state.next_try = Some(now + self.rest);
                true
            }
            None => true,
        }
    }

    /// Learns how a send went; `true` when that opened it.
    pub fn learn(&self, health: Health, now: Instant) -> bool {
        let mut state = self.state();
        let well = health == Health::Well;
        state.recent.push_back((now, well));
        state.forget_before(now);
        if well {
            // What failed before it was mended says nothing of now.
            if state.next_try.take().is_some() {
                state.recent.clear();
            }
            return false;
        }
        let opens = health == Health::Closed || state.next_try.is_some() || state.is_broken();
        if !opens || self.rest.is_zero() {
            return false;
        }
        state.next_try.replace(now + self.rest).is_none()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn forget_before(&mut self, now: Instant) {
        let is_old = |(at, _): &(Instant, bool)| *at + WINDOW <= now;
        while self.recent.len() > MOST || self.recent.front().is_some_and(is_old) {
            self.recent.pop_front();
        }
    }

    fn is_broken(&self) -> bool {
        let failed = |(_, well): &&(Instant, bool)| !well;
        let row = self.recent.iter().rev().take_while(failed).count();
        let failures = self.recent.iter().filter(failed).count();
        row >= IN_A_ROW || self.recent.len() >= ENOUGH && 2 * failures >= self.recent.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const REST: Duration = Duration::from_secs(10);
    const SECOND: Duration = Duration::from_secs(1);

    fn breaker() -> (Breaker, Instant) {
        (Breaker::new(REST), Instant::now())
    }

    #[test]
    fn five_failures_in_a_row_open_it_and_one_may_try_in_each_rest() {
        let (breaker, now) = breaker();
        for _ in 0..4 {
            assert!(!breaker.learn(Health::Broken, now));
            assert!(breaker.lets_through(now));
        }
        assert_eq!(breaker.rests(now), None);
        assert!(breaker.learn(Health::Broken, now));
        assert_eq!(breaker.rests(now), Some(REST));
        assert!(!breaker.lets_through(now + REST - SECOND));

        let then = now + REST;
        assert_eq!(breaker.rests(then), None);
        assert!(breaker.lets_through(then));
        assert!(!breaker.lets_through(then), "one is enough to know");
        assert!(
            !breaker.learn(Health::Broken, then + SECOND),
            "open already"
        );
        assert_eq!(breaker.rests(then + SECOND), Some(REST));

        let later = then + SECOND + REST;
        assert!(breaker.lets_through(later));
        breaker.learn(Health::Well, later);
        assert!(breaker.lets_through(later) && breaker.lets_through(later));
        assert!(!breaker.learn(Health::Broken, later), "it begins anew");
    }

    #[test]
    fn one_good_answer_ends_a_row() {
        let (breaker, now) = breaker();
        for _ in 0..4 {
            for _ in 0..4 {
                assert!(!breaker.learn(Health::Broken, now));
            }
            breaker.learn(Health::Well, now);
        }
        assert!(
            breaker.learn(Health::Broken, now),
            "but half of many is too much"
        );
    }

    #[test]
    fn what_is_long_ago_does_not_count() {
        let (breaker, mut now) = breaker();
        for _ in 0..40 {
            now += Duration::from_secs(8);
            assert!(!breaker.learn(Health::Broken, now), "never five in 30 s");
        }
    }

    #[test]
    fn the_last_thousand_decide_and_no_more_are_kept() {
        let (breaker, now) = breaker();
        for send in 0..100_000 {
            let health = match send % 5 {
                0 => Health::Broken,
                _ => Health::Well,
            };
            assert!(!breaker.learn(health, now));
        }
        assert_eq!(breaker.state().recent.len(), MOST);
        let opened = (0..MOST).position(|_| {
            breaker.learn(Health::Well, now);
            breaker.learn(Health::Broken, now)
        });
        assert!(opened.is_some(), "half of them failed");
    }

    #[test]
    fn what_will_refuse_everything_opens_it_at_once() {
        let (breaker, now) = breaker();
        assert!(breaker.learn(Health::Closed, now));
        assert!(!breaker.lets_through(now));
    }

    #[test]
    fn without_a_rest_it_never_opens() {
        let breaker = Breaker::new(Duration::ZERO);
        let now = Instant::now();
        for _ in 0..100 {
            assert!(!breaker.learn(Health::Closed, now));
            assert!(breaker.lets_through(now));
        }
    }
}
