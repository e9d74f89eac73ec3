//! A shutdown answers every accepted request and finishes every started action.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use axum::Router;
use axum::routing::get;
use ringcode::config::Settings;
use ringcode::domain::PhoneNumber;
use ringcode::telemetry;
use ringcode::web::{serve, wrap_routes};
use ringcode_test_support::{Answer, Browser, SHORT_PLIVO_TIMEOUT, Setup, TestApp, until, wrong};
use tokio::task::JoinSet;
use tokio::time::sleep;

use crate::NUMBER;
use crate::process::{Process, client};
use crate::raw_connection::Wire;

/// Long enough for a busy machine to ask for something meanwhile, and shorter than Plivo is
/// waited for.
const GRACE: Duration = Duration::from_secs(6);

#[tokio::test]
async fn a_stopping_server_is_not_ready_but_still_answers() {
    let adjust = |settings: &mut Settings| settings.server.grace = GRACE;
    let mut app = TestApp::with(Setup {
        adjust,
        ..Setup::default()
    })
    .await;
    let [ready, page] = ["/readyz", "/"].map(|path| app.request("GET", path));
    let (state, url) = (app.instances[0].state.clone(), app.url().to_owned());
    let stopping = tokio::spawn(app.instances.remove(0).stop());
    state.lifecycle.stopping().await;
    assert_eq!(Answer::to(ready).await.status, 503);
    let page = Answer::to(page).await;
    assert_eq!((page.status, page.header("connection")), (200, "close"));
    stopping.await.unwrap();
    let host = url.trim_start_matches("http://").to_owned();
    assert!(tokio::net::TcpStream::connect(host).await.is_err());
}

#[tokio::test]
async fn a_shutdown_waits_until_a_right_code_is_recorded() {
    let mut app = TestApp::new().await;
    let browser = app.browser();
    assert_eq!(browser.asks_for_a_text(NUMBER).await.status, 200);
    let code = app.plivo.code();
    assert_eq!(browser.types_code(&wrong(&code, 1)).await.status, 422);
    assert_eq!(browser.types_code(&code).await.status, 200);
    let state = app.instances[0].state.clone();
    app.instances.remove(0).stop().await;
    let number = PhoneNumber::from_e164(NUMBER).unwrap();
    let history = state
        .verifier
        .records
        .history(&number)
        .await
        .unwrap()
        .record;
    let history = serde_json::to_value(history.unwrap()).unwrap();
    assert_eq!(history["guesses"].as_array().unwrap().len(), 1);
    assert_eq!(history["in_a_row"], 0);
}

#[tokio::test]
async fn an_attempt_is_finished_after_its_client_left() {
    // So slow that no receipt tells more.
    let pace = 1_000.0;
    let mut app = TestApp::with(Setup {
        pace,
        adjust: SHORT_PLIVO_TIMEOUT,
        ..Setup::default()
    })
    .await;
    let browser = app.browser();
    browser.opens_the_page().await;
    let form = "phone=%2B14155550188";
    let post = format!(
        "POST /api/send_code HTTP/1.1\r\nHost: a\r\nSec-Fetch-Site: same-origin\r\nCookie: {}\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{form}",
        browser.cookie().unwrap(),
        form.len()
    );
    let mut wire = Wire::to(&app).await;
    wire.writes(post.as_bytes()).await;
    // Plivo was asked and does not answer; the browser goes away, and the server is stopped.
    until(async || (app.plivo.count() == 1).then_some(())).await;
    drop(wire);
    let state = app.instances[0].state.clone();
    app.instances.remove(0).stop().await;
    let session = browser.session();
    let records = &state.verifier.records;
    let key = session.verification_key(records).await.unwrap();
    let screen = state.verifier.delivery(&key).await.unwrap();
    let delivery = format!("{:?}", screen.map(|screen| screen.status));
    assert_eq!(
        delivery, "Some(Unknown)",
        "what became of it is written down"
    );
    assert_eq!(app.plivo.count(), 1);
}

#[tokio::test]
async fn a_panic_fails_one_request_only() {
    let app = TestApp::new().await;
    let state = app.instances[0].state.clone();
    let broken = get(async || -> &'static str { panic!("about +14155550100 and 123456") });
    let routes = Router::new()
        .route("/broken", broken)
        .route("/whole", get(async || "whole"));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        serve(
            &state,
            wrap_routes(routes, &state),
            listener,
            std::future::pending(),
        )
        .await
    });
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    for _ in 0..3 {
        let answer = Answer::to(http.get(format!("{url}/broken"))).await;
        assert_eq!(answer.status, 500);
        assert!(!answer.body.contains("about") && !answer.body.contains("123456"));
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert_eq!(answer.header("cache-control"), "no-store");
        let answer = Answer::to(http.get(format!("{url}/whole"))).await;
        assert_eq!(answer.body, "whole");
    }
}

/// In a process of its own, because a process has one log and one way to tell of panics.
#[tokio::test]
async fn the_log_names_the_place_of_a_panic_and_not_its_message() {
    let this = std::env::current_exe().unwrap();
    let mut child = std::process::Command::new(this);
    child.args([
        "--exact",
        "shutdown::panics_while_handling_a_number",
        "--ignored",
    ]);
    let child = child.args(["--nocapture"]).output().unwrap();
    let told = String::from_utf8([child.stderr, child.stdout].concat()).unwrap();
    assert!(child.status.success(), "{told}");
    for word in [
        "panicked place=\"tests/server/shutdown.rs",
        "a handler panicked",
    ] {
        assert!(told.contains(word), "{word}: {told}");
    }
    for secret in ["4155550100", "123456", "in hand"] {
        assert!(!told.contains(secret), "{secret}: {told}");
    }
}

#[tokio::test]
#[ignore = "run by the_log_names_the_place_of_a_panic_and_not_its_message"]
async fn panics_while_handling_a_number() {
    let logs = telemetry::start("trace", false);
    let app = TestApp::new().await;
    let state = app.instances[0].state.clone();
    let broken = get(async || -> &'static str { panic!("+14155550100 and 123456 in hand") });
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let acting = state
        .lifecycle
        .carry_out(async { panic!("123456 in hand") });
    assert!(acting.await.is_err());
    tokio::spawn(async move {
        let routes = wrap_routes(Router::new().route("/", broken), &state);
        serve(&state, routes, listener, std::future::pending()).await
    });
    assert_eq!(client().get(&url).send().await.unwrap().status(), 500);
    drop(logs);
}

#[tokio::test]
async fn an_action_that_panics_answers_an_error() {
    let app = TestApp::new().await;
    let state = app.instances[0].state.clone();
    let acting = state.lifecycle.carry_out(async { panic!("in the middle") });
    assert!(acting.await.is_err());
    // What panicked is not waited for.
    state.lifecycle.finished().await;
}

/// Everybody comes from one address, and is called by numbers in a row.
const BUSY: [(&str, &str); 11] = [
    ("RINGCODE_GRACE", "6"),
    ("RINGCODE_POSTS_PER_CLIENT_10_MINUTES", "1000"),
    ("RINGCODE_STARTS_PER_CLIENT_10_MINUTES", "100"),
    ("RINGCODE_NUMBERS_PER_CLIENT_HOUR", "100"),
    ("RINGCODE_SENDS_PER_CLIENT_10_MINUTES", "100"),
    ("RINGCODE_SENDS_PER_CLIENT_HOUR", "100"),
    ("RINGCODE_SENDS_PER_CLIENT_DAY", "100"),
    ("RINGCODE_SENDS_PER_THOUSAND_10_MINUTES", "100"),
    ("RINGCODE_SENDS_PER_TEN_THOUSAND_HOUR", "*=1000"),
    ("RINGCODE_SENDS_PER_COUNTRY_HOUR", "*=1000"),
    ("RINGCODE_UNVERIFIED_PER_HOUR", "1000"),
];

#[tokio::test(flavor = "multi_thread")]
async fn a_shutdown_under_load_loses_no_request() {
    let mut process = Process::start(&BUSY).await;
    let (ready, answered) = (
        Arc::new(AtomicBool::new(true)),
        Arc::new(AtomicUsize::new(0)),
    );
    let mut clients = JoinSet::new();
    for n in 0..8 {
        let browser = Browser::new(client(), &process.url);
        let (ready, answered) = (ready.clone(), answered.clone());
        clients.spawn(async move {
            let number = format!("+1415555010{n}");
            assert_eq!(browser.asks_for_a_text(&number).await.status, 200);
            // As behind a balancer: on and on, until the server says that it is not ready.
            while ready.load(Ordering::SeqCst) {
                browser.opens_the_page().await.says("Enter your code");
                assert!(!browser.delivery().await.is_empty());
                answered.fetch_add(2, Ordering::SeqCst);
            }
        });
    }
    until(async || (answered.load(Ordering::SeqCst) > 20).then_some(())).await;
    // One that Plivo keeps waiting, over the grace and into the drain.
    let slow = Browser::new(client(), &process.url);
    let slow = tokio::spawn(async move { slow.asks_for_a_text("+14155550188").await.status });
    sleep(Duration::from_millis(300)).await;
    let before = answered.load(Ordering::SeqCst);
    let told = Instant::now();
    process.is_told_to_stop();
    let readiness = format!("{}/readyz", process.url);
    until(async || {
        let answer = client().get(&readiness).send().await.unwrap();
        (answer.status() == 503).then_some(())
    })
    .await;
    assert!(told.elapsed() < GRACE, "readiness is off at once");
    // The balancer sees it a little later.
    let then = answered.load(Ordering::SeqCst);
    until(async || (answered.load(Ordering::SeqCst) > then).then_some(())).await;
    ready.store(false, Ordering::SeqCst);
    clients.join_all().await;
    assert!(answered.load(Ordering::SeqCst) > before, "it went on");
    assert_eq!(
        slow.await.unwrap(),
        424,
        "an answer, though Plivo gave none"
    );
    let status = process.end().await;
    assert!(status.success(), "{status}");
    assert!(told.elapsed() < Duration::from_secs(60));
}
