//! Callbacks of Plivo: only signed ones are accepted, and they change nothing but the delivery
//! status of an attempt.

use std::time::Duration;

use plivo_simulator::signature;
use ringcode::config::Settings;
use ringcode_test_support::{Answer, Browser, NO_WAITS, Setup, TestApp};

use crate::NUMBER;

/// A pace so slow that nothing is reported but by the test.
const STILL: Setup = Setup {
    file: NO_WAITS,
    pace: 1_000.0,
    ..Setup::PLAIN
};

const NONCE: &str = "05429567804466091622";

/// Somebody who was texted, and the address that receipts go to.
async fn texted() -> (TestApp, Browser, String) {
    texted_at(STILL).await
}

async fn texted_at(setup: Setup) -> (TestApp, Browser, String) {
    let app = TestApp::with(setup).await;
    let browser = app.browser();
    browser.asks_for_a_text(NUMBER).await;
    let url = app.plivo.last("url");
    (app, browser, url)
}

/// Posts a form with these headers.
async fn post(url: &str, status: &str, signed: &[(&str, &str)]) -> Answer {
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let fields = [
        ("Status", status),
        ("CallStatus", status),
        ("Digits", status),
    ];
    let request = signed
        .iter()
        .fold(http.post(url).form(&fields), |request, (name, value)| {
            request.header(*name, *value)
        });
    Answer::to(request).await
}

/// Posts a form as Plivo does, with a signature of the third kind by `token` for `signed_url`.
async fn signed(url: &str, signed_url: &str, token: &str, status: &str) -> Answer {
    let fields = ["Status", "CallStatus", "Digits"];
    let fields = fields.map(|name| (name.to_owned(), status.to_owned()));
    let signature = signature::v3(token, "POST", signed_url, &fields, NONCE);
    let headers = [
        ("x-plivo-signature-v3", signature.as_str()),
        ("x-plivo-signature-v3-nonce", NONCE),
    ];
    post(url, status, &headers).await
}

/// The answer to a callback that is Plivo's own.
async fn genuine(app: &TestApp, url: &str, status: &str) -> Answer {
    signed(url, url, &app.plivo.options.auth_token, status).await
}

#[tokio::test]
async fn a_forged_receipt_changes_nothing() {
    let (app, browser, url) = texted().await;
    let token = &app.plivo.options.auth_token;
    let elsewhere = url.replace("127.0.0.1", "evil.example");
    let v2 = signature::v2(token, &url, NONCE);
    let stripped = [
        ("x-plivo-signature-v2", v2.as_str()),
        ("x-plivo-signature-v2-nonce", NONCE),
        ("x-plivo-signature-v3", ""),
    ];
    let forged = [
        post(&url, "delivered", &[]).await,
        signed(&url, &url, "another token", "delivered").await,
        signed(&url, &elsewhere, token, "delivered").await,
        post(&url, "delivered", &stripped).await,
    ];
    for answer in forged {
        assert_eq!((answer.status, answer.body.as_str()), (403, ""));
    }
    assert_eq!(browser.delivery().await, "\"queued\"");

    let unknown = format!("{url}x");
    let answer = genuine(&app, &unknown, "delivered").await;
    assert_eq!(answer.status, 200, "Plivo need not ask again");
    assert_eq!(browser.delivery().await, "\"queued\"");
}

#[tokio::test]
async fn a_permitted_v2_receipt_changes_the_delivery_status_only() {
    let adjust = |settings: &mut Settings| settings.plivo.signature_v2 = true;
    let (app, browser, url) = texted_at(Setup { adjust, ..STILL }).await;
    let v2 = signature::v2(&app.plivo.options.auth_token, &url, NONCE);
    let headers = [
        ("x-plivo-signature-v2", v2.as_str()),
        ("x-plivo-signature-v2-nonce", NONCE),
    ];
    assert_eq!(post(&url, "delivered", &headers).await.status, 200);
    assert_eq!(browser.delivery().await, "\"delivered\"");
    browser.opens_the_page().await.says("Enter your code");
    assert_eq!(browser.types_code(&app.plivo.code()).await.status, 200);
}

#[tokio::test]
async fn receipts_may_come_twice_and_in_any_order() {
    let (app, browser, url) = texted().await;
    for (status, delivery) in [
        ("sent", "\"sent\""),
        ("queued", "\"sent\""),
        ("unheard-of", "\"sent\""),
        ("delivered", "\"delivered\""),
        ("delivered", "\"delivered\""),
        ("sent", "\"delivered\""),
        ("undelivered", "\"delivered\""),
    ] {
        assert_eq!(genuine(&app, &url, status).await.status, 200);
        assert_eq!(browser.delivery().await, delivery, "after {status}");
    }
}

#[tokio::test]
async fn the_screen_shows_how_a_call_ended() {
    for (status, delivery) in [
        ("busy", "\"busy\""),
        ("no-answer", "\"no_answer\""),
        ("timeout", "\"no_answer\""),
        ("cancel", "\"no_answer\""),
        ("failed", "\"failed\""),
        ("completed", "\"ended\""),
    ] {
        let (app, browser, _) = texted().await;
        browser.asks_for_a_call().await;
        let url = app.plivo.last("hangup_url");
        assert_eq!(post(&url, status, &[]).await.status, 403);
        assert_eq!(genuine(&app, &url, status).await.status, 200);
        assert_eq!(browser.delivery().await, delivery, "after {status}");
    }
}

#[tokio::test]
async fn the_code_is_read_only_after_the_named_key() {
    let (app, browser, _) = texted().await;
    let code = app.plivo.code();
    browser.asks_for_a_call().await;
    let answer_url = app.plivo.last("answer_url");
    assert_eq!(post(&answer_url, "ringing", &[]).await.status, 403);
    let ask = genuine(&app, &answer_url, "in-progress").await;
    assert_eq!(ask.header("content-type"), "application/xml; charset=utf-8");
    let (_, rest) = ask.body.split_once("action=\"").unwrap();
    let digits_url = rest.split('"').next().unwrap();
    assert!(digits_url.starts_with(app.url()), "{digits_url}");

    let mut opened = 0;
    for key in [
        "1", "2", "3", "4", "5", "6", "7", "8", "9", "0", "*", "11", "",
    ] {
        assert_eq!(post(digits_url, key, &[]).await.status, 403);
        let document = genuine(&app, digits_url, key).await;
        opened += usize::from(spells(&document.body, &code));
    }
    assert_eq!(opened, 1);
}

/// The same nonce again, because Plivo heard no answer or somebody listened: it gets the
/// same answer, and nothing moves back.
#[tokio::test]
async fn a_repeated_callback_changes_nothing() {
    let (app, browser, _) = texted().await;
    let code = app.plivo.code();
    browser.asks_for_a_call().await;
    let [rings, answers, hangs_up] =
        ["ring_url", "answer_url", "hangup_url"].map(|name| app.plivo.last(name));
    genuine(&app, &rings, "ringing").await;
    let [first, again] = [
        genuine(&app, &answers, "in-progress").await,
        genuine(&app, &answers, "in-progress").await,
    ];
    assert_eq!((first.status, &first.body), (200, &again.body));
    assert!(!spells(&again.body, &code));
    for (url, status) in [
        (&hangs_up, "completed"),
        (&hangs_up, "completed"),
        (&rings, "ringing"),
        (&answers, "in-progress"),
        (&hangs_up, "failed"),
    ] {
        assert_eq!(genuine(&app, url, status).await.status, 200);
        assert_eq!(browser.delivery().await, "\"no_key\"", "after {status}");
    }
    assert_eq!(browser.types_code(&code).await.status, 200);
    let over = genuine(&app, &answers, "in-progress").await;
    over.says("This code has expired. Goodbye.");
    browser.opens_the_page().await.says("is verified");
}

#[tokio::test]
async fn a_call_of_an_unknown_attempt_ends_politely() {
    let (app, browser, _) = texted().await;
    let code = app.plivo.code();
    browser.asks_for_a_call().await;
    let url = app.plivo.last("answer_url");
    let unknown = genuine(&app, &format!("{url}x"), "in-progress").await;
    assert_eq!(browser.types_code(&code).await.status, 200);
    let verified = genuine(&app, &url, "in-progress").await;

    let adjust = |settings: &mut Settings| settings.limits.code_life = Duration::from_millis(1);
    let app = TestApp::with(Setup { adjust, ..STILL }).await;
    let browser = app.browser();
    browser.asks_for_a_text(NUMBER).await;
    browser.asks_for_a_call().await;
    tokio::time::sleep(Duration::from_millis(5)).await;
    let url = app.plivo.last("answer_url");
    let expired = genuine(&app, &url, "in-progress").await;
    for answer in [unknown, verified, expired] {
        assert_eq!(answer.status, 200);
        answer.says("This code has expired. Goodbye.");
        assert!(!answer.body.contains("GetInput"));
    }
}

/// Whether the document reads the code out.
fn spells(document: &str, code: &str) -> bool {
    let text: String = document
        .split('<')
        .filter_map(|part| part.split_once('>'))
        .map(|part| part.1)
        .collect();
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    digits.contains(code)
}
