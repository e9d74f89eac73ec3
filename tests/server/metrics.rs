//! The metrics on the operator's own address.

use reqwest::header::{ACCEPT, CONTENT_TYPE};
use ringcode::config::Settings;
use ringcode_test_support::{Answer, NO_WAITS, Setup, TestApp, until, wait_until, wrong};

use crate::NUMBER;
use crate::process::{Process, client, fails};

/// The metrics of the first instance.
async fn metrics(app: &TestApp) -> String {
    get(&app.instances[0].operator_url, "").await.body
}

async fn get(operator: &str, accept: &str) -> Answer {
    let url = format!("{operator}/metrics");
    let answer = Answer::to(client().get(url).header(ACCEPT, accept)).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    answer
}

/// The value of a series, by its name with labels; zero without one.
fn value(text: &str, series: &str) -> f64 {
    let line = text.lines().find_map(|line| line.strip_prefix(series));
    line.map_or(0.0, |value| value.trim().parse().unwrap())
}

fn assert_values(text: &str, expected: &[(&str, f64)]) {
    for (series, expected) in expected {
        assert_eq!(value(text, series), *expected, "{series} in {text}");
    }
}

#[tokio::test]
async fn each_step_of_a_verification_is_counted() {
    let app = TestApp::with(Setup {
        file: NO_WAITS,
        ..Setup::default()
    })
    .await;
    let browser = app.browser();
    browser.asks_for_a_text(NUMBER).await;
    until(async || (browser.delivery().await == "\"delivered\"").then_some(())).await;
    let code = app.plivo.code();
    browser.types_code(&wrong(&code, 0)).await;
    browser.types_code(&code).await;
    assert_values(
        &metrics(&app).await,
        &[
            (r#"ringcode_verifications_started_total{client=""}"#, 1.0),
            (
                r#"ringcode_attempts_total{channel="text",country="US",outcome="accepted",reason=""}"#,
                1.0,
            ),
            (
                r#"ringcode_deliveries_total{channel="text",country="US",state="delivered",reason=""}"#,
                1.0,
            ),
            (r#"ringcode_delivery_seconds_count{channel="text"}"#, 1.0),
            (r#"ringcode_guesses_total{result="wrong"}"#, 1.0),
            (r#"ringcode_guesses_total{result="right"}"#, 1.0),
            (
                r#"ringcode_verifications_total{channel="text",country="US"}"#,
                1.0,
            ),
            (
                r#"ringcode_verification_seconds_count{channel="text"}"#,
                1.0,
            ),
            (
                r#"ringcode_provider_request_seconds_count{channel="text",outcome="accepted"}"#,
                1.0,
            ),
            (
                r#"ringcode_http_request_seconds_count{route="/api/send_code",status="200"}"#,
                1.0,
            ),
            (
                r#"ringcode_http_request_seconds_count{route="/api/check_code",status="422"}"#,
                1.0,
            ),
            ("ringcode_store_up", 1.0),
        ],
    );
}

#[tokio::test]
async fn a_call_is_counted_apart_from_texts() {
    let app = TestApp::with(Setup {
        file: NO_WAITS,
        ..Setup::default()
    })
    .await;
    let browser = app.browser();
    browser.asks_for_a_text("+14155550165").await;
    let code = app.plivo.code();
    browser.asks_for_a_call().await;
    until(async || (browser.delivery().await == "\"ended\"").then_some(())).await;
    browser.types_code(&code).await;
    let text = metrics(&app).await;
    assert_values(
        &text,
        &[
            (
                r#"ringcode_attempts_total{channel="call",country="US",outcome="accepted",reason=""}"#,
                1.0,
            ),
            (
                r#"ringcode_deliveries_total{channel="call",country="US",state="spoken",reason=""}"#,
                1.0,
            ),
            (r#"ringcode_delivery_seconds_count{channel="call"}"#, 1.0),
            (
                r#"ringcode_verifications_total{channel="call",country="US"}"#,
                1.0,
            ),
        ],
    );
    for kind in ["ring", "answer", "digits", "hangup"] {
        let series = format!(r#"ringcode_callbacks_total{{kind="{kind}",result="accepted"}}"#);
        assert!(value(&text, &series) >= 1.0, "{kind} in {text}");
    }
}

/// Plivo may report twice: that is one delivery, though more callbacks.
#[tokio::test]
async fn a_repeated_receipt_is_one_delivery() {
    let app = TestApp::new().await;
    let browser = app.browser();
    browser.asks_for_a_text("+14155550122").await;
    let callbacks = r#"ringcode_callbacks_total{kind="message",result="accepted"}"#;
    let text = until(async || {
        let text = metrics(&app).await;
        (value(&text, callbacks) >= 6.0).then_some(text)
    })
    .await;
    for state in ["sent", "delivered"] {
        let series = format!(
            r#"ringcode_deliveries_total{{channel="text",country="US",state="{state}",reason=""}}"#
        );
        assert_eq!(value(&text, &series), 1.0, "{state} in {text}");
    }
}

#[tokio::test]
async fn a_failed_text_is_counted_with_the_error_code_of_plivo() {
    let app = TestApp::new().await;
    for (number, code) in [("+14155550130", "20"), ("+14155550142", "450")] {
        app.browser().asks_for_a_text(number).await;
        let series = format!(
            r#"ringcode_deliveries_total{{channel="text",country="US",state="failed",reason="{code}"}}"#
        );
        let is_counted = async || value(&metrics(&app).await, &series) >= 1.0;
        wait_until(&series, is_counted).await;
    }
}

#[tokio::test]
async fn refusals_denials_and_forgeries_are_counted() {
    let app = TestApp::with(Setup {
        file: NO_WAITS,
        ..Setup::default()
    })
    .await;
    app.browser().asks_for_a_text("+14155550180").await;
    let forged = app.request("POST", "/plivo/message/some-flow/some-attempt");
    Answer::to(forged.form(&[("To", NUMBER)])).await;
    for _ in 0..3 {
        let elsewhere = app.request("POST", "/api/call_me");
        Answer::to(elsewhere.header("sec-fetch-site", "cross-site")).await;
    }
    let text = metrics(&app).await;
    let refused = text.lines().find(|line| {
        line.starts_with("ringcode_attempts_total") && line.contains(r#"outcome="refused""#)
    });
    assert!(refused.is_some_and(|line| line.ends_with(" 1")), "{text}");
    assert_values(
        &text,
        &[
            (
                r#"ringcode_callbacks_total{kind="message",result="rejected"}"#,
                1.0,
            ),
            // The log has a line for the first, the tenth and so on.
            (r#"ringcode_denied_total{limit="same origin"}"#, 3.0),
            (r#"ringcode_spend_total{channel="text",country="US"}"#, 0.0),
        ],
    );
}

#[tokio::test]
async fn the_spend_and_its_cap_are_told() {
    let file = "[limits]\ntext_prices = \"*=0.01\"\nspend_hour = 1\nspend_day = 4\n";
    for app in TestApp::on_each_store(Setup {
        file,
        ..Setup::default()
    })
    .await
    {
        assert_values(
            &metrics(&app).await,
            &[(r#"ringcode_spend_limit_ratio{period="hour"}"#, 0.0)],
        );
        app.browser().asks_for_a_text(NUMBER).await;
        let text = metrics(&app).await;
        let spent = value(
            &text,
            r#"ringcode_spend_total{channel="text",country="US"}"#,
        );
        assert!(spent >= 0.01, "{text}");
        assert_values(
            &text,
            &[
                (r#"ringcode_spend_limit_ratio{period="hour"}"#, spent),
                (r#"ringcode_spend_limit_ratio{period="day"}"#, spent / 4.0),
            ],
        );
    }
}

/// Over all instances, and whether or not anybody asks for a code.
#[tokio::test]
async fn eight_digit_codes_are_told() {
    let setup = Setup {
        redis: true,
        adjust: |settings| settings.limits.wrong_guesses_per_day = 1,
        ..Setup::default()
    };
    let mut app = TestApp::with(setup).await;
    app.add(setup).await;
    let browser = app.browser();
    browser.asks_for_a_text(NUMBER).await;
    let code = app.plivo.code();
    assert_values(&metrics(&app).await, &[("ringcode_long_codes", 0.0)]);
    browser.types_code(&wrong(&code, 0)).await;
    let other = get(&app.instances[1].operator_url, "").await.body;
    assert_values(&other, &[("ringcode_long_codes", 1.0)]);
}

#[tokio::test]
async fn a_missing_store_is_told() {
    let mut app = TestApp::with(Setup {
        redis: true,
        ..Setup::default()
    })
    .await;
    assert_values(&metrics(&app).await, &[("ringcode_store_up", 1.0)]);
    app.redis().kill();
    let text = until(async || {
        let text = metrics(&app).await;
        (value(&text, "ringcode_store_up") == 0.0).then_some(text)
    })
    .await;
    let errors = r#"ringcode_store_errors_total{operation="take"}"#;
    assert!(value(&text, errors) >= 1.0, "{text}");
}

/// Else anybody could fill the memory of Prometheus.
#[tokio::test]
async fn paths_of_strangers_are_no_labels() {
    let app = TestApp::new().await;
    for path in ["/wp-login.php", "/api/unknown", "/\u{1F4A9}"] {
        Answer::to(app.request("GET", path)).await;
    }
    let text = metrics(&app).await;
    for word in ["wp-login", "/api/unknown", "%F0"] {
        assert!(!text.contains(word), "{word} in {text}");
    }
    let none = r#"ringcode_http_request_seconds_count{route="none",status="404"}"#;
    assert_eq!(value(&text, none), 2.0, "{text}");
}

#[tokio::test]
async fn the_format_is_negotiated() {
    let app = TestApp::new().await;
    let operator = &app.instances[0].operator_url;
    for (accept, kind, end) in [
        ("", "text/plain; version=0.0.4; charset=utf-8", false),
        (
            "application/openmetrics-text;version=1.0.0;q=0.5,text/plain;q=0.3",
            "application/openmetrics-text; version=1.0.0; charset=utf-8",
            true,
        ),
    ] {
        let answer = get(operator, accept).await;
        assert_eq!(answer.header(CONTENT_TYPE.as_str()), kind);
        assert_eq!(answer.body.ends_with("# EOF\n"), end, "{}", answer.body);
        assert!(answer.body.contains(r#"ringcode_build_info{version=""#));
    }
}

#[tokio::test]
async fn neither_address_has_routes_of_the_other() {
    let app = TestApp::new().await;
    let public = app.request("GET", "/metrics");
    assert_eq!(Answer::to(public).await.status, 404);
    for path in ["/readyz", "/api/send_code", "/handset"] {
        let url = format!("{}{path}", app.instances[0].operator_url);
        assert_eq!(Answer::to(client().get(url)).await.status, 404, "{path}");
    }
}

#[tokio::test]
async fn the_operator_has_an_address_that_only_this_machine_reaches() {
    let free = Settings::from_parts("", &Default::default()).unwrap();
    assert!(free.operator_address().ip().is_loopback());
    let server = Process::start(&[]).await;
    let log = until(async || Some(server.log_now()).filter(|log| log.contains("operator="))).await;
    let (_, rest) = log.split_once("operator=").unwrap();
    let address = rest.split_whitespace().next().unwrap();
    assert!(address.starts_with("127.0.0.1:"), "{address}");
    let answer = get(&format!("http://{address}"), "").await;
    assert!(
        answer.body.contains("ringcode_store_up 1"),
        "{}",
        answer.body
    );
}

#[test]
fn an_operators_address_in_use_is_named() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let environment = [
        ("LEPTOS_SITE_ADDR", "127.0.0.1:0"),
        ("RINGCODE_OPERATOR_ADDR", &*address),
    ];
    let (failed, said) = fails(&[], &environment);
    let told = format!("{address} (RINGCODE_OPERATOR_ADDR): ");
    assert!(failed && said.contains(&told), "{said}");
}
