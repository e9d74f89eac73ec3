//! Keeps callers from piling up before a server that does not answer.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use tokio::{
    sync::{Semaphore, SemaphorePermit},
    time::{Instant, timeout},
};

use super::super::{SPARED, StoreError};

/// Calls that may wait for an answer at the same time. A server that answers within a
/// millisecond serves a hundred thousand a second with as many.
const MOST_WAITING: usize = 256;

/// How long a call beyond these waits for one of them to be answered, before it is refused.
const DOORWAY: Duration = Duration::from_millis(100);

/// Calls without an answer, one after the other, after which no more are made.
const MOST_MISSED: u32 = 5;

/// How often one call is let through all the same, to find out whether the server is back.
const PROBE_EVERY: Duration = Duration::from_secs(1);

/// Lets calls through while the server answers, and one a second while it does not.
///
/// An error is an answer. Of a cluster any node's answer counts, so one silent node does
/// not cost the calls to the others, unless it was asked five times in a row.
pub(super) struct Breaker {
    places: Semaphore,
    silence: Mutex<Silence>,
}

struct Silence {
    missed: u32,
    probe_at: Instant,
}

impl Breaker {
    pub(super) fn new() -> Self {
        let silence = Silence {
            missed: 0,
            probe_at: Instant::now(),
        };
        Self {
            places: Semaphore::new(MOST_WAITING),
            silence: Mutex::new(silence),
        }
    }

    /// A place among those who wait for the server.
    ///
    /// # Errors
    /// When the server keeps silent, at once; when too many wait for it already, after a
    /// moment.
    pub(super) async fn enter(&self) -> Result<SemaphorePermit<'_>, StoreError> {
        let Ok(Ok(place)) = timeout(DOORWAY, self.places.acquire()).await else {
            return Err(refused("too many calls wait for it"));
        };
        let lets_through = self.look(|silence, now| silence.lets_through(now));
        lets_through.then_some(place).ok_or_else(|| refused(SPARED))
    }

    /// Learns from a call that was let through.
    pub(super) fn note<T>(&self, answer: &Result<T, StoreError>) {
        let missed = matches!(answer, Err(StoreError::NoAnswer(_)));
        self.look(|silence, now| match missed {
            true => silence.lengthen(now),
            false => silence.missed = 0,
        });
    }

    fn look<T>(&self, look: impl FnOnce(&mut Silence, Instant) -> T) -> T {
        let mut silence = self.silence.lock().unwrap_or_else(PoisonError::into_inner);
        look(&mut silence, Instant::now())
    }
}

impl Silence {
    fn lets_through(&mut self, now: Instant) -> bool {
        let probes = now >= self.probe_at;
        if self.missed >= MOST_MISSED && probes {
            self.probe_at = now + PROBE_EVERY;
        }
        self.missed < MOST_MISSED || probes
    }

    fn lengthen(&mut self, now: Instant) {
        self.missed = self.missed.saturating_add(1);
        if self.missed == MOST_MISSED {
            self.probe_at = now + PROBE_EVERY;
        }
    }
}

fn refused(why: &str) -> StoreError {
    StoreError::NoAnswer(why.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn missed() -> Result<(), StoreError> {
        Err(refused("late"))
    }

    #[tokio::test]
    async fn places_are_limited_and_come_free() {
        let breaker = Breaker::new();
        let mut places = Vec::new();
        for _ in 0..MOST_WAITING {
            places.push(breaker.enter().await.unwrap());
        }
        assert!(breaker.enter().await.is_err());
        let (entered, _) = tokio::join!(breaker.enter(), async { drop(places.pop()) });
        assert!(entered.is_ok(), "one came free in time");
    }

    #[test]
    fn silence_is_probed_once_a_second() {
        let mut now = Instant::now();
        let mut silence = Silence {
            missed: 0,
            probe_at: now,
        };
        for _ in 0..MOST_MISSED {
            assert!(silence.lets_through(now));
            silence.lengthen(now);
        }
        for _ in 0..3 {
            assert!(!silence.lets_through(now + PROBE_EVERY / 2));
            now += PROBE_EVERY;
            assert!(silence.lets_through(now), "a probe");
            assert!(!silence.lets_through(now), "one is enough");
            silence.lengthen(now);
        }
        silence.missed = 0;
        assert!((0..9).all(|_| silence.lets_through(now)), "it is back");
    }

    #[tokio::test]
    async fn an_error_is_an_answer() {
        let breaker = Breaker::new();
        for _ in 0..3 * MOST_MISSED {
            breaker.note(&missed());
            breaker.note::<()>(&Err(StoreError::Refused("OOM".to_owned())));
        }
        assert!(breaker.enter().await.is_ok());
    }
}
