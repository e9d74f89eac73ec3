//! What an operator relies on: health, a clean stop, a new secret.

use std::time::Duration;

use crate::NUMBER;
use crate::person::{Answer, wrong};
use crate::stage::{Setup, Stage};

#[tokio::test]
async fn it_says_that_it_lives_and_is_ready() {
    for stage in Stage::on_each_store(Setup::default()).await {
        for path in ["/livez", "/readyz"] {
            let answer = Answer::to(stage.request("GET", path)).await;
            assert_eq!((answer.status, answer.body.as_str()), (200, ""), "{path}");
        }
    }
}

#[tokio::test]
async fn a_stop_lets_a_request_finish() {
    let mut stage = Stage::new().await;
    let person = stage.person();
    let slow = person.clone();
    let asking = tokio::spawn(async move { slow.asks_for_a_text("+14155550188").await });
    crate::stage::until(async || (stage.plivo.count() == 1).then_some(())).await;
    let url = stage.url().to_owned();
    let stopping = stage.instances.remove(0).stop();
    let (answer, ()) = tokio::join!(asking, stopping);
    assert_eq!(answer.unwrap().status, 424, "an answer, if not a good one");
    let host = url.trim_start_matches("http://").to_owned();
    let refused = tokio::net::TcpStream::connect(host).await;
    assert!(refused.is_err());
}

#[tokio::test]
async fn a_flow_outlives_its_secret() {
    const OLD: &str = "the old secret, of 32 characters or more";
    const NEW: &str = "the new secret, of 32 characters or more";
    let setup = |secrets| Setup {
        redis: true,
        secrets,
        ..Setup::default()
    };
    let mut stage = Stage::with(setup([OLD, ""])).await;
    stage.add(setup([NEW, OLD])).await;
    stage.add(setup([NEW, ""])).await;
    let person = stage.person();
    person.asks_for_a_text(NUMBER).await;
    let code = stage.plivo.code();
    let lost = stage.person().at(&stage.instances[2].url);
    lost.takes_cookie(person.cookie());
    lost.opens_the_page().await.says("Verify your phone number");
    let later = person.at(&stage.instances[1].url);
    later.opens_the_page().await.says("Enter your code");
    assert_eq!(later.types(&wrong(&code, 0)).await.status, 422);
    assert_eq!(later.asks_again().await.status, 429);
    assert_eq!(later.types(&code).await.status, 200);
}

#[tokio::test]
async fn a_slow_client_is_not_waited_for_for_ever() {
    let stage = Stage::new().await;
    let host = stage.url().trim_start_matches("http://").to_owned();
    let idle = tokio::net::TcpStream::connect(host).await.unwrap();
    let mut stage = stage;
    let stopping = stage.instances.remove(0).stop();
    let stopped = tokio::time::timeout(Duration::from_secs(15), stopping).await;
    assert!(stopped.is_ok(), "an idle connection does not hold the stop");
    drop(idle);
}
