//! Requests that no page of ours makes, and what every answer carries.

use crate::NUMBER;
use crate::person::Answer;
use crate::stage::{Setup, Stage};

#[tokio::test]
async fn the_host_that_a_request_names_is_not_believed() {
    let stage = Stage::new().await;
    let post = stage.request("POST", "/api/send_code");
    let post = post
        .form(&[("phone", NUMBER)])
        .header("Host", "evil.example")
        .header("X-Forwarded-Host", "evil.example")
        .header("X-Forwarded-Proto", "gopher")
        .header("Forwarded", "host=evil.example");
    let answer = Answer::to(post).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    let url = stage.plivo.last("url");
    assert!(url.starts_with(&format!("{}/plivo/message/", stage.url())));
    assert!(!stage.plivo.last("text").contains("evil"));
}

#[tokio::test]
async fn large_bodies_and_wrong_methods_are_refused() {
    let stage = Stage::new().await;
    let large = "1".repeat(17 * 1024);
    for path in ["/api/send_code", "/plivo/message/a/b"] {
        let post = stage.request("POST", path).form(&[("phone", &large)]);
        assert_eq!(Answer::to(post).await.status, 413, "{path}");
    }
    for function in [
        "send_code",
        "check_code",
        "call_me",
        "start_over",
        "delivery",
    ] {
        let get = stage.request("GET", &format!("/api/{function}?phone=%2B14155550100"));
        assert_eq!(Answer::to(get).await.status, 405, "{function}");
    }
    let unknown = stage.request("POST", "/api/anything");
    assert!((400..500).contains(&Answer::to(unknown).await.status));
    assert_eq!(stage.plivo.count(), 0);
}

#[tokio::test]
async fn every_answer_carries_the_headers() {
    let stage = Stage::new().await;
    for (method, path, status) in [
        ("GET", "/", 200),
        ("GET", "/livez", 200),
        ("GET", "/readyz", 200),
        ("GET", "/no/such/page", 404),
        ("GET", "/handset", 404),
        ("GET", "/pkg/nothing.js", 404),
        ("GET", "/api/send_code", 405),
        ("POST", "/api/send_code", 422),
        ("POST", "/plivo/message/a/b", 403),
        ("POST", "/plivo/answer/a/b", 403),
        ("POST", "/plivo/digits/a/b", 403),
    ] {
        let answer = Answer::to(stage.request(method, path).form(&[("phone", "1")])).await;
        assert_eq!(answer.status, status, "{path}");
        let policy = answer.header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'"), "{path}: {policy}");
        assert!(
            policy.contains("frame-ancestors 'none'"),
            "{path}: {policy}"
        );
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "same-origin"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-resource-policy", "same-origin"),
        ] {
            assert_eq!(answer.header(name), value, "{name} of {path}");
        }
        if !path.starts_with("/pkg") {
            assert_eq!(answer.header("cache-control"), "no-store", "{path}");
        }
    }
}

#[tokio::test]
async fn each_page_has_a_nonce_of_its_own() {
    let stage = Stage::new().await;
    let mut seen = Vec::new();
    for _ in 0..3 {
        let page = stage.person().opens_the_page().await;
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
async fn a_cookie_we_did_not_give_leads_nowhere() {
    let stage = Stage::new().await;
    for cookie in [
        "ringcode=",
        "ringcode=../../flow",
        "ringcode=%00",
        "other=1",
    ] {
        let person = stage.person();
        person.takes_cookie(Some(cookie.to_owned()));
        person
            .opens_the_page()
            .await
            .says("Verify your phone number");
        assert_ne!(
            person.cookie().as_deref(),
            Some(cookie),
            "a fresh one is given"
        );
    }
}

#[tokio::test]
async fn over_https_the_cookie_is_bound_to_the_host() {
    let adjust = |settings: &mut ringcode::server::config::Settings| {
        settings.public_url = "https://verify.example.com".parse().unwrap();
    };
    let setup = Setup {
        adjust,
        ..Setup::default()
    };
    let stage = Stage::with(setup).await;
    let person = stage.person();
    let page = person.opens_the_page().await;
    let cookie = page.header("set-cookie");
    assert!(cookie.starts_with("__Host-ringcode=") && cookie.contains("; Secure"));
    assert!(
        page.header("strict-transport-security")
            .contains("max-age=")
    );
    assert_eq!(person.asks_for_a_text(NUMBER).await.status, 200);
    assert!(stage.plivo.last("text").contains("@verify.example.com #"));
    assert_eq!(person.types(&stage.plivo.code()).await.status, 200);
}
