//! The classification of error responses: by status first, then by known sentences.

use std::time::{Duration, Instant};

use ringcode::telephony::{ProviderRefusal, SendOutcome};

use crate::hostile_server::{HostileServer, answer};
use crate::{Channel, plivo, send};

/// Sends once, both ways, to a server with this answer; it must have been asked once each.
async fn outcome_of(status: u16, body: &str) -> SendOutcome {
    let server = HostileServer::start(vec![answer(status, "", body)]).await;
    let plivo = plivo(&server.url);
    let text = send(&plivo, Channel::Text).await;
    assert_eq!(send(&plivo, Channel::Call).await, text);
    assert_eq!(server.requests().len(), 2, "{status} {body}");
    text
}

#[tokio::test]
async fn a_definite_refusal_has_its_reason() {
    let html = "<html><body><h1>Error</h1></body></html>";
    let cases = [
        (400, "", ProviderRefusal::Rejected),
        (400, html, ProviderRefusal::Rejected),
        (
            400,
            r#"{"api_id":"1","error":"src parameter not present"}"#,
            ProviderRefusal::Rejected,
        ),
        (
            400,
            r#"{"api_id":"1","error":"'14155550123' is not a valid phone number."}"#,
            ProviderRefusal::BadNumber,
        ),
        (
            400,
            r#"{"error":"dst is identical to src"}"#,
            ProviderRefusal::BadNumber,
        ),
        (
            400,
            r#"{"error":"Insufficient Credit"}"#,
            ProviderRefusal::NoCredit,
        ),
        (
            401,
            "Could not verify your access level for that URL.",
            ProviderRefusal::Unauthorized,
        ),
        (401, "", ProviderRefusal::Unauthorized),
        (402, html, ProviderRefusal::NoCredit),
        (
            403,
            r#"{"error":"Calls to this destination country are barred"}"#,
            ProviderRefusal::Barred,
        ),
        (
            403,
            r#"{"error":"insufficient funds"}"#,
            ProviderRefusal::NoCredit,
        ),
        (
            403,
            r#"{"error":"Invalid auth token"}"#,
            ProviderRefusal::Unauthorized,
        ),
        (403, "", ProviderRefusal::Barred),
        (404, "{}", ProviderRefusal::Rejected),
        (
            404,
            r#"{"error":{"message":["not","a","sentence"]}}"#,
            ProviderRefusal::Rejected,
        ),
        (405, "", ProviderRefusal::Rejected),
        (409, "\u{0}\u{1}", ProviderRefusal::Rejected),
        (422, "[1,2", ProviderRefusal::Rejected),
        (429, "", ProviderRefusal::TooMany),
    ];
    for (status, body, reason) in cases {
        assert_eq!(
            outcome_of(status, body).await,
            SendOutcome::Refused(reason),
            "{status} {body}"
        );
    }
}

#[tokio::test]
async fn after_a_server_error_the_outcome_is_unknown() {
    for status in [500, 502, 503, 504] {
        for body in ["", "<html>", r#"{"error":"Insufficient Credit"}"#] {
            assert_eq!(
                outcome_of(status, body).await,
                SendOutcome::Unknown,
                "{status} {body}"
            );
        }
    }
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let elsewhere = HostileServer::start(vec![answer(202, "", "")]).await;
    for status in [301, 302, 303, 307, 308] {
        let location = format!("Location: {}/v1/\r\n", elsewhere.url);
        let server = HostileServer::start(vec![answer(status, &location, "")]).await;
        let outcome = send(&plivo(&server.url), Channel::Text).await;
        assert_eq!(
            outcome,
            SendOutcome::Refused(ProviderRefusal::Rejected),
            "{status}"
        );
        assert_eq!(server.requests().len(), 1);
    }
    assert_eq!(elsewhere.connections(), 0);
}

#[tokio::test]
async fn a_short_retry_after_is_honoured_once() {
    let busy = answer(429, "Retry-After: 1\r\n", "");
    let server = HostileServer::start(vec![busy.clone(), answer(202, "", "")]).await;
    let start = Instant::now();
    let outcome = send(&plivo(&server.url), Channel::Text).await;
    assert_eq!(outcome, SendOutcome::Accepted { provider_id: None });
    assert!(start.elapsed() >= Duration::from_secs(1));

    let busy_twice = HostileServer::start(vec![answer(429, "Retry-After: 0\r\n", "")]).await;
    assert_eq!(
        send(&plivo(&busy_twice.url), Channel::Text).await,
        SendOutcome::Refused(ProviderRefusal::TooMany)
    );
    assert_eq!(busy_twice.requests().len(), 2);
}

#[tokio::test]
async fn a_long_or_invalid_retry_after_is_a_refusal() {
    for wait in [
        "3",
        "3600",
        "-1",
        "soon",
        "Wed, 21 Oct 2026 07:28:00 GMT",
        "18446744073709551615",
        "99999999999999999999",
    ] {
        let server =
            HostileServer::start(vec![answer(429, &format!("Retry-After: {wait}\r\n"), "")]).await;
        let outcome = send(&plivo(&server.url), Channel::Text).await;
        assert_eq!(
            outcome,
            SendOutcome::Refused(ProviderRefusal::TooMany),
            "{wait}"
        );
        assert_eq!(server.requests().len(), 1, "{wait}");
    }
}

#[tokio::test]
async fn a_server_error_after_a_retry_leaves_the_outcome_unknown() {
    let behaviors = vec![
        answer(429, "Retry-After: 0\r\n", ""),
        answer(503, "Retry-After: 0\r\n", ""),
    ];
    let server = HostileServer::start(behaviors).await;
    assert_eq!(
        send(&plivo(&server.url), Channel::Text).await,
        SendOutcome::Unknown
    );
    assert_eq!(server.requests().len(), 2);
}

#[test]
fn some_reasons_alert_the_operator() {
    let all = [
        (ProviderRefusal::BadNumber, false),
        (ProviderRefusal::Barred, true),
        (ProviderRefusal::Unauthorized, true),
        (ProviderRefusal::NoCredit, true),
        (ProviderRefusal::TooMany, false),
        (ProviderRefusal::Rejected, true),
        (ProviderRefusal::Unreachable, false),
    ];
    for (reason, alerts) in all {
        assert_eq!(reason.alerts_operator(), alerts, "{reason:?}");
    }
}
