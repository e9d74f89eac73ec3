//! That an update which never wins comes to an end, and one that has seen reads nothing.

use async_trait::async_trait;
use ringcode::store::{
    Charge, MAX_ATTEMPTS, NewValue, Snapshot, Store, StoreError, TakeOutcome, Version,
    WriteOutcome, memory::MemoryStore, update, update_from,
};

use super::contract::{add_one, content};

#[tokio::test]
async fn a_lost_race_without_end_is_given_up() {
    let store = Rival(MemoryStore::new());
    let mut asked = 0;
    let outcome = update(&store, "key", |found, now_ms| {
        asked += 1;
        add_one(found, now_ms)
    });
    assert_eq!(outcome.await, Err(StoreError::Contended));
    assert_eq!(asked, MAX_ATTEMPTS);
}

#[tokio::test]
async fn what_was_seen_is_not_read_again() {
    let store = Rival(MemoryStore::new());
    let seen = store.0.read("key").await.unwrap();
    let (count, _) = update_from(&store, "key", seen, add_one).await.unwrap();
    assert_eq!(count, 1, "a read would have let the rival write first");
}

/// A store where somebody else writes after every read.
struct Rival(MemoryStore);

#[async_trait]
impl Store for Rival {
    async fn read(&self, key: &str) -> Result<Snapshot, StoreError> {
        let seen = self.0.read(key).await?;
        let theirs = self.0.write(key, &content(&[0; 4]), seen.version).await;
        assert!(matches!(theirs, Ok(WriteOutcome::Written(_))));
        Ok(seen)
    }

    async fn write(
        &self,
        key: &str,
        new: &NewValue,
        version: Version,
    ) -> Result<WriteOutcome, StoreError> {
        self.0.write(key, new, version).await
    }

    async fn remove(&self, key: &str, version: Version) -> Result<WriteOutcome, StoreError> {
        self.0.remove(key, version).await
    }

    async fn take(&self, subject: &str, charges: &[Charge<'_>]) -> Result<TakeOutcome, StoreError> {
        self.0.take(subject, charges).await
    }

    async fn refund(&self, subject: &str, charges: &[Charge<'_>]) -> Result<(), StoreError> {
        self.0.refund(subject, charges).await
    }

    async fn ping(&self) -> Result<(), StoreError> {
        self.0.ping().await
    }
}
