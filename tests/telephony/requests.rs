//! The requests to Plivo, to the byte, and how successes are read.

use std::process::Command;

use base64::{Engine, engine::general_purpose::STANDARD};
use ringcode::telephony::plivo::{Account, PlivoClient, Timeouts};
use ringcode::telephony::{ProviderRefusal, SendOutcome};
use serde_json::json;

use crate::hostile_server::{HostileServer, answer};
use crate::{AUTH_ID, AUTH_TOKEN, Channel, ID, accepted, account, plivo, send};

#[tokio::test]
async fn the_request_for_a_text_is_exact() {
    let body = json!({ "api_id": "1", "message": "message(s) queued", "message_uuid": [ID] });
    let server = HostileServer::start(vec![answer(202, "", &body.to_string())]).await;
    assert_eq!(send(&plivo(&server.url), Channel::Text).await, accepted(ID));

    let requests = server.requests();
    assert_eq!(requests.len(), 1);
    assert_eq!(
        requests[0].line(),
        format!("POST /v1/Account/{AUTH_ID}/Message/ HTTP/1.1")
    );
    let credentials = STANDARD.encode(format!("{AUTH_ID}:{AUTH_TOKEN}"));
    assert_eq!(
        requests[0].header("authorization"),
        Some(format!("Basic {credentials}").as_str())
    );
    assert_eq!(requests[0].header("content-type"), Some("application/json"));
    let agent = concat!("ringcode/", env!("CARGO_PKG_VERSION"), " (reqwest)");
    assert_eq!(requests[0].header("user-agent"), Some(agent));
    assert_eq!(
        requests[0].json(),
        json!({
            "src": "14155550100",
            "dst": "14155550123",
            "text": "Your Acme code is 001234. It expires in 10 minutes. Do not share it with anyone.\n\n@verify.acme.example #001234",
            "type": "sms",
            "url": "https://verify.acme.example/plivo/message/fLoW_1/aTTempt-2",
            "method": "POST",
            "log": "false",
            "message_expiry": 600,
        })
    );
}

#[tokio::test]
async fn the_request_for_a_call_is_exact() {
    let body = json!({ "api_id": "1", "message": "call fired", "request_uuid": ID });
    let server = HostileServer::start(vec![answer(201, "", &body.to_string())]).await;
    assert_eq!(send(&plivo(&server.url), Channel::Call).await, accepted(ID));

    let requests = server.requests();
    assert_eq!(requests.len(), 1);
    assert_eq!(
        requests[0].line(),
        format!("POST /v1/Account/{AUTH_ID}/Call/ HTTP/1.1")
    );
    assert_eq!(
        requests[0].json(),
        json!({
            "from": "14155550100",
            "to": "14155550123",
            "answer_url": "https://verify.acme.example/plivo/answer/fLoW_1/aTTempt-2",
            "answer_method": "POST",
            "ring_url": "https://verify.acme.example/plivo/ring/fLoW_1/aTTempt-2",
            "ring_method": "POST",
            "hangup_url": "https://verify.acme.example/plivo/hangup/fLoW_1/aTTempt-2",
            "hangup_method": "POST",
            "ring_timeout": 30,
            "time_limit": 120,
        })
    );
}

#[tokio::test]
async fn an_unreadable_success_is_a_success() {
    for body in [
        "",
        "{",
        "<html>ok</html>",
        "[]",
        "null",
        r#"{"message_uuid":[]}"#,
        r#"{"message_uuid":["a b<"]}"#,
    ] {
        for status in [200, 201, 202, 204] {
            let body = if status == 204 { "" } else { body };
            let server = HostileServer::start(vec![answer(status, "", body)]).await;
            let outcome = send(&plivo(&server.url), Channel::Text).await;
            assert_eq!(
                outcome,
                SendOutcome::Accepted { provider_id: None },
                "{status} {body}"
            );
            assert_eq!(server.requests().len(), 1);
        }
    }
}

#[tokio::test]
async fn nothing_is_sent_to_our_own_number() {
    let server = HostileServer::start(vec![answer(202, "", "")]).await;
    let own = Account {
        sender: "14155550123".to_owned(),
        ..account(&server.url)
    };
    let outcome = send(
        &PlivoClient::new(own, Timeouts::default()).unwrap(),
        Channel::Text,
    )
    .await;
    assert_eq!(outcome, SendOutcome::Refused(ProviderRefusal::BadNumber));
    assert!(server.requests().is_empty());
}

/// Runs the first test of this file once more, with a dead proxy in its environment.
#[test]
fn no_proxy_is_taken_from_the_environment() {
    let mut again = Command::new(std::env::current_exe().unwrap());
    for name in [
        "http_proxy",
        "HTTP_PROXY",
        "https_proxy",
        "HTTPS_PROXY",
        "all_proxy",
        "ALL_PROXY",
    ] {
        again.env(name, "http://127.0.0.1:9");
    }
    again.env_remove("no_proxy").env_remove("NO_PROXY");
    let output = again
        .args(["--exact", "requests::the_request_for_a_text_is_exact"])
        .output()
        .unwrap();
    let printed = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(
        output.status.success() && printed.contains("1 passed"),
        "{printed}"
    );
}
