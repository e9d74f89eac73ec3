//! The session secret: new with each start, and new again after a verification.

use crate::NUMBER;
use ringcode_test_support::{Answer, Browser, NO_WAITS, Setup, TestApp, at_once, count, wrong};

/// Somebody who was texted, and the code.
async fn texted(app: &TestApp) -> (Browser, String) {
    let browser = app.browser();
    browser.opens_the_page().await;
    browser.asks_for_a_text(NUMBER).await;
    (browser, app.plivo.code())
}

/// The same person with the cookie of before.
fn earlier(
    browser: &Browser,
    cookie: Option<String>,
) -> impl AsyncFn(&str, &[(&str, &str)]) -> Answer {
    let browser = browser.clone();
    async move |function, fields| {
        browser.uses_cookie(cookie.clone());
        browser.fetches(function, fields).await
    }
}

#[tokio::test]
async fn the_secret_changes_with_the_verification_and_the_old_one_is_invalid() {
    for app in TestApp::on_each_store(Setup::default()).await {
        let (browser, code) = texted(&app).await;
        let old = browser.cookie();
        let answer = browser.types_code(&code).await;
        assert_eq!(answer.status, 200);
        let given = answer.header("set-cookie");
        assert!(
            given.contains("HttpOnly") && given.contains("SameSite=Lax"),
            "{given}"
        );
        let new = browser.cookie();
        assert_ne!(old, new);
        browser.opens_the_page().await.says("is verified");

        let at_old = earlier(&browser, old.clone());
        browser.uses_cookie(old.clone());
        assert_eq!(browser.delivery().await, "null");
        assert_eq!(at_old("call_me", &[]).await.status, 422);
        assert_eq!(at_old("send_code", &[("again", "true")]).await.status, 422);
        browser.uses_cookie(old);
        let page = browser.opens_the_page().await;
        page.says("Enter your code");
        page.says("+• •••-•••-••00");
        for part in ["415-555", "+1 415", "4155550100"] {
            assert!(!page.body.contains(part), "{part} of the number: {page:?}");
        }
        browser.uses_cookie(new);
        browser.opens_the_page().await.says("is verified");
        assert_eq!(app.plivo.count(), 1);
    }
}

#[tokio::test]
async fn the_right_code_again_leads_to_the_new_secret() {
    for app in TestApp::on_each_store(Setup::default()).await {
        let (browser, code) = texted(&app).await;
        let old = browser.cookie();
        browser.types_code(&code).await;
        let new = browser.cookie();
        // The first answer got lost: the browser posts the form once more.
        for _ in 0..2 {
            browser.uses_cookie(old.clone());
            assert_eq!(
                browser.types_code(&code).await.status,
                409,
                "verified, but only once"
            );
            assert_eq!(browser.cookie(), new);
        }
        // Or the person loads the page anew, and finds what they saw last.
        browser.uses_cookie(old.clone());
        browser.opens_the_page().await.says("Enter your code");
        assert_eq!(browser.cookie(), old);
        let page = browser.submits("check_code", &[("code", &code)]).await;
        page.says("is verified");
    }
}

#[tokio::test]
async fn a_wrong_code_ends_the_exchange() {
    for app in TestApp::on_each_store(Setup::default()).await {
        let (browser, code) = texted(&app).await;
        let old = browser.cookie();
        browser.types_code(&code).await;
        let new = browser.cookie();
        let at_old = earlier(&browser, old.clone());
        for typed in [&wrong(&code, 0), &code] {
            let answer = at_old("check_code", &[("code", typed)]).await;
            assert_eq!((answer.status, answer.header("set-cookie")), (422, ""));
            answer.says("start_again");
        }
        browser.uses_cookie(old);
        let page = browser.opens_the_page().await;
        page.says("Verify your phone number");
        browser.uses_cookie(new);
        browser.opens_the_page().await.says("is verified");
    }
}

#[tokio::test]
async fn the_exchange_ends_with_the_code() {
    for app in TestApp::on_each_store(Setup {
        clock: true,
        ..Setup::default()
    })
    .await
    {
        let (browser, code) = texted(&app).await;
        let old = browser.cookie();
        assert_eq!(browser.types_code(&code).await.status, 200);
        app.advance_clock(601);
        let answer = earlier(&browser, old)("check_code", &[("code", &code)]).await;
        assert_eq!((answer.status, answer.header("set-cookie")), (422, ""));
    }
}

#[tokio::test]
async fn the_old_secret_cannot_change_a_verified_number() {
    for app in TestApp::on_each_store(Setup::default()).await {
        let (browser, code) = texted(&app).await;
        let old = browser.cookie();
        browser.types_code(&code).await;
        let (new, session) = (browser.cookie(), browser.session());
        browser.uses_cookie(old.clone());
        let answer = browser.asks_for_a_text("+14155550101").await;
        assert_eq!(answer.status, 200, "{answer:?}");
        assert_eq!(app.plivo.count(), 2, "they begin anew");
        assert_ne!(browser.session().id(), session.id());
        browser.opens_the_page().await.says("Enter your code");
        browser.uses_cookie(old);
        assert_eq!(browser.starts_over().await.status, 200);
        browser.uses_cookie(new);
        browser.opens_the_page().await.says("is verified");
    }
}

#[tokio::test]
async fn another_browser_gets_nothing_for_the_right_code() {
    let file = NO_WAITS;
    for app in TestApp::on_each_store(Setup {
        file,
        ..Setup::default()
    })
    .await
    {
        let (browser, code) = texted(&app).await;
        let stranger = app.browser();
        stranger.opens_the_page().await;
        assert_eq!(stranger.types_code(&code).await.status, 422);
        let (other, others) = texted(&app).await;
        assert_ne!(
            browser.cookie(),
            other.cookie(),
            "the same number, another verification"
        );
        if code != others {
            assert_eq!(other.types_code(&code).await.status, 422);
        }
        assert_eq!(browser.types_code(&code).await.status, 200);
        assert_eq!(stranger.types_code(&code).await.status, 422);
        other.opens_the_page().await.says("Enter your code");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_posts_at_once_get_the_same_new_secret() {
    for app in TestApp::on_each_store(Setup::default()).await {
        let (browser, code) = texted(&app).await;
        let old = browser.cookie();
        let answers = at_once((0..50).map(|_| {
            let (browser, code) = (app.browser(), code.clone());
            browser.uses_cookie(old.clone());
            async move { browser.types_code(&code).await }
        }));
        let answers = answers.await;
        assert_eq!(count(&answers, 200), 1);
        let cookies = answers.iter().map(|answer| answer.header("set-cookie"));
        let mut cookies: Vec<_> = cookies.filter(|cookie| !cookie.is_empty()).collect();
        cookies.sort_unstable();
        cookies.dedup();
        assert_eq!(cookies.len(), 1, "{cookies:?}");
        let pair = cookies[0].split(';').next().unwrap();
        browser.uses_cookie(Some(pair.to_owned()));
        browser.opens_the_page().await.says("is verified");
    }
}

#[tokio::test]
async fn a_secret_without_a_verification_is_replaced() {
    let app = TestApp::new().await;
    let browser = app.browser();
    browser.opens_the_page().await;
    let planted = browser.cookie();
    browser.opens_the_page().await;
    let own = browser.cookie();
    assert_ne!(
        planted, own,
        "nobody starts under a secret that others may know"
    );
    browser.asks_for_a_text(NUMBER).await;
    browser.opens_the_page().await.says("Enter your code");
    assert_eq!(browser.cookie(), own, "a verification keeps its secret");
    browser.starts_over().await;
    assert_ne!(browser.cookie(), own);
}

#[tokio::test]
async fn every_key_left_in_redis_expires() {
    let redis = true;
    let mut app = TestApp::with(Setup {
        redis,
        ..Setup::default()
    })
    .await;
    let (browser, code) = texted(&app).await;
    browser.types_code(&code).await;
    browser.opens_the_page().await.says("is verified");
    app.redis().assert_everything_ends();
}
