//! [`Batch`]: the changes that a number of occurrences make in the store.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::queue::{QueueRecord, Task};
use super::queue_key::QueueKey;
use super::records::{EventRecord, SubjectRecord};

/// Changes of the store. Made twice, they change nothing more.
#[derive(Default)]
pub struct Batch {
    /// The subjects that are known so far, by the names of their verifications.
    pub(super) subjects: HashMap<String, Option<SubjectRecord>>,
    /// The verifications whose subjects are to be stored.
    pub(super) begun: BTreeSet<String>,
    /// Events to store, each after its client and its ID.
    pub(super) events: Vec<(String, String, EventRecord)>,
    /// The changes of queues, in their order.
    pub(super) queues: BTreeMap<QueueKey, Vec<QueueChange>>,
}

/// A change of a queue.
pub(super) enum QueueChange {
    Push(Task),
    Remove(String),
}

impl Batch {
    /// Adds a change of a queue.
    pub(super) fn change(&mut self, queue: QueueKey, change: QueueChange) {
        self.queues.entry(queue).or_default().push(change);
    }

    /// Whether a task is in a queue after these changes; `None` if they do not touch it.
    pub(super) fn is_pushed(&self, key: &QueueKey, name: &str) -> Option<bool> {
        let changes = self.queues.get(key)?.iter().rev();
        let mut changes = changes.filter_map(|change| match change {
            QueueChange::Push(task) => (task.name == name).then_some(true),
            QueueChange::Remove(removed) => (removed == name).then_some(false),
        });
        changes.next()
    }
}

impl QueueChange {
    /// Makes the change. Returns the oldest tasks beyond `limit`, which have to go.
    pub(super) fn make(&self, queue: &mut QueueRecord, limit: usize) -> Vec<Task> {
        match self {
            Self::Push(task) => queue.push(task.clone(), limit),
            Self::Remove(name) => {
                queue.remove(name);
                Vec::new()
            }
        }
    }
}
