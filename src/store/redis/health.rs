//! What a store's answer to a look at its health tells, and whether to tell the operator.

use std::{
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use tracing::{error, warn};

use super::super::StoreError;

/// How long the mark stays without anybody looking.
pub(super) const MARK_LIFE: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// What two clocks may differ without anybody caring, in milliseconds. Nothing of ours
/// depends on this machine's clock; logs and other programs may.
const CARELESS_SKEW: u64 = 2_000;

/// The one policy under which a full server refuses writes and forgets nothing.
const KEEPS_ALL: &str = "noeviction";

/// What was seen so far, so that each change is told once.
#[derive(Default)]
pub(super) struct Health {
    mark: Mutex<Option<Vec<u8>>>,
    told_of_policy: AtomicBool,
    told_of_clock: AtomicBool,
}

impl Health {
    /// Judges one answer: the store's time in milliseconds, its mark and its policy.
    ///
    /// # Errors
    /// [`StoreError::Forgetful`] when the server may drop what it holds.
    pub(super) fn judge(&self, now_ms: u64, mark: Vec<u8>, policy: &str) -> Result<(), StoreError> {
        self.compare_clocks(now_ms);
        self.recognise(mark);
        match policy {
            KEEPS_ALL => Ok(()),
            "" => {
                if !self.told_of_policy.swap(true, Ordering::Relaxed) {
                    warn!("the store's maxmemory-policy cannot be read; it must be noeviction");
                }
                Ok(())
            }
            other => Err(StoreError::Forgetful(other.to_owned())),
        }
    }

    /// A store that was emptied, or another one in its place, has forgotten who sent and
    /// guessed how much: only limits within the process still hold.
    fn recognise(&self, mark: Vec<u8>) {
        let mut known = self.mark.lock().unwrap_or_else(PoisonError::into_inner);
        if known.as_ref().is_some_and(|known| *known != mark) {
            error!("the store was emptied or replaced: its limits begin anew");
        }
        *known = Some(mark);
    }

    fn compare_clocks(&self, now_ms: u64) {
        let skew_ms = here_ms().abs_diff(now_ms);
        let apart = skew_ms > CARELESS_SKEW;
        if apart && !self.told_of_clock.swap(apart, Ordering::Relaxed) {
            warn!(skew_ms, "this machine's clock is not the store's");
        }
        self.told_of_clock.store(apart, Ordering::Relaxed);
    }
}

fn here_ms() -> u64 {
    #[expect(
        clippy::disallowed_methods,
        reason = "compared with the store's, used for nothing else"
    )]
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    u64::try_from(since.unwrap_or_default().as_millis()).unwrap_or(u64::MAX)
}
