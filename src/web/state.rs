//! The state that all requests share.

use std::sync::Arc;

use axum::Router;

use crate::clients::ClientRegistry;
use crate::config::Settings;
use crate::domain::PerCountry;
use crate::lifecycle::Lifecycle;
use crate::metrics::Metrics;
use crate::public_certificate::PublicCertificate;
use crate::statistics::Statistics;
use crate::telephony::plivo::CallbackReceiver;
use crate::verifier::Verifier;
use crate::web::{DeliveryStreams, Readiness, StaticFiles, UntrustedForwarders};

/// Everything a request may need. Clones are cheap and share it.
pub type AppState = Arc<Shared>;

/// The parts that exist once in the process.
pub struct Shared {
    /// The settings.
    pub settings: Settings,
    /// The host applications.
    pub clients: Arc<ClientRegistry>,
    /// The service that sends and checks codes.
    pub verifier: Arc<Verifier>,
    /// Totals and events over all instances, for the operator.
    pub statistics: Arc<Statistics>,
    /// The receiving side of Plivo's callbacks.
    pub callbacks: CallbackReceiver,
    /// The open streams of delivery events.
    pub streams: DeliveryStreams,
    /// The files that browsers load.
    pub files: StaticFiles,
    /// The numbers that calls to each country come from, as people write them, where they are
    /// known.
    pub callers: PerCountry<Option<String>>,
    /// The handset page, where the simulator replaces Plivo.
    pub handset: Option<Router>,
    /// Whether the server is stopping, and the actions in progress.
    pub lifecycle: Lifecycle,
    /// Whether the server is ready for requests.
    pub readiness: Readiness,
    /// The certificate of the public address; empty outside of production.
    pub certificate: Arc<PublicCertificate>,
    /// The requests of proxies that the settings do not name.
    pub untrusted: UntrustedForwarders,
}

impl Shared {
    /// The counters of what happens.
    pub fn metrics(&self) -> &Metrics {
        &self.verifier.metrics
    }

    /// Whether browsers reach us over https, so that cookies are sent over https only.
    pub fn secure(&self) -> bool {
        self.settings.public_url.scheme() == "https"
    }
}
