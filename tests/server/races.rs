//! Many requests at the same moment: each limit is exact.

use crate::NUMBER;
use ringcode_test_support::{Browser, Setup, TestApp, at_once, count, wrong};

const ON_REDIS: Setup = Setup {
    redis: true,
    ..Setup::PLAIN
};

/// Two instances that share one Redis.
async fn two_instances() -> TestApp {
    let mut app = TestApp::with(ON_REDIS).await;
    app.add(ON_REDIS).await;
    app
}

/// The guesses that were compared with the code, as counted in the verification's record.
async fn compared(app: &TestApp, browser: &Browser) -> u64 {
    let records = &app.instances[0].state.verifier.records;
    let key = browser.session().verification_key(records).await.unwrap();
    let verification = records.verification(&key).await.unwrap().record;
    let record = serde_json::to_value(verification.unwrap().verification).unwrap();
    record["wrong_guesses"].as_u64().unwrap_or(0)
}

#[tokio::test(flavor = "multi_thread")]
async fn twenty_identical_requests_send_one_text() {
    for app in TestApp::on_each_store(Setup::default()).await {
        let browser = app.browser();
        browser.opens_the_page().await;
        let answers = at_once((0..20).map(|_| {
            let browser = browser.clone();
            async move { browser.asks_for_a_text(NUMBER).await }
        }));
        let answers = answers.await;
        assert!(count(&answers, 200) >= 1, "{answers:?}");
        assert_eq!(app.plivo.count(), 1);
        assert_eq!(browser.types_code(&app.plivo.code()).await.status, 200);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_browsers_get_three_texts_to_one_number() {
    let app = two_instances().await;
    let answers = at_once((0..50).map(|n| {
        let browser = app.browser().at(&app.instances[n % 2].url);
        async move { browser.asks_for_a_text(NUMBER).await }
    }));
    let answers = answers.await;
    assert_eq!(count(&answers, 200), 3, "{answers:?}");
    assert_eq!(app.plivo.count(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_hundred_wrong_codes_five_are_compared() {
    let app = two_instances().await;
    let browser = app.browser();
    browser.asks_for_a_text(NUMBER).await;
    let code = app.plivo.code();
    let answers = at_once((0..200_u32).map(|n| {
        let browser = browser.at(&app.instances[n as usize % 2].url);
        let typed = wrong(&code, n);
        async move { browser.types_code(&typed).await }
    }));
    let answers = answers.await;
    assert_eq!(count(&answers, 422) + count(&answers, 503), 200);
    assert_eq!(compared(&app, &browser).await, 5);
    assert_eq!(
        browser.types_code(&code).await.status,
        422,
        "the code is dead"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_hundred_right_codes_one_verifies() {
    let app = two_instances().await;
    let browser = app.browser();
    browser.asks_for_a_text(NUMBER).await;
    let code = app.plivo.code();
    let answers = at_once((0..200).map(|n| {
        let (browser, code) = (browser.at(&app.instances[n % 2].url), code.clone());
        async move { browser.types_code(&code).await }
    }));
    assert_eq!(count(&answers.await, 200), 1);
    assert_eq!(compared(&app, &browser).await, 0);
    browser.opens_the_page().await.says("is verified");
}
