//! Cross-site posts are refused: by method, origin and content type.

use leptos::config::Env;
use reqwest::header::{CONTENT_TYPE, ORIGIN};
use ringcode::config::Settings;
use ringcode_test_support::{Answer, Setup, TestApp};

use crate::NUMBER;

const FUNCTIONS: [&str; 4] = ["send_code", "check_code", "call_me", "start_over"];

/// A request with nothing that a browser would add.
fn request(app: &TestApp, method: &str, function: &str) -> reqwest::RequestBuilder {
    let redirects = reqwest::redirect::Policy::none();
    let http = reqwest::Client::builder()
        .no_proxy()
        .redirect(redirects)
        .build()
        .unwrap();
    let url = format!("{}/api/{function}", app.url());
    http.request(method.parse().unwrap(), url)
}

#[tokio::test]
async fn only_our_own_page_can_post() {
    let app = TestApp::new().await;
    let own = app.url().to_owned();
    let another_port = "http://127.0.0.1:1";
    for (site, origin, ours) in [
        (Some("same-origin"), Some(&*own), true),
        (Some("same-origin"), None, true),
        (Some("none"), None, true),
        (None, Some(&*own), true),
        (Some("cross-site"), Some("https://evil.example"), false),
        (Some("cross-site"), Some(&*own), false),
        (Some("same-site"), Some(another_port), false),
        (Some("cross-site"), None, false),
        (Some("same-site"), None, false),
        (Some(""), None, false),
        (None, Some("https://evil.example"), false),
        (None, Some(another_port), false),
        (None, Some("null"), false),
        (None, None, false),
    ] {
        for function in FUNCTIONS {
            let mut post = request(&app, "POST", function).form(&[("", ""); 0]);
            for (name, value) in [("sec-fetch-site", site), ("origin", origin)] {
                if let Some(value) = value {
                    post = post.header(name, value);
                }
            }
            let answer = Answer::to(post).await;
            let case = format!("{function}, {site:?}, {origin:?}");
            assert_eq!(answer.status != 403, ours, "{case}");
            if !ours {
                assert_eq!(
                    (answer.header("set-cookie"), answer.body.as_str()),
                    ("", ""),
                    "{case}"
                );
            }
        }
    }
    assert_eq!(app.plivo.count(), 0);
}

#[tokio::test]
async fn nothing_but_a_post_does_anything() {
    let app = TestApp::new().await;
    for method in [
        "GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "QUERY",
    ] {
        for function in FUNCTIONS {
            let path = format!("{function}?phone=%2B14155550100&code=123456");
            let answer = request(&app, method, &path).header(ORIGIN, app.url());
            let answer = Answer::to(answer.form(&[("phone", NUMBER)])).await;
            // Whoever looks at an act's address is led to the page.
            let looks = matches!(method, "GET" | "HEAD");
            let (status, place) = if looks { (303, "/") } else { (405, "") };
            let answered = (answer.status, answer.header("location"));
            assert_eq!(answered, (status, place), "{method} {function}");
        }
    }
    assert_eq!(app.plivo.count(), 0);
}

#[tokio::test]
async fn only_a_form_is_read() {
    let app = TestApp::new().await;
    for (kind, body, status) in [
        (
            "application/x-www-form-urlencoded",
            "phone=%2B14155550100",
            200,
        ),
        ("application/json", r#"{"phone":"+14155550101"}"#, 415),
        ("text/plain", "phone=%2B14155550101", 415),
        ("multipart/form-data; boundary=a", "--a--", 415),
        ("application/cbor", "\u{1}", 415),
        ("application/octet-stream", "a", 415),
    ] {
        let post = request(&app, "POST", "send_code").header(ORIGIN, app.url());
        let post = post.header("cookie", crate::COOKIE);
        let post = post.header(CONTENT_TYPE, kind).body(body);
        assert_eq!(Answer::to(post).await.status, status, "{kind}");
    }
    assert_eq!(app.plivo.count(), 1);
}

#[tokio::test]
async fn a_field_posted_twice_is_refused() {
    let app = TestApp::new().await;
    let browser = app.browser();
    browser.asks_for_a_text(NUMBER).await;
    let code = app.plivo.code();
    for fields in [
        [("code", &*code), ("phone", "+14155550101")],
        [("code", &code), ("phone", NUMBER)],
        [("code", &code), ("code", &code)],
        [("code", "000000"), ("code", &code)],
        [("code[]", &code), ("code[]", "000000")],
        [("code", &code), ("country", "US")],
    ] {
        assert_eq!(
            browser.fetches("check_code", &fields).await.status,
            422,
            "{fields:?}"
        );
        let page = browser.posts("check_code", &fields).await;
        assert_eq!(page.status, 422, "{fields:?}");
    }
    let twice = [("phone", "+14155550101"), ("phone", "+14155550102")];
    assert_eq!(browser.fetches("send_code", &twice).await.status, 422);
    let page = browser.opens_the_page().await;
    page.says("Enter your code");
    page.says(&format!("value=\"{code}\""));
    assert_eq!(
        browser.types_code(&code).await.status,
        200,
        "no guess was counted"
    );
    assert_eq!(app.plivo.count(), 1);
}

#[tokio::test]
async fn a_field_added_by_an_extension_is_ignored() {
    let app = TestApp::new().await;
    let browser = app.browser();
    let number = [("__tracker", "a"), ("phone", NUMBER), ("__tracker", "b")];
    browser
        .submits("send_code", &number)
        .await
        .says("Enter your code");
    let code = app.plivo.code();
    let typed = [("code", &*code), ("verified", "true"), ("_method", "GET")];
    let page = browser.submits("check_code", &typed).await;
    page.says("Your phone number is verified");
    assert_eq!(app.plivo.count(), 1);
}

#[tokio::test]
async fn a_refused_form_returns_with_the_typed_input() {
    let app = TestApp::new().await;
    let twice = [("country", "GB"), ("phone", "07700 900123"), ("phone", "1")];
    let page = app.browser().posts("send_code", &twice).await;
    assert_eq!(page.status, 422);
    page.says("We could not use what was sent to us. No code was sent.");
    page.says("value=\"07700 900123\"");
    page.says("<option value=\"GB\" selected");
    assert_eq!(app.plivo.count(), 0);
}

#[tokio::test]
async fn development_accepts_posts_from_the_local_network() {
    let app = TestApp::new().await;
    let (_, port) = app.url().rsplit_once(':').unwrap();
    for (host, status) in [
        (format!("192.168.1.7:{port}"), 303),
        (format!("laptop.local:{port}"), 303),
        (format!("evil.example:{port}"), 403),
    ] {
        let post = request(&app, "POST", "start_over").header("host", &host);
        let post = post.header(ORIGIN, format!("http://{host}"));
        let answer = Answer::to(post.header("accept", "text/html")).await;
        assert_eq!(answer.status, status, "{host}: {answer:?}");
        if status == 403 {
            answer.says(&format!("href=\"{}\"", app.url()));
        }
    }
    let adjust: fn(&mut Settings) = |settings| settings.leptos.env = Env::PROD;
    let app = TestApp::with(Setup {
        adjust,
        ..Setup::PLAIN
    })
    .await;
    let post = request(&app, "POST", "start_over").header("host", "192.168.1.7");
    let post = post.header(ORIGIN, "http://192.168.1.7");
    assert_eq!(Answer::to(post).await.status, 403, "nowhere else");
}
