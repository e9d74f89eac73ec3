//! Attempts that Plivo refuses, fails or does not answer: what the person reads, and that no
//! attempt is repeated.

use std::time::{Duration, Instant};

use ringcode_test_support::{NO_WAITS, SHORT_PLIVO_TIMEOUT, Setup, TestApp};

const CANNOT_REACH: &str = "That number cannot get texts from us.";
const NOT_SENT: &str = "We could not send the text.";
const MAYBE: &str = "We cannot tell whether the text was sent.";

#[tokio::test]
async fn a_refused_text_leads_back_to_the_phone_screen() {
    for (number, words) in [
        ("+14155550180", CANNOT_REACH),
        ("+14155550181", NOT_SENT),
        ("+14155550182", NOT_SENT),
        ("+14155550183", CANNOT_REACH),
        ("+14155550184", NOT_SENT),
    ] {
        let app = TestApp::new().await;
        let browser = app.browser();
        let page = browser.submits("send_code", &[("phone", number)]).await;
        page.says(words);
        page.says("Verify your phone number");
        page.says(number);
        page.says("Call me instead");
        assert_eq!(app.plivo.count(), 1, "{number}");

        assert_ne!(browser.asks_for_a_text(number).await.status, 200);
        assert_eq!(app.plivo.count(), 2, "{number} can be tried again at once");
        assert_eq!(browser.asks_for_a_text(crate::NUMBER).await.status, 200);
        assert_eq!(browser.types_code(&app.plivo.code()).await.status, 200);
    }
}

#[tokio::test]
async fn an_attempt_with_a_lost_answer_is_not_repeated() {
    for number in ["85", "86", "87", "88", "89"].map(|line| format!("+141555501{line}")) {
        // So slow that no receipt tells more.
        let pace = 1_000.0;
        let app = TestApp::with(Setup {
            pace,
            adjust: SHORT_PLIVO_TIMEOUT,
            ..Setup::default()
        })
        .await;
        let browser = app.browser();
        let start = Instant::now();
        let page = browser.submits("send_code", &[("phone", &number)]).await;
        assert!(start.elapsed() < Duration::from_secs(15), "{number}");
        page.says(MAYBE);
        page.says("Enter your code");
        assert_eq!(browser.asks_again().await.status, 429);
        assert_eq!(browser.asks_for_a_text(&number).await.status, 200);
        assert_eq!(app.plivo.count(), 1, "{number}");
    }
}

#[tokio::test]
async fn a_text_with_a_lost_answer_can_verify() {
    for number in ["+14155550188", "+14155550189"] {
        let setup = Setup {
            adjust: SHORT_PLIVO_TIMEOUT,
            ..Setup::default()
        };
        for app in TestApp::on_each_store(setup).await {
            let browser = app.browser();
            assert_eq!(browser.asks_for_a_text(number).await.status, 424);
            let code = app.plivo.delivered_code(number).await;
            assert_eq!(browser.types_code(&code).await.status, 200);
        }
    }
}

#[tokio::test]
async fn an_unreachable_plivo_sends_nothing_and_the_person_can_retry() {
    let adjust = |settings: &mut ringcode::config::Settings| {
        // Nothing listens on the discard port.
        settings.plivo.api_url = "http://127.0.0.1:9".to_owned();
    };
    let app = TestApp::with(Setup {
        adjust,
        ..Setup::default()
    })
    .await;
    let page = app.browser();
    let page = page.submits("send_code", &[("phone", crate::NUMBER)]).await;
    page.says(NOT_SENT);
    page.says(crate::NUMBER);
}

#[tokio::test]
async fn a_refused_call_keeps_the_text_valid() {
    let file = NO_WAITS;
    let app = TestApp::with(Setup {
        file,
        ..Setup::default()
    })
    .await;
    let browser = app.browser();
    browser.asks_for_a_text("+14155550160").await;
    let code = app.plivo.code();
    let page = browser.submits("call_me", &[]).await;
    page.says("Enter the 6-digit code");
    app.plivo.call_at("+14155550160", "ended").await;
    ringcode_test_support::until(async || (browser.delivery().await == "\"busy\"").then_some(()))
        .await;
    let page = browser.opens_the_page().await;
    page.says("The line was busy. You can try again.");
    assert_eq!(browser.types_code(&code).await.status, 200);
}
