//! Posts that another site makes a browser send: by method, origin and content type.

use reqwest::header::{CONTENT_TYPE, ORIGIN};

use crate::NUMBER;
use crate::person::Answer;
use crate::stage::Stage;

const FUNCTIONS: [&str; 4] = ["send_code", "check_code", "call_me", "start_over"];

/// A request with nothing that a browser would add.
fn request(stage: &Stage, method: &str, function: &str) -> reqwest::RequestBuilder {
    let redirects = reqwest::redirect::Policy::none();
    let http = reqwest::Client::builder()
        .no_proxy()
        .redirect(redirects)
        .build()
        .unwrap();
    let url = format!("{}/api/{function}", stage.url());
    http.request(method.parse().unwrap(), url)
}

#[tokio::test]
async fn only_our_own_page_can_post() {
    let stage = Stage::new().await;
    let own = stage.url().to_owned();
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
            let mut post = request(&stage, "POST", function).form(&[("", ""); 0]);
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
    assert_eq!(stage.plivo.count(), 0);
}

#[tokio::test]
async fn nothing_but_a_post_does_anything() {
    let stage = Stage::new().await;
    for method in [
        "GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "QUERY",
    ] {
        for function in FUNCTIONS {
            let path = format!("{function}?phone=%2B14155550100&code=123456");
            let answer = request(&stage, method, &path).header(ORIGIN, stage.url());
            let answer = Answer::to(answer.form(&[("phone", NUMBER)])).await;
            assert_eq!(answer.status, 405, "{method} {function}");
        }
    }
    assert_eq!(stage.plivo.count(), 0);
}

#[tokio::test]
async fn only_a_form_is_read() {
    let stage = Stage::new().await;
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
        let post = request(&stage, "POST", "send_code").header(ORIGIN, stage.url());
        let post = post.header("cookie", crate::COOKIE);
        let post = post.header(CONTENT_TYPE, kind).body(body);
        assert_eq!(Answer::to(post).await.status, status, "{kind}");
    }
    assert_eq!(stage.plivo.count(), 1);
}

#[tokio::test]
async fn a_field_too_many_or_twice_is_refused() {
    let stage = Stage::new().await;
    let person = stage.person();
    person.asks_for_a_text(NUMBER).await;
    let code = stage.plivo.code();
    for fields in [
        [("code", &*code), ("phone", "+14155550101")],
        [("code", &code), ("phone", NUMBER)],
        [("code", &code), ("code", &code)],
        [("code", "000000"), ("code", &code)],
        [("code[]", &code), ("code[]", "000000")],
        [("code", &code), ("verified", "true")],
    ] {
        assert_eq!(
            person.fetches("check_code", &fields).await.status,
            422,
            "{fields:?}"
        );
        let page = person.posts("check_code", &fields).await;
        assert_eq!(page.status, 422, "{fields:?}");
    }
    let twice = [("phone", "+14155550101"), ("phone", "+14155550102")];
    assert_eq!(person.fetches("send_code", &twice).await.status, 422);
    person.opens_the_page().await.says("Enter your code");
    assert_eq!(
        person.types(&code).await.status,
        200,
        "no guess was counted"
    );
    assert_eq!(stage.plivo.count(), 1);
}
