//! The modules of the OpenID Foundation's plans for providers, Basic OP and Config OP, by their
//! names. `docs/reference/conformance.md` has the table.

use std::collections::BTreeSet;

use ringcode_test_support::{Answer, Browser, Setup, TestApp};
use serde_json::Value;

use crate::NUMBER;
use crate::host::{Host, Returned, SETUP, error_of, header, returned};

/// A host, and a person who has verified a number for it.
async fn verified<'a>(app: &'a TestApp, more: &[(&str, &str)]) -> (Host<'a>, Browser, Returned) {
    let (host, browser) = (Host::new(app, "shop"), app.browser());
    let back = host.sends(&browser, &host.link(more), NUMBER).await;
    (host, browser, back)
}

/// A request that succeeds with these parameters, from a person who was never here.
async fn succeeds(more: &[(&str, &str)]) {
    let app = TestApp::with(SETUP).await;
    let (host, _, back) = verified(&app, more).await;
    host.learns(back.code()).await;
}

#[tokio::test]
async fn oidcc_server() {
    succeeds(&[]).await;
}

#[tokio::test]
async fn oidcc_response_type_missing() {
    let app = TestApp::with(SETUP).await;
    let link = Host::new(&app, "shop").link(&[("response_type", "")]);
    assert_eq!(
        returned(&app.browser().follows(&link).await).error(),
        "invalid_request"
    );
}

#[tokio::test]
async fn oidcc_idtoken_signature() {
    let app = TestApp::with(SETUP).await;
    let (host, browser) = (Host::new(&app, "poster"), app.browser());
    let back = host.sends(&browser, &host.link(&[]), NUMBER).await;
    let mut form = host.redemption(back.code());
    form.extend(
        [("client_id", "poster"), ("client_secret", "test-secret")]
            .map(|(a, b)| (a.into(), b.into())),
    );
    let answer = Answer::to(app.request("POST", "/token").form(&form)).await;
    let body: Value = serde_json::from_str(&answer.body).unwrap();
    let token = body["id_token"].as_str().unwrap();
    assert_eq!(header(token)["alg"], "RS256");
    host.claims(token).await;
}

#[tokio::test]
async fn oidcc_userinfo_get_post_header_and_post_body() {
    let app = TestApp::with(SETUP).await;
    let (host, _, back) = verified(&app, &[]).await;
    let (token, claims) = host.learns(back.code()).await;
    let post = || app.request("POST", "/userinfo");
    for request in [
        app.request("GET", "/userinfo").bearer_auth(&token),
        post().bearer_auth(&token),
        post().form(&[("access_token", &token)]),
    ] {
        let answer = Answer::to(request).await;
        let info: Value = serde_json::from_str(&answer.body).unwrap();
        assert_eq!(
            (answer.status, &info["sub"]),
            (200, &claims.sub.clone().into())
        );
    }
    for (request, challenge) in [
        (app.request("GET", "/userinfo"), "Bearer"),
        (
            app.request("GET", "/userinfo").bearer_auth("x"),
            "Bearer error=\"invalid_token\"",
        ),
    ] {
        let answer = Answer::to(request).await;
        assert_eq!(
            (answer.status, answer.header("www-authenticate")),
            (401, challenge)
        );
    }
}

#[tokio::test]
async fn oidcc_ensure_request_without_nonce_succeeds_for_code_flow() {
    succeeds(&[("nonce", "")]).await;
}

#[tokio::test]
async fn oidcc_scope_phone() {
    let app = TestApp::with(SETUP).await;
    for (scope, told) in [("openid phone", true), ("openid", false)] {
        let (host, _, back) = verified(&app, &[("scope", scope)]).await;
        let (token, claims) = host.learns(back.code()).await;
        assert_eq!(claims.phone_number.is_some(), told);
        assert_eq!(host.userinfo(&token).await.body.contains(NUMBER), told);
    }
}

#[tokio::test]
async fn oidcc_alternate_happy_flow() {
    succeeds(&[
        ("scope", "phone openid"),
        ("client_id", "shop"),
        ("state", "s"),
    ])
    .await;
}

#[tokio::test]
async fn oidcc_display_page_and_popup() {
    for display in ["page", "popup"] {
        succeeds(&[("display", display)]).await;
    }
}

#[tokio::test]
async fn oidcc_prompt_login() {
    let app = TestApp::with(Setup {
        clock: true,
        ..SETUP
    })
    .await;
    let (host, browser, back) = verified(&app, &[]).await;
    let first = host.learns(back.code()).await.1;
    app.advance_clock(2);
    let back = host
        .sends(&browser, &host.link(&[("prompt", "login")]), NUMBER)
        .await;
    let second = host.learns(back.code()).await.1;
    assert!(second.auth_time > first.auth_time && second.sub == first.sub);
}

#[tokio::test]
async fn oidcc_prompt_none_not_logged_in() {
    let app = TestApp::with(SETUP).await;
    let link = Host::new(&app, "shop").link(&[("prompt", "none")]);
    assert_eq!(
        returned(&app.browser().follows(&link).await).error(),
        "login_required"
    );
}

#[tokio::test]
async fn oidcc_prompt_none_logged_in() {
    let app = TestApp::with(SETUP).await;
    let (host, browser, back) = verified(&app, &[]).await;
    let first = host.learns(back.code()).await.1;
    let back = returned(&browser.follows(&host.link(&[("prompt", "none")])).await);
    let second = host.learns(back.code()).await.1;
    assert_eq!(
        (&first.sub, first.auth_time),
        (&second.sub, second.auth_time)
    );
    assert_ne!(first.jti, second.jti);
    assert_eq!(app.plivo.count(), 1);
}

#[tokio::test]
async fn oidcc_max_age_1() {
    let app = TestApp::with(Setup {
        clock: true,
        ..SETUP
    })
    .await;
    let (host, browser, back) = verified(&app, &[]).await;
    let first = host.learns(back.code()).await.1;
    app.advance_clock(2);
    let back = host
        .sends(&browser, &host.link(&[("max_age", "1")]), NUMBER)
        .await;
    assert!(host.learns(back.code()).await.1.auth_time > first.auth_time);
}

#[tokio::test]
async fn oidcc_max_age_10000() {
    let app = TestApp::with(SETUP).await;
    let (host, browser, back) = verified(&app, &[("max_age", "15000")]).await;
    let first = host.learns(back.code()).await.1;
    let back = returned(&browser.follows(&host.link(&[("max_age", "10000")])).await);
    assert_eq!(host.learns(back.code()).await.1.auth_time, first.auth_time);
}

#[tokio::test]
async fn oidcc_ensure_request_with_unknown_parameter_succeeds() {
    succeeds(&[("extra", "foobar")]).await;
}

#[tokio::test]
async fn oidcc_id_token_hint() {
    let app = TestApp::with(SETUP).await;
    let (host, browser, back) = verified(&app, &[]).await;
    let answer = host.redeems(back.code()).await;
    let body: Value = serde_json::from_str(&answer.body).unwrap();
    let hint = body["id_token"].as_str().unwrap();
    let silent = |hint| host.link(&[("prompt", "none"), ("id_token_hint", hint)]);
    let back = returned(&browser.follows(&silent(hint)).await);
    host.learns(back.code()).await;
    // Another person is here now, or nobody whom we know.
    let stranger = app.browser();
    host.sends(&stranger, &host.link(&[]), crate::OTHER).await;
    for (browser, hint) in [(&stranger, hint), (&browser, "a.b.c")] {
        let back = returned(&browser.follows(&silent(hint)).await);
        assert_eq!(back.error(), "login_required");
    }
    let asked = host.link(&[("id_token_hint", hint)]);
    let back = host.sends(&stranger, &asked, crate::OTHER).await;
    assert_eq!(back.error(), "login_required");
}

#[tokio::test]
async fn oidcc_login_hint() {
    succeeds(&[("login_hint", "buffy@host")]).await;
}

#[tokio::test]
async fn oidcc_ui_locales_and_claims_locales() {
    succeeds(&[("ui_locales", "se")]).await;
    succeeds(&[("claims_locales", "se")]).await;
}

#[tokio::test]
async fn oidcc_ensure_request_with_acr_values_succeeds() {
    let app = TestApp::with(SETUP).await;
    let acr = "urn:ringcode:acr:phone";
    let (host, _, back) = verified(&app, &[("acr_values", acr)]).await;
    assert_eq!(host.learns(back.code()).await.1.acr, acr);
}

#[tokio::test]
async fn oidcc_codereuse_and_codereuse_30seconds() {
    for wait in [0, 31] {
        let app = TestApp::with(Setup {
            clock: true,
            ..SETUP
        })
        .await;
        let (host, _, back) = verified(&app, &[]).await;
        let (token, _) = host.learns(back.code()).await;
        app.advance_clock(wait);
        let again = host.redeems(back.code()).await;
        assert_eq!((again.status, &*error_of(&again)), (400, "invalid_grant"));
        assert_eq!(
            host.userinfo(&token).await.status,
            401,
            "the token dies with the reuse"
        );
    }
}

#[tokio::test]
async fn oidcc_ensure_registered_redirect_uri() {
    let app = TestApp::with(SETUP).await;
    let link = Host::new(&app, "shop").link(&[("redirect_uri", "https://shop.example/callback/x")]);
    let page = app.browser().follows(&link).await;
    assert_eq!((page.status, page.header("location")), (400, ""));
}

#[tokio::test]
async fn oidcc_ensure_post_request_succeeds() {
    let app = TestApp::with(SETUP).await;
    let (host, browser) = (Host::new(&app, "shop"), app.browser());
    let form = host.request(&[]);
    let fields: Vec<_> = form
        .iter()
        .map(|(name, value)| (&**name, &**value))
        .collect();
    let posted = browser.posts_to("/authorize", &fields).await;
    let back = host
        .sends(&browser, posted.header("location"), NUMBER)
        .await;
    host.learns(back.code()).await;
}

#[tokio::test]
async fn oidcc_unsigned_request_object_and_request_uri() {
    let app = TestApp::with(SETUP).await;
    let host = Host::new(&app, "shop");
    let link = host.link(&[("request", "eyJhbGciOiJub25lIn0.e30.")]);
    let back = returned(&app.browser().follows(&link).await);
    assert_eq!(back.error(), "request_not_supported");
    // A reference to somewhere else is none of ours; nobody fetches it.
    let link = host.link(&[("request_uri", "https://host.example/request.jwt")]);
    assert_eq!(app.browser().follows(&link).await.status, 400);
}

#[tokio::test]
async fn oidcc_claims_essential() {
    succeeds(&[("claims", "{\"userinfo\":{\"name\":{\"essential\":true}}}")]).await;
}

#[tokio::test]
async fn oidcc_ensure_request_with_valid_pkce_succeeds() {
    succeeds(&[("state", "")]).await;
}

#[tokio::test]
async fn oidcc_discovery_endpoint_verification() {
    let app = TestApp::with(SETUP).await;
    for path in [
        "/.well-known/openid-configuration",
        "/.well-known/oauth-authorization-server",
    ] {
        let answer = Answer::to(app.request("GET", path)).await;
        assert_eq!(
            (answer.status, answer.header("content-type")),
            (200, "application/json")
        );
        let metadata: Value = serde_json::from_str(&answer.body).unwrap();
        assert_eq!(metadata["issuer"], app.url());
        for (name, path) in [
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
    let keys = keys["keys"].as_array().unwrap();
    let ids: BTreeSet<_> = keys
        .iter()
        .map(|key| key["kid"].as_str().unwrap())
        .collect();
    assert_eq!((keys.len(), ids.len()), (3, 3));
    for key in keys {
        for private in ["d", "p", "q", "dp", "dq", "qi", "k"] {
            assert!(key.get(private).is_none(), "{private}");
        }
    }
}
