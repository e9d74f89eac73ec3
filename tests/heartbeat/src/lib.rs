//! The delay that a busy machine adds to everything, by which tests bound times.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on may panic")]

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
    time::Duration,
};

use tokio::{
    task::JoinHandle,
    time::{Instant, sleep},
};

/// A task that is due every few milliseconds.
pub struct Heartbeat {
    lag: Arc<AtomicU64>,
    task: JoinHandle<()>,
}

const INTERVAL: Duration = Duration::from_millis(5);

impl Heartbeat {
    /// Starts the task.
    pub fn start() -> Self {
        let lag = Arc::<AtomicU64>::default();
        let largest = lag.clone();
        let task = tokio::spawn(async move {
            loop {
                let due = Instant::now() + INTERVAL;
                sleep(INTERVAL).await;
                let late = u64::try_from(due.elapsed().as_micros()).unwrap();
                largest.fetch_max(late, Relaxed);
            }
        });
        Self { lag, task }
    }

    /// A bound of time, widened by how late the machine was so far.
    pub fn widen(&self, bound: Duration) -> Duration {
        bound + 20 * self.lag()
    }

    /// The longest delay so far.
    pub fn lag(&self) -> Duration {
        Duration::from_micros(self.lag.load(Relaxed))
    }
}

impl Drop for Heartbeat {
    fn drop(&mut self) {
        self.task.abort();
    }
}
