//! Judges the reply to a health check, and logs what an operator must know.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use parking_lot::Mutex;
use tracing::{error, warn};

use crate::store::StoreError;

/// Time to live of the data set's ID, renewed by every health check.
pub(super) const DATA_SET_ID_TTL: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// The difference between two clocks that is ignored, in milliseconds. Nothing of ours depends
/// on this machine's clock; logs and other programs may.
const TOLERATED_SKEW_MS: u64 = 2_000;

/// The one policy under which a full server refuses writes and evicts nothing.
const NO_EVICTION: &str = "noeviction";

/// Remembers what was seen, so that each change is logged once.
#[derive(Default)]
pub(super) struct HealthMonitor {
    data_set_id: Mutex<Option<Vec<u8>>>,
    policy_reported: AtomicBool,
    skew_reported: AtomicBool,
}

impl HealthMonitor {
    /// Judges one reply: the store's time in milliseconds, the ID of its data set and its
    /// `maxmemory-policy`, which is empty when it cannot be read.
    ///
    /// # Errors
    /// [`StoreError::EvictionEnabled`] when the server may drop what it holds.
    pub(super) fn observe(
        &self,
        now_ms: u64,
        data_set_id: Vec<u8>,
        policy: &str,
    ) -> Result<(), StoreError> {
        self.compare_clocks(now_ms);
        self.compare_data_set(data_set_id);
        match policy {
            NO_EVICTION => Ok(()),
            "" => {
                if !self.policy_reported.swap(true, Ordering::Relaxed) {
                    warn!("the store's maxmemory-policy cannot be read; it must be noeviction");
                }
                Ok(())
            }
            other => Err(StoreError::EvictionEnabled(other.to_owned())),
        }
    }

    /// Reports a store that was emptied, or another one in its place. It has forgotten who sent
    /// and guessed how much: only limits within the process still hold.
    fn compare_data_set(&self, id: Vec<u8>) {
        let mut known = self.data_set_id.lock();
        if known.as_ref().is_some_and(|known| *known != id) {
            error!("the store was emptied or replaced: its limits begin anew");
        }
        *known = Some(id);
    }

    fn compare_clocks(&self, now_ms: u64) {
        let skew_ms = local_time_ms().abs_diff(now_ms);
        let skewed = skew_ms > TOLERATED_SKEW_MS;
        if skewed && !self.skew_reported.swap(skewed, Ordering::Relaxed) {
            warn!(skew_ms, "this machine's clock is not the store's");
        }
        self.skew_reported.store(skewed, Ordering::Relaxed);
    }
}

/// The difference between this machine's clock and the store's.
pub(super) fn clock_skew(now_ms: u64) -> Duration {
    Duration::from_millis(local_time_ms().abs_diff(now_ms))
}

fn local_time_ms() -> u64 {
    #[expect(
        clippy::disallowed_methods,
        reason = "compared with the store's, used for nothing else"
    )]
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    u64::try_from(since.unwrap_or_default().as_millis()).unwrap_or(u64::MAX)
}
