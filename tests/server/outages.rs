//! Redis goes away and comes back, and what it stores meanwhile.

use std::time::{Duration, Instant};

use crate::NUMBER;
use ringcode_test_support::{Answer, Heartbeat, NO_WAITS, Setup, TestApp, until, wrong};

/// Asserts that a request since `since` was refused soon, for what the machine just did.
fn assert_unavailable(answer: &Answer, since: Instant, heartbeat: &Heartbeat) {
    assert_eq!(answer.status, 503, "{answer:?}");
    assert_eq!(answer.retry_after(), Some(5));
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
    assert!(since.elapsed() < heartbeat.widen(Duration::from_secs(5)));
}

#[tokio::test(flavor = "multi_thread")]
async fn without_redis_nothing_is_sent_and_nothing_verified() {
    let redis = true;
    let mut app = TestApp::with(Setup {
        redis,
        ..Setup::default()
    })
    .await;
    let browser = app.browser();
    browser.asks_for_a_text(NUMBER).await;
    let code = app.plivo.code();

    app.redis().kill();
    let heartbeat = Heartbeat::start();
    for _ in 0..2 {
        let start = Instant::now();
        assert_unavailable(&browser.types_code(&code).await, start, &heartbeat);
        let start = Instant::now();
        assert_unavailable(
            &browser.asks_for_a_text("+14155550101").await,
            start,
            &heartbeat,
        );
        let start = Instant::now();
        let page = browser.opens_the_page().await;
        page.says("Something on our side is not working.");
        assert_unavailable(&page, start, &heartbeat);
        let start = Instant::now();
        let page = browser.posts("check_code", &[("code", &code)]).await;
        page.says("Something on our side is not working.");
        assert_unavailable(&page, start, &heartbeat);
    }
    assert_eq!(app.plivo.count(), 1);
    until(async || (ready(&app, "/readyz").await == 503).then_some(())).await;
    assert_eq!(ready(&app, "/livez").await, 200);

    app.redis().start_again();
    until(async || (ready(&app, "/readyz").await == 200).then_some(())).await;
    assert_eq!(
        browser.types_code(&code).await.status,
        422,
        "Redis came back empty"
    );
    assert_eq!(browser.asks_for_a_text(NUMBER).await.status, 200);
    assert_eq!(browser.types_code(&app.plivo.code()).await.status, 200);
}

async fn ready(app: &TestApp, path: &str) -> u16 {
    Answer::to(app.request("GET", path)).await.status
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dump_of_redis_contains_no_number_and_no_code() {
    let setup = Setup {
        file: NO_WAITS,
        redis: true,
        ..Setup::default()
    };
    let mut app = TestApp::with(setup).await;
    let mut secrets = Vec::new();
    for (number, calls) in [
        (NUMBER, false),
        ("+14155550165", true),
        ("+14155550180", false),
    ] {
        let browser = app.browser();
        let answer = browser.asks_for_a_text(number).await;
        let code = app.plivo.code();
        browser.types_code(&wrong(&code, 0)).await;
        if calls {
            assert_eq!(browser.asks_for_a_call().await.status, 200);
        }
        let cookie = browser.cookie().unwrap().replace("ringcode=", "");
        let digits = number.trim_start_matches("+1").to_owned();
        secrets.extend([digits, number[5..].to_owned(), code, cookie]);
        assert_eq!(answer.status == 200, !number.ends_with("80"));
    }
    let redis = app.redis();
    redis.assert_everything_ends();
    let names = redis.cli("keys *");
    let values = names.lines().map(|name| redis.cli(&format!("get {name}")));
    let dump = values.fold(names.clone(), |dump, value| dump + "\n" + &value);
    assert!(names.lines().count() >= 6, "{names}");
    for secret in secrets {
        assert!(!dump.contains(&secret), "{secret}");
    }
}
