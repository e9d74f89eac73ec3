//! Input of people and headers of browsers never become markup or a redirect.

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use ringcode_test_support::{Answer, Browser, TestApp};

use crate::NUMBER;

const HOSTILE: [&str; 8] = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "' onfocus=alert(1) autofocus='",
    "</title></head><body onload=alert(1)>",
    "--><svg onload=alert(1)>",
    "</input><b>x</b>",
    "&lt;b&gt;&#60;b&#62;<b>",
    "javascript:alert(1)//<b>",
];

/// Asserts that the page has no element or attribute but our own: each hostile text stands
/// where it was typed, with its signs escaped.
fn assert_whole(page: &Answer, typed: &str) {
    for sign in ["<img", "<svg", "<b>", "<body onload", "<script>alert"] {
        assert!(
            !page.body.contains(sign),
            "{sign} of {typed} in {}",
            page.body
        );
    }
    let opened = page.body.matches("<html").count();
    assert_eq!(
        (opened, page.body.matches("</title>").count()),
        (1, 1),
        "{typed}"
    );
}

async fn see_typed(browser: &Browser, typed: &str) {
    let page = browser
        .submits("send_code", &[("phone", typed), ("country", typed)])
        .await;
    assert_whole(&page, typed);
}

#[tokio::test]
async fn typed_markup_is_shown_as_text() {
    let app = TestApp::new().await;
    let browser = app.browser();
    for typed in HOSTILE {
        see_typed(&browser, typed).await;
    }
    let mut runner = TestRunner::deterministic();
    let texts = "[<>\"'&/=` a-z0-9;!\u{0}-\u{1f}\u{202e}-]{1,40}";
    for _ in 0..200 {
        let typed = texts.new_tree(&mut runner).unwrap().current();
        let page = browser
            .submits("send_code", &[("phone", &typed), ("country", "GB")])
            .await;
        // Nothing typed opens or closes a tag: the page has as many as ever.
        let plain = browser
            .submits("send_code", &[("phone", "x"), ("country", "GB")])
            .await;
        let tags = |page: &Answer| page.body.matches('<').count();
        assert_eq!(tags(&page).abs_diff(tags(&plain)), 0, "{typed:?}");
    }
    browser.asks_for_a_text(NUMBER).await;
    for typed in HOSTILE {
        let page = browser.submits("check_code", &[("code", typed)]).await;
        page.says("Enter your code");
        assert_whole(&page, typed);
    }
}

#[tokio::test]
async fn headers_never_become_markup() {
    let app = TestApp::new().await;
    for hostile in HOSTILE {
        for name in [
            "accept-language",
            "user-agent",
            "referer",
            "host",
            "x-forwarded-host",
            "x-forwarded-for",
            "cookie",
        ] {
            let get = app.request("GET", "/").header(name, hostile);
            let page = Answer::to(get).await;
            assert_whole(&page, hostile);
        }
    }
}

#[tokio::test]
async fn every_redirect_leads_to_the_start_page() {
    let app = TestApp::new().await;
    let evil = "https://evil.example/";
    let names = [
        "return_to",
        "return_url",
        "redirect_uri",
        "next",
        "url",
        "continue",
        "state",
    ];
    let query: String = names.iter().map(|name| format!("{name}={evil}&")).collect();
    for function in [
        "send_code",
        "check_code",
        "call_me",
        "start_over",
        "anything",
    ] {
        for accept in ["text/html", "*/*", "text/html;q=0.1,application/json"] {
            let post = app.request("POST", &format!("/api/{function}?{query}"));
            let post = post.form(&[("phone", NUMBER)]).header("accept", accept);
            let post = post
                .header("referer", evil)
                .header("x-forwarded-host", "evil.example");
            let answer = Answer::to(post).await;
            assert!(
                ["", "/"].contains(&answer.header("location")),
                "{function}: {answer:?}"
            );
            let shown = format!("{:?}{}", answer.headers, answer.body);
            assert!(!shown.contains("evil"), "{function}: {shown}");
        }
    }
    let slashes = [
        "//evil.example",
        "//evil.example/..",
        "/\\evil.example",
        "/pkg//evil.example",
        "/pkg",
        "/.//evil.example",
        "/%2F%2Fevil.example",
    ];
    for path in slashes
        .into_iter()
        .map(str::to_owned)
        .chain([format!("/?{query}")])
    {
        let get = app
            .request("GET", &path)
            .header("referer", evil)
            .header("accept", "text/html");
        let answer = Answer::to(get).await;
        assert!(
            !answer.header("location").contains("evil"),
            "{path}: {answer:?}"
        );
        assert!(
            !(300..400).contains(&answer.status) || answer.header("location").starts_with("/pkg/"),
            "{path}: {answer:?}"
        );
    }
}

#[tokio::test]
async fn an_address_without_its_cookie_shows_the_first_screen() {
    let app = TestApp::new().await;
    let browser = app.browser();
    browser.asks_for_a_text(NUMBER).await;
    let callback = app.plivo.last("url");
    let verification = callback.rsplit('/').nth(1).unwrap();
    for cookie in [
        format!("ringcode={verification}"),
        format!("ringcode={verification}{verification}"),
        String::new(),
    ] {
        let stranger = app.browser();
        stranger.uses_cookie(Some(cookie));
        stranger
            .opens_the_page()
            .await
            .says("Verify your phone number");
        assert_eq!(stranger.types_code(&app.plivo.code()).await.status, 422);
    }
    browser.opens_the_page().await.says("Enter your code");
}
