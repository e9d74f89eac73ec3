//! Plivo is slow, away or breaks off: one press is one text at most, and what is known
//! about it is told.

use std::time::Duration;

use crate::{
    proxy::Wire,
    stage::{Stage, until},
};
use ringcode_test_support::redis::Server;

/// How soon Plivo is given up, for tests that wait for it.
const GIVES_UP: [(&str, &str); 1] = [("PLIVO_TIMEOUT", "2")];

/// The text is out; only its answer was lost. The receipt that comes later tells.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lost_answer_is_one_text_and_its_receipt_settles_it() {
    let redis = Server::start();
    let stage = Stage::with(&redis.url(), "", &GIVES_UP).await;
    let visitor = stage.visitor();
    visitor.opens_the_page().await.expect(200);
    stage.line.set(Wire::LosesAnswers);
    visitor.asks().await.expect(424);
    visitor.asks_again().await.expect(429);
    stage.line.forget().await;
    assert_eq!(stage.history.codes(&visitor.number).len(), 1);
    until("the receipt", async || {
        visitor.delivery().await.contains("Delivered")
    })
    .await;
    let code = stage.history.code(&visitor.number).await.unwrap();
    visitor.types(&code).await.expect(200);
    stage.assert_sound();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_connection_that_breaks_off_is_one_text_at_most() {
    let redis = Server::start();
    let stage = Stage::new(&redis.url()).await;
    let visitor = stage.visitor();
    visitor.opens_the_page().await.expect(200);
    stage.line.set(Wire::Holds);
    let asking = tokio::spawn({
        let visitor = visitor.clone();
        async move { visitor.asks().await }
    });
    until("the request", async || stage.line.holds_something()).await;
    stage.line.forget().await;
    asking.await.unwrap().expect(424);
    assert_eq!(
        stage.history.texts(),
        0,
        "it was on its way, and is not repeated"
    );
    stage.assert_sound();
}

/// A provider that answers too late is given up in time, and what it did counts once.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_slow_plivo_keeps_nobody_waiting() {
    let redis = Server::start();
    let stage = Stage::with(&redis.url(), "", &GIVES_UP).await;
    let visitor = stage.visitor();
    visitor.opens_the_page().await.expect(200);
    stage.line.set(Wire::Delays(Duration::from_secs(10)));
    let answer = visitor.asks().await.expect(424);
    assert!(answer.took < Duration::from_secs(10), "{answer:?}");
    until("the text", async || stage.history.texts() == 1).await;
    let code = stage.history.code(&visitor.number).await.unwrap();
    visitor.types(&code).await.expect(200);
    stage.assert_sound();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_plivo_that_cannot_be_reached_is_no_text() {
    let redis = Server::start();
    let stage = Stage::with(&redis.url(), "", &[("PLIVO_API_URL", "http://127.0.0.1:9")]).await;
    let visitor = stage.visitor();
    visitor.opens_the_page().await.expect(200);
    let answer = visitor.asks().await.expect(424);
    assert!(answer.body.contains("NotSent"), "{answer:?}");
    assert_eq!(stage.history.texts(), 0);
}
