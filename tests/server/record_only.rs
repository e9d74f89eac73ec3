//! Limits that only record: they deny nobody, and tell whom they would have denied.

use ringcode_test_support::{Setup, TestApp, logs};

use crate::LOGGED;
use crate::process::fails;

/// A phone of one block of 1,000.
fn phone(nth: usize) -> String {
    format!("+1415555010{nth}")
}

/// Somebody from a network of their own asks for a text.
async fn ask(app: &TestApp, nth: usize) -> u16 {
    let browser = app.browser().located_at(&format!("198.{nth}.0.1"));
    browser.asks_for_a_text(&phone(nth)).await.status
}

async fn recorded(app: &TestApp) -> Vec<String> {
    let url = format!("{}/metrics", app.instances[0].operator_url);
    let text = reqwest::get(url).await.unwrap().text().await.unwrap();
    let denials = |line: &&str| {
        line.starts_with("ringcode_recorded_denials_total{")
            || line.starts_with("ringcode_denied_total{")
    };
    text.lines().filter(denials).map(str::to_owned).collect()
}

#[tokio::test]
async fn a_limit_that_only_records_tells_whom_it_would_have_denied() {
    let file = "[server]\ntrusted_proxies = \"127.0.0.1\"\n[limits]\n\
        sends_per_thousand_10_minutes = 2\nsends_per_service_hour = 4\n\
        record_only = [\"sends_per_block\"]\n";
    let setup = Setup {
        file,
        ..Setup::default()
    };
    for app in TestApp::on_each_store(setup).await {
        logs::capture(LOGGED);
        for nth in 0..4 {
            assert_eq!(ask(&app, nth).await, 200);
        }
        let told = r#"ringcode_recorded_denials_total{limit="sends to a block"} 2"#;
        assert_eq!(recorded(&app).await, [told]);
        let log = logs::captured();
        let lines = log.lines().filter(|line| line.contains(" audit: "));
        let lines: Vec<_> = lines.filter(|line| line.contains("denial")).collect();
        assert_eq!(lines.len(), 2, "of two sources: {log}");
        for line in lines {
            assert!(line.contains("audit: denial only recorded"), "{line}");
            assert!(
                line.contains("limit=\"sends to a block\" times=1"),
                "{line}"
            );
            assert!(line.contains("phone="), "{line}");
        }
        // The others hold as they did, and what they deny was not let through.
        assert_eq!(ask(&app, 4).await, 429);
        let denied = r#"ringcode_denied_total{limit="sends of the service"} 1"#;
        assert_eq!(recorded(&app).await, [denied, told]);
        assert_eq!(app.plivo.count(), 4);
    }
}

#[test]
fn a_start_warns_of_limits_that_only_record() {
    let check = |limits| fails(&["--check"], &[("RINGCODE_RECORD_ONLY", limits)]);
    let (failed, said) = check("sends_per_block, sends_per_country");
    assert!(!failed, "{said}");
    let warning = "warning: limits.record_only (RINGCODE_RECORD_ONLY): deny nobody: \
                   sends_per_block, sends_per_country\n";
    assert!(said.contains(warning), "{said}");
    assert!(!said.contains("MONEY"), "{said}");
    let (failed, said) = check("spend");
    assert!(!failed && said.contains("NOTHING CAPS THE MONEY"), "{said}");
    let (failed, said) = check("spend_per_application");
    assert!(
        !failed && said.contains("THE MONEY OF ONE CLIENT"),
        "{said}"
    );
    let (_, said) = check("");
    assert!(!said.contains("deny nobody"), "{said}");
    for (wrong, told) in [
        ("sends_per_blok", "did you mean sends_per_block?"),
        ("guesses_per_code", "guards codes against guessing"),
    ] {
        let (failed, said) = check(wrong);
        assert!(failed && said.contains(told), "{said}");
    }
}
