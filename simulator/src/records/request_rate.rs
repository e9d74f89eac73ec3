//! Plivo's limit on the rate of requests.

use std::collections::VecDeque;

use tokio::time::{Duration, Instant};

/// Plivo's limit for an account, calls apart: 300 requests in 5 s.
const REQUESTS: usize = 300;
const WINDOW: Duration = Duration::from_secs(5);

/// The times of the requests in the current window.
#[derive(Default)]
pub(crate) struct RequestRate(VecDeque<Instant>);

impl RequestRate {
    /// Counts a request; `false`, uncounted, if the window is full.
    pub(crate) fn admit(&mut self, now: Instant) -> bool {
        let is_old = |at: &Instant| now.duration_since(*at) >= WINDOW;
        while self.0.front().is_some_and(is_old) {
            self.0.pop_front();
        }
        let admitted = self.0.len() < REQUESTS;
        if admitted {
            self.0.push_back(now);
        }
        admitted
    }
}
