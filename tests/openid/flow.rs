//! From the host to the wizard and back.

use leptos::config::Env;
use ringcode_test_support::{Answer, Setup, TestApp, at_once, count, logs};
use serde_json::Value;

use crate::host::{Host, SETUP, error_of, returned};
use crate::{LOGGED, NUMBER, OTHER};

#[tokio::test]
async fn a_host_learns_the_number_that_was_verified() {
    for app in TestApp::on_each_store(SETUP).await {
        let (host, browser) = (Host::new(&app, "shop"), app.browser());
        browser.follows(&host.link(&[])).await;
        let page = browser.opens_the_page().await;
        page.says("Shop &amp; Söhne wants to confirm your phone number.");
        page.says("Cancel and go back to Shop &amp; Söhne");
        assert!(page.body.contains("src=\"/clients/shop/logo\""), "{page:?}");
        let logo = Answer::to(app.request("GET", "/clients/shop/logo")).await;
        assert_eq!(
            (logo.status, logo.header("content-type")),
            (200, "image/svg+xml")
        );
        let back = host.verifies(&browser, NUMBER).await;
        assert_eq!(back.address, host.redirect_uri());
        assert_eq!(back.parameters["state"], "a state & more");
        assert_eq!(back.parameters["iss"], app.url());
        assert_eq!(back.parameters.len(), 3);
        let (token, claims) = host.learns(back.code()).await;
        assert_eq!(claims.phone_number.as_deref(), Some(NUMBER));
        assert_eq!(claims.phone_number_verified, Some(true));
        assert_eq!(claims.nonce.as_deref(), Some("a nonce"));
        assert_eq!(claims.amr, ["sms", "otp"]);
        assert_eq!((&*claims.restricted, &*claims.country), ("pstn", "US"));
        assert_eq!((&*claims.channel, &*claims.purpose), ("text", "sign-up"));
        assert!(claims.iat <= claims.exp && claims.auth_time <= claims.iat);
        let info: Value = serde_json::from_str(&host.userinfo(&token).await.body).unwrap();
        assert_eq!(info["sub"], claims.sub);
        assert_eq!(info["phone_number"], NUMBER);
        assert_eq!(app.plivo.count(), 1);
    }
}

#[tokio::test]
async fn every_way_to_prove_who_a_client_is_works() {
    let app = TestApp::with(SETUP).await;
    for (id, form) in [
        (
            "poster",
            vec![("client_id", "poster"), ("client_secret", "test-secret")],
        ),
        ("page", vec![("client_id", "page")]),
    ] {
        let (host, browser) = (Host::new(&app, id), app.browser());
        let back = host.sends(&browser, &host.link(&[]), NUMBER).await;
        let mut redemption = host.redemption(back.code());
        redemption.extend(
            form.into_iter()
                .map(|(name, value)| (name.into(), value.into())),
        );
        let answer = Answer::to(app.request("POST", "/token").form(&redemption)).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        let body: Value = serde_json::from_str(&answer.body).unwrap();
        host.claims(body["id_token"].as_str().unwrap()).await;
        // The header is another client's way.
        assert_eq!(error_of(&host.redeems(back.code()).await), "invalid_client");
    }
}

/// Each client knows a person under a name of its own, unless both share a sector.
#[tokio::test]
async fn a_pseudonym_is_stable_for_a_number_and_a_sector() {
    let app = TestApp::with(SETUP).await;
    let mut subjects = Vec::new();
    for (id, number) in [
        ("shop", NUMBER),
        ("shop", NUMBER),
        ("shop", OTHER),
        ("blind", NUMBER),
    ] {
        let host = Host::new(&app, id);
        let back = host.sends(&app.browser(), &host.link(&[]), number).await;
        let (token, claims) = host.learns(back.code()).await;
        let info = host.userinfo(&token).await;
        assert_eq!(claims.phone_number.is_some(), id == "shop");
        assert_eq!(info.body.contains(number), id == "shop", "{info:?}");
        subjects.push(claims.sub);
    }
    assert_eq!(subjects[0], subjects[1]);
    assert!(subjects[2] != subjects[0] && subjects[3] != subjects[0]);
}

#[tokio::test]
async fn an_answer_can_be_posted_by_the_browser() {
    let app = TestApp::with(SETUP).await;
    let (host, browser) = (Host::new(&app, "shop"), app.browser());
    browser
        .follows(&host.link(&[("response_mode", "form_post")]))
        .await;
    browser.submits("send_code", &[("phone", NUMBER)]).await;
    let page = browser
        .posts("check_code", &[("code", &app.plivo.code())])
        .await;
    assert_eq!(page.status, 200);
    assert!(page.body.contains("Shop &amp; Söhne") && page.body.contains("/clients/shop/logo"));
    let action = "action=\"https://shop.example/callback\"";
    assert!(page.body.contains(action) && page.body.contains("value=\"a state &amp; more\""));
    let policy = page.header("content-security-policy");
    assert!(
        policy.contains("form-action 'self' https://shop.example;"),
        "{policy}"
    );
    let code = page.body.split("name=\"code\" value=\"").nth(1).unwrap();
    host.learns(code.split('"').next().unwrap()).await;
}

#[tokio::test]
async fn a_request_by_post_is_answered_like_one_by_get() {
    let app = TestApp::with(SETUP).await;
    let (host, browser) = (Host::new(&app, "shop"), app.browser());
    let back = host.sends(&browser, &host.link(&[]), NUMBER).await;
    host.learns(back.code()).await;
    // Another site's post carries no cookie; the GET that follows does.
    let hint = [("login_hint", OTHER), ("prompt", "none")];
    let form = host.request(&hint);
    let posted = Answer::to(app.request("POST", "/authorize").form(&form)).await;
    assert_eq!(posted.status, 303, "{posted:?}");
    let location = posted.header("location").to_owned();
    assert!(!location.contains("555"), "{location}");
    let back = returned(&browser.follows(&location).await);
    host.learns(back.code()).await;
}

/// The answer may be lost: it is the same again until the host has redeemed it.
#[tokio::test]
async fn reload_and_back_neither_redeem_twice_nor_send() {
    let app = TestApp::with(SETUP).await;
    let (host, browser) = (Host::new(&app, "shop"), app.browser());
    let back = host.sends(&browser, &host.link(&[]), NUMBER).await;
    for _ in 0..2 {
        let again = returned(&browser.opens_the_page().await);
        assert_eq!(again.code(), back.code());
    }
    let (token, _) = host.learns(back.code()).await;
    let page = browser.opens_the_page().await;
    assert_eq!(page.status, 200);
    page.says("Go back to Shop &amp; Söhne");
    assert!(
        page.body.contains("href=\"https://shop.example\""),
        "{page:?}"
    );
    assert_eq!(host.userinfo(&token).await.status, 200);
    assert_eq!(app.plivo.count(), 1);
    // Whoever verifies another number goes on without the host.
    browser
        .submits("start_over", &[])
        .await
        .says("Verify your phone number");
}

#[tokio::test]
async fn a_click_on_the_same_link_goes_on_with_what_was_begun() {
    let app = TestApp::with(SETUP).await;
    let (host, browser) = (Host::new(&app, "shop"), app.browser());
    browser.follows(&host.link(&[])).await;
    browser.submits("send_code", &[("phone", NUMBER)]).await;
    browser.follows(&host.link(&[("state", "second")])).await;
    browser.opens_the_page().await.says("Enter your code");
    let answer = browser
        .posts("check_code", &[("code", &app.plivo.code())])
        .await;
    assert_eq!(returned(&answer).parameters["state"], "second");
    assert_eq!(app.plivo.count(), 1);
}

#[tokio::test]
async fn whoever_starts_over_still_goes_back_to_the_host() {
    let app = TestApp::with(SETUP).await;
    let (host, browser) = (Host::new(&app, "shop"), app.browser());
    browser.follows(&host.link(&[])).await;
    browser.submits("send_code", &[("phone", OTHER)]).await;
    let before = browser.cookie();
    browser
        .submits("start_over", &[])
        .await
        .says("Shop &amp; Söhne wants");
    assert_ne!(before, browser.cookie());
    let back = host.verifies(&browser, NUMBER).await;
    assert_eq!(
        host.learns(back.code()).await.1.phone_number.as_deref(),
        Some(NUMBER)
    );
}

#[tokio::test]
async fn whoever_cancels_is_back_at_the_host_with_the_standard_error() {
    let app = TestApp::with(SETUP).await;
    let (host, browser) = (Host::new(&app, "shop"), app.browser());
    let page = browser.follows(&host.link(&[])).await;
    assert_eq!(page.status, 303);
    let canceled = returned(&browser.posts_to("/cancel", &[]).await);
    assert_eq!(
        (canceled.error(), &*canceled.parameters["state"]),
        ("access_denied", "a state & more")
    );
    assert_eq!(canceled.parameters["iss"], app.url());
    // There is nothing left to cancel, and nobody to lead back to.
    let again = browser.posts_to("/cancel", &[]).await;
    assert_eq!((again.status, again.header("location")), (303, "/"));
    let stranger = app.browser().posts_to("/cancel", &[]).await;
    assert_eq!((stranger.status, stranger.header("location")), (303, "/"));
    let elsewhere = app
        .request("POST", "/cancel")
        .header("sec-fetch-site", "cross-site");
    assert_ne!(Answer::to(elsewhere).await.status, 303);
}

#[tokio::test]
async fn whoever_comes_by_themselves_finds_a_host_to_try_in_development() {
    const DEMO: &str = "http://localhost:4004/";
    let with_demo = |adjust| Setup { adjust, ..SETUP };
    let app = TestApp::with(with_demo(|settings| {
        (SETUP.adjust)(settings);
        settings.server.demo_url = DEMO.parse().ok();
    }))
    .await;
    let (browser, sent) = (app.browser(), app.browser());
    assert!(browser.opens_the_page().await.body.contains(DEMO));
    let next = browser.submits("send_code", &[("phone", NUMBER)]).await;
    sent.follows(&Host::new(&app, "shop").link(&[])).await;
    let production = TestApp::with(with_demo(|settings| {
        settings.server.demo_url = DEMO.parse().ok();
        settings.leptos.env = Env::PROD;
    }))
    .await;
    let in_production = production.browser().opens_the_page().await;
    let nowhere = TestApp::new().await.browser().opens_the_page().await;
    for page in [next, sent.opens_the_page().await, in_production, nowhere] {
        assert!(page.status == 200 && !page.body.contains(DEMO), "{page:?}");
    }
}

#[tokio::test]
async fn the_wizard_by_itself_stays_as_it_is() {
    let app = TestApp::with(SETUP).await;
    let browser = app.browser();
    let page = browser.opens_the_page().await;
    assert!(
        page.header("content-security-policy")
            .contains("form-action 'self';")
    );
    browser.submits("send_code", &[("phone", NUMBER)]).await;
    let page = browser
        .submits("check_code", &[("code", &app.plivo.code())])
        .await;
    page.says("is verified");
    assert!(!page.body.contains("/cancel"));
}

#[tokio::test]
async fn the_page_for_a_host_leads_to_no_other_origin() {
    let app = TestApp::with(SETUP).await;
    let (host, browser) = (Host::new(&app, "shop"), app.browser());
    browser.follows(&host.link(&[])).await;
    let page = browser.opens_the_page().await;
    let policy = page.header("content-security-policy");
    assert!(policy.contains("form-action 'self' https://shop.example; frame-ancestors 'none'"));
}

#[tokio::test]
async fn the_number_is_asked_for_in_the_language_of_the_host() {
    let app = TestApp::with(SETUP).await;
    let host = Host::new(&app, "shop");
    let begun = app
        .browser()
        .follows(&host.link(&[("ui_locales", "xx de-AT en")]))
        .await;
    let cookies: Vec<_> = begun.headers.get_all("set-cookie").iter().collect();
    assert!(
        cookies
            .iter()
            .any(|cookie| cookie.to_str().unwrap().starts_with("language=de;"))
    );
}

#[tokio::test]
async fn a_hint_fills_in_the_number_and_nothing_else() {
    let app = TestApp::with(SETUP).await;
    let host = Host::new(&app, "shop");
    for (hint, is_shown) in [
        (NUMBER, true),
        ("buffy@host", false),
        ("\"><script>", false),
    ] {
        let browser = app.browser();
        browser.follows(&host.link(&[("login_hint", hint)])).await;
        let page = browser.opens_the_page().await;
        assert_eq!(
            page.body.contains(&format!("value=\"{hint}\"")),
            is_shown,
            "{hint}"
        );
    }
}

#[tokio::test]
async fn a_client_that_was_taken_out_gets_nobody_back() {
    let app = TestApp::with(SETUP).await;
    let (host, browser) = (Host::new(&app, "shop"), app.browser());
    let back = host.sends(&browser, &host.link(&[]), NUMBER).await;
    let (token, _) = host.learns(back.code()).await;
    let other = app.browser();
    other.follows(&host.link(&[])).await;
    app.instances[0].state.clients.replace(Default::default());
    other
        .opens_the_page()
        .await
        .says("Verify your phone number");
    assert_eq!(host.userinfo(&token).await.status, 401);
    assert_eq!(error_of(&host.redeems(back.code()).await), "invalid_client");
    assert_eq!(app.browser().follows(&host.link(&[])).await.status, 400);
    let discovery = app.request("GET", "/.well-known/openid-configuration");
    assert_eq!(Answer::to(discovery).await.status, 404);
}

/// Every step of a hundred runs, at the most talkative level of the log.
#[tokio::test]
async fn neither_numbers_nor_tokens_are_logged_or_in_an_address() {
    logs::capture(LOGGED);
    let app = TestApp::with(SETUP).await;
    for _ in 0..100 {
        let (host, browser) = (Host::new(&app, "shop"), app.browser());
        let link = host.pushes(&[]).await;
        let back = host.sends(&browser, &link, NUMBER).await;
        let (token, claims) = host.learns(back.code()).await;
        host.userinfo(&token).await;
        host.redeems(back.code()).await;
        let log = logs::captured();
        for secret in [
            NUMBER,
            "4155550100",
            back.code(),
            &token,
            &claims.sub,
            "test-secret",
        ] {
            assert!(!log.contains(secret), "{secret}: {log}");
        }
        assert!(log.contains("a code came twice"), "{log}");
        let carried = back
            .parameters
            .values()
            .any(|value| value.contains("4155550100"));
        assert!(!link.contains("4155550100") && !carried);
    }
}

/// Over two instances of one store.
#[tokio::test]
async fn of_a_hundred_redemptions_at_the_same_time_one_succeeds() {
    let mut app = TestApp::with(ringcode_test_support::Setup {
        redis: true,
        ..SETUP
    })
    .await;
    app.add(ringcode_test_support::Setup {
        redis: true,
        ..SETUP
    })
    .await;
    let host = Host::new(&app, "shop");
    let back = host.sends(&app.browser(), &host.link(&[]), NUMBER).await;
    let form = host.redemption(back.code());
    let requests = (0..100).map(|n| {
        let request = app
            .request("POST", "/token")
            .basic_auth("shop", Some("test-secret"))
            .form(&form);
        let mut request = request.build().unwrap();
        let url = format!("{}/token", app.instances[n % 2].url);
        *request.url_mut() = url.parse().unwrap();
        async move {
            Answer::to(reqwest::RequestBuilder::from_parts(
                reqwest::Client::builder().no_proxy().build().unwrap(),
                request,
            ))
            .await
        }
    });
    let answers = at_once(requests).await;
    assert_eq!((count(&answers, 200), count(&answers, 400)), (1, 99));
    let redeemed = answers.iter().find(|answer| answer.status == 200).unwrap();
    let body: Value = serde_json::from_str(&redeemed.body).unwrap();
    // Somebody else has the code: what it was redeemed for is worth nothing any more.
    let token = body["access_token"].as_str().unwrap();
    assert_eq!(host.userinfo(token).await.status, 401);
}
