//! The log of a delivery: one line, without secrets.

use crate::hostile_server::{Behavior, HostileServer, answer};
use crate::{AUTH_ID, AUTH_TOKEN, Channel, hasty, send};
use ringcode_test_support::logs::{self, untimed};

/// Everything that is logged while one text is sent.
async fn logged(behavior: Behavior) -> String {
    let server = HostileServer::start(vec![behavior]).await;
    let plivo = hasty(&server.url);
    send(&plivo, Channel::Text).await;
    logs::captured()
}

#[tokio::test]
async fn a_delivery_is_logged_in_one_line_without_secrets() {
    let refusal = r#"{"api_id":"api-7","error":"'14155550123' is not a valid phone number."}"#;
    let cases = [
        (
            answer(202, "X-Request-ID: req-9\r\n", r#"{"api_id":"api-7"}"#),
            " INFO ",
            "api-7",
        ),
        (
            answer(202, "X-Request-ID: req-9\r\n", r#"{"api_id":"api-7"}"#),
            " INFO ",
            "req-9",
        ),
        (answer(400, "", refusal), " WARN ", "bad_number"),
        (answer(401, "", ""), "ERROR ", "status=401"),
        (answer(500, "", ""), " WARN ", "status=500"),
        (
            Behavior::Close,
            " WARN ",
            "connection closed before message completed",
        ),
    ];
    for (behavior, level, found) in cases {
        let log = logged(behavior).await;
        let ours: Vec<&str> = log
            .lines()
            .filter(|line| line.contains("telephony::plivo"))
            .collect();
        assert_eq!(ours.len(), 1, "{log}");
        assert!(
            ours[0].contains(level) && ours[0].contains(found),
            "{}",
            ours[0]
        );
        assert!(ours[0].contains("+14•••••••23"), "{}", ours[0]);
        assert!(!ours[0].contains(AUTH_ID), "an address in {}", ours[0]);
        for secret in ["001234", "4155550123", AUTH_TOKEN, "aTTempt-2"] {
            assert!(!untimed(&log).contains(secret), "{secret} in {log}");
        }
    }
}

#[test]
fn a_printed_account_shows_no_token() {
    let printed = format!("{:?}", crate::account("https://api.plivo.com"));
    assert!(
        printed.contains("AuthToken(…)") && !printed.contains(AUTH_TOKEN),
        "{printed}"
    );
}
