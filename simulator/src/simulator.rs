//! One simulated account: the handle that everything else here works on.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::watch;

use crate::callbacks::CallbackClient;
use crate::options::Options;
use crate::records::{AccountState, CallSignal};

/// A simulated Plivo account and its handset. Clones share everything.
#[derive(Clone)]
pub struct Simulator {
    shared: Arc<SharedAccount>,
}

struct SharedAccount {
    options: Arc<Options>,
    callbacks: CallbackClient,
    state: Mutex<AccountState>,
    /// Counts the changes of `state`.
    changes: watch::Sender<u64>,
}

impl Simulator {
    /// Creates a simulator that has sent nothing yet.
    ///
    /// # Errors
    /// Those of [`reqwest::ClientBuilder::build`]: TLS for callbacks cannot be set up.
    pub fn new(options: Options) -> Result<Self, reqwest::Error> {
        let options = Arc::new(options);
        let shared = SharedAccount {
            callbacks: CallbackClient::new(options.clone())?,
            options,
            state: Mutex::default(),
            changes: watch::Sender::new(0),
        };
        Ok(Self {
            shared: Arc::new(shared),
        })
    }

    /// The options it was created with.
    #[must_use]
    pub fn options(&self) -> &Options {
        &self.shared.options
    }

    /// The client for requests to the application.
    pub(crate) fn callbacks(&self) -> &CallbackClient {
        &self.shared.callbacks
    }

    /// Locks the state for reading; changes go through [`Self::change`].
    pub(crate) fn state(&self) -> MutexGuard<'_, AccountState> {
        let locked = self.shared.state.lock();
        locked.unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes the state and notifies every open handset.
    pub(crate) fn change<T>(&self, change: impl FnOnce(&mut AccountState) -> T) -> T {
        let result = change(&mut self.state());
        self.shared.changes.send_modify(|count| *count += 1);
        result
    }

    /// Subscribes to changes of the state.
    pub(crate) fn changes(&self) -> watch::Receiver<u64> {
        self.shared.changes.subscribe()
    }

    /// Passes a signal to a call; `false` if there is no such call or it has ended.
    pub(crate) fn signal_call(&self, uuid: &str, signal: CallSignal) -> bool {
        self.state().signal_call(uuid, signal)
    }

    /// A wait of so many lifelike seconds at this simulator's speed.
    pub(crate) fn scaled(&self, seconds: f64) -> Duration {
        self.options().scaled(seconds)
    }
}
