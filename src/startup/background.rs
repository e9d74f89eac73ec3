//! Starts what runs beside requests: webhooks, the log of decisions, the watch, looks at the
//! certificate.

use std::sync::Arc;

use tokio::task::spawn_blocking;
use tracing::warn;
use url::Url;

use super::error::StartupError;
use crate::clients::ClientRegistry;
use crate::config::Settings;
use crate::lifecycle::Lifecycle;
use crate::metrics::Metrics;
use crate::public_certificate::{CertificateExaminer, PublicCertificate, system_trust};
use crate::rate_limit::RateLimiter;
use crate::rehearsal::Recorder;
use crate::repository::Repository;
use crate::verifier::Verifier;
use crate::watch::Watch;
use crate::webhooks::{Notifier, NotifierParts, RetrySchedule};

/// Starts to write down what limits decide, if the settings say so.
pub(super) fn with_decision_log(
    limits: RateLimiter,
    settings: &Settings,
    records: Repository,
    lifecycle: &Lifecycle,
) -> RateLimiter {
    let bytes_per_hour = settings.limits.decision_log.saturating_mul(1024 * 1024);
    if bytes_per_hour == 0 {
        return limits;
    }
    let recorder = Recorder::start(records, bytes_per_hour, lifecycle.clone());
    limits.with_decision_log(Arc::new(recorder))
}

/// Starts to tell clients of events, which wait in `records`.
pub(super) fn notifier(
    settings: &Settings,
    records: Repository,
    clients: Arc<ClientRegistry>,
    metrics: Arc<Metrics>,
    lifecycle: Lifecycle,
) -> Result<Arc<Notifier>, StartupError> {
    let parts = NotifierParts {
        records,
        clients,
        policy: settings.policy(),
        queue_length: settings.clients.webhook_queue,
        schedule: RetrySchedule(settings.clients.webhook_waits.clone()),
        metrics,
        lifecycle,
    };
    Ok(Arc::new(Notifier::start(parts)?))
}

/// Starts to look at the certificate of the public address, and to tell what is out of the ordinary,
/// where `records` hold what was told. Returns the certificate.
pub(super) fn start_watch(
    settings: &Settings,
    records: Repository,
    clients: &Arc<ClientRegistry>,
    verifier: &Arc<Verifier>,
    notifier: &Arc<Notifier>,
) -> Arc<PublicCertificate> {
    let lifecycle = verifier.lifecycle.clone();
    let certificate = certificate(settings, lifecycle.clone());
    let watch = Watch {
        records,
        clients: clients.clone(),
        caps: settings.spending_caps(),
        verifier: Arc::downgrade(verifier),
        notifier: Arc::downgrade(notifier),
        certificate: certificate.clone(),
    };
    watch.start(settings.watch_interval, lifecycle);
    certificate
}

/// Starts to look at the certificate of the public address, in production.
fn certificate(settings: &Settings, lifecycle: Lifecycle) -> Arc<PublicCertificate> {
    match settings.is_production() {
        true => {
            let examiner = certificate_examiner(settings.public_url.clone());
            PublicCertificate::start(examiner, settings.certificate_interval, lifecycle)
        }
        false => Arc::default(),
    }
}

/// The examiner of the certificate of `url`. Reads the trusted roots beside the thread that accepts
/// connections.
async fn certificate_examiner(url: Url) -> Option<CertificateExaminer> {
    match spawn_blocking(system_trust).await.ok()? {
        Ok(trust) => CertificateExaminer::new(&url, trust),
        Err(error) => {
            warn!(%error, "nobody looks at the certificate of the public address");
            None
        }
    }
}
