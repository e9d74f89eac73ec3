//! [`QueueRecord`]: tasks that wait for their time. Pure: the store's clock is passed in.

use std::collections::BTreeSet;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::queue_key::group_of;
use crate::domain::{DAY, Policy, Timestamp};
use crate::repository::Record;

/// The time that a task which was handed out is left alone. Longer than any request takes; after
/// it the instance that had it is taken for dead.
const LEASE: Duration = Duration::from_mins(1);

/// The life of a queue in which something waits, from its last change on. Longer than the time
/// over which a delivery is tried.
const WAITING_LIFE: Duration = DAY.saturating_mul(7);

/// The life of a queue in which nothing waits.
const EMPTY_LIFE: Duration = Duration::from_mins(1);

/// The tasks of one owner and shard, the oldest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueueRecord {
    tasks: Vec<Task>,
}

/// One thing to do. Its name is unique in its queue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Task {
    /// The name: of an event or a verification.
    pub name: String,
    /// The number of the verification that it is about. Its tasks are begun in their order.
    pub group: u32,
    /// The time from which it may be done.
    pub due: Timestamp,
    /// The times that it failed.
    pub failures: u32,
}

/// The outcome of a task that was handed out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TaskOutcome {
    /// It leaves the queue.
    Finished,
    /// It failed, and is done again from then on.
    Failed { retry_at: Timestamp },
    /// It was too early.
    Postponed { until: Timestamp },
}

impl Task {
    /// A task called `name` about `topic`, to be done from `due` on.
    pub fn new(name: &str, topic: &str, due: Timestamp) -> Self {
        Self {
            name: name.to_owned(),
            group: group_of(topic),
            due,
            failures: 0,
        }
    }
}

impl QueueRecord {
    /// Adds a task, or brings forward or delays the one with its name. Returns the oldest tasks
    /// beyond `limit`, which have to go.
    pub fn push(&mut self, task: Task, limit: usize) -> Vec<Task> {
        match self.tasks.iter_mut().find(|known| known.name == task.name) {
            Some(known) => known.due = task.due,
            None => self.tasks.push(task),
        }
        let excess = self.tasks.len().saturating_sub(limit);
        self.tasks.drain(..excess).collect()
    }

    /// Removes the task with this name.
    pub fn remove(&mut self, name: &str) {
        self.tasks.retain(|task| task.name != name);
    }

    /// Whether there is a task with this name.
    pub fn contains(&self, name: &str) -> bool {
        self.tasks.iter().any(|task| task.name == name)
    }

    /// Whether a task is due.
    pub fn is_due(&self, now: Timestamp) -> bool {
        self.tasks.iter().any(|task| task.due <= now)
    }

    /// Hands out at most `most` tasks that are due. Nobody else gets them for a minute. A task
    /// waits for earlier ones of its group until these were tried once.
    pub fn claim(&mut self, now: Timestamp, most: usize) -> Vec<Task> {
        let mut untried = BTreeSet::new();
        let mut claimed = Vec::new();
        for task in &mut self.tasks {
            let is_free = !untried.contains(&task.group);
            if task.failures == 0 {
                untried.insert(task.group);
            }
            if is_free && task.due <= now && claimed.len() < most {
                claimed.push(task.clone());
                task.due = now.saturating_add(LEASE);
            }
        }
        claimed
    }

    /// Takes the outcome of a task.
    pub fn settle(&mut self, name: &str, outcome: TaskOutcome) {
        if outcome == TaskOutcome::Finished {
            return self.remove(name);
        }
        let Some(task) = self.tasks.iter_mut().find(|task| task.name == name) else {
            return;
        };
        match outcome {
            TaskOutcome::Finished => {}
            TaskOutcome::Postponed { until } => task.due = until,
            TaskOutcome::Failed { retry_at } => {
                task.due = retry_at;
                task.failures = task.failures.saturating_add(1);
            }
        }
    }

    /// The number of tasks.
    pub fn len(&self) -> usize {
        self.tasks.len()
    }

    /// The number of tasks that failed at least once.
    pub fn failing(&self) -> usize {
        self.tasks.iter().filter(|task| task.failures > 0).count()
    }

    /// Whether there is no task.
    pub fn is_empty(&self) -> bool {
        self.tasks.is_empty()
    }
}

impl Record for QueueRecord {
    const KIND: u8 = b'Q';

    fn remaining_life(&self, _: &Policy, _: Timestamp) -> Duration {
        match self.is_empty() {
            true => EMPTY_LIFE,
            false => WAITING_LIFE,
        }
    }

    fn is_durable(&self) -> bool {
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_millis(1_800_000_000_000);

    fn task(name: &str, group: u32) -> Task {
        Task {
            name: name.to_owned(),
            group,
            due: NOW,
            failures: 0,
        }
    }

    fn queue(tasks: &[(&str, u32)]) -> QueueRecord {
        let mut queue = QueueRecord::default();
        for (name, group) in tasks {
            assert!(queue.push(task(name, *group), 100).is_empty());
        }
        queue
    }

    fn names(tasks: &[Task]) -> Vec<&str> {
        tasks.iter().map(|task| &*task.name).collect()
    }

    #[test]
    fn a_task_is_handed_out_once_in_a_minute() {
        let mut queue = queue(&[("a", 1), ("b", 2)]);
        assert_eq!(names(&queue.claim(NOW, 10)), ["a", "b"]);
        assert!(queue.claim(NOW, 10).is_empty() && !queue.is_due(NOW));
        let later = NOW + LEASE;
        assert!(queue.is_due(later));
        assert_eq!(names(&queue.claim(later, 1)), ["a"]);
    }

    #[test]
    fn tasks_of_a_group_are_begun_in_order_and_others_do_not_wait() {
        let mut queue = queue(&[("a1", 1), ("a2", 1), ("b1", 2)]);
        assert_eq!(names(&queue.claim(NOW, 10)), ["a1", "b1"]);
        queue.settle("b1", TaskOutcome::Finished);
        assert!(queue.claim(NOW, 10).is_empty());
        queue.settle("a1", TaskOutcome::Finished);
        assert_eq!(names(&queue.claim(NOW, 10)), ["a2"]);
    }

    #[test]
    fn a_task_that_failed_holds_nobody_up() {
        let mut queue = queue(&[("a1", 1), ("a2", 1)]);
        queue.claim(NOW, 10);
        let retry_at = NOW + DAY;
        queue.settle("a1", TaskOutcome::Failed { retry_at });
        assert_eq!(names(&queue.claim(NOW, 10)), ["a2"]);
        let again = queue.claim(retry_at, 10);
        assert_eq!((names(&again), again[0].failures), (vec!["a1", "a2"], 1));
    }

    #[test]
    fn the_oldest_tasks_give_way() {
        let mut queue = queue(&[("a", 1), ("b", 2), ("c", 3)]);
        assert_eq!(names(&queue.push(task("d", 4), 2)), ["a", "b"]);
        assert_eq!(queue.len(), 2);
        assert!(queue.push(task("c", 3), 2).is_empty(), "it is there");
        assert!(queue.contains("c") && queue.contains("d"));
    }

    /// Changed bytes need another kind: during an update, old and new servers share a store.
    #[test]
    fn a_queue_has_the_bytes_that_it_had() {
        let bytes = postcard::to_allocvec(&queue(&[("evt_a", 300)])).unwrap();
        let expected = r"\x01\x05evt_a\xac\x02\x80\xa0\xf1\xc2\xb14\x00";
        assert_eq!(bytes.escape_ascii().to_string(), expected);
    }
}
