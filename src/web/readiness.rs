//! Readiness: whether this server can serve requests. The store is probed once a second in the
//! background (decision 67). `/readyz` reports the last probe, and the log each change.

use std::sync::{Arc, Weak};
use std::time::Duration;

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use parking_lot::Mutex;
use tokio::time::sleep;
use tracing::{error, info};

use crate::lifecycle::Lifecycle;
use crate::store::StoreError;
use crate::verifier::Verifier;

/// Interval between two probes of the store.
const PROBE_INTERVAL: Duration = Duration::from_secs(1);

/// The result of the last probe. Clones share it.
#[derive(Clone, Default)]
pub struct Readiness(Arc<Mutex<LastProbe>>);

#[derive(Default)]
struct LastProbe {
    /// The error that keeps the store from serving.
    store: Option<StoreError>,
    /// Whether other instances have another secret.
    divided: bool,
    /// Whether the server was ready once. After that, another instance with another secret does not
    /// end it: one stray instance could otherwise stop all others.
    served: bool,
}

/// The message where other instances have another secret.
const DIVIDED: &str = "another instance on this store has another secret, so that no limit is \
                       shared: set the same store.secret everywhere, or the other one as \
                       store.previous_secret";

impl Readiness {
    /// Probes the store now, and then once a second until the server stops or the verifier is
    /// dropped.
    ///
    /// # Errors
    /// The error of the first probe; a later one may succeed.
    pub async fn begin(
        &self,
        verifier: &Arc<Verifier>,
        lifecycle: Lifecycle,
    ) -> Result<(), StoreError> {
        self.probe(verifier).await;
        tokio::spawn(
            self.clone()
                .keep_probing(Arc::downgrade(verifier), lifecycle),
        );
        self.0.lock().store.clone().map_or(Ok(()), Err)
    }

    async fn keep_probing(self, verifier: Weak<Verifier>, lifecycle: Lifecycle) {
        loop {
            tokio::select! {
                () = sleep(PROBE_INTERVAL) => {}
                () = lifecycle.stopping() => return,
            }
            let Some(verifier) = verifier.upgrade() else {
                return;
            };
            self.probe(&verifier).await;
        }
    }

    async fn probe(&self, verifier: &Verifier) {
        let store = verifier.records.ping().await.err();
        let divided = match store {
            None => verifier.records.shares_its_secret().await.ok(),
            Some(_) => None,
        };
        let mut last = self.0.lock();
        log_store_change(last.store.as_ref(), store.as_ref());
        if let Some(divided) = divided.map(|shares| !shares) {
            log_secret_change(last.divided, divided);
            last.divided = divided;
        }
        let spared = store.as_ref().is_some_and(StoreError::is_circuit_open);
        if !(spared && last.store.is_some()) {
            last.store = store;
        }
        last.served |= last.reason().is_none();
    }

    /// Answers `GET /readyz`: 503 with the reason when the server is stopping or not ready; else
    /// 200, with a warning for the operator where there is one.
    pub fn answer(&self, is_stopping: bool) -> Response {
        let last = self.0.lock();
        let obstacle = match is_stopping {
            true => Some("stopping".to_owned()),
            false => last.reason(),
        };
        match obstacle {
            Some(reason) => {
                (StatusCode::SERVICE_UNAVAILABLE, format!("{reason}\n")).into_response()
            }
            None if last.divided => format!("ready, but {DIVIDED}\n").into_response(),
            None => StatusCode::OK.into_response(),
        }
    }
}

impl LastProbe {
    /// The reason why the server is not ready.
    fn reason(&self) -> Option<String> {
        let divided = || (self.divided && !self.served).then(|| DIVIDED.to_owned());
        self.store
            .as_ref()
            .map(ToString::to_string)
            .or_else(divided)
    }
}

/// Logs a change of the store's state.
fn log_store_change(before: Option<&StoreError>, now: Option<&StoreError>) {
    if before.map(StoreError::kind) == now.map(StoreError::kind) {
        return;
    }
    match now {
        Some(reason) => error!(%reason, "alert: not ready"),
        None => info!("ready again"),
    }
}

fn log_secret_change(before: bool, now: bool) {
    match (before, now) {
        (false, true) => error!("alert: {DIVIDED}"),
        (true, false) => info!("all instances on this store have the same secret again"),
        _ => (),
    }
}
