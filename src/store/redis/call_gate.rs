//! Keeps calls from piling up before a server that does not reply.

use std::time::Duration;

use parking_lot::Mutex;
use tokio::{
    sync::{Semaphore, SemaphorePermit},
    time::{Instant, timeout},
};

use crate::store::{Outage, StoreError};

/// Calls that may wait for a reply at the same time. A server that replies within a millisecond
/// serves a hundred thousand a second with as many.
const MAX_CONCURRENT: usize = 256;

/// Time that a call beyond these waits for its turn before it is refused.
const QUEUE_TIMEOUT: Duration = Duration::from_millis(100);

/// Calls without a reply, one after the other, after which no more are made.
const MAX_MISSED: u32 = 5;

/// Interval in which one call is let through all the same, to find out whether the server is
/// back.
const PROBE_INTERVAL: Duration = Duration::from_secs(1);

/// Bounds the calls in progress, and is a circuit breaker: it lets calls through while the
/// server replies, and one a second while it does not.
///
/// An error is a reply. Of a Cluster any node's reply counts, so one silent node does not cost
/// the calls to the others, unless it was asked five times in a row.
pub(super) struct CallGate {
    slots: Semaphore,
    silence: Mutex<Silence>,
}

struct Silence {
    missed: u32,
    probe_at: Instant,
}

impl Default for CallGate {
    fn default() -> Self {
        let silence = Silence {
            missed: 0,
            probe_at: Instant::now(),
        };
        Self {
            slots: Semaphore::new(MAX_CONCURRENT),
            silence: Mutex::new(silence),
        }
    }
}

impl CallGate {
    /// Whether calls are let through only to find out whether the server is back.
    pub(super) fn is_shut(&self) -> bool {
        self.silence.lock().is_long()
    }

    /// Waits for a slot among the calls in progress, which the call holds until it is done.
    ///
    /// # Errors
    /// [`Outage::TooManyCalls`] after 100 ms; [`Outage::CircuitOpen`] at once.
    pub(super) async fn enter(&self) -> Result<SemaphorePermit<'_>, StoreError> {
        let Ok(Ok(slot)) = timeout(QUEUE_TIMEOUT, self.slots.acquire()).await else {
            return Err(StoreError::Unavailable(Outage::TooManyCalls));
        };
        let admitted = self.silence.lock().admits(Instant::now());
        let open = StoreError::Unavailable(Outage::CircuitOpen);
        admitted.then_some(slot).ok_or(open)
    }

    /// Records whether a call that was let through got a reply.
    pub(super) fn record<T>(&self, result: &Result<T, StoreError>) {
        let missed = matches!(result, Err(StoreError::Unavailable(_)));
        let mut silence = self.silence.lock();
        match missed {
            true => silence.lengthen(Instant::now()),
            false => silence.missed = 0,
        }
    }
}

impl Silence {
    fn admits(&mut self, now: Instant) -> bool {
        let probes = now >= self.probe_at;
        if self.is_long() && probes {
            self.probe_at = now + PROBE_INTERVAL;
        }
        !self.is_long() || probes
    }

    fn is_long(&self) -> bool {
        self.missed >= MAX_MISSED
    }

    fn lengthen(&mut self, now: Instant) {
        self.missed = self.missed.saturating_add(1);
        if self.missed == MAX_MISSED {
            self.probe_at = now + PROBE_INTERVAL;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn missed() -> Result<(), StoreError> {
        Err(StoreError::Unavailable(Outage::Connection(
            "late".to_owned(),
        )))
    }

    #[tokio::test]
    async fn places_are_limited_and_come_free() {
        let gate = CallGate::default();
        let mut slots = Vec::new();
        for _ in 0..MAX_CONCURRENT {
            slots.push(gate.enter().await.unwrap());
        }
        assert!(gate.enter().await.is_err());
        let (entered, _) = tokio::join!(gate.enter(), async { drop(slots.pop()) });
        assert!(entered.is_ok(), "one came free in time");
    }

    #[test]
    fn silence_is_probed_once_a_second() {
        let mut now = Instant::now();
        let mut silence = Silence {
            missed: 0,
            probe_at: now,
        };
        for _ in 0..MAX_MISSED {
            assert!(silence.admits(now));
            silence.lengthen(now);
        }
        for _ in 0..3 {
            assert!(!silence.admits(now + PROBE_INTERVAL / 2));
            now += PROBE_INTERVAL;
            assert!(silence.admits(now), "a probe");
            assert!(!silence.admits(now), "one is enough");
            silence.lengthen(now);
        }
        silence.missed = 0;
        assert!((0..9).all(|_| silence.admits(now)), "it is back");
    }

    #[tokio::test]
    async fn an_error_is_an_answer() {
        let gate = CallGate::default();
        for _ in 0..3 * MAX_MISSED {
            gate.record(&missed());
            gate.record::<()>(&Err(StoreError::Refused("OOM".to_owned())));
        }
        assert!(gate.enter().await.is_ok());
    }
}
