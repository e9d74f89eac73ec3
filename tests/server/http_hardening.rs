//! Requests that no page of ours makes, and the security headers of every answer.

use ringcode::config::Settings;
use ringcode_test_support::{Answer, Setup, TestApp};

use crate::NUMBER;

#[tokio::test]
async fn the_host_header_is_not_trusted() {
    let app = TestApp::new().await;
    let post = app.request("POST", "/api/send_code");
    let post = post
        .form(&[("phone", NUMBER)])
        .header("Cookie", crate::COOKIE)
        .header("Host", "evil.example")
        .header("X-Forwarded-Host", "evil.example")
        .header("X-Forwarded-Proto", "gopher")
        .header("Forwarded", "host=evil.example");
    let answer = Answer::to(post).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    let url = app.plivo.last("url");
    assert!(url.starts_with(&format!("{}/plivo/message/", app.url())));
    assert!(!app.plivo.last("text").contains("evil"));
}

#[tokio::test]
async fn large_bodies_and_wrong_methods_are_refused() {
    let app = TestApp::new().await;
    let large = "1".repeat(17 * 1024);
    for path in ["/api/send_code", "/plivo/message/a/b"] {
        let post = app.request("POST", path).form(&[("phone", &large)]);
        assert_eq!(Answer::to(post).await.status, 413, "{path}");
    }
    for function in ["send_code", "check_code", "call_me", "start_over"] {
        let get = app.request("GET", &format!("/api/{function}?phone=%2B14155550100"));
        assert_eq!(Answer::to(get).await.status, 303, "{function}");
    }
    let unknown = app.request("POST", "/api/anything");
    assert!((400..500).contains(&Answer::to(unknown).await.status));
    assert_eq!(app.plivo.count(), 0);
}

/// The headers of every answer, whatever was asked for and however it went.
const SNAPSHOT: [(&str, &str); 7] = [
    (
        "strict-transport-security",
        "max-age=31536000; includeSubDomains",
    ),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    (
        "permissions-policy",
        "otp-credentials=(self), camera=(), microphone=(), geolocation=(), payment=()",
    ),
    ("server", ""),
];

fn assert_headers(answer: &Answer, path: &str) {
    for (name, value) in SNAPSHOT {
        assert_eq!(answer.header(name), value, "{name} of {path}");
    }
    let policy = answer.header("content-security-policy");
    assert!(policy.starts_with("default-src 'none'"), "{path}: {policy}");
    assert!(
        policy.contains("frame-ancestors 'none'"),
        "{path}: {policy}"
    );
    assert!(!policy.contains("'unsafe-"), "{path}: {policy}");
    if !path.starts_with("/pkg") && !path.contains('.') {
        assert_eq!(answer.header("cache-control"), "no-store", "{path}");
    }
}

#[tokio::test]
async fn every_answer_has_the_security_headers() {
    let adjust = |settings: &mut Settings| {
        settings.public_url = "https://verify.example.com".parse().unwrap();
    };
    let app = TestApp::with(Setup {
        adjust,
        ..Setup::default()
    })
    .await;
    let long = "1".repeat(17 * 1024);
    let form = "application/x-www-form-urlencoded";
    for (method, path, kind, body, status) in [
        ("GET", "/", form, "", 200),
        ("HEAD", "/", form, "", 200),
        ("POST", "/", form, "", 405),
        ("GET", "/livez", form, "", 200),
        ("GET", "/readyz", form, "", 200),
        ("GET", "/no/such/page", form, "", 404),
        ("POST", "/no/such/page", form, "", 404),
        ("GET", "/handset", form, "", 404),
        ("GET", "/pkg/nothing.js", form, "", 404),
        ("GET", "/api/send_code", form, "", 303),
        ("PUT", "/api/send_code", form, "", 405),
        ("POST", "/api/send_code", form, "phone=1", 422),
        ("POST", "/api/send_code", form, "phone=1&phone=2", 422),
        ("POST", "/api/send_code", "application/json", "{}", 415),
        ("POST", "/api/send_code", form, &long, 413),
        ("POST", "/api/anything", form, "", 422),
        ("POST", "/plivo/message/a/b", form, "", 403),
        ("POST", "/plivo/ring/a/b", form, "", 403),
        ("POST", "/plivo/answer/a/b", form, "", 403),
        ("POST", "/plivo/digits/a/b", form, "", 403),
        ("POST", "/plivo/hangup/a/b", form, "", 403),
        ("GET", "/plivo/answer/a/b", form, "", 405),
        ("POST", "/plivo/answer/a/b", form, &long, 413),
    ] {
        let request = app.request(method, path).header("content-type", kind);
        let answer = Answer::to(request.body(body.to_owned())).await;
        assert_eq!(answer.status, status, "{method} {path} {kind}");
        assert_headers(&answer, path);
    }
    let elsewhere = app
        .request("POST", "/api/call_me")
        .header("sec-fetch-site", "cross-site");
    let elsewhere = Answer::to(elsewhere).await;
    assert_eq!(elsewhere.status, 403);
    assert_headers(&elsewhere, "/api/call_me");
    let browser = app.browser();
    for page in [
        browser.posts("send_code", &[("phone", NUMBER)]).await,
        browser.posts("send_code", &[("to", NUMBER)]).await,
        browser.types_code("000000").await,
        browser.asks_again().await,
    ] {
        assert_headers(&page, "/api/send_code");
    }
}

#[tokio::test]
async fn plain_http_gets_no_hsts_header() {
    let app = TestApp::new().await;
    let page = app.browser().opens_the_page().await;
    assert_eq!(page.header("strict-transport-security"), "");
    assert!(!page.header("set-cookie").contains("Secure"));
}

#[tokio::test]
async fn each_page_has_a_nonce_of_its_own() {
    let app = TestApp::new().await;
    let mut seen = Vec::new();
    for _ in 0..3 {
        let page = app.browser().opens_the_page().await;
        let policy = page.header("content-security-policy");
        let (_, rest) = policy.split_once("'nonce-").unwrap();
        let nonce = rest.split('\'').next().unwrap().to_owned();
        assert!(nonce.len() >= 16, "{nonce}");
        let scripts = page.body.matches("<script").count();
        let named = page.body.matches(&format!("nonce=\"{nonce}\"")).count();
        assert!(scripts >= 1 && named >= scripts, "{}", page.body);
        assert!(!seen.contains(&nonce));
        seen.push(nonce);
    }
}

#[tokio::test]
async fn an_invented_cookie_has_no_verification() {
    let app = TestApp::new().await;
    for cookie in [
        "ringcode=",
        "ringcode=../../flow",
        "ringcode=%00",
        "other=1",
    ] {
        let browser = app.browser();
        browser.uses_cookie(Some(cookie.to_owned()));
        browser
            .opens_the_page()
            .await
            .says("Verify your phone number");
        assert_ne!(
            browser.cookie().as_deref(),
            Some(cookie),
            "a fresh one is given"
        );
    }
}

#[tokio::test]
async fn over_https_the_cookie_is_bound_to_the_host() {
    let adjust = |settings: &mut Settings| {
        settings.public_url = "https://verify.example.com".parse().unwrap();
    };
    let setup = Setup {
        adjust,
        ..Setup::default()
    };
    let app = TestApp::with(setup).await;
    let browser = app.browser();
    let page = browser.opens_the_page().await;
    let cookie = page.header("set-cookie");
    assert!(cookie.starts_with("__Host-ringcode=") && cookie.contains("; Secure"));
    assert!(
        page.header("strict-transport-security")
            .contains("max-age=")
    );
    assert_eq!(browser.asks_for_a_text(NUMBER).await.status, 200);
    assert!(app.plivo.last("text").contains("@verify.example.com #"));
    assert_eq!(browser.types_code(&app.plivo.code()).await.status, 200);
}
