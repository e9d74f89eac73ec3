//! Tests that only the store in memory allows: a whole day in a moment, and a full store.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, UNIX_EPOCH},
};

use ringcode::store::memory::MemoryStore;
use ringcode::store::{Change, Store, StoreError, TakeOutcome, Version, WriteOutcome, update};
use ringcode_test_support::store::TakeUntimed;

use super::{
    MINUTE,
    buckets::of,
    contract::{add_one, content, quota},
};

/// A store and the hand of its clock, in seconds.
fn store_with_clock() -> (MemoryStore, Arc<AtomicU64>) {
    let seconds = Arc::new(AtomicU64::new(1_000_000));
    let hand = seconds.clone();
    let clock = move || UNIX_EPOCH + Duration::from_secs(hand.load(Ordering::Relaxed));
    (MemoryStore::with_clock(clock), seconds)
}

#[tokio::test]
async fn a_record_expires_on_time() {
    let (store, seconds) = store_with_clock();
    assert_eq!(update(&store, "key", add_one).await, Ok(1));
    seconds.fetch_add(59, Ordering::Relaxed);
    assert_eq!(store.read("key").await.unwrap().now_ms, 1_000_059_000);
    assert!(store.read("key").await.unwrap().value.is_some());
    seconds.fetch_add(1, Ordering::Relaxed);
    assert!(store.read("key").await.unwrap().value.is_none());
    assert_eq!(update(&store, "key", add_one).await, Ok(1));
}

#[tokio::test]
async fn a_daily_quota_is_exact() {
    let (store, seconds) = store_with_clock();
    let hourly = quota(5, 60 * MINUTE);
    let mut granted = 0;
    for _ in 0..24 * 60 {
        let taken = store.take_untimed("day", &[of(hourly, 1)]).await;
        granted += u32::from(matches!(taken, Ok(TakeOutcome::Granted(_))));
        seconds.fetch_add(60, Ordering::Relaxed);
    }
    assert_eq!(
        granted,
        5 + 24 * 5 - 1,
        "the burst, then one every twelve minutes"
    );
}

#[tokio::test]
async fn a_clock_that_steps_back_locks_out_nobody() {
    let (store, seconds) = store_with_clock();
    let hourly = quota(1, 60 * MINUTE);
    let take = async || {
        store
            .take_untimed("client", &[of(hourly, 1)])
            .await
            .unwrap()
    };
    assert_eq!(take().await, TakeOutcome::Granted(vec![Some(1)]));
    seconds.fetch_sub(86_400, Ordering::Relaxed);
    let (wait, charge) = (60 * MINUTE, 0);
    assert_eq!(take().await, TakeOutcome::RetryAfter { wait, charge });
    seconds.fetch_add(3600, Ordering::Relaxed);
    assert!(matches!(take().await, TakeOutcome::RetryAfter { .. }));
}

#[tokio::test]
async fn expired_entries_are_removed() {
    let (store, seconds) = store_with_clock();
    for name in 0..20_000 {
        let key = name.to_string();
        assert_eq!(update(&store, &key, add_one).await, Ok(1));
        assert_eq!(
            store.take_untimed(&key, &[of(quota(1, MINUTE), 1)]).await,
            Ok(TakeOutcome::Granted(vec![Some(1)]))
        );
        assert!(store.entries() < 3_000, "{}", store.entries());
        seconds.fetch_add(u64::from(name % 10 == 0), Ordering::Relaxed);
    }
}

#[tokio::test]
async fn a_full_store_refuses_and_recovers() {
    let (store, seconds) = store_with_clock();
    for name in 0..MemoryStore::CAPACITY {
        let written = store
            .write(&name.to_string(), &content(b""), Version::ABSENT)
            .await;
        assert!(matches!(written, Ok(WriteOutcome::Written(_))));
    }
    let full = Err(StoreError::Refused("OOM".to_owned()));
    assert_eq!(update(&store, "one more", add_one).await, full);
    assert!(
        store
            .take_untimed("one more", &[of(quota(1, MINUTE), 1)])
            .await
            .is_err()
    );
    assert!(store.ping().await.is_err());
    assert!(
        store.read("0").await.unwrap().value.is_some(),
        "what is there can be read"
    );
    assert_eq!(
        update(&store, "0", |_, _| (Change::Remove, ())).await,
        Ok(())
    );
    assert_eq!(update(&store, "one more", add_one).await, Ok(1));
    seconds.fetch_add(60, Ordering::Relaxed);
    assert_eq!(update(&store, "and another", add_one).await, Ok(1));
    assert_eq!(store.entries(), 1);
}
