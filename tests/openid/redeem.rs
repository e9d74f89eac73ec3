//! The host's server redeems what its page was told.

use ringcode_test_support::{Answer, Setup, TestApp, at_once, logs};
use serde_json::{Value, json};

use crate::host::{Host, SECRET, SETUP, error_of};
use crate::widget_page::{WidgetPage, body, error};
use crate::{LOGGED, NUMBER, OTHER};

#[tokio::test]
async fn a_token_is_redeemed_by_form_or_json_with_the_secret_in_either_place() {
    let app = TestApp::with(SETUP).await;
    let page = WidgetPage::new(&app, "form");
    let browser = app.browser();
    page.token(&browser, NUMBER).await;
    let fields = |token: &str| [("secret", SECRET.to_owned()), ("token", token.to_owned())];
    for n in 0..4 {
        let again = browser.follows(&page.popup(&[])).await;
        let token = crate::widget_page::told(&again, &page.origin());
        let request = app.request("POST", "/v1/redeem");
        let request = match n {
            0 => request.form(&fields(&token)),
            1 => request.json(&json!({ "secret": SECRET, "token": token, "more": [1] })),
            2 => request
                .basic_auth("form", Some(SECRET))
                .form(&fields(&token)[1..]),
            _ => request
                .basic_auth("form", Some(SECRET))
                .json(&json!({ "token": token, "secret": null })),
        };
        let answer = Answer::to(request).await;
        assert_eq!(
            (answer.status, answer.header("cache-control")),
            (200, "no-store")
        );
        assert_eq!(body(&answer)["phone_number"], NUMBER, "{n}");
    }
}

#[tokio::test]
async fn a_token_is_redeemed_once() {
    for app in TestApp::on_each_store(SETUP).await {
        let page = WidgetPage::new(&app, "form");
        let token = page.token(&app.browser(), NUMBER).await;
        assert_eq!(page.redeems(&token).await["success"], true);
        for _ in 0..2 {
            assert_eq!(error(&page.redeems(&token).await), "token_used");
        }
    }
}

/// The answer may be lost: the same request again gets it again.
#[tokio::test]
async fn a_request_with_a_key_is_answered_the_same_again() {
    for app in TestApp::on_each_store(SETUP).await {
        let page = WidgetPage::new(&app, "form");
        let token = page.token(&app.browser(), NUMBER).await;
        let ask = |key: &str, number: &str| {
            page.asks(json!({
                "secret": SECRET, "token": token, "idempotency_key": key, "phone_number": number,
            }))
        };
        let first = ask("a key", NUMBER).await;
        assert_eq!(first["success"], true);
        for _ in 0..3 {
            assert_eq!(ask("a key", NUMBER).await, first);
        }
        // Another request, be it in its key or in its number: no second guess at the number.
        for (key, number) in [
            ("another", NUMBER),
            ("", NUMBER),
            ("a key", OTHER),
            ("a key", ""),
        ] {
            assert_eq!(
                error(&ask(key, number).await),
                "token_used",
                "{key} {number}"
            );
        }
        assert_eq!(ask("a key", NUMBER).await, first);
    }
}

#[tokio::test]
async fn another_number_than_the_expected_one_is_an_error_and_uses_the_token_up() {
    let app = TestApp::with(SETUP).await;
    let page = WidgetPage::new(&app, "form");
    let expects = |token: &str, number: &str| {
        page.asks(json!({
            "secret": SECRET, "token": token, "phone_number": number, "idempotency_key": "k",
        }))
    };
    let token = page.token(&app.browser(), NUMBER).await;
    for _ in 0..2 {
        assert_eq!(
            error(&expects(&token, OTHER).await),
            "phone_number_mismatch"
        );
    }
    assert_eq!(error(&expects(&token, NUMBER).await), "token_used");
    let token = page.token(&app.browser(), NUMBER).await;
    assert_eq!(expects(&token, NUMBER).await["phone_number"], NUMBER);
}

#[tokio::test]
async fn a_client_that_is_not_told_numbers_gets_none_and_may_compare_once() {
    let app = TestApp::with(SETUP).await;
    let page = WidgetPage::new(&app, "blind");
    let token = page.token(&app.browser(), NUMBER).await;
    let proof = page.redeems(&token).await;
    assert_eq!(
        (&proof["success"], &proof["phone_number"]),
        (&true.into(), &Value::Null)
    );
    assert_eq!(proof["hostname"], "blind.example");
    let expects = async |token: &str, number: &str| {
        page.asks(json!({ "secret": SECRET, "token": token, "phone_number": number }))
            .await
    };
    let token = page.token(&app.browser(), NUMBER).await;
    let compared = expects(&token, NUMBER).await;
    assert_eq!(
        (&compared["success"], &compared["phone_number"]),
        (&true.into(), &Value::Null)
    );
    let token = page.token(&app.browser(), NUMBER).await;
    assert_eq!(
        error(&expects(&token, OTHER).await),
        "phone_number_mismatch"
    );
    assert_eq!(error(&expects(&token, NUMBER).await), "token_used");
}

#[tokio::test]
async fn a_token_expires_after_five_minutes() {
    let app = TestApp::with(Setup {
        clock: true,
        ..SETUP
    })
    .await;
    let (page, browser) = (WidgetPage::new(&app, "form"), app.browser());
    let token = page.token(&browser, NUMBER).await;
    app.advance_clock(298);
    assert_eq!(page.redeems(&token).await["success"], true);
    app.advance_clock(3);
    assert_eq!(error(&page.redeems(&token).await), "invalid_token");
    let late = page.token(&app.browser(), OTHER).await;
    app.advance_clock(301);
    assert_eq!(error(&page.redeems(&late).await), "invalid_token");
    // The number is still verified: the button brings another token at once.
    let again = browser.follows(&page.popup(&[])).await;
    let token = crate::widget_page::told(&again, &page.origin());
    assert_eq!(page.redeems(&token).await["success"], true);
    assert_eq!(app.plivo.count(), 2);
}

/// Over two instances of one store.
#[tokio::test]
async fn of_a_hundred_redemptions_at_the_same_time_one_succeeds() {
    let on_redis = Setup {
        redis: true,
        ..SETUP
    };
    let mut app = TestApp::with(on_redis).await;
    app.add(on_redis).await;
    let page = WidgetPage::new(&app, "form");
    for key in ["", "a key"] {
        let token = page.token(&app.browser(), NUMBER).await;
        let fields = json!({ "secret": SECRET, "token": token, "idempotency_key": key });
        let requests = (0..100).map(|n| {
            let url = format!("{}/v1/redeem", app.instances[n % 2].url);
            let http = reqwest::Client::builder().no_proxy().build().unwrap();
            let request = http.post(url).json(&fields);
            async move { Answer::to(request).await }
        });
        let answers = at_once(requests).await;
        let bodies: Vec<_> = answers.iter().map(body).collect();
        let (right, refused): (Vec<_>, Vec<_>) =
            bodies.iter().partition(|body| body["success"] == true);
        match key {
            "" => {
                assert!(right.len() == 1 && refused.iter().all(|body| error(body) == "token_used"))
            }
            _ => assert!(right.iter().all(|body| *body == right[0]) && refused.is_empty()),
        }
    }
}

/// A code is worth nothing where tokens are redeemed, and a token nothing where codes are.
#[tokio::test]
async fn a_code_is_no_token_and_a_token_no_code() {
    let app = TestApp::with(SETUP).await;
    let (host, page) = (Host::new(&app, "shop"), WidgetPage::new(&app, "shop"));
    let back = host.sends(&app.browser(), &host.link(&[]), NUMBER).await;
    assert_eq!(error(&page.redeems(back.code()).await), "invalid_token");
    host.learns(back.code()).await;
    let token = page.token(&app.browser(), NUMBER).await;
    for redirect_uri in [
        "https://shop.example",
        "https://shop.example/",
        "https://shop.example/callback",
    ] {
        let form = [
            ("grant_type", "authorization_code"),
            ("code", &token),
            ("redirect_uri", redirect_uri),
        ];
        let form = form.map(|(name, value)| (name.to_owned(), value.to_owned()));
        assert_eq!(
            error_of(&host.posts("/token", &form).await),
            "invalid_grant"
        );
    }
    assert_eq!(page.redeems(&token).await["success"], true);
}

/// The store is gone: the host is told to ask again, in the same words as everything else.
#[tokio::test]
async fn without_the_store_the_answer_is_to_ask_again() {
    let mut app = TestApp::with(Setup {
        redis: true,
        adjust: |settings| {
            (SETUP.adjust)(settings);
            settings.store.answer_timeout = std::time::Duration::from_millis(250);
        },
        ..SETUP
    })
    .await;
    app.redis().kill();
    let request = app.request("POST", "/v1/redeem");
    let answer = Answer::to(request.json(&json!({ "secret": SECRET, "token": "t" }))).await;
    assert_eq!(answer.status, 503);
    assert!(answer.retry_after().is_some());
    assert_eq!(error(&body(&answer)), "unavailable");
}

/// Every step of a hundred runs, at the most talkative level of the log.
#[tokio::test]
async fn neither_numbers_nor_tokens_nor_secrets_are_logged() {
    logs::capture(LOGGED);
    let app = TestApp::with(SETUP).await;
    let page = WidgetPage::new(&app, "form");
    for n in 0..100 {
        let browser = app.browser();
        let token = match n % 2 {
            0 => page.token(&browser, NUMBER).await,
            _ => {
                browser
                    .follows(&page.tab("/sign-up", &[("ref", "a-reference")]))
                    .await;
                browser.submits("send_code", &[("phone", NUMBER)]).await;
                let code = app.plivo.code();
                let back = browser.posts("check_code", &[("code", &code)]).await;
                assert!(!back.header("location").contains("4155550100"));
                crate::host::returned(&back).parameters["ringcode"].clone()
            }
        };
        let fields = json!({
            "secret": SECRET, "token": token, "phone_number": NUMBER, "idempotency_key": "a-key-of-the-host",
        });
        assert_eq!(page.asks(fields).await["success"], true);
        page.redeems(&token).await;
        let log = logs::captured();
        for secret in [
            NUMBER,
            "4155550100",
            &token,
            SECRET,
            "a-key-of-the-host",
            "a-reference",
        ] {
            assert!(!log.contains(secret), "{secret}: {log}");
        }
        assert!(
            log.contains("a token was redeemed") && log.contains("token_used"),
            "{log}"
        );
    }
}
