//! An update that always conflicts ends, and an update from a snapshot reads nothing.

use async_trait::async_trait;
use ringcode::store::memory::MemoryStore;
use ringcode::store::{
    MAX_ATTEMPTS, Snapshot, Store, StoreError, WriteOutcome, update, update_from,
};
use ringcode_test_support::store::{HookedStore, StoreHooks};

use super::contract::{add_one, content};

#[tokio::test]
async fn an_update_that_always_conflicts_is_given_up() {
    let store = HookedStore::new(Rival);
    let mut asked = 0;
    let outcome = update(&store, "key", |found, now_ms| {
        asked += 1;
        add_one(found, now_ms)
    });
    assert_eq!(outcome.await, Err(StoreError::Contended));
    assert_eq!(asked, MAX_ATTEMPTS);
}

#[tokio::test]
async fn an_update_from_a_snapshot_does_not_read_again() {
    let store = HookedStore::new(Rival);
    let seen = store.memory().read("key").await.unwrap();
    let (count, _) = update_from(&store, "key", seen, add_one).await.unwrap();
    assert_eq!(count, 1, "a read would have let the rival write first");
}

/// Somebody else, who writes after every read.
struct Rival;

#[async_trait]
impl StoreHooks for Rival {
    async fn after_read(
        &self,
        memory: &MemoryStore,
        key: &str,
        snapshot: Snapshot,
    ) -> Result<Snapshot, StoreError> {
        let new = content(&[0; 4]);
        let theirs = memory.write(key, &new, snapshot.version).await;
        assert!(matches!(theirs, Ok(WriteOutcome::Written(_))));
        Ok(snapshot)
    }
}
