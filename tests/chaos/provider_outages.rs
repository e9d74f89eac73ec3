//! Plivo is slow, away or breaks off: one request sends at most one text, and the person is told
//! what is known of it.

use std::time::Duration;

use crate::{deployment::Deployment, proxy::ProxyMode};
use ringcode_test_support::{redis::Server, wait_until};

/// A short timeout for Plivo, for tests that wait for it.
const GIVES_UP: [(&str, &str); 1] = [("PLIVO_TIMEOUT", "2")];

/// The text is out; only its answer was lost. The receipt that comes later tells.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lost_answer_sends_one_text_and_its_receipt_clarifies_it() {
    let redis = Server::start();
    let deployment = Deployment::with(&redis.url(), "", &GIVES_UP).await;
    let browser = deployment.browser();
    browser.opens_the_page().await.expect(200);
    deployment.plivo_proxy.set(ProxyMode::DropResponses);
    browser.asks_for_a_text().await.expect(424);
    browser.asks_again().await.expect(429);
    deployment.plivo_proxy.forget().await;
    assert_eq!(deployment.history.codes(&browser.number).len(), 1);
    wait_until("the receipt", async || {
        browser.delivery().await.contains("delivered")
    })
    .await;
    let code = deployment.history.code(&browser.number).await.unwrap();
    browser.types_code(&code).await.expect(200);
    deployment.assert_sound();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_broken_connection_sends_at_most_one_text() {
    let redis = Server::start();
    let deployment = Deployment::new(&redis.url()).await;
    let browser = deployment.browser();
    browser.opens_the_page().await.expect(200);
    deployment.plivo_proxy.set(ProxyMode::Stall);
    let asking = tokio::spawn({
        let browser = browser.clone();
        async move { browser.asks_for_a_text().await }
    });
    wait_until("the request", async || {
        deployment.plivo_proxy.holds_something()
    })
    .await;
    deployment.plivo_proxy.forget().await;
    asking.await.unwrap().expect(424);
    assert_eq!(
        deployment.history.texts(),
        0,
        "it was on its way, and is not repeated"
    );
    deployment.assert_sound();
}

/// A provider that answers too late is given up in time, and what it did counts once.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_slow_plivo_delays_no_answer() {
    let redis = Server::start();
    let deployment = Deployment::with(&redis.url(), "", &GIVES_UP).await;
    let browser = deployment.browser();
    browser.opens_the_page().await.expect(200);
    deployment
        .plivo_proxy
        .set(ProxyMode::Delay(Duration::from_secs(10)));
    let answer = browser.asks_for_a_text().await.expect(424);
    assert!(answer.took < Duration::from_secs(10), "{answer:?}");
    wait_until("the text", async || deployment.history.texts() == 1).await;
    let code = deployment.history.code(&browser.number).await.unwrap();
    browser.types_code(&code).await.expect(200);
    deployment.assert_sound();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_unreachable_plivo_sends_no_text() {
    let redis = Server::start();
    let deployment =
        Deployment::with(&redis.url(), "", &[("PLIVO_API_URL", "http://127.0.0.1:9")]).await;
    let browser = deployment.browser();
    browser.opens_the_page().await.expect(200);
    let answer = browser.asks_for_a_text().await.expect(424);
    assert!(answer.body.contains("not_sent"), "{answer:?}");
    assert_eq!(deployment.history.texts(), 0);
}
