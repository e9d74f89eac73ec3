//! Requests that cannot be carried out.

use reqwest::header::CONTENT_TYPE;
use ringcode_test_support::{Answer, TestApp};
use serde_json::{Value, json};

use crate::NUMBER;
use crate::caller::{Caller, SETUP, VERIFICATIONS, id, path, problem};

#[tokio::test]
async fn a_start_that_cannot_be_read_names_what_is_wrong() {
    let app = TestApp::with(SETUP).await;
    let shop = Caller::new(&app, "shop");
    let table: Vec<(Value, &str, &str)> = vec![
        (json!({}), "invalid_request", ""),
        (json!([]), "invalid_request", ""),
        (json!(null), "invalid_request", ""),
        (json!({ "to": 4 }), "invalid_request", ""),
        (
            json!({ "to": NUMBER, "chanel": "sms" }),
            "invalid_request",
            "",
        ),
        (
            json!({ "to": NUMBER, "channel": "text" }),
            "invalid_request",
            "",
        ),
        (
            json!({ "to": NUMBER, "ip": "localhost" }),
            "invalid_request",
            "",
        ),
        (
            json!({ "to": NUMBER, "client_ref": "" }),
            "invalid_request",
            "client_ref",
        ),
        (
            json!({ "to": NUMBER, "client_ref": "a\nb" }),
            "invalid_request",
            "client_ref",
        ),
        (
            json!({ "to": NUMBER, "client_ref": "ä".repeat(101) }),
            "invalid_request",
            "client_ref",
        ),
        (
            json!({ "to": NUMBER, "user_agent": "a".repeat(1_025) }),
            "invalid_request",
            "user_agent",
        ),
        (json!({ "to": "" }), "phone_and_country_missing", "to"),
        (json!({ "to": "07400 123456" }), "country_missing", "to"),
        (json!({ "to": "+999 123456" }), "country_unknown", "to"),
        (json!({ "to": "+1415" }), "phone_too_short", "to"),
        (json!({ "to": "+1415555O100" }), "phone_strange", "to"),
        (
            json!({ "to": "+14155550100<+14155550101" }),
            "phone_strange",
            "to",
        ),
    ];
    for (start, code, param) in table {
        let answer = shop.posts(VERIFICATIONS, start.clone()).await;
        let told = problem(&answer, 422, code);
        assert_eq!(
            told["param"].as_str().unwrap_or_default(),
            param,
            "{start}: {told}"
        );
    }
    assert_eq!(app.plivo.count(), 0);
}

#[tokio::test]
async fn a_body_is_json_and_says_so() {
    let app = TestApp::with(SETUP).await;
    let shop = Caller::new(&app, "shop");
    let post = async |kind: &str, body: Vec<u8>| {
        let request = shop
            .request("POST", VERIFICATIONS)
            .header(CONTENT_TYPE, kind);
        Answer::to(request.body(body)).await
    };
    let start = json!({ "to": NUMBER }).to_string().into_bytes();
    for kind in [
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/jsonp",
    ] {
        problem(
            &post(kind, start.clone()).await,
            415,
            "unsupported_media_type",
        );
    }
    for odd in [&b""[..], b"{", b"\xff", b"{\"to\":\"+14155550100\"}}"] {
        problem(
            &post("application/json", odd.into()).await,
            422,
            "invalid_request",
        );
    }
    assert_eq!(
        post("application/json; charset=utf-8", start).await.status,
        201
    );
}

#[tokio::test]
async fn a_code_has_six_digits_of_any_script() {
    let app = TestApp::with(SETUP).await;
    let shop = Caller::new(&app, "shop");
    let id = id(&shop.starts(NUMBER).await);
    for (code, name) in [
        ("", "code_missing"),
        ("12345", "code_shape"),
        ("1234567", "code_shape"),
        ("abcdef", "code_shape"),
    ] {
        let told = problem(&shop.checks(&id, code).await, 422, name);
        assert_eq!(told["param"], "code");
    }
    let no_text = shop
        .posts(&path(&id, "/check"), json!({ "code": 123_456 }))
        .await;
    problem(&no_text, 422, "invalid_request");
    assert_eq!(shop.sees(&id).await["wrong_checks"], 0);
    let code = app.plivo.code();
    let spaced = format!(" {} {} ", &code[..3], &code[3..]);
    assert_eq!(shop.checks(&id, &spaced).await.status, 200);
    assert_eq!(shop.sees(&id).await["status"], "approved");
}

#[tokio::test]
async fn a_store_that_is_down_is_told_as_such() {
    let mut app = TestApp::with(ringcode_test_support::Setup {
        redis: true,
        ..SETUP
    })
    .await;
    let shop = Caller::new(&app, "shop");
    let id = id(&shop.starts(NUMBER).await);
    app.redis().kill();
    for answer in [
        shop.posts(VERIFICATIONS, json!({ "to": NUMBER })).await,
        shop.checks(&id, "123456").await,
        shop.reads(&path(&id, "")).await,
        shop.cancels(&id).await,
    ] {
        problem(&answer, 503, "unavailable");
        assert!(answer.retry_after().is_some());
    }
}

/// Clients that accept pages get problems too, as do requests that reach no operation.
#[tokio::test]
async fn everything_that_goes_wrong_is_told_as_a_problem() {
    let app = TestApp::with(SETUP).await;
    let shop = Caller::new(&app, "shop");
    let large = "x".repeat(17 * 1_024);
    let of = |method: &str, path: &str| shop.request(method, path).header("accept", "text/html");
    for (request, status, code) in [
        (of("PUT", VERIFICATIONS), 405, "method_not_allowed"),
        (of("GET", &path("x", "/y")), 404, "not_found"),
        (of("GET", &path("x", "")), 404, "not_found"),
        (of("POST", VERIFICATIONS).body(large), 413, "body_too_large"),
        (
            app.request("POST", VERIFICATIONS)
                .header("accept", "text/html"),
            401,
            "invalid_client",
        ),
    ] {
        let answer = Answer::to(request).await;
        problem(&answer, status, code);
        assert_eq!(answer.header("cache-control"), "no-store");
    }
}
