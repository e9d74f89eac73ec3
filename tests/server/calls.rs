//! Calls: what a phone hears and when, and a PHLO in place of texts and calls.

use crate::NUMBER;
use ringcode_test_support::{NO_WAITS, Setup, TestApp, said, until};

/// Calls start at once, and take as long as in life: whoever answers one or presses a key
/// does so in time, however slow the machine is.
const CALLING: Setup = Setup {
    file: NO_WAITS,
    pace: 1.0,
    ..Setup::PLAIN
};

/// The code as a voice reads it, and the key it names.
fn digits_after(said: &str, words: &str, count: usize) -> String {
    let (_, rest) = said.split_once(words).unwrap();
    let digits = rest.chars().filter(char::is_ascii_digit);
    digits.take(count).collect()
}

#[tokio::test]
async fn the_code_is_read_after_the_named_key_and_verifies() {
    for app in TestApp::on_each_store(CALLING).await {
        let (browser, plivo) = (app.browser(), &app.plivo);
        browser.asks_for_a_text(NUMBER).await;
        let texted = plivo.code();
        let page = browser.submits("call_me", &[]).await;
        page.says("Enter the 6-digit code from our call to");
        page.says("The call comes from");
        let call = plivo.call_at(NUMBER, "ringing").await;
        plivo.handset(&call, "answer").await;
        let greeting = plivo.hear(NUMBER, "press ").await;
        let key = digits_after(&greeting, "press ", 1);
        assert_eq!(greeting.matches(|c: char| c.is_ascii_digit()).count(), 1);

        plivo.handset(&call, &format!("press?key={key}")).await;
        let heard = plivo.hear(NUMBER, "code is").await;
        let spoken = digits_after(&heard, "code is", 6);
        assert_eq!(spoken, texted, "whichever came first works");
        assert_eq!(browser.delivery().await, "\"spoken\"");
        browser
            .opens_the_page()
            .await
            .says("Listen for 6 digits: we");
        plivo.hear(NUMBER, "Do not share it with anyone.").await;
        plivo.handset(&call, "hangup").await;
        until(async || (browser.delivery().await == "\"ended\"").then_some(())).await;
        assert_eq!(browser.types_code(&spoken).await.status, 200);
    }
}

#[tokio::test]
async fn without_the_key_no_code_is_read() {
    for (number, delivery) in [
        ("+14155550166", "\"no_key\""),
        ("+14155550167", "\"no_key\""),
        ("+14155550164", "\"no_key\""),
        ("+14155550160", "\"busy\""),
        ("+14155550161", "\"no_answer\""),
        ("+14155550162", "\"busy\""),
        ("+14155550163", "\"failed\""),
    ] {
        let pace = 0.01;
        let app = TestApp::with(Setup { pace, ..CALLING }).await;
        let browser = app.browser();
        browser.asks_for_a_text(number).await;
        assert_eq!(browser.asks_for_a_call().await.status, 200);
        let call = app.plivo.call_at(number, "ended").await;
        assert!(!said(&call).contains("code is"), "{number}: {call}");
        until(async || (browser.delivery().await == delivery).then_some(())).await;
        if delivery == "\"no_key\"" {
            let page = browser.opens_the_page().await;
            page.says(
                "The call ended before the right key was pressed, so we did not say the code.",
            );
        }
    }
}

#[tokio::test]
async fn a_person_who_presses_the_key_hears_their_code() {
    let number = "+14155550165";
    let pace = 0.05;
    let app = TestApp::with(Setup { pace, ..CALLING }).await;
    let browser = app.browser();
    browser.asks_for_a_text(number).await;
    let code = app.plivo.code();
    browser.asks_for_a_call().await;
    let heard = app.plivo.hear(number, "code is").await;
    assert_eq!(digits_after(&heard, "code is", 6), code);
    let heard = heard.matches("code is").count();
    assert_eq!(heard, 3, "three times in one reading");
}

#[tokio::test]
async fn a_call_has_a_wait_and_a_limit() {
    let app = TestApp::new().await;
    let browser = app.browser();
    assert_eq!(
        browser.asks_for_a_call().await.status,
        422,
        "there is no verification"
    );
    let app = TestApp::with(CALLING).await;
    let browser = app.browser();
    browser.asks_for_a_text(NUMBER).await;
    for status in [200, 200, 429] {
        assert_eq!(browser.asks_for_a_call().await.status, status);
    }
    assert_eq!(app.plivo.count(), 3);
}

#[tokio::test]
async fn a_phlo_delivers_texts_and_calls() {
    let phlo_id = "0d1a4b62-3c51-4f7e-9a55-6a1f0c9d2b11";
    let app = TestApp::with(Setup { phlo_id, ..CALLING }).await;
    let browser = app.browser();
    assert_eq!(browser.asks_for_a_text(NUMBER).await.status, 200);
    assert_eq!(browser.asks_for_a_call().await.status, 200);
    let asked = app.plivo.requests();
    let code = app.plivo.last("otp");
    for (asked, mode) in asked.iter().zip(["sms", "call"]) {
        assert!(asked.path.contains(phlo_id) && asked.path.contains("/phlo/"));
        assert_eq!(asked.body["mode"], mode);
        assert_eq!(asked.body["otp"], code, "a string, zeros and all");
        assert_eq!(asked.body["to"], NUMBER.trim_start_matches('+'));
    }
    assert_eq!(asked.len(), 2);
    let page = browser.opens_the_page().await.body;
    assert!(!page.contains("The call comes from"), "it may have another");
    assert_eq!(browser.types_code(&code).await.status, 200);

    let page = app.browser();
    let page = page
        .submits("send_code", &[("phone", "+14155550190")])
        .await;
    page.says("We could not send the text.");
}

#[tokio::test]
async fn the_code_is_asked_for_again_by_the_channel_that_the_form_names() {
    for app in TestApp::on_each_store(CALLING).await {
        let browser = app.browser();
        browser.asks_for_a_text(NUMBER).await;
        let again = |channel| [("again", "true"), ("channel", channel)];
        let unknown = browser.fetches("send_code", &again("pigeon")).await;
        assert_eq!(unknown.status, 422, "{unknown:?}");
        assert_eq!(app.plivo.count(), 1, "nothing was sent");
        let page = browser.submits("send_code", &again("call")).await;
        page.says("Enter the 6-digit code from our call to");
        let page = browser.submits("send_code", &again("text")).await;
        page.says("Enter the 6-digit code from our text to");
        assert_eq!(app.plivo.count(), 3);
    }
}
