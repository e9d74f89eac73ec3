//! Verification by text message, with and without JavaScript.

use crate::NUMBER;
use ringcode_test_support::{NO_WAITS, Setup, TestApp, until, wrong};

#[tokio::test]
async fn a_number_is_verified_without_javascript() {
    for app in TestApp::on_each_store(Setup::default()).await {
        let browser = app.browser();
        let page = browser.opens_the_page().await;
        page.says("Verify your phone number");
        let cookie = page.header("set-cookie");
        assert!(cookie.contains("; HttpOnly; SameSite=Lax"), "{cookie}");

        let fields = [("phone", "(415) 555-0100"), ("country", "US")];
        let page = browser.submits("send_code", &fields).await;
        page.says("Enter your code");
        page.says("+1 415-555-0100");

        let code = app.plivo.delivered_code(NUMBER).await;
        let page = browser.submits("check_code", &[("code", "12")]).await;
        page.says("The code has 6 digits. You entered 2 digits.");
        let fields = [("code", &*wrong(&code, 0))];
        let page = browser.submits("check_code", &fields).await;
        page.says("Check it and try again. 4 tries left.");
        let page = browser.submits("check_code", &[("code", &code)]).await;
        page.says("Your phone number is verified");
        assert_eq!(app.plivo.count(), 1);
    }
}

#[tokio::test]
async fn a_number_is_verified_by_fetch() {
    for app in TestApp::on_each_store(Setup::default()).await {
        let browser = app.browser();
        let page = browser.opens_the_page().await;
        assert!(page.header("set-cookie").starts_with("ringcode="));
        let answer = browser.asks_for_a_text(NUMBER).await;
        assert_eq!((answer.status, answer.body.as_str()), (200, "null"));

        let soon = browser.asks_again().await;
        assert_eq!(soon.status, 429);
        assert!(
            soon.retry_after()
                .is_some_and(|wait| (1..=30).contains(&wait))
        );
        let reason: serde_json::Value = serde_json::from_str(&soon.body).unwrap();
        assert!(reason["refused"]["too_soon"]["until"].is_u64(), "{soon:?}");
        let soon = browser.asks_for_a_call().await;
        assert_eq!(soon.status, 429);
        assert!(
            soon.body.contains("too_soon")
                && soon.body.contains("call")
                && soon.retry_after().is_some()
        );

        let code = app.plivo.code();
        assert_eq!(browser.types_code(&wrong(&code, 0)).await.status, 422);
        assert_eq!(browser.types_code(&code).await.status, 200);
        assert_eq!(browser.types_code(&code).await.status, 409);
        assert_eq!(app.plivo.count(), 1);
    }
}

#[tokio::test]
async fn an_unreadable_number_is_kept_and_explained() {
    let app = TestApp::new().await;
    for (typed, words) in [
        ("", "Enter your mobile phone number."),
        (
            "020 7946 0000",
            "Choose a country, or start the number with +",
        ),
        ("+999 12345678", "No country has that country code."),
        ("+1 415", "That number is too short."),
        ("+1 415 555 0100 9", "That number is too long."),
        ("+1 415 555 0100 99", "We don't know that number."),
        (
            "+1 415 SSS 0100",
            "Use digits only: there is an S among them.",
        ),
        (
            "+44 77OO 9OO123",
            "Use digits only: there is an O among them.",
        ),
        (
            "+14155550100<14155550101",
            "Use digits only: there is a &lt;",
        ),
        ("+", "That is not a phone number."),
        ("\"><script>alert(1)</script>", "<section class=\"card\">"),
    ] {
        let browser = app.browser();
        let page = browser.submits("send_code", &[("phone", typed)]).await;
        page.says(words);
        assert!(!page.body.contains("<script>alert"), "{typed}");
        let answer = app.browser().asks_for_a_text(typed).await;
        assert_eq!(answer.status, 422, "{typed}: {answer:?}");
    }
    assert_eq!(app.plivo.count(), 0);
}

#[tokio::test]
async fn a_resend_has_the_same_code() {
    let file = NO_WAITS;
    for app in TestApp::on_each_store(Setup {
        file,
        ..Setup::default()
    })
    .await
    {
        let browser = app.browser();
        browser.asks_for_a_text(NUMBER).await;
        let first = app.plivo.code();
        assert_eq!(browser.asks_again().await.status, 200);
        assert_eq!((app.plivo.code(), app.plivo.count()), (first.clone(), 2));
        assert_eq!(browser.types_code(&first).await.status, 200);
    }
}

#[tokio::test]
async fn the_page_shows_the_delivery_status() {
    let app = TestApp::new().await;
    let browser = app.browser();
    assert_eq!(browser.delivery().await, "null");
    browser.asks_for_a_text(NUMBER).await;
    until(async || (browser.delivery().await == "\"delivered\"").then_some(())).await;
    browser
        .opens_the_page()
        .await
        .says("The text was delivered (");

    let browser = app.browser();
    browser.asks_for_a_text("+14155550130").await;
    until(async || (browser.delivery().await == "\"failed\"").then_some(())).await;
    let page = browser.opens_the_page().await;
    page.says("The text did not get through. We can call you with a code.");
    assert_eq!(browser.asks_for_a_call().await.status, 200);
}

#[tokio::test]
async fn a_person_can_change_the_number_and_start_again() {
    let file = NO_WAITS;
    for app in TestApp::on_each_store(Setup {
        file,
        ..Setup::default()
    })
    .await
    {
        let browser = app.browser();
        browser.asks_for_a_text(NUMBER).await;
        let fields = [("keep_number", "true")];
        let page = browser.submits("start_over", &fields).await;
        page.says("Verify your phone number");
        page.says(NUMBER);
        browser.asks_for_a_text("+14155550101").await;
        let (code, old) = (app.plivo.code(), browser.cookie());

        assert_eq!(browser.starts_over().await.status, 200);
        let page = browser.opens_the_page().await;
        page.says("Verify your phone number");
        assert!(!page.body.contains("0101"), "the number is forgotten");
        assert_ne!(browser.cookie(), old);
        browser.uses_cookie(old);
        assert_eq!(browser.types_code(&code).await.status, 422);
    }
}

/// The screen that says so has the button that it names.
#[tokio::test]
async fn too_many_numbers_lead_to_a_new_start() {
    let app = TestApp::with(Setup {
        file: NO_WAITS,
        ..Setup::default()
    })
    .await;
    let browser = app.browser();
    let numbers = [
        "+14155550100",
        "+14155550101",
        "+14155550102",
        "+14155550103",
    ];
    for number in &numbers[..3] {
        assert_eq!(browser.asks_for_a_text(number).await.status, 200);
    }
    let page = browser
        .submits("start_over", &[("keep_number", "true")])
        .await;
    assert!(!page.body.contains("Start over"), "{}", page.body);
    let page = browser.submits("send_code", &[("phone", numbers[3])]).await;
    page.says("You have tried several numbers. Start over to try another.");
    page.says("Verify your phone number");
    page.says("action=\"/api/start_over\"");
    page.says(">Start over</button>");
    let page = browser.submits("start_over", &[]).await;
    assert!(!page.body.contains("Start over"), "{}", page.body);
    let page = browser.submits("send_code", &[("phone", numbers[3])]).await;
    page.says("Enter your code");
}
