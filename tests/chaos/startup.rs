//! A start without Redis, and on a Redis that may evict.

use std::time::Instant;

use crate::deployment::Deployment;
use ringcode_test_support::{redis::Server, wait_until};

#[tokio::test]
async fn an_instance_does_not_start_on_a_store_that_may_evict() {
    let redis = Server::start_with("maxmemory-policy volatile-lru");
    let other = Server::start();
    let deployment = Deployment::new(&other.url()).await;
    let mut process = deployment.spawn("", &[("REDIS_URL", &redis.url())]);
    assert!(!process.ends());
    let log = process.log();
    assert!(log.contains("volatile-lru, not noeviction"), "{log}");
}

#[tokio::test]
async fn an_instance_is_not_ready_when_its_store_may_evict() {
    let redis = Server::start();
    let deployment = Deployment::new(&redis.url()).await;
    deployment.is_ready(0).await;
    assert_eq!(redis.cli("config set maxmemory-policy allkeys-lfu"), "OK");
    deployment.is_not_ready(0).await;
    assert_eq!(deployment.get(0, "/livez").await, Some(200));
}

#[tokio::test]
async fn an_instance_starts_before_redis() {
    let mut redis = Server::start();
    redis.kill();
    let deployment = Deployment::new(&redis.url()).await;
    deployment.is_not_ready(0).await;
    redis.start_again();
    deployment.is_ready(0).await;
    let (browser, code) = deployment.browser_with_code().await;
    browser.types_code(&code).await.expect(200);
}

/// The limits within the process are all that remembers the time before.
#[tokio::test]
async fn an_emptied_store_is_reported_to_the_operator() {
    let redis = Server::start();
    let deployment = Deployment::new(&redis.url()).await;
    deployment.is_ready(0).await;
    let (browser, code) = deployment.browser_with_code().await;
    redis.cli("flushall");
    browser.types_code(&code).await.expect(422);
    // Nobody asks: it is looked at all the same.
    wait_until("the alert", async || {
        deployment.apps[0].log().contains("the store was emptied")
    })
    .await;
    browser.asks_for_a_text().await.expect(200);
    deployment.assert_sound();
}

/// A Redis that is emptied again and again forgets every limit but those of the process.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_emptied_store_sends_at_most_what_the_local_limits_allow() {
    let redis = Server::start();
    let seven = [("RINGCODE_SENDS_PER_CLIENT_AND_INSTANCE_MINUTE", "7")];
    let deployment = Deployment::with(&redis.url(), "", &seven).await;
    let (began, mut refused) = (Instant::now(), 0);
    for _ in 0..30 {
        redis.cli("flushall");
        let browser = deployment.browser();
        browser.opens_the_page().await.expect(200);
        refused += usize::from(browser.asks_for_a_text().await.is(429));
    }
    let texts = deployment.history.texts();
    // Of seven a minute some come free while the test runs.
    let freed = usize::try_from(began.elapsed().as_secs() * 7 / 60).unwrap();
    assert!((7..=9 + freed).contains(&texts), "{texts}");
    assert_eq!(refused, 30 - texts);
    deployment.assert_sound();
}
