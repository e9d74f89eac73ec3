//! [`Watch`]: looks, and tells.

use std::sync::{Arc, Weak};
use std::time::Duration;

use enum_map::EnumMap;
use futures_util::future::join_all;
use futures_util::join;
use thiserror::Error;
use tokio::time::{Instant, MissedTickBehavior, interval_at};
use tracing::warn;

use super::clients_state::ClientsState;
use super::told_record::{Telling, ToldRecord};
use crate::alerts::{Alert, log};
use crate::clients::ClientRegistry;
use crate::domain::Timestamp;
use crate::findings::{CURRENT_HOURS, OperatorFinding, Situation, find_current};
use crate::lifecycle::Lifecycle;
use crate::public_certificate::PublicCertificate;
use crate::rate_limit::RateLimitError;
use crate::repository::{Repository, RepositoryError};
use crate::verifier::Verifier;
use crate::webhooks::{EventType, Notifier};

/// Looks for what the operator has to be told, and tells it once over all instances.
pub struct Watch {
    /// The records, which a watch has for itself.
    pub records: Repository,
    /// The clients.
    pub clients: Arc<ClientRegistry>,
    /// The spending caps, in whole units, with their periods.
    pub caps: [(Duration, u32); 2],
    /// The service that is watched.
    pub verifier: Weak<Verifier>,
    /// The notifier, which tells the clients.
    pub notifier: Weak<Notifier>,
    /// The certificate of the public address.
    pub certificate: Arc<PublicCertificate>,
}

/// The reason why a look saw nothing.
#[derive(Debug, Error)]
enum WatchError {
    /// The records cannot be read or changed.
    #[error(transparent)]
    Records(#[from] RepositoryError),
    /// The limits cannot be read.
    #[error(transparent)]
    Limits(#[from] RateLimitError),
}

impl Watch {
    /// Starts to look, once in every `interval`, until the server stops or the verifier is dropped.
    /// A stop waits for a look that has begun.
    pub fn start(self, interval: Duration, lifecycle: Lifecycle) {
        tokio::spawn(Arc::new(self).keep_looking(interval, lifecycle));
    }

    /// Looks in intervals. Instances that started together do not look together.
    async fn keep_looking(self: Arc<Self>, interval: Duration, lifecycle: Lifecycle) {
        let first = Instant::now() + interval.mul_f64(rand::random());
        let mut ticks = interval_at(first, interval);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut has_seen = true;
        loop {
            tokio::select! {
                _ = ticks.tick() => {}
                () = lifecycle.stopping() => return,
            }
            let (Some(verifier), Some(notifier)) =
                (self.verifier.upgrade(), self.notifier.upgrade())
            else {
                return;
            };
            if !notifier.is_service_told(EventType::OperatorAlert) {
                continue;
            }
            let watch = self.clone();
            let look = async move { watch.look(&verifier, &notifier).await };
            match lifecycle.carry_out(look).await {
                Ok(Ok(())) => has_seen = true,
                Ok(Err(error)) if has_seen => {
                    warn!(%error, "nothing is watched for the operator until the store answers");
                    has_seen = false;
                }
                Ok(Err(_)) | Err(_) => {}
            }
        }
    }

    /// Looks once.
    async fn look(&self, verifier: &Verifier, notifier: &Notifier) -> Result<(), WatchError> {
        let found = self.records.find::<ToldRecord>(ToldRecord::IDENTITY);
        let found = found.await?;
        // Also where the record has to be written again, later than this.
        let now = found.now();
        let seen = self.findings(verifier, now).await?;
        let see = |record: Option<ToldRecord>, _| {
            let mut record = record.unwrap_or_default();
            let tellings = record.see(&seen, now);
            let is_changed = !record.is_empty();
            (is_changed.then_some(record), tellings)
        };
        let tellings = self.records.change_found(found, see).await?;
        if tellings.is_empty() {
            return Ok(());
        }
        let told = join_all(tellings.into_iter().map(|telling| tell(notifier, telling)));
        let told: Vec<_> = told.await.into_iter().flatten().collect();
        let confirm = |record: Option<ToldRecord>, _| {
            let mut record = record.unwrap_or_default();
            record.confirm(&told);
            (Some(record), ())
        };
        let confirmed = self.records.change(ToldRecord::IDENTITY, confirm);
        Ok(confirmed.await?)
    }

    /// Finds what holds now. A store that does not tell all is waited for: what cannot be seen is not
    /// over.
    async fn findings(
        &self,
        verifier: &Verifier,
        now: Timestamp,
    ) -> Result<Vec<OperatorFinding>, WatchError> {
        let (hours, usage) = join!(
            verifier.statistics.last_hours(CURRENT_HOURS),
            verifier.limits.service_usage()
        );
        let (hours, usage) = (hours?, usage?);
        let clients = ClientsState::new(&self.clients.current(), &verifier.metrics);
        let certificate = self.certificate.known();
        Ok(find_current(&Situation {
            hours: Some(&hours),
            now,
            usage: Some(&usage),
            caps: self.caps,
            cooldowns: EnumMap::from_fn(|channel| verifier.provider.cooldown(channel)),
            signing_keys: &clients.signing_keys,
            webhooks: &clients.webhooks,
            certificate: certificate.seen.as_ref(),
        }))
    }
}

/// Tells something, in the log and as an event; `None` if the event was lost.
async fn tell(notifier: &Notifier, telling: Telling) -> Option<Telling> {
    let alert = Alert::Finding(telling.alert.clone());
    log(&alert);
    let is_stored = notifier.tell_surely(alert, &telling.mark).await;
    is_stored.then_some(telling)
}
