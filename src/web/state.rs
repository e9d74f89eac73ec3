//! The state that all requests share.

use std::ops::Deref;
use std::sync::Arc;

use axum::Router;

use crate::config::Settings;
use crate::lifecycle::Lifecycle;
use crate::telephony::plivo::CallbackReceiver;
use crate::verifier::Verifier;
use crate::web::{DeliveryStreams, Readiness, StaticFiles, UntrustedForwarders};

/// Everything a request may need. Clones share it, and cost next to nothing: a request passes
/// through many hands.
#[derive(Clone)]
pub struct AppState(Arc<Shared>);

/// Everything that exists once in the process.
pub struct Shared {
    /// The settings.
    pub settings: Settings,
    /// The service that sends and checks codes.
    pub verifier: Arc<Verifier>,
    /// The receiving side of Plivo's callbacks.
    pub callbacks: CallbackReceiver,
    /// The streams that tell pages how far their messages got.
    pub streams: DeliveryStreams,
    /// The files that browsers load.
    pub files: StaticFiles,
    /// The number that calls come from, where it is known.
    pub caller: Option<String>,
    /// The page with the simulated phone, where the simulator stands in for Plivo.
    pub handset: Option<Router>,
    /// Whether it is being stopped.
    pub lifecycle: Lifecycle,
    /// Whether new requests are welcome.
    pub readiness: Readiness,
    /// The requests of proxies that nobody named.
    pub untrusted: UntrustedForwarders,
}

impl AppState {
    /// Shares `state` between all requests.
    pub fn new(state: Shared) -> Self {
        Self(Arc::new(state))
    }
}

impl Deref for AppState {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.0
    }
}

impl Shared {
    /// Whether browsers reach us over https, so that cookies can be kept to it.
    pub fn secure(&self) -> bool {
        self.settings.public_url.scheme() == "https"
    }
}
