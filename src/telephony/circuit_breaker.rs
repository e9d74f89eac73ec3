//! Circuit breaker: stops sending to a failing provider and probes it after a cooldown.
//!
//! Pure but for its own memory: the caller passes the time.

use std::collections::VecDeque;
use std::time::Duration;

use parking_lot::Mutex;
use tokio::time::Instant;

/// Consecutive failures that open the circuit breaker.
const MAX_CONSECUTIVE_FAILURES: usize = 5;

/// Attempts within [`WINDOW`] from which on the circuit breaker opens when half of them failed.
const MIN_ATTEMPTS: usize = 20;

/// The span in which attempts are remembered.
const WINDOW: Duration = Duration::from_secs(30);

/// The most attempts that are remembered.
const MAX_REMEMBERED: usize = 1_000;

/// The circuit breaker of one channel: texts may work while calls do not.
#[derive(Debug)]
pub(super) struct CircuitBreaker {
    /// Time between opening and the next probe; zero never opens.
    cooldown: Duration,
    state: Mutex<CircuitState>,
}

#[derive(Debug, Default)]
struct CircuitState {
    /// Recent attempts, oldest first, and whether each found the provider healthy.
    recent: VecDeque<(Instant, bool)>,
    /// Time of the next probe; `None` while closed.
    probe_at: Option<Instant>,
}

/// The provider's health, as one attempt found it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ProviderHealth {
    /// It responded, if only with a refusal of this attempt.
    Healthy,
    /// It was not reached, did not respond, or broke.
    Failing,
    /// It will refuse every other attempt too: bad credentials, no credit.
    Unusable,
}

impl CircuitBreaker {
    /// A closed circuit breaker, which allows every attempt.
    pub fn new(cooldown: Duration) -> Self {
        Self {
            cooldown,
            state: Mutex::default(),
        }
    }

    /// Remaining cooldown; `None` when the next attempt is allowed.
    pub fn remaining_cooldown(&self, now: Instant) -> Option<Duration> {
        let probe_at = self.state.lock().probe_at?;
        Some(probe_at.saturating_duration_since(now)).filter(|wait| !wait.is_zero())
    }

    /// Allows an attempt or not. While open, one attempt per cooldown is allowed as a probe.
    pub fn allow_attempt(&self, now: Instant) -> bool {
        let mut state = self.state.lock();
        match state.probe_at {
            Some(probe_at) if probe_at > now => false,
            Some(_) => {
                state.probe_at = Some(now + self.cooldown);
                true
            }
            None => true,
        }
    }

    /// Records how an attempt found the provider. Returns whether that opened the circuit breaker.
    pub fn record(&self, health: ProviderHealth, now: Instant) -> bool {
        let mut state = self.state.lock();
        let healthy = health == ProviderHealth::Healthy;
        state.recent.push_back((now, healthy));
        state.forget_old(now);
        if healthy {
            // Failures before a recovery say nothing about the provider of now.
            if state.probe_at.take().is_some() {
                state.recent.clear();
            }
            return false;
        }
        let opens = health == ProviderHealth::Unusable
            || state.probe_at.is_some()
            || state.has_failed_too_often();
        if !opens || self.cooldown.is_zero() {
            return false;
        }
        state.probe_at.replace(now + self.cooldown).is_none()
    }
}

impl CircuitState {
    /// Drops attempts from the front only: to look at all of them costs 2.5 % of a send at
    /// 2,000 sends a second.
    fn forget_old(&mut self, now: Instant) {
        let is_old = |(at, _): &(Instant, bool)| *at + WINDOW <= now;
        while self.recent.len() > MAX_REMEMBERED || self.recent.front().is_some_and(is_old) {
            self.recent.pop_front();
        }
    }

    fn has_failed_too_often(&self) -> bool {
        let failed = |(_, healthy): &&(Instant, bool)| !healthy;
        let consecutive = self.recent.iter().rev().take_while(failed).count();
        let failures = self.recent.iter().filter(failed).count();
        consecutive >= MAX_CONSECUTIVE_FAILURES
            || self.recent.len() >= MIN_ATTEMPTS && 2 * failures >= self.recent.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const COOLDOWN: Duration = Duration::from_secs(10);
    const SECOND: Duration = Duration::from_secs(1);

    fn breaker() -> (CircuitBreaker, Instant) {
        (CircuitBreaker::new(COOLDOWN), Instant::now())
    }

    #[test]
    fn five_failures_in_a_row_open_it_and_each_cooldown_allows_one_probe() {
        let (breaker, now) = breaker();
        for _ in 0..4 {
            assert!(!breaker.record(ProviderHealth::Failing, now));
            assert!(breaker.allow_attempt(now));
        }
        assert_eq!(breaker.remaining_cooldown(now), None);
        assert!(breaker.record(ProviderHealth::Failing, now));
        assert_eq!(breaker.remaining_cooldown(now), Some(COOLDOWN));
        assert!(!breaker.allow_attempt(now + COOLDOWN - SECOND));

        let then = now + COOLDOWN;
        assert_eq!(breaker.remaining_cooldown(then), None);
        assert!(breaker.allow_attempt(then));
        assert!(!breaker.allow_attempt(then), "one is enough to know");
        assert!(
            !breaker.record(ProviderHealth::Failing, then + SECOND),
            "open already"
        );
        assert_eq!(breaker.remaining_cooldown(then + SECOND), Some(COOLDOWN));

        let later = then + SECOND + COOLDOWN;
        assert!(breaker.allow_attempt(later));
        breaker.record(ProviderHealth::Healthy, later);
        assert!(breaker.allow_attempt(later) && breaker.allow_attempt(later));
        assert!(
            !breaker.record(ProviderHealth::Failing, later),
            "it begins anew"
        );
    }

    #[test]
    fn one_success_ends_a_row() {
        let (breaker, now) = breaker();
        for _ in 0..4 {
            for _ in 0..4 {
                assert!(!breaker.record(ProviderHealth::Failing, now));
            }
            breaker.record(ProviderHealth::Healthy, now);
        }
        assert!(
            breaker.record(ProviderHealth::Failing, now),
            "but half of many is too much"
        );
    }

    #[test]
    fn old_failures_do_not_count() {
        let (breaker, mut now) = breaker();
        for _ in 0..40 {
            now += Duration::from_secs(8);
            assert!(
                !breaker.record(ProviderHealth::Failing, now),
                "never five in 30 s"
            );
        }
    }

    #[test]
    fn the_last_thousand_attempts_decide_and_no_more_are_kept() {
        let (breaker, now) = breaker();
        for attempt in 0..100_000 {
            let health = match attempt % 5 {
                0 => ProviderHealth::Failing,
                _ => ProviderHealth::Healthy,
            };
            assert!(!breaker.record(health, now));
        }
        assert_eq!(breaker.state.lock().recent.len(), MAX_REMEMBERED);
        let opened = (0..MAX_REMEMBERED).position(|_| {
            breaker.record(ProviderHealth::Healthy, now);
            breaker.record(ProviderHealth::Failing, now)
        });
        assert!(opened.is_some(), "half of them failed");
    }

    #[test]
    fn an_unusable_provider_opens_it_at_once() {
        let (breaker, now) = breaker();
        assert!(breaker.record(ProviderHealth::Unusable, now));
        assert!(!breaker.allow_attempt(now));
    }

    #[test]
    fn without_a_cooldown_it_never_opens() {
        let breaker = CircuitBreaker::new(Duration::ZERO);
        let now = Instant::now();
        for _ in 0..100 {
            assert!(!breaker.record(ProviderHealth::Unusable, now));
            assert!(breaker.allow_attempt(now));
        }
    }
}
