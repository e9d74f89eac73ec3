//! This provider's behaviour where the plans leave a choice.

use ringcode_test_support::{Answer, Browser, TestApp};
use serde_json::Value;

use crate::host::{Host, Returned, SETUP, returned};
use crate::{NUMBER, OTHER};

/// A host, and a person who has verified a number for it.
async fn verified(app: &TestApp) -> (Host<'_>, Browser, Returned) {
    let (host, browser) = (Host::new(app, "shop"), app.browser());
    let back = host.sends(&browser, &host.link(&[]), NUMBER).await;
    (host, browser, back)
}

#[tokio::test]
async fn userinfo_says_what_it_wants_instead() {
    let app = TestApp::with(SETUP).await;
    let asks = || app.request("GET", "/userinfo");
    for (request, challenge) in [
        (asks(), "Bearer"),
        (asks().bearer_auth("x"), "Bearer error=\"invalid_token\""),
    ] {
        let answer = Answer::to(request).await;
        assert_eq!(
            (answer.status, answer.header("www-authenticate")),
            (401, challenge)
        );
    }
}

#[tokio::test]
async fn the_number_is_told_to_whoever_asks_for_the_scope() {
    let app = TestApp::with(SETUP).await;
    for (scope, told) in [("openid phone", true), ("openid", false)] {
        let (host, browser) = (Host::new(&app, "shop"), app.browser());
        let link = host.link(&[("scope", scope)]);
        let back = host.sends(&browser, &link, NUMBER).await;
        let (token, claims) = host.learns(back.code()).await;
        assert_eq!(claims.phone_number.is_some(), told);
        assert_eq!(host.userinfo(&token).await.body.contains(NUMBER), told);
    }
}

#[tokio::test]
async fn whoever_is_known_gets_another_token_and_no_text() {
    let app = TestApp::with(SETUP).await;
    let (host, browser, back) = verified(&app).await;
    let first = host.learns(back.code()).await.1;
    let back = returned(&browser.follows(&host.link(&[("prompt", "none")])).await);
    let second = host.learns(back.code()).await.1;
    assert_ne!(first.jti, second.jti);
    assert_eq!(
        (&first.acr, &second.acr),
        (&second.acr, &"urn:ringcode:acr:phone".to_owned())
    );
    assert_eq!(app.plivo.count(), 1);
}

#[tokio::test]
async fn a_hint_that_names_somebody_else_finds_nobody() {
    let app = TestApp::with(SETUP).await;
    let (host, browser, back) = verified(&app).await;
    let answer = host.redeems(back.code()).await;
    let body: Value = serde_json::from_str(&answer.body).unwrap();
    let hint = body["id_token"].as_str().unwrap();
    let stranger = app.browser();
    host.sends(&stranger, &host.link(&[]), OTHER).await;
    for (browser, hint) in [(&stranger, hint), (&browser, "a.b.c")] {
        let silent = host.link(&[("prompt", "none"), ("id_token_hint", hint)]);
        let back = returned(&browser.follows(&silent).await);
        assert_eq!(back.error(), "login_required");
    }
    let asked = host.link(&[("id_token_hint", hint)]);
    let back = host.sends(&stranger, &asked, OTHER).await;
    assert_eq!(back.error(), "login_required");
}

#[tokio::test]
async fn the_metadata_is_at_both_addresses_and_complete() {
    let app = TestApp::with(SETUP).await;
    for name in ["openid-configuration", "oauth-authorization-server"] {
        let answer = Answer::to(app.request("GET", &format!("/.well-known/{name}"))).await;
        assert_eq!(
            (answer.status, answer.header("content-type")),
            (200, "application/json")
        );
        let metadata: Value = serde_json::from_str(&answer.body).unwrap();
        for (name, path) in [
            ("issuer", ""),
            ("authorization_endpoint", "/authorize"),
            ("token_endpoint", "/token"),
            ("userinfo_endpoint", "/userinfo"),
            ("pushed_authorization_request_endpoint", "/par"),
            ("jwks_uri", "/jwks"),
        ] {
            assert_eq!(metadata[name], format!("{}{path}", app.url()), "{name}");
        }
        for (name, words) in [
            (
                "id_token_signing_alg_values_supported",
                ["ES256", "RS256"].as_slice(),
            ),
            ("response_types_supported", &["code"]),
            ("code_challenge_methods_supported", &["S256"]),
            ("scopes_supported", &["openid", "phone"]),
            ("subject_types_supported", &["pairwise"]),
        ] {
            assert_eq!(metadata[name], Value::from(words), "{name}");
        }
        assert_eq!(metadata["request_uri_parameter_supported"], false);
        assert_eq!(
            metadata["authorization_response_iss_parameter_supported"],
            true
        );
    }
    let keys = Answer::to(app.request("GET", "/jwks")).await;
    let keys: Value = serde_json::from_str(&keys.body).unwrap();
    assert_eq!(keys["keys"].as_array().map(Vec::len), Some(3));
}
