//! Starts what runs beside requests: webhooks, the log of decisions, the watch.

use std::sync::Arc;

use super::error::StartupError;
use crate::clients::ClientRegistry;
use crate::config::Settings;
use crate::lifecycle::Lifecycle;
use crate::metrics::Metrics;
use crate::rate_limit::RateLimiter;
use crate::rehearsal::{Recorder, RecorderParts};
use crate::repository::Repository;
use crate::verifier::Verifier;
use crate::watch::{Watch, WatchParts};
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
    let recorder = Recorder::start(RecorderParts {
        records,
        bytes_per_hour,
        lifecycle: lifecycle.clone(),
    });
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

/// Starts to tell what is out of the ordinary, where `records` hold what was told.
pub(super) fn start_watch(
    settings: &Settings,
    records: Repository,
    clients: &Arc<ClientRegistry>,
    verifier: &Arc<Verifier>,
    notifier: &Arc<Notifier>,
) {
    let parts = WatchParts {
        records,
        clients: clients.clone(),
        caps: settings.spending_caps(),
        verifier: verifier.clone(),
        notifier: notifier.clone(),
    };
    let lifecycle = verifier.lifecycle.clone();
    Watch::start(parts, settings.watch_interval, lifecycle);
}
