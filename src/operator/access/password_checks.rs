//! Compares passwords beside the threads that serve, few at a time.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;
use tokio::time::timeout;
use tracing::error;

use crate::config::OperatorPassword;

/// Comparisons at the same time: each takes a processor, and as much memory as its hash says.
const AT_ONCE: usize = 2;

/// Time for which a try waits for its turn.
const PATIENCE: Duration = Duration::from_secs(5);

/// The turns of those who try.
pub struct PasswordChecks(Arc<Semaphore>);

/// The result of a try.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PasswordCheck {
    /// It is the password.
    Right,
    /// It is not.
    Wrong,
    /// It was not compared: too many others are.
    Busy,
}

impl Default for PasswordChecks {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(AT_ONCE)))
    }
}

impl PasswordChecks {
    /// Compares what was typed with the password. The turn lasts to the end of the comparison, also
    /// when nobody waits for its result any more.
    pub async fn check(&self, password: &OperatorPassword, typed: String) -> PasswordCheck {
        let turn = timeout(PATIENCE, self.0.clone().acquire_owned()).await;
        let Ok(Ok(turn)) = turn else {
            return PasswordCheck::Busy;
        };
        let password = password.clone();
        let compared = spawn_blocking(move || {
            let _kept = turn;
            password.matches(&typed)
        });
        match compared.await {
            Ok(true) => PasswordCheck::Right,
            Ok(false) => PasswordCheck::Wrong,
            Err(error) => {
                error!(%error, "a password was not compared");
                PasswordCheck::Busy
            }
        }
    }
}
