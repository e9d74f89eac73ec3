//! Whether new requests are welcome. The store is looked at once a second, on its own; who
//! asks `/readyz` is told what the last look found, and the log once per change.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use tokio::time::sleep;
use tracing::{error, info};

use super::app::App;
use super::lifecycle::Lifecycle;
use super::verifier::Verifier;
use crate::store::StoreError;

/// How often the store is looked at.
const PACE: Duration = Duration::from_secs(1);

/// What the last look found. Clones share it.
#[derive(Clone, Default)]
pub struct Readiness(Arc<Mutex<Option<StoreError>>>);

impl Readiness {
    /// Looks for the first time, and from then on once a second, until the server stops or
    /// the verifier is gone.
    ///
    /// # Errors
    /// What the first look found wrong; later ones may find it mended.
    pub async fn begin(
        &self,
        verifier: &Arc<Verifier>,
        lifecycle: Lifecycle,
    ) -> Result<(), StoreError> {
        let first = verifier.records.ready().await;
        self.note(first.clone());
        tokio::spawn(self.clone().go_on(Arc::downgrade(verifier), lifecycle));
        first
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
            self.note(verifier.records.ready().await);
        }
    }

    fn note(&self, found: Result<(), StoreError>) {
        let found = found.err();
        let mut known = self.last();
        let [before, now] = [&*known, &found].map(|error| error.as_ref().map(StoreError::kind));
        match &found {
            Some(reason) if before != now => error!(%reason, "alert: not ready"),
            None if before != now => info!("ready again"),
            _ => (),
        }
        *known = found;
    }

    fn last(&self) -> MutexGuard<'_, Option<StoreError>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// `GET /readyz`: nothing when new requests are welcome; else why not. They are not once the
/// server stops.
pub async fn show(State(app): State<App>) -> Response {
    if app.lifecycle.is_stopping() {
        return (StatusCode::SERVICE_UNAVAILABLE, "stopping\n").into_response();
    }
    match &*app.readiness.last() {
        None => StatusCode::OK.into_response(),
        Some(reason) => (StatusCode::SERVICE_UNAVAILABLE, format!("{reason}\n")).into_response(),
    }
}
