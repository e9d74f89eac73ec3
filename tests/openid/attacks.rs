//! Attacks on the provider.

use std::time::{Duration, Instant};

use ringcode::clients::SigningKey;
use ringcode_test_support::{Answer, Heartbeat, TestApp};
use serde_json::json;

use crate::host::{Host, SETUP, error_of, header, returned};
use crate::{NUMBER, OTHER};

/// A person gets a page in their language, and is led nowhere.
#[tokio::test]
async fn a_broken_request_is_a_page_and_never_a_redirect() {
    let app = TestApp::with(SETUP).await;
    let host = Host::new(&app, "shop");
    for link in [
        "/authorize".to_owned(),
        host.link(&[("client_id", "nobody")]),
        host.link(&[("client_id", "")]),
        host.link(&[("redirect_uri", "https://evil.example/callback")]),
        host.link(&[("redirect_uri", "https://poster.example/callback")]),
        host.link(&[("redirect_uri", "")]),
        format!("{}&client_id=poster", host.link(&[])),
        format!("{}&redirect_uri=https://evil.example", host.link(&[])),
        format!("/authorize?%FF=%FE&{}", "a=b&".repeat(1_000)),
    ] {
        let request = app.request("GET", &link).header("accept", "text/html");
        let page = Answer::to(request.header("accept-language", "de")).await;
        assert_eq!((page.status, page.header("location")), (400, ""), "{link}");
        page.says("Dieser Link funktioniert nicht");
        assert!(page.header("set-cookie").is_empty() && !page.body.contains("evil.example"));
        let query = link.split_once('?').map_or("", |(_, query)| query);
        let form = app.request("POST", "/authorize").body(query.to_owned());
        let form = form.header("content-type", "application/x-www-form-urlencoded");
        let posted = Answer::to(form).await;
        assert_eq!(
            (posted.status, posted.header("location")),
            (400, ""),
            "{link}"
        );
    }
}

#[tokio::test]
async fn a_stolen_code_is_of_no_use_to_anybody_else() {
    let app = TestApp::with(SETUP).await;
    let (shop, blind) = (Host::new(&app, "shop"), Host::new(&app, "blind"));
    let back = shop.sends(&app.browser(), &shop.link(&[]), NUMBER).await;
    let code = back.code();
    let with = |name: &str, value: &str| {
        let mut form = shop.redemption(code);
        form.retain(|(other, _)| other != name);
        if !value.is_empty() {
            form.push((name.to_owned(), value.to_owned()));
        }
        form
    };
    // Another client, with its own credentials, address and all.
    let stolen = blind.posts("/token", &shop.redemption(code)).await;
    assert_eq!(error_of(&stolen), "invalid_grant");
    for (form, error) in [
        (
            with(
                "code_verifier",
                "another verifier of the right length, surely",
            ),
            "invalid_grant",
        ),
        (with("code_verifier", ""), "invalid_grant"),
        (
            with("redirect_uri", "https://shop.example/other?a=1"),
            "invalid_grant",
        ),
        (
            with("code", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"),
            "invalid_grant",
        ),
        (with("redirect_uri", ""), "invalid_request"),
        (with("code", ""), "invalid_request"),
        (with("grant_type", "password"), "unsupported_grant_type"),
        (with("grant_type", ""), "invalid_request"),
        (
            [shop.redemption(code), with("", "")].concat(),
            "invalid_request",
        ),
    ] {
        let answer = shop.posts("/token", &form).await;
        assert_eq!(
            (answer.status, &*error_of(&answer)),
            (400, error),
            "{form:?}"
        );
    }
    // None of that has used it up.
    shop.learns(code).await;
}

#[tokio::test]
async fn a_code_expires_and_a_token_too() {
    let app = TestApp::with(ringcode_test_support::Setup {
        clock: true,
        ..SETUP
    })
    .await;
    let host = Host::new(&app, "shop");
    let late = host.sends(&app.browser(), &host.link(&[]), NUMBER).await;
    app.advance_clock(61);
    assert_eq!(error_of(&host.redeems(late.code()).await), "invalid_grant");
    let back = host.sends(&app.browser(), &host.link(&[]), OTHER).await;
    app.advance_clock(58);
    let (token, _) = host.learns(back.code()).await;
    app.advance_clock(250);
    assert_eq!(host.userinfo(&token).await.status, 200);
    app.advance_clock(60);
    assert_eq!(host.userinfo(&token).await.status, 401);
}

#[tokio::test]
async fn a_wrong_secret_is_an_invalid_client() {
    let app = TestApp::with(SETUP).await;
    let host = Host::new(&app, "shop");
    let back = host.sends(&app.browser(), &host.link(&[]), NUMBER).await;
    let form = host.redemption(back.code());
    for (id, secret) in [
        ("shop", "wrong"),
        ("shop", ""),
        ("nobody", "test-secret"),
        ("poster", "test-secret"),
    ] {
        let request = app
            .request("POST", "/token")
            .basic_auth(id, Some(secret))
            .form(&form);
        let answer = Answer::to(request).await;
        assert_eq!(
            (answer.status, &*error_of(&answer)),
            (401, "invalid_client"),
            "{id}"
        );
        assert!(answer.header("www-authenticate").starts_with("Basic"));
    }
    let mut posted = form.clone();
    posted.extend(
        [("client_id", "shop"), ("client_secret", "test-secret")]
            .map(|(a, b)| (a.into(), b.into())),
    );
    let posted = Answer::to(app.request("POST", "/token").form(&posted)).await;
    assert_eq!(error_of(&posted), "invalid_client", "the header is its way");
    let json = app.request("POST", "/token").json(&json!({ "code": "x" }));
    assert_eq!(error_of(&Answer::to(json).await), "invalid_request");
    host.learns(back.code()).await;
}

#[tokio::test]
async fn wrong_secrets_are_answered_slowly_after_ten() {
    let app = TestApp::with(SETUP).await;
    let held = Duration::from_millis(500);
    // The status, whether the answer was held, and whether it was at once.
    let tries = async |secret: &str| {
        let (begun, heartbeat) = (Instant::now(), Heartbeat::start());
        let request = app
            .request("POST", "/token")
            .basic_auth("shop", Some(secret));
        let answer = Answer::to(request.form(&[("grant_type", "x")])).await;
        let took = begun.elapsed();
        (answer.status, took >= held, took < heartbeat.widen(held))
    };
    for n in 0..10 {
        let (status, _, at_once) = tries("wrong").await;
        assert_eq!((status, at_once), (401, true), "{n}");
    }
    for n in 10..12 {
        let (status, is_held, _) = tries("wrong").await;
        assert_eq!((status, is_held), (401, true), "{n}");
    }
    let (status, _, at_once) = tries("test-secret").await;
    assert_eq!((status, at_once), (400, true), "the right one is not held");
}

#[tokio::test]
async fn an_assertion_is_accepted_once() {
    let app = TestApp::with(SETUP).await;
    let (host, browser) = (Host::new(&app, "signer"), app.browser());
    let pem = include_bytes!("keys/client.pem");
    let key = SigningKey::from_pem(pem).unwrap();
    let exp = std::time::UNIX_EPOCH.elapsed().unwrap().as_secs() + 60;
    let sign = |jti: &str| {
        let aud = format!("{}/token", app.url());
        let claims =
            json!({ "iss": "signer", "sub": "signer", "aud": aud, "exp": exp, "jti": jti });
        key.sign_token(&claims).unwrap()
    };
    let back = host.sends(&browser, &host.link(&[]), NUMBER).await;
    let redeem = async |assertion: &str| {
        let kind = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
        let mut form = host.redemption(back.code());
        form.push(("client_assertion".to_owned(), assertion.to_owned()));
        form.push(("client_assertion_type".to_owned(), kind.to_owned()));
        Answer::to(app.request("POST", "/token").form(&form)).await
    };
    let first = sign("first");
    assert_eq!(redeem(&first).await.status, 200);
    for _ in 0..2 {
        let replayed = redeem(&first).await;
        assert_eq!(
            (replayed.status, &*error_of(&replayed)),
            (401, "invalid_client")
        );
    }
    // Another assertion, and the code of before.
    assert_eq!(error_of(&redeem(&sign("second")).await), "invalid_grant");
    assert_eq!(header(&first)["alg"], "ES256");
}

/// Neither the page nor a stolen cookie of before the code makes a grant.
#[tokio::test]
async fn only_the_browser_that_verified_is_returned() {
    let app = TestApp::with(SETUP).await;
    let (host, browser) = (Host::new(&app, "shop"), app.browser());
    browser.follows(&host.link(&[])).await;
    browser.submits("send_code", &[("phone", NUMBER)]).await;
    let thief = app.browser();
    thief.uses_cookie(browser.cookie());
    let code = app.plivo.code();
    let wrong = ringcode_test_support::wrong(&code, 0);
    let refused = thief.posts("check_code", &[("code", &wrong)]).await;
    assert_eq!(refused.header("location"), "/");
    let back = returned(&browser.posts("check_code", &[("code", &code)]).await);
    let page = thief.opens_the_page().await;
    assert_eq!((page.status, page.header("location")), (200, ""));
    host.learns(back.code()).await;
    let page = thief.opens_the_page().await;
    assert_eq!((page.status, page.header("location")), (200, ""));
    let silent = thief.follows(&host.link(&[("prompt", "none")])).await;
    assert_eq!(returned(&silent).error(), "login_required");
}

/// Nothing that anybody sends makes the server fail.
#[tokio::test]
async fn garbage_is_never_a_500() {
    let app = TestApp::with(SETUP).await;
    let bodies = [
        "",
        "&",
        "=",
        "%",
        "%%%",
        "\u{0}",
        "a=b",
        "code",
        "grant_type=authorization_code",
        "grant_type=authorization_code&code=%FF%FE&redirect_uri=%00",
        "client_id=%F0%9F%92%A9",
        "client_id=shop&client_secret=%FF",
        "access_token=",
        "access_token=%00",
        "client=form&origin=https://form.example&ref=%FF%FE",
        "client=form&return=https://form.example/%FF%FE%00&state=%0D%0A",
        "client=form&return=https://form.example:99999/",
        "client=form&return=https://[::1",
        "secret=test-secret&token=%FF&phone_number=%2B&idempotency_key=%00",
        "client_id=signer&client_assertion=a.b.c&client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        "client_id=shop&redirect_uri=https://shop.example/callback&state=%0D%0ALocation:x&response_type=code&scope=openid",
    ];
    for path in [
        "/authorize",
        "/par",
        "/token",
        "/userinfo",
        "/jwks",
        "/clients/%FF/logo",
        "/cancel",
        "/start",
        "/v1/redeem",
        "/widget.js",
    ] {
        for body in bodies {
            for (method, kind) in [
                ("POST", "application/x-www-form-urlencoded"),
                ("POST", "text/plain"),
                ("GET", ""),
            ] {
                let request = match method {
                    "POST" => app
                        .request(method, path)
                        .body(body)
                        .header("content-type", kind),
                    _ => app.request(method, &format!("{path}?{}", body.replace('\u{0}', "%00"))),
                };
                for authorization in ["", "Basic", "Basic AAAA", "Bearer \u{e9}", "Basic ////"] {
                    let request = request
                        .try_clone()
                        .unwrap()
                        .header("authorization", authorization);
                    let answer = Answer::to(request).await;
                    assert!(answer.status < 500, "{path} {body}: {answer:?}");
                }
            }
        }
    }
    let state = "state=%0D%0ALocation:x";
    let link =
        format!("/authorize?client_id=shop&redirect_uri=https://shop.example/callback&{state}");
    let answer = app.browser().follows(&link).await;
    assert_eq!(answer.headers.get_all("location").iter().count(), 1);
    assert_eq!(returned(&answer).parameters["state"], "\r\nLocation:x");
}

#[tokio::test]
async fn a_script_of_another_origin_may_redeem_and_read_but_not_with_cookies() {
    let app = TestApp::with(SETUP).await;
    for path in ["/token", "/userinfo"] {
        let answer = Answer::to(app.request("OPTIONS", path)).await;
        assert_eq!(answer.header("access-control-allow-origin"), "*");
        assert!(answer.header("access-control-allow-credentials").is_empty());
    }
    let page = app.browser().opens_the_page().await;
    assert!(page.header("access-control-allow-origin").is_empty());
}
