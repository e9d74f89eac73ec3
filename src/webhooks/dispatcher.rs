//! [`Dispatcher`]: does the tasks of the queues when they are due. Several instances share the
//! queues: a task is handed out to one of them at a time.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::join_all;
use parking_lot::Mutex;
use tokio::sync::Notify;
use tokio::time::sleep;
use tracing::{error, warn};

use super::batch::Batch;
use super::delivery::{Delivery, Endpoints};
use super::expiry::{Ending, ending};
use super::publisher::Publisher;
use super::queue::{QueueRecord, Task, TaskOutcome};
use super::queue_key::{QueueKey, QueueOwner};
use super::records::DisabledEndpointRecord;
use super::schedule::RetrySchedule;
use crate::clients::Client;
use crate::domain::{Policy, Timestamp};
use crate::lifecycle::Lifecycle;
use crate::repository::{Repository, RepositoryError, VerificationId};

/// Tasks of one queue that are done at the same time.
const AT_ONCE: usize = 8;

/// The time that a stop leaves to deliveries under way. What it cuts off is delivered again.
const STOP_GRACE: Duration = Duration::from_secs(2);

/// Does tasks.
pub struct Dispatcher {
    pub(super) publisher: Publisher,
    pub(super) policy: Policy,
    pub(super) endpoints: Endpoints,
    pub(super) schedule: RetrySchedule,
    pub(super) lifecycle: Lifecycle,
    /// Told when queues were filled that nobody was woken for.
    pub(super) filled: Notify,
    /// The queues that this instance works on, and whether to look at them once more.
    pub(super) working: Mutex<HashMap<QueueKey, bool>>,
}

impl Dispatcher {
    /// Works on a queue until nothing in it is due, unless this instance does so already.
    pub fn wake(self: &Arc<Self>, key: QueueKey) {
        match self.working.lock().entry(key.clone()) {
            Entry::Occupied(mut working) => {
                working.insert(true);
                return;
            }
            Entry::Vacant(free) => _ = free.insert(false),
        }
        let dispatcher = self.clone();
        self.lifecycle
            .carry_out(async move { dispatcher.work(key).await });
    }

    /// Looks for tasks that are due: those of instances that stopped, and those to be tried again.
    pub async fn sweep(self: &Arc<Self>) {
        let clients = self.publisher.clients.current();
        let owners = clients.with_webhooks();
        let owners = owners.map(|(client, _)| QueueOwner::Client(client.id.clone()));
        let mut owners: Vec<_> = owners.collect();
        if !owners.is_empty() {
            owners.push(QueueOwner::Expiries);
        }
        for owner in owners {
            let queues = join_all(owner.queues().map(async |key| {
                let identity = key.identity();
                let found = self.records().find::<QueueRecord>(&identity);
                let found = found.await.ok()?;
                let now = found.now();
                let queue = found.record.unwrap_or_default();
                Some((key, queue.len(), queue.is_due(now)))
            }));
            // A store that is away says nothing about a queue.
            let queues: Option<Vec<_>> = queues.await.into_iter().collect();
            let Some(queues) = queues else { continue };
            if let QueueOwner::Client(client) = &owner {
                let waiting = queues.iter().map(|(_, waiting, _)| waiting).sum();
                self.publisher.metrics.set_waiting_webhooks(client, waiting);
            }
            let due = queues.into_iter().filter(|(_, _, is_due)| *is_due);
            due.for_each(|(key, _, _)| self.wake(key));
        }
    }

    async fn work(self: &Arc<Self>, key: QueueKey) {
        loop {
            let worked = tokio::select! {
                worked = self.work_once(&key) => worked,
                () = self.stopped() => Ok(false),
            };
            if let Err(error) = &worked {
                warn!(%error, "a queue of webhooks cannot be worked on; it is tried again");
            }
            if matches!(worked, Ok(true)) {
                continue;
            }
            let mut working = self.working.lock();
            let is_over = worked.is_err() || self.lifecycle.is_stopping();
            match working.get_mut(&key) {
                Some(again) if *again && !is_over => *again = false,
                _ => {
                    working.remove(&key);
                    return;
                }
            }
        }
    }

    /// Does some tasks that are due; whether there were any.
    async fn work_once(&self, key: &QueueKey) -> Result<bool, RepositoryError> {
        let claim = |queue: Option<QueueRecord>, now| {
            let mut queue = queue.unwrap_or_default();
            let claimed = queue.claim(now, AT_ONCE);
            let changed = (!claimed.is_empty()).then_some(queue);
            (changed, (claimed, now))
        };
        let identity = key.identity();
        let (tasks, now) = self.records().change(&identity, claim).await?;
        if tasks.is_empty() {
            return Ok(false);
        }
        match &key.owner {
            QueueOwner::Client(id) => self.deliver_all(key, id, &tasks, now).await?,
            QueueOwner::Expiries => self.end_all(key, &tasks, now).await?,
        }
        Ok(true)
    }

    fn records(&self) -> &Repository {
        &self.publisher.records
    }

    async fn stopped(&self) {
        self.lifecycle.stopping().await;
        sleep(STOP_GRACE).await;
    }

    async fn settle(
        &self,
        key: &QueueKey,
        outcomes: &[(&Task, TaskOutcome)],
    ) -> Result<(), RepositoryError> {
        let settle = |queue: Option<QueueRecord>, _| {
            let mut queue = queue.unwrap_or_default();
            for (task, outcome) in outcomes {
                queue.settle(&task.name, *outcome);
            }
            (Some(queue), ())
        };
        self.records().change(&key.identity(), settle).await
    }

    // Events

    async fn deliver_all(
        &self,
        key: &QueueKey,
        client_id: &str,
        tasks: &[Task],
        now: Timestamp,
    ) -> Result<(), RepositoryError> {
        let client = self.open_endpoint(client_id).await?;
        let deliveries = tasks.iter().map(async |task| match &client {
            Some(client) => {
                self.endpoints
                    .deliver(self.records(), client, &task.name, now)
                    .await
            }
            None => Ok(Delivery::Gone),
        });
        let deliveries = join_all(deliveries).await;
        let deliveries = deliveries.into_iter().collect::<Result<Vec<_>, _>>()?;
        if let Some(client) = client.filter(|_| deliveries.contains(&Delivery::Gone)) {
            self.disable(&client).await?;
        }
        let settled = tasks.iter().zip(&deliveries);
        let outcomes: Vec<_> = settled
            .map(|(task, delivery)| (task, self.outcome(client_id, task, *delivery, now)))
            .collect();
        let finished = outcomes
            .iter()
            .filter(|(_, outcome)| *outcome == TaskOutcome::Finished);
        let finished: Vec<_> = finished.map(|(task, _)| task.name.clone()).collect();
        self.settle(key, &outcomes).await?;
        match finished.is_empty() {
            true => Ok(()),
            false => self.publisher.retire(key, client_id, &finished).await,
        }
    }

    /// The client with an endpoint that takes events; `None` if it has none any more, or the
    /// endpoint is disabled.
    async fn open_endpoint(&self, id: &str) -> Result<Option<Arc<Client>>, RepositoryError> {
        let client = self.publisher.clients.current().get(id).cloned();
        let identity = client.as_deref().and_then(DisabledEndpointRecord::identity);
        let Some(identity) = identity else {
            return Ok(None);
        };
        let disabled = self.records().find::<DisabledEndpointRecord>(&identity);
        let disabled = disabled.await?.record;
        Ok(client.filter(|_| disabled.is_none()))
    }

    async fn disable(&self, client: &Client) -> Result<(), RepositoryError> {
        let Some(identity) = DisabledEndpointRecord::identity(client) else {
            return Ok(());
        };
        let client = &client.id;
        error!(
            client,
            "alert: the webhook answered 410 and is disabled until `ringcode webhooks enable`"
        );
        let disabled = |since| DisabledEndpointRecord { since };
        self.records().put(&identity, disabled).await
    }

    fn outcome(
        &self,
        client: &str,
        task: &Task,
        delivery: Delivery,
        now: Timestamp,
    ) -> TaskOutcome {
        self.publisher
            .metrics
            .count_webhooks(client, delivery.name(), 1);
        let Delivery::Failed { retry_after } = delivery else {
            return TaskOutcome::Finished;
        };
        let failures = task.failures.saturating_add(1);
        match self.schedule.wait(failures, rand::random(), retry_after) {
            Some(wait) => TaskOutcome::Failed {
                retry_at: now.saturating_add(wait),
            },
            None => {
                let event = &task.name;
                self.publisher.metrics.count_webhooks(client, "given_up", 1);
                error!(
                    client,
                    event, failures, "alert: a webhook event was given up"
                );
                TaskOutcome::Finished
            }
        }
    }

    // Expiries

    async fn end_all(
        &self,
        key: &QueueKey,
        tasks: &[Task],
        now: Timestamp,
    ) -> Result<(), RepositoryError> {
        let mut batch = Batch::default();
        let mut outcomes = Vec::new();
        for task in tasks {
            let id = VerificationId(task.name.clone());
            let found = self.records().verification_by_id(&id).await?;
            let outcome = match ending(&id, found.verification(), &self.policy, now) {
                Ending::Open { until } => TaskOutcome::Postponed { until },
                Ending::Ended(event) => {
                    if let Some(subject) = self.publisher.stored_subject(&id).await? {
                        self.publisher.add_event(&mut batch, &id, &event, &subject);
                    }
                    TaskOutcome::Finished
                }
            };
            outcomes.push((task, outcome));
        }
        // Events first: what is settled before them could die with this server.
        let filled = self.publisher.apply(&batch).await?;
        self.settle(key, &outcomes).await?;
        if !filled.is_empty() {
            self.filled.notify_one();
        }
        Ok(())
    }
}
