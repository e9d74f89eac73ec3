//! What every store promises of buckets.

use std::{sync::Arc, time::Duration};

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
        assert_eq!(store.take("even", quota).await, Ok(Taken::Granted));
    }
    let wait = wait(store, "even", quota).await;
    assert!(wait <= interval, "{wait:?}");
    assert!(
        wait > interval / 10,
        "four calls take less than {interval:?}"
    );
    sleep(wait + Duration::from_millis(2)).await;
    assert_eq!(
        store.take("even", quota).await,
        Ok(Taken::Granted),
        "after the wait told"
    );
    assert!(
        self::wait(store, "even", quota).await <= interval,
        "and only one"
    );
}

pub async fn what_is_given_back_can_be_taken(store: &dyn Store) {
    let quota = quota(2, MINUTE);
    assert_eq!(store.take("returned", quota).await, Ok(Taken::Granted));
    assert_eq!(store.take("returned", quota).await, Ok(Taken::Granted));
    wait(store, "returned", quota).await;
    store.give_back("returned", quota).await.unwrap();
    assert_eq!(store.take("returned", quota).await, Ok(Taken::Granted));
    wait(store, "returned", quota).await;
}

pub async fn a_bucket_is_never_fuller_than_its_burst(store: &dyn Store) {
    let quota = quota(3, MINUTE);
    assert_eq!(store.take("full", quota).await, Ok(Taken::Granted));
    for _ in 0..5 {
        store.give_back("full", quota).await.unwrap();
    }
    for _ in 0..3 {
        assert_eq!(store.take("full", quota).await, Ok(Taken::Granted));
    }
    wait(store, "full", quota).await;
}

pub async fn records_and_buckets_do_not_meet(store: &dyn Store) {
    put(store, "both", b"x", Version::ABSENT).await;
    assert_eq!(
        store.take("both", quota(1, MINUTE)).await,
        Ok(Taken::Granted)
    );
    assert_eq!(read(store, "both").await.value.as_deref(), Some(&b"x"[..]));
    let narrower = quota(1, Duration::from_secs(1));
    let wait = wait(store, "both", narrower).await;
    assert!(
        wait <= Duration::from_secs(1),
        "a wider quota of the past does not bind: {wait:?}"
    );
}

pub async fn parallel_takers_get_the_burst(store: &Arc<dyn Store>) {
    let mut takers = JoinSet::new();
    for _ in 0..100 {
        let store = store.clone();
        takers.spawn(async move { store.take("rush", quota(10, 60 * MINUTE)).await.unwrap() });
    }
    let answers = takers.join_all().await;
    assert_eq!(
        answers
            .into_iter()
            .filter(|taken| *taken == Taken::Granted)
            .count(),
        10
    );
}

async fn wait(store: &dyn Store, bucket: &str, quota: Quota) -> Duration {
    match store.take(bucket, quota).await.unwrap() {
        Taken::RetryAfter(wait) => wait,
        Taken::Granted => panic!("the bucket is empty"),
    }
}
