//! The application is killed at the worst moments of a send.

use std::time::Duration;

use ringcode_test_support::redis::Server;
use tokio::{task::JoinHandle, time::sleep};

use crate::{
    proxy::Wire,
    stage::{Stage, until},
    visitor::{Answer, Visitor},
};

/// The wait before a text can be asked for again, short for the test.
const WAIT: &str = "resend_waits = [2]\n";

fn asking(visitor: &Visitor) -> JoinHandle<Answer> {
    let visitor = visitor.clone();
    tokio::spawn(async move { visitor.asks().await })
}

async fn start_again(stage: &mut Stage) {
    stage.apps[0].kill();
    stage.line.forget().await;
    stage.apps[0].start_again();
    stage.serves(0).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_between_saving_and_asking_plivo() {
    let redis = Server::start();
    let mut stage = Stage::with(&redis.url(), WAIT, &[]).await;
    let visitor = stage.visitor();
    visitor.opens_the_page().await.expect(200);
    stage.line.set(Wire::Holds);
    let asked = asking(&visitor);
    until("the request to Plivo", async || {
        stage.line.holds_something()
    })
    .await;
    start_again(&mut stage).await;
    assert_eq!(asked.await.unwrap().status, None);
    assert_eq!(stage.history.texts(), 0, "it never reached Plivo");

    let page = visitor.opens_the_page().await.expect(200);
    assert!(page.body.contains("Enter your code"), "{page:?}");
    sleep(Duration::from_secs(3)).await;
    assert_eq!(stage.history.texts(), 0, "nothing is sent by itself");
    visitor.asks_again().await.expect(200);
    let code = stage.history.code(&visitor.number).await.unwrap();
    visitor.types(&code).await.expect(200);
    assert_eq!(stage.history.texts(), 1);
    stage.assert_sound();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_between_asking_plivo_and_writing_down() {
    let redis = Server::start();
    let mut stage = Stage::with(&redis.url(), WAIT, &[]).await;
    let visitor = stage.visitor();
    visitor.opens_the_page().await.expect(200);
    stage.line.set(Wire::LosesAnswers);
    let asked = asking(&visitor);
    let code = stage.history.code(&visitor.number).await.unwrap();
    start_again(&mut stage).await;
    assert_eq!(asked.await.unwrap().status, None);
    until("the receipt", async || {
        visitor.delivery().await.contains("Delivered")
    })
    .await;
    assert_eq!(stage.history.texts(), 1, "nothing is sent by itself");
    visitor.types(&code).await.expect(200);
    stage.assert_sound();
}

/// A guess is counted before it is answered, whatever happens in between.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_again_and_again_under_load() {
    let redis = Server::start();
    let mut stage = Stage::new(&redis.url()).await;
    stage.add("", &[]).await;
    let people = stage.people();
    let coming = tokio::spawn(async move { people.come(6, Duration::from_secs(6)).await });
    for round in 0..5 {
        sleep(Duration::from_millis(700)).await;
        stage.apps[round % 2].kill();
        stage.apps[round % 2].start_again();
    }
    let tally = coming.await.unwrap();
    assert!(tally.verified > 0, "{tally:?}");
    stage.assert_sound();
}
