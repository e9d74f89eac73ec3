//! [`QueueKey`]: the owner and the shard of a queue.

use sha2::{Digest, Sha256};

use crate::repository::VerificationId;

/// The queues of one owner. Each is one record, so more of them are written at the same time;
/// all events of one verification are in one, in their order.
pub const SHARDS: u32 = 16;

/// One queue.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct QueueKey {
    /// The owner.
    pub owner: QueueOwner,
    /// The shard, below [`SHARDS`].
    pub shard: u32,
}

/// The owner of queues.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum QueueOwner {
    /// A client: its tasks are events to deliver.
    Client(String),
    /// Nobody: the tasks are verifications whose code expires.
    Expiries,
}

impl QueueOwner {
    /// The queues of this owner.
    pub fn queues(&self) -> impl Iterator<Item = QueueKey> {
        let key = |shard| QueueKey {
            owner: self.clone(),
            shard,
        };
        (0..SHARDS).map(key)
    }

    /// The queue of this owner that a group of tasks is in.
    pub fn queue_of(&self, group: u32) -> QueueKey {
        QueueKey {
            owner: self.clone(),
            shard: group % SHARDS,
        }
    }
}

impl QueueKey {
    /// The queue in which the expiry of a verification's code waits.
    pub fn expiry_of(verification: &VerificationId) -> Self {
        QueueOwner::Expiries.queue_of(group_of(&verification.0))
    }

    /// The identity of its record.
    pub fn identity(&self) -> Vec<u8> {
        let shard = self.shard;
        match &self.owner {
            QueueOwner::Client(id) => format!("client {id} {shard}"),
            QueueOwner::Expiries => format!("expiries {shard}"),
        }
        .into_bytes()
    }
}

/// The group of everything that is about `name`.
pub fn group_of(name: &str) -> u32 {
    let hash = Sha256::digest(name);
    u32::from_be_bytes([hash[0], hash[1], hash[2], hash[3]])
}
