//! Whether new requests are welcome. The store is looked at once a second, on its own; who
//! asks `/readyz` is told what the last look found, and the log once per change.

use std::sync::{Arc, Weak};
use std::time::Duration;

use parking_lot::Mutex;
use tokio::time::sleep;
use tracing::{error, info};

use crate::lifecycle::Lifecycle;
use crate::store::StoreError;
use crate::verifier::Verifier;

/// Interval between two looks at the store.
const PACE: Duration = Duration::from_secs(1);

/// The result of the last look. Clones share it.
#[derive(Clone, Default)]
pub struct Readiness(Arc<Mutex<LastLook>>);

#[derive(Default)]
struct LastLook {
    /// The error that keeps the store from serving.
    store: Option<StoreError>,
    /// Whether other instances have another secret.
    divided: bool,
    /// Whether it was ready once. From then on other instances cannot end that: a stray one
    /// could else stop all.
    served: bool,
}

/// The message where other instances have another secret.
const DIVIDED: &str = "another instance on this store has another secret, so that no limit is \
                       shared: set the same store.secret everywhere, or the other one as \
                       store.previous_secret";

impl Readiness {
    /// Looks for the first time, and from then on once a second, until the server stops or
    /// the verifier is gone.
    ///
    /// # Errors
    /// The first look's error; later looks may find it mended.
    pub async fn begin(
        &self,
        verifier: &Arc<Verifier>,
        lifecycle: Lifecycle,
    ) -> Result<(), StoreError> {
        self.look(verifier).await;
        tokio::spawn(self.clone().go_on(Arc::downgrade(verifier), lifecycle));
        self.0.lock().store.clone().map_or(Ok(()), Err)
    }

    async fn go_on(self, verifier: Weak<Verifier>, lifecycle: Lifecycle) {
        loop {
            tokio::select! {
                () = sleep(PACE) => {}
                () = lifecycle.stopping() => return,
            }
            let Some(verifier) = verifier.upgrade() else {
                return;
            };
            self.look(&verifier).await;
        }
    }

    async fn look(&self, verifier: &Verifier) {
        let store = verifier.records.ping().await.err();
        let divided = match store {
            None => verifier.records.shares_its_secret().await.ok(),
            Some(_) => None,
        };
        let mut last = self.0.lock();
        tell_of_store(last.store.as_ref(), store.as_ref());
        if let Some(divided) = divided.map(|shares| !shares) {
            tell_of_secret(last.divided, divided);
            last.divided = divided;
        }
        let spared = store.as_ref().is_some_and(StoreError::is_circuit_open);
        if !(spared && last.store.is_some()) {
            last.store = store;
        }
        last.served |= last.reason().is_none();
    }

    /// The reason why new requests are not welcome, for the operator, if there is one.
    pub fn obstacle(&self) -> Option<String> {
        self.0.lock().reason()
    }

    /// A warning for the operator that does not keep requests away.
    pub fn warning(&self) -> Option<&'static str> {
        self.0.lock().divided.then_some(DIVIDED)
    }
}

impl LastLook {
    /// The reason why new requests are not welcome.
    fn reason(&self) -> Option<String> {
        let divided = || (self.divided && !self.served).then(|| DIVIDED.to_owned());
        self.store
            .as_ref()
            .map(ToString::to_string)
            .or_else(divided)
    }
}

/// Tells the log of a change, once.
fn tell_of_store(before: Option<&StoreError>, now: Option<&StoreError>) {
    if before.map(StoreError::kind) == now.map(StoreError::kind) {
        return;
    }
    match now {
        Some(reason) => error!(%reason, "alert: not ready"),
        None => info!("ready again"),
    }
}

fn tell_of_secret(before: bool, now: bool) {
    match (before, now) {
        (false, true) => error!("alert: {DIVIDED}"),
        (true, false) => info!("all instances on this store have the same secret again"),
        _ => (),
    }
}
