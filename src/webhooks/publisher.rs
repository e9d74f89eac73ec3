//! [`Publisher`]: makes events of occurrences, and puts them into the queues of the clients that
//! want them.

use std::sync::Arc;

use futures_util::future::try_join_all;
use tracing::error;

use super::batch::{Batch, QueueChange};
use super::event::WebhookEvent;
use super::queue::{QueueRecord, Task};
use super::queue_key::{QueueKey, QueueOwner, SHARDS};
use super::records::{EventRecord, PastEventsRecord, SubjectRecord};
use crate::alerts::Alert;
use crate::clients::{Client, ClientRegistry, Webhook};
use crate::domain::Timestamp;
use crate::metrics::Metrics;
use crate::repository::{Repository, RepositoryError, VerificationId};
use crate::verifier::{Happened, Occurrence};

/// Events of one client and shard that are kept after they left the queue.
const PAST_EVENTS: usize = 256;

/// Puts events into queues.
pub struct Publisher {
    pub(super) records: Repository,
    pub(super) clients: Arc<ClientRegistry>,
    /// The most events of one client that wait.
    pub(super) queue_length: usize,
    pub(super) metrics: Arc<Metrics>,
}

impl Publisher {
    /// Collects what an occurrence changes.
    ///
    /// # Errors
    /// [`RepositoryError::Unavailable`] when the store fails.
    pub async fn add(
        &self,
        batch: &mut Batch,
        occurrence: &Occurrence,
    ) -> Result<(), RepositoryError> {
        let Occurrence {
            verification,
            happened,
            ..
        } = occurrence;
        let at = self.time_of(batch, occurrence).await?;
        let (Some(at), Some(subject)) = (at, self.subject(batch, occurrence).await?) else {
            return Ok(());
        };
        if let Some(event) = WebhookEvent::from_occurrence(&verification.0, happened, at) {
            self.add_event(batch, verification, &event, &subject);
        }
        let expiry = match happened {
            Happened::Begun { expires_at, .. } => {
                QueueChange::Push(Task::new(&verification.0, &verification.0, *expires_at))
            }
            Happened::Approved | Happened::Locked | Happened::Canceled => {
                QueueChange::Remove(verification.0.clone())
            }
            Happened::Attempted { .. } | Happened::Blocked { .. } => return Ok(()),
        };
        batch.change(QueueKey::expiry_of(verification), expiry);
        Ok(())
    }

    /// Collects an alert.
    ///
    /// # Errors
    /// [`RepositoryError::Unavailable`] when the store fails.
    pub async fn add_alert(
        &self,
        batch: &mut Batch,
        alert: &Alert,
        mark: &str,
    ) -> Result<(), RepositoryError> {
        let at = match alert {
            Alert::Finding(finding) => finding.at,
            Alert::LimitUsed { .. } | Alert::ProviderDown(_) => {
                let queue = QueueOwner::Expiries.queue_of(0).identity();
                self.records.find::<QueueRecord>(&queue).await?.now()
            }
        };
        let event = WebhookEvent::from_alert(alert, mark, at);
        let owner = match alert {
            Alert::LimitUsed { application, .. } => application.as_deref(),
            Alert::ProviderDown(_) | Alert::Finding(_) => None,
        };
        self.add_for(batch, &event.id, &event, owner, None);
        Ok(())
    }

    /// Collects an event about a verification for all who want to hear of it.
    pub fn add_event(
        &self,
        batch: &mut Batch,
        verification: &VerificationId,
        event: &WebhookEvent,
        subject: &SubjectRecord,
    ) {
        let owner = subject.client.as_deref();
        self.add_for(batch, &verification.0, event, owner, Some(subject));
    }

    fn add_for(
        &self,
        batch: &mut Batch,
        topic: &str,
        event: &WebhookEvent,
        owner: Option<&str>,
        subject: Option<&SubjectRecord>,
    ) {
        let clients = self.clients.current();
        for (client, webhook) in clients.with_webhooks() {
            if !webhook.is_told(event.event_type) || !is_about(client, webhook, owner) {
                continue;
            }
            let record = EventRecord {
                event_type: event.event_type.name().to_owned(),
                body: event.body(subject, webhook.is_told_numbers),
                at: event.at,
            };
            batch
                .events
                .push((client.id.clone(), event.id.clone(), record));
            let task = Task::new(&event.id, topic, event.at);
            let queue = QueueOwner::Client(client.id.clone()).queue_of(task.group);
            batch.change(queue, QueueChange::Push(task));
        }
    }

    /// Makes the changes: events first, then the queues that name them. Returns the queues.
    ///
    /// # Errors
    /// [`RepositoryError::Unavailable`] when the store fails; then the batch is to be applied
    /// again.
    pub async fn apply(&self, batch: &Batch) -> Result<Vec<QueueKey>, RepositoryError> {
        let subjects = batch.begun.iter().filter_map(|name| {
            let subject = batch.subjects.get(name)?.as_ref()?;
            Some(self.records.put(name.as_bytes(), |_| subject.clone()))
        });
        let events = batch.events.iter().map(async |(client, id, record)| {
            let identity = EventRecord::identity(client, id);
            let records = &self.records;
            records.put(&identity, |_| record.clone()).await
        });
        try_join_all(subjects).await?;
        try_join_all(events).await?;
        let queues = batch.queues.iter();
        try_join_all(queues.map(|(key, changes)| self.change_queue(key, changes))).await?;
        Ok(batch.queues.keys().cloned().collect())
    }

    /// Keeps an event that left the queue for those who want it again, in place of the oldest.
    ///
    /// # Errors
    /// [`RepositoryError::Unavailable`] when the store fails.
    pub async fn retire(
        &self,
        key: &QueueKey,
        client: &str,
        events: &[String],
    ) -> Result<(), RepositoryError> {
        let retire = |past: Option<PastEventsRecord>, now| {
            let mut past = past.unwrap_or_default();
            let add = |id: &String| past.add(id, now, PAST_EVENTS);
            let evicted: Vec<String> = events.iter().flat_map(add).collect();
            (Some(past), evicted)
        };
        let evicted = self.records.change(&key.identity(), retire).await?;
        let forgotten = evicted.iter().map(async |id| {
            let identity = EventRecord::identity(client, id);
            self.records.forget::<EventRecord>(&identity).await
        });
        try_join_all(forgotten).await.map(drop)
    }

    /// The subject of an occurrence; `None` where nobody was ever told of the verification.
    async fn subject(
        &self,
        batch: &mut Batch,
        occurrence: &Occurrence,
    ) -> Result<Option<SubjectRecord>, RepositoryError> {
        let name = &occurrence.verification;
        match &occurrence.happened {
            Happened::Begun {
                subject, recipient, ..
            } => {
                let record = SubjectRecord::new(name, subject, recipient, occurrence.at);
                if !self.is_anybody_told(&record) {
                    return Ok(None);
                }
                batch.begun.insert(name.0.clone());
                batch.subjects.insert(name.0.clone(), Some(record));
            }
            Happened::Blocked {
                subject, recipient, ..
            } => {
                return Ok(Some(SubjectRecord::new(
                    name,
                    subject,
                    recipient,
                    occurrence.at,
                )));
            }
            _ => {}
        }
        if let Some(known) = batch.subjects.get(&name.0) {
            return Ok(known.clone());
        }
        let stored = self.stored_subject(name).await?;
        batch.subjects.insert(name.0.clone(), stored.clone());
        Ok(stored)
    }

    /// The stored subject of a verification.
    ///
    /// # Errors
    /// [`RepositoryError::Unavailable`] when the store fails.
    pub async fn stored_subject(
        &self,
        verification: &VerificationId,
    ) -> Result<Option<SubjectRecord>, RepositoryError> {
        let found = self.records.find(verification.0.as_bytes()).await?;
        Ok(found.record)
    }

    /// The time of an occurrence; `None` for the cancellation of what has ended.
    async fn time_of(
        &self,
        batch: &Batch,
        occurrence: &Occurrence,
    ) -> Result<Option<Timestamp>, RepositoryError> {
        if !matches!(occurrence.happened, Happened::Canceled) {
            return Ok(Some(occurrence.at));
        }
        let name = &occurrence.verification;
        let key = QueueKey::expiry_of(name);
        let queue = self.records.find::<QueueRecord>(&key.identity()).await?;
        let now = queue.now();
        let stored = queue.record.is_some_and(|queue| queue.contains(&name.0));
        let is_open = batch.is_pushed(&key, &name.0).unwrap_or(stored);
        Ok(is_open.then_some(now))
    }

    fn is_anybody_told(&self, subject: &SubjectRecord) -> bool {
        let clients = self.clients.current();
        let mut webhooks = clients.with_webhooks();
        webhooks.any(|(client, webhook)| is_about(client, webhook, subject.client.as_deref()))
    }

    async fn change_queue(
        &self,
        key: &QueueKey,
        changes: &[QueueChange],
    ) -> Result<(), RepositoryError> {
        let limit = match key.owner {
            QueueOwner::Client(_) => self.queue_length.div_ceil(SHARDS as usize),
            QueueOwner::Expiries => usize::MAX,
        };
        let change = |queue: Option<QueueRecord>, _| {
            let mut queue = queue.unwrap_or_default();
            let make = |change: &QueueChange| change.make(&mut queue, limit);
            let dropped: Vec<_> = changes.iter().flat_map(make).collect();
            (Some(queue), dropped)
        };
        let dropped = self.records.change(&key.identity(), change).await?;
        let (QueueOwner::Client(client), false) = (&key.owner, dropped.is_empty()) else {
            return Ok(());
        };
        let events = dropped.len();
        self.metrics.count_webhooks(client, "dropped", events);
        error!(
            client,
            events, "alert: too many webhook events wait; the oldest were dropped"
        );
        let dropped: Vec<_> = dropped.into_iter().map(|task| task.name).collect();
        self.retire(key, client, &dropped).await
    }
}

/// Whether a client is told of what concerns `owner`: itself, or for a webhook of the service
/// anybody.
fn is_about(client: &Client, webhook: &Webhook, owner: Option<&str>) -> bool {
    webhook.is_of_service || owner == Some(&*client.id)
}
