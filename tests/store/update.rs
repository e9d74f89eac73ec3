//! That an update which never wins comes to an end, and one that has seen reads nothing.

use std::time::Duration;

use async_trait::async_trait;
use ringcode::store::{
    ATTEMPTS, Outcome, Portion, Snapshot, Store, StoreError, Taken, Version, memory::Memory,
    update, update_seen,
};

use super::{MINUTE, contract::add_one};

#[tokio::test]
async fn a_lost_race_without_end_is_given_up() {
    let store = Rival(Memory::new());
    let mut asked = 0;
    let outcome = update(&store, "key", |found, now_ms| {
        asked += 1;
        add_one(found, now_ms)
    });
    assert_eq!(outcome.await, Err(StoreError::Contended));
    assert_eq!(asked, ATTEMPTS);
}

#[tokio::test]
async fn what_was_seen_is_not_read_again() {
    let store = Rival(Memory::new());
    let seen = store.0.read("key").await.unwrap();
    let (count, _) = update_seen(&store, "key", seen, add_one).await.unwrap();
    assert_eq!(count, 1, "a read would have let the rival write first");
}

/// A store where somebody else writes after every read.
struct Rival(Memory);

#[async_trait]
impl Store for Rival {
    async fn read(&self, key: &str) -> Result<Snapshot, StoreError> {
        let seen = self.0.read(key).await?;
        let theirs = self
            .0
            .write(key, &[0; 4], seen.version, MINUTE, false)
            .await;
        assert!(matches!(theirs, Ok(Outcome::Written(_))));
        Ok(seen)
    }

    async fn write(
        &self,
        key: &str,
        value: &[u8],
        version: Version,
        ttl: Duration,
        durable: bool,
    ) -> Result<Outcome, StoreError> {
        self.0.write(key, value, version, ttl, durable).await
    }

    async fn remove(&self, key: &str, version: Version) -> Result<Outcome, StoreError> {
        self.0.remove(key, version).await
    }

    async fn take(&self, holder: &str, portions: &[Portion<'_>]) -> Result<Taken, StoreError> {
        self.0.take(holder, portions).await
    }

    async fn give_back(&self, holder: &str, portions: &[Portion<'_>]) -> Result<(), StoreError> {
        self.0.give_back(holder, portions).await
    }

    async fn ping(&self) -> Result<(), StoreError> {
        self.0.ping().await
    }
}
