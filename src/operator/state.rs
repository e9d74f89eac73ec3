//! The state that the operator's requests share.

use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use super::access::{LoginTries, PasswordChecks, SessionCipher};
use crate::domain::Timestamp;
use crate::web::AppState;

/// Everything a request of the operator may need. Clones are cheap and share it.
pub(super) type OperatorState = Arc<Operator>;

/// The parts that exist once in the process.
pub(super) struct Operator {
    /// The application that is looked at.
    pub app: AppState,
    /// The failed tries to log in.
    pub tries: LoginTries,
    /// The checks of passwords.
    pub checks: PasswordChecks,
    /// The key of the sessions.
    pub sessions: SessionCipher,
    clock: Box<dyn Fn() -> SystemTime + Send + Sync>,
}

impl Operator {
    /// Builds the state, whose time is that of `clock`.
    pub fn new(app: AppState, clock: impl Fn() -> SystemTime + Send + Sync + 'static) -> Self {
        let (secret, previous) = app.settings.store.secrets();
        Self {
            sessions: SessionCipher::new(&secret, previous.as_ref()),
            app,
            tries: LoginTries::default(),
            checks: PasswordChecks::default(),
            clock: Box::new(clock),
        }
    }

    /// The time. It is this machine's, so that the operator gets in and looks around also while the
    /// store is away.
    pub fn now(&self) -> Timestamp {
        let since = (self.clock)().duration_since(UNIX_EPOCH);
        Timestamp::EPOCH + since.unwrap_or_default()
    }
}
