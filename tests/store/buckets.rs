//! What every store promises of buckets.

use std::{num::NonZeroU32, sync::Arc, time::Duration};

use ringcode::store::{Quota, Store, Taken, Version};
use tokio::{task::JoinSet, time::sleep};

use super::{
    MINUTE,
    contract::{put, quota, read},
};

pub async fn a_bucket_refills_evenly(store: &dyn Store) {
    let quota = quota(4, Duration::from_millis(1600));
    let interval = Duration::from_millis(400);
    for _ in 0..4 {
        taken(store, "even", quota).await;
    }
    let wait = wait(store, "even", quota, 1).await;
    assert!(wait <= interval, "{wait:?}");
    assert!(
        wait > interval / 10,
        "four calls take less than {interval:?}"
    );
    sleep(wait + Duration::from_millis(2)).await;
    taken(store, "even", quota).await;
    let wait = self::wait(store, "even", quota, 1).await;
    assert!(wait <= interval, "and only one");
}

pub async fn a_bucket_tells_how_much_is_used(store: &dyn Store) {
    for (bucket, quota) in each_kind("used", 10, 60 * MINUTE) {
        assert_eq!(amount(store, &bucket, quota, 0).await, 0);
        assert_eq!(amount(store, &bucket, quota, 3).await, 3);
        assert_eq!(amount(store, &bucket, quota, 0).await, 3, "asking is free");
        assert_eq!(amount(store, &bucket, quota, 6).await, 9);
        wait(store, &bucket, quota, 2).await;
        assert_eq!(amount(store, &bucket, quota, 1).await, 10);
        assert_eq!(
            amount(store, &bucket, quota, 0).await,
            10,
            "also when empty"
        );
        store.give_back(&bucket, quota, 4).await.unwrap();
        assert_eq!(amount(store, &bucket, quota, 0).await, 6);
        wait(store, &bucket, quota, 5).await;
    }
}

pub async fn what_is_given_back_can_be_taken(store: &dyn Store) {
    for (bucket, quota) in each_kind("returned", 2, 60 * MINUTE) {
        taken(store, &bucket, quota).await;
        taken(store, &bucket, quota).await;
        wait(store, &bucket, quota, 1).await;
        store.give_back(&bucket, quota, 1).await.unwrap();
        taken(store, &bucket, quota).await;
        wait(store, &bucket, quota, 1).await;
    }
}

pub async fn a_bucket_is_never_fuller_than_its_burst(store: &dyn Store) {
    for (bucket, quota) in each_kind("full", 3, 60 * MINUTE) {
        store.give_back(&bucket, quota, 5).await.unwrap();
        taken(store, &bucket, quota).await;
        for _ in 0..5 {
            store.give_back(&bucket, quota, 1).await.unwrap();
        }
        for _ in 0..3 {
            taken(store, &bucket, quota).await;
        }
        wait(store, &bucket, quota, 1).await;
    }
}

/// The period is short, and the test begins where one has just begun.
pub async fn a_count_begins_anew_with_the_period(store: &dyn Store) {
    let quota = by_the_clock(2, Duration::from_secs(1));
    sleep(wait_for_full(store, "clock", quota).await).await;
    taken(store, "clock", quota).await;
    taken(store, "clock", quota).await;
    let wait = wait(store, "clock", quota, 1).await;
    assert!(wait <= Duration::from_secs(1), "{wait:?}");
    sleep(wait + Duration::from_millis(2)).await;
    assert_eq!(
        amount(store, "clock", quota, 0).await,
        0,
        "at the time told"
    );
    taken(store, "clock", quota).await;
    taken(store, "clock", quota).await;
    self::wait(store, "clock", quota, 1).await;
}

pub async fn a_narrower_quota_binds_at_once(store: &dyn Store) {
    let (wide, narrow) = (by_the_clock(10, 60 * MINUTE), by_the_clock(8, 60 * MINUTE));
    assert_eq!(amount(store, "shared", wide, 8).await, 8);
    wait(store, "shared", narrow, 1).await;
    assert_eq!(amount(store, "shared", wide, 1).await, 9);
}

pub async fn records_and_buckets_do_not_meet(store: &dyn Store) {
    put(store, "both", b"x", Version::ABSENT).await;
    taken(store, "both", quota(1, MINUTE)).await;
    assert_eq!(read(store, "both").await.value.as_deref(), Some(&b"x"[..]));
    let narrower = quota(1, Duration::from_secs(1));
    let wait = wait(store, "both", narrower, 1).await;
    assert!(
        wait <= Duration::from_secs(1),
        "a wider quota of the past does not bind: {wait:?}"
    );
}

pub async fn parallel_takers_get_the_burst(store: &Arc<dyn Store>) {
    for (bucket, quota) in each_kind("rush", 10, 60 * MINUTE) {
        let mut takers = JoinSet::new();
        for _ in 0..100 {
            let (store, bucket) = (store.clone(), bucket.clone());
            takers.spawn(async move { store.take(&bucket, quota, 1).await.unwrap() });
        }
        let answers = takers.join_all().await.into_iter();
        let granted = answers.filter(|taken| matches!(taken, Taken::Granted { .. }));
        assert_eq!(granted.count(), 10, "{bucket}");
    }
}

/// A bucket of either kind, with a name of its own.
fn each_kind(name: &str, most: u32, period: Duration) -> [(String, Quota); 2] {
    [
        (format!("{name} steady"), quota(most, period)),
        (format!("{name} by the clock"), by_the_clock(most, period)),
    ]
}

fn by_the_clock(most: u32, period: Duration) -> Quota {
    Quota::by_the_clock(NonZeroU32::new(most).unwrap(), period)
}

async fn taken(store: &dyn Store, bucket: &str, quota: Quota) {
    amount(store, bucket, quota, 1).await;
}

/// Takes an amount that must be there, and tells how much is used then.
async fn amount(store: &dyn Store, bucket: &str, quota: Quota, amount: u32) -> u64 {
    match store.take(bucket, quota, amount).await.unwrap() {
        Taken::Granted { used } => used,
        Taken::RetryAfter(wait) => panic!("{bucket} has not {amount}: {wait:?}"),
    }
}

async fn wait(store: &dyn Store, bucket: &str, quota: Quota, amount: u32) -> Duration {
    match store.take(bucket, quota, amount).await.unwrap() {
        Taken::RetryAfter(wait) => wait,
        Taken::Granted { .. } => panic!("{bucket} has {amount} left"),
    }
}

/// How long the current period still lasts.
async fn wait_for_full(store: &dyn Store, bucket: &str, quota: Quota) -> Duration {
    loop {
        if let Taken::RetryAfter(wait) = store.take(bucket, quota, 1).await.unwrap() {
            return wait + Duration::from_millis(2);
        }
    }
}
