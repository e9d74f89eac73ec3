//! The ID of a request: in its answer and in the log.

use ringcode::config::{Settings, TrustedProxies};
use ringcode_test_support::{Answer, Setup, TestApp, logs};

use crate::{LOGGED, NUMBER};

/// This machine is a trusted proxy.
const BEHIND_A_PROXY: fn(&mut Settings) =
    |settings| settings.server.trusted_proxies = TrustedProxies::parse("127.0.0.1").unwrap();

#[tokio::test]
async fn every_answer_has_an_id_of_its_own() {
    let app = TestApp::new().await;
    let mut ids = Vec::new();
    for (method, path) in [
        ("GET", "/"),
        ("GET", "/livez"),
        ("GET", "/unknown"),
        ("DELETE", "/"),
        ("POST", "/api/check_code"),
        ("POST", "/plivo/message/some-flow/some-attempt"),
        ("GET", "/v1/verifications/unknown"),
    ] {
        let answer = Answer::to(app.request(method, path)).await;
        let id = answer.header("x-request-id").to_owned();
        assert_eq!(id.len(), 16, "{method} {path}: {answer:?}");
        assert!(!ids.contains(&id));
        ids.push(id);
    }
}

#[tokio::test]
async fn every_line_about_a_request_has_its_id() {
    logs::capture(LOGGED);
    let app = TestApp::new().await;
    let browser = app.browser();
    browser.opens_the_page().await;
    logs::captured();
    let answer = browser.asks_for_a_text(NUMBER).await;
    let id = format!("id=\"{}\"", answer.header("x-request-id"));
    let log = logs::captured();
    for told in ["audit: start", "Plivo accepted", "audit: send"] {
        let line = log.lines().find(|line| line.contains(told));
        assert!(line.is_some_and(|line| line.contains(&id)), "{told}: {log}");
    }
}

#[tokio::test]
async fn an_id_is_taken_from_a_trusted_proxy_alone() {
    const ID: &str = "0af7651916cd43dd8448eb211c80319c";
    let trusting = TestApp::with(Setup {
        adjust: BEHIND_A_PROXY,
        ..Setup::default()
    })
    .await;
    for (app, is_taken) in [(trusting, true), (TestApp::new().await, false)] {
        let request = app.request("GET", "/").header("x-request-id", ID);
        let answer = Answer::to(request).await;
        assert_eq!(answer.header("x-request-id") == ID, is_taken, "{answer:?}");
    }
}
