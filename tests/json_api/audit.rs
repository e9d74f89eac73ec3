//! The operator's audit trail of calls to the API.

use ringcode_test_support::{TestApp, logs};
use serde_json::{Value, json};

use crate::caller::{Caller, SETUP, VERIFICATIONS};
use crate::{LOGGED, NUMBER};

/// The line about a start.
async fn line(app: &TestApp, start: Value) -> String {
    logs::capture(LOGGED);
    let shop = Caller::new(app, "shop");
    assert_eq!(shop.posts(VERIFICATIONS, start).await.status, 201);
    let log = logs::captured();
    let mut lines = log
        .lines()
        .filter(|line| line.contains(" audit: api start "));
    let line = lines.next().unwrap_or_else(|| panic!("none in {log}"));
    assert!(lines.next().is_none(), "{log}");
    line.to_owned()
}

#[tokio::test]
async fn the_audit_trail_tells_for_whom_an_application_asked() {
    let app = TestApp::with(SETUP).await;
    let browser = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
    let start = json!({ "to": NUMBER, "ip": "198.51.100.7", "user_agent": browser });
    let full = line(&app, start).await;
    for field in [
        "application=\"shop\"",
        "person=\"198.51.100.7/32\"",
        "user_agent=\"Mozilla/5.0 (X11; Linux x86_64; rv140.0) Gecko/20100101 Firefox/140.0\"",
    ] {
        assert!(full.contains(field), "{field} in {full}");
    }
    let plain = line(&app, json!({ "to": NUMBER })).await;
    assert!(!plain.contains("person") && !plain.contains("user_agent"));
    let phone = |line: &str| line.split_once("phone=").unwrap().1[..20].to_owned();
    assert_eq!(phone(&full), phone(&plain));
    assert!(!full.contains(&NUMBER[1..]));
}

#[tokio::test]
async fn a_user_agent_cannot_forge_a_line_or_fill_the_log() {
    let app = TestApp::with(SETUP).await;
    let forged =
        "\" phone=\"x\"}\n2027-01-15T08:00:00Z INFO audit: verified phone=\"x\" \u{1b}[31m";
    let start = json!({ "to": NUMBER, "user_agent": format!("{forged}{}", "é long".repeat(100)) });
    let line = line(&app, start).await;
    assert_eq!(line.matches("phone=").count(), 1, "{line}");
    assert!(
        !line.contains("audit: verified") && !line.contains('\u{1b}'),
        "{line}"
    );
    assert!(line.len() < 500, "{line}");
}
