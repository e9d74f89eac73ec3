//! The audit trail: one line for what happened, with a fingerprint for the number and the
//! client's address, and no way to write into it from outside.

use ringcode::config::{Settings, TrustedProxies};
use ringcode_test_support::{Answer, NO_WAITS, Setup, TestApp, logs, wrong};

use crate::{LOGGED, NUMBER};

/// The lines of the audit trail that tell of `event`.
fn of<'a>(log: &'a str, event: &str) -> Vec<&'a str> {
    let event = format!(" audit: {event}");
    log.lines().filter(|line| line.contains(&event)).collect()
}

/// The value of a field in a line.
fn field<'a>(line: &'a str, name: &str) -> &'a str {
    let (_, rest) = line
        .split_once(&format!("{name}="))
        .unwrap_or_else(|| panic!("{name} in {line}"));
    rest.split([' ', '}']).next().unwrap()
}

#[tokio::test]
async fn each_event_writes_one_audit_line() {
    let file = "[limits]\nresend_waits = [0]\ncall_wait = 0\n";
    let app = TestApp::with(Setup {
        file,
        ..Setup::default()
    })
    .await;
    let browser = app.browser();
    logs::capture(LOGGED);
    browser.asks_for_a_text(NUMBER).await;
    let code = app.plivo.code();
    browser.types_code(&wrong(&code, 0)).await;
    browser.types_code("12345").await;
    browser.asks_for_a_call().await;
    browser.types_code(&code).await;
    let forged = app.request("POST", "/plivo/message/some-flow/some-attempt");
    Answer::to(forged.form(&[("To", NUMBER)])).await;
    let other = app.browser();
    for _ in 0..2 {
        other.asks_for_a_text(NUMBER).await;
        other.starts_over().await;
    }
    let elsewhere = app
        .request("POST", "/api/call_me")
        .header("sec-fetch-site", "cross-site");
    Answer::to(elsewhere).await;

    let log = logs::captured();
    for (event, count) in [
        ("start", 3),
        ("send", 3),
        ("wrong guess", 1),
        ("verified", 1),
        ("denied", 2),
        ("locked", 0),
        ("callback rejected", 1),
    ] {
        assert_eq!(of(&log, event).len(), count, "{event} in {log}");
    }
    let phone = field(of(&log, "verified")[0], "phone");
    for event in ["start", "send", "wrong guess"] {
        assert_eq!(
            field(of(&log, event)[0], "phone"),
            phone,
            "one number, one fingerprint"
        );
    }
    let denied = of(&log, "denied");
    for (line, limit) in denied.iter().zip(["sends to a number", "same origin"]) {
        assert!(line.contains(&format!("limit=\"{limit}\"")), "{line}");
    }
    assert_eq!(
        field(of(&log, "callback rejected")[0], "kind"),
        "\"message\""
    );
    for line in log.lines().filter(|line| line.contains(" audit: ")) {
        assert_eq!(field(line, "client"), "127.0.0.1/32", "{line}");
        assert!(
            line.split_once('Z')
                .is_some_and(|(time, _)| time.len() == 26),
            "in UTC: {line}"
        );
    }
    assert!(!log.contains(&NUMBER[1..]));
}

#[tokio::test]
async fn a_lock_is_written_to_the_audit_trail() {
    let file = NO_WAITS;
    let app = TestApp::with(Setup {
        file,
        ..Setup::default()
    })
    .await;
    logs::capture(LOGGED);
    for _ in 0..4 {
        let browser = app.browser();
        browser.asks_for_a_text(NUMBER).await;
        let code = app.plivo.code();
        for n in 0..5 {
            browser.types_code(&wrong(&code, n)).await;
        }
    }
    let log = logs::captured();
    assert_eq!(of(&log, "wrong guess").len(), 15);
    let whom: Vec<_> = of(&log, "locked")
        .iter()
        .map(|line| field(line, "whom"))
        .collect();
    assert_eq!(whom[..3], ["\"code\""; 3]);
    assert_eq!(whom[3..], ["\"phone\""; 5]);
}

#[tokio::test]
async fn another_secret_gives_other_fingerprints() {
    let mut phones = Vec::new();
    for secret in [
        "one secret, of 32 characters or more",
        "another one, of 32 characters or more",
    ] {
        let secrets = [secret, ""];
        let app = TestApp::with(Setup {
            secrets,
            ..Setup::default()
        })
        .await;
        logs::capture(LOGGED);
        app.browser().asks_for_a_text(NUMBER).await;
        let log = logs::captured();
        phones.push(field(of(&log, "send")[0], "phone").to_owned());
    }
    assert_ne!(phones[0], phones[1]);
    assert!(phones.iter().all(|phone| phone.len() > 20));
}

#[tokio::test]
async fn no_request_can_add_a_line_to_the_log() {
    let adjust = |settings: &mut Settings| {
        settings.server.trusted_proxies = TrustedProxies::parse("127.0.0.0/8").unwrap();
    };
    let app = TestApp::with(Setup {
        adjust,
        ..Setup::default()
    })
    .await;
    let forged =
        "x\r\n2026-01-01T00:00:00.000000Z  INFO audit: verified phone=\"FORGED\"\n\u{1b}[2JFORGED";
    let browser = app.browser();
    logs::capture(LOGGED);
    browser.asks_for_a_text(forged).await;
    browser
        .fetches("send_code", &[("phone", NUMBER), ("country", forged)])
        .await;
    browser.types_code(forged).await;
    browser.fetches("send_code", &[("again", forged)]).await;
    browser
        .fetches(&format!("{}FORGED", "call_me%0D%0A"), &[])
        .await;
    for path in [
        "/%0D%0AFORGED",
        "/plivo/FORGED%0D%0A/a/b",
        "/plivo/message/FORGED%0D%0A/%0AFORGED",
    ] {
        let post = app
            .request("POST", path)
            .form(&[("Status", forged), ("ErrorCode", forged)]);
        let post = post
            .header("X-Forwarded-For", "FORGED, 192.0.2.1 FORGED")
            .header("User-Agent", "FORGED");
        Answer::to(post).await;
        Answer::to(
            app.request("GET", path)
                .header("X-Forwarded-For", "203.0.113.9"),
        )
        .await;
    }
    let log = logs::captured();
    assert!(
        log.contains("client=203.0.113.9/32") || log.contains("client=127.0.0.1/32"),
        "{log}"
    );
    for line in log.lines() {
        assert!(
            line.starts_with("20") && line.contains('Z'),
            "{line:?} in {log}"
        );
        assert!(
            !(line.contains(" audit: ") && line.contains("FORGED")),
            "{line}"
        );
    }
    assert!(!log.contains('\u{1b}'));
}
