//! The application is killed at the worst moments of an attempt.

use std::time::Duration;

use ringcode_test_support::{redis::Server, wait_until};
use tokio::{task::JoinHandle, time::sleep};

use crate::{
    browser::{Answer, Browser},
    deployment::Deployment,
    proxy::ProxyMode,
};

/// The wait before a text can be asked for again, short for the test.
const WAIT: &str = "resend_waits = [2]\n";

fn asking(browser: &Browser) -> JoinHandle<Answer> {
    let browser = browser.clone();
    tokio::spawn(async move { browser.asks_for_a_text().await })
}

async fn start_again(deployment: &mut Deployment) {
    deployment.apps[0].kill();
    deployment.plivo_proxy.forget().await;
    deployment.apps[0].start_again();
    deployment.serves(0).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_kill_between_saving_and_sending_sends_nothing_by_itself() {
    let redis = Server::start();
    let mut deployment = Deployment::with(&redis.url(), WAIT, &[]).await;
    let browser = deployment.browser();
    browser.opens_the_page().await.expect(200);
    deployment.plivo_proxy.set(ProxyMode::Stall);
    let asked = asking(&browser);
    wait_until("the request to Plivo", async || {
        deployment.plivo_proxy.holds_something()
    })
    .await;
    start_again(&mut deployment).await;
    assert_eq!(asked.await.unwrap().status, None);
    assert_eq!(deployment.history.texts(), 0, "it never reached Plivo");

    let page = browser.opens_the_page().await.expect(200);
    assert!(page.body.contains("Enter your code"), "{page:?}");
    sleep(Duration::from_secs(3)).await;
    assert_eq!(deployment.history.texts(), 0, "nothing is sent by itself");
    browser.asks_again().await.expect(200);
    let code = deployment.history.code(&browser.number).await.unwrap();
    browser.types_code(&code).await.expect(200);
    assert_eq!(deployment.history.texts(), 1);
    deployment.assert_sound();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_kill_between_sending_and_recording_sends_no_second_text() {
    let redis = Server::start();
    let mut deployment = Deployment::with(&redis.url(), WAIT, &[]).await;
    let browser = deployment.browser();
    browser.opens_the_page().await.expect(200);
    deployment.plivo_proxy.set(ProxyMode::DropResponses);
    let asked = asking(&browser);
    let code = deployment.history.code(&browser.number).await.unwrap();
    start_again(&mut deployment).await;
    assert_eq!(asked.await.unwrap().status, None);
    wait_until("the receipt", async || {
        browser.delivery().await.contains("delivered")
    })
    .await;
    assert_eq!(deployment.history.texts(), 1, "nothing is sent by itself");
    browser.types_code(&code).await.expect(200);
    deployment.assert_sound();
}

/// A guess is counted before it is answered, whatever happens in between.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn repeated_kills_under_load_break_no_rule() {
    let redis = Server::start();
    let mut deployment = Deployment::new(&redis.url()).await;
    deployment.add("", &[]).await;
    let people = deployment.people();
    let coming = tokio::spawn(async move { people.come(6, Duration::from_secs(6)).await });
    for round in 0..5 {
        sleep(Duration::from_millis(700)).await;
        deployment.apps[round % 2].kill();
        deployment.apps[round % 2].start_again();
    }
    let tally = coming.await.unwrap();
    assert!(tally.verified > 0, "{tally:?}");
    deployment.assert_sound();
}
