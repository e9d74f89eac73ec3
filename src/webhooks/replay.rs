//! An operator's view of a client's queues: counts the events that wait, and sends past ones again.

use futures_util::future::try_join_all;

use super::queue::{QueueRecord, Task};
use super::queue_key::{QueueKey, QueueOwner};
use super::records::{DisabledEndpointRecord, EventRecord, PastEventsRecord};
use crate::clients::Client;
use crate::domain::Timestamp;
use crate::repository::{Repository, RepositoryError};

/// The state of a client's webhook.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WebhookState {
    /// The events that wait.
    pub waiting: usize,
    /// Those of them that failed at least once.
    pub failing: usize,
    /// The past events that can be delivered once more.
    pub past: usize,
    /// The time since which it is disabled.
    pub disabled_since: Option<Timestamp>,
    /// The store's time.
    pub now: Timestamp,
}

/// The state of a client's webhook.
///
/// # Errors
/// [`RepositoryError::Unavailable`] when the store fails.
pub async fn state(records: &Repository, client: &Client) -> Result<WebhookState, RepositoryError> {
    let mut state = WebhookState::default();
    for key in QueueOwner::Client(client.id.clone()).queues() {
        let queue = records.find::<QueueRecord>(&key.identity()).await?;
        state.now = queue.now();
        let queue = queue.record.unwrap_or_default();
        state.waiting += queue.len();
        state.failing += queue.failing();
        let past = records.find::<PastEventsRecord>(&key.identity()).await?;
        state.past += past.record.unwrap_or_default().events.len();
    }
    if let Some(identity) = DisabledEndpointRecord::identity(client) {
        let disabled = records.find::<DisabledEndpointRecord>(&identity).await?;
        state.disabled_since = disabled.record.map(|disabled| disabled.since);
    }
    Ok(state)
}

/// Puts the past events that happened at `since` or later into the queues again, and returns
/// their number. They keep their IDs.
///
/// # Errors
/// [`RepositoryError::Unavailable`] when the store fails.
pub async fn replay(
    records: &Repository,
    client: &Client,
    since: Timestamp,
) -> Result<usize, RepositoryError> {
    let mut replayed = 0;
    for key in QueueOwner::Client(client.id.clone()).queues() {
        let events = past_events(records, client, &key, since).await?;
        if events.is_empty() {
            continue;
        }
        let push = |queue: Option<QueueRecord>, now| {
            let mut queue = queue.unwrap_or_default();
            for id in &events {
                queue.push(Task::new(id, id, now), usize::MAX);
            }
            (Some(queue), ())
        };
        records.change(&key.identity(), push).await?;
        replayed += events.len();
    }
    Ok(replayed)
}

/// Delivers to a client's endpoint again that answered 410.
///
/// # Errors
/// [`RepositoryError::Unavailable`] when the store fails.
pub async fn enable(records: &Repository, client: &Client) -> Result<(), RepositoryError> {
    match DisabledEndpointRecord::identity(client) {
        Some(identity) => records.forget::<DisabledEndpointRecord>(&identity).await,
        None => Ok(()),
    }
}

/// The IDs of a queue's past events since then, the oldest first.
async fn past_events(
    records: &Repository,
    client: &Client,
    key: &QueueKey,
    since: Timestamp,
) -> Result<Vec<String>, RepositoryError> {
    let past = records.find::<PastEventsRecord>(&key.identity()).await?;
    let past = past.record.unwrap_or_default().events;
    let events = past.into_iter().map(async |(id, _)| {
        let identity = EventRecord::identity(&client.id, &id);
        let found = records.find::<EventRecord>(&identity).await?;
        let is_since = found.record.is_some_and(|event| event.at >= since);
        Ok::<_, RepositoryError>(is_since.then_some(id))
    });
    Ok(try_join_all(events).await?.into_iter().flatten().collect())
}
