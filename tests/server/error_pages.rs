//! Every error is a page in the person's language, with a way on, and keeps the typed input.
//! Programs get the short answer.

use std::time::Duration;

use axum::body::Body;
use axum::http::{Request, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Extension, Router};
use http_body_util::BodyExt;
use ringcode::domain::{Refusal, Timestamp};
use ringcode::web::{ErrorCause, wrap_routes};
use ringcode_test_support::{Answer, Setup, TestApp, until};
use tower::ServiceExt;

const BROWSER: &str = "text/html,application/xhtml+xml,*/*;q=0.8";

/// Methods and addresses that are answered with no page of their own.
const NOWHERE: [(&str, &str, u16); 8] = [
    ("PUT", "/", 405),
    ("POST", "/", 405),
    ("DELETE", "/api/send_code", 405),
    ("PATCH", "/language", 405),
    ("POST", "/delivery", 405),
    ("POST", "/api/anything", 422),
    ("POST", "/no/such/page", 404),
    ("GET", "/pkg/no/such/file", 404),
];

#[tokio::test]
async fn every_refusal_is_a_page_with_a_way_on() {
    let app = TestApp::new().await;
    for (method, path, status) in NOWHERE {
        let case = format!("{method} {path}");
        let asked = |language| {
            let request = app.request(method, path).header("accept", BROWSER);
            Answer::to(request.header("accept-language", language))
        };
        let page = asked("en").await;
        assert_eq!(page.status, status, "{case}");
        assert!(
            page.header("content-type").starts_with("text/html"),
            "{case}"
        );
        assert!(
            page.header("content-security-policy").contains("style-src"),
            "{case}"
        );
        page.says("href=\"/\"");
        page.says("<html lang=\"en\"");
        asked("de").await.says("<html lang=\"de\"");
    }
}

#[tokio::test]
async fn opening_the_address_of_an_action_leads_to_the_page() {
    let app = TestApp::new().await;
    for path in [
        "/api/send_code",
        "/api/check_code",
        "/api/call_me",
        "/api/start_over",
        "/api/send_code?phone=1",
        "/language",
    ] {
        for accept in [BROWSER, "*/*"] {
            let answer = Answer::to(app.request("GET", path).header("accept", accept)).await;
            assert_eq!(
                (answer.status, answer.header("location")),
                (303, "/"),
                "{path}"
            );
        }
    }
    let unknown = app
        .request("GET", "/api/anything")
        .header("accept", BROWSER);
    assert_eq!(Answer::to(unknown).await.status, 404);
    assert_eq!(app.plivo.count(), 0);
}

#[tokio::test]
async fn a_body_that_is_too_large_gets_its_own_page() {
    let app = TestApp::new().await;
    let long = "1".repeat(17 * 1024);
    let post = |accept| {
        let post = app
            .request("POST", "/api/send_code")
            .header("accept", accept);
        Answer::to(post.form(&[("phone", &long)]))
    };
    let page = post(BROWSER).await;
    assert_eq!(page.status, 413);
    page.says("More was entered than a number or a code can be. Nothing was sent.");
    let short = post("*/*").await;
    assert_eq!((short.status, short.body.as_str()), (413, ""));
}

#[tokio::test]
async fn a_failing_probe_answers_a_browser_in_plain_text() {
    let app = TestApp::new().await;
    app.instances[0].state.lifecycle.stop();
    let probe = app.request("GET", "/readyz").header("accept", BROWSER);
    let answer = Answer::to(probe).await;
    assert_eq!(answer.status, 503);
    assert!(!answer.body.contains("<html"), "{}", answer.body);
}

/// A route that refuses.
type No = fn() -> Response;

/// The answer of a route that says no with `status`, to somebody who posts a number there.
async fn refused(app: &TestApp, accept: &str, no: No) -> (u16, String) {
    let routes = Router::new().route(
        "/api/send_code",
        get(async move || no()).post(async move || no()),
    );
    let state = &app.instances[0].state;
    let request = Request::post("/api/send_code")
        .header("accept", accept)
        .header("content-type", "application/x-www-form-urlencoded")
        .body(Body::from("country=GB&phone=07700+900123"))
        .unwrap();
    let answer = wrap_routes(routes, state).oneshot(request).await.unwrap();
    let status = answer.status().as_u16();
    let body = answer.into_body().collect().await.unwrap().to_bytes();
    let page = String::from_utf8(body.to_vec()).unwrap();
    (status, page.replace('\u{A0}', " "))
}

#[tokio::test(flavor = "multi_thread")]
async fn typed_input_is_kept_through_every_refusal() {
    let app = TestApp::new().await;
    let turned_away: No = || {
        let refusal = Refusal::ServiceRateLimited {
            until: Timestamp::from_millis(7),
        };
        let why = ErrorCause::RateLimited {
            refusal,
            wait: Duration::from_secs(600),
        };
        (StatusCode::TOO_MANY_REQUESTS, Extension(why)).into_response()
    };
    let cases: [(No, u16, &str); 6] = [
        (
            || StatusCode::SERVICE_UNAVAILABLE.into_response(),
            503,
            "Nothing was sent and nothing was lost.",
        ),
        (
            || StatusCode::INTERNAL_SERVER_ERROR.into_response(),
            500,
            "we cannot tell whether anything was sent",
        ),
        (
            || (StatusCode::SERVICE_UNAVAILABLE, Extension(ErrorCause::Busy)).into_response(),
            503,
            "Many people are here at the moment.",
        ),
        (
            turned_away,
            429,
            "We are sending more messages than usual. Try again in 10 minutes.",
        ),
        (
            || StatusCode::UNPROCESSABLE_ENTITY.into_response(),
            422,
            "We could not use what was sent to us. No code was sent.",
        ),
        (
            || panic!("on purpose"),
            500,
            "we cannot tell whether anything was sent",
        ),
    ];
    for (no, status, said) in cases {
        let (answered, page) = refused(&app, BROWSER, no).await;
        assert_eq!(answered, status, "{said}");
        assert!(page.contains(said), "{said}: {page}");
        assert!(page.contains("value=\"07700 900123\""), "{said}: {page}");
        assert!(page.contains("<option value=\"GB\" selected"), "{said}");
        assert!(!page.contains("Try again</a>"), "{said}");
        let (answered, short) = refused(&app, "*/*", no).await;
        assert!(
            answered == status && !short.contains("<html"),
            "{said}: {short}"
        );
    }
}

#[tokio::test]
async fn a_refused_person_keeps_the_number_and_is_not_asked_to_send_again() {
    let file = "[limits]\nstarts_per_client_10_minutes = 1\n";
    let app = TestApp::with(Setup {
        file,
        ..Setup::PLAIN
    })
    .await;
    let form = [("country", "GB"), ("phone", "07700 900124")];
    app.browser().posts("send_code", &form).await;
    let page = app.browser().posts("send_code", &form).await;
    assert_eq!(page.status, 429);
    assert!(page.retry_after().is_some());
    page.says("There were many requests from your network. Try again in 10 minutes.");
    page.says("value=\"07700 900124\"");
    assert!(!page.body.contains(">Try again<"), "{}", page.body);
    let again = app.browser().opens_the_page().await;
    assert!(!again.body.contains("07700 900124"), "nothing is stored");
}

#[tokio::test]
async fn a_notice_about_a_short_wait_outlasts_the_wait() {
    let file = "[limits]\nresend_waits = [1]\ncall_wait = 1\n";
    let app = TestApp::with(Setup {
        file,
        ..Setup::PLAIN
    })
    .await;
    let browser = app.browser();
    browser.asks_for_a_text(crate::NUMBER).await;
    let page = browser.posts("send_code", &[("again", "true")]).await;
    assert_eq!(page.status, 303);
    browser
        .opens_the_page()
        .await
        .says("You can ask for another text in 1 second.");
    until(async || {
        let page = browser.opens_the_page().await;
        page.says("There is a problem");
        page.body.contains("You can try again now.").then_some(())
    })
    .await;
}

#[tokio::test]
async fn both_missing_fields_are_reported_at_once() {
    let app = TestApp::new().await;
    let browser = app.browser();
    let page = browser
        .submits("send_code", &[("phone", ""), ("country", "")])
        .await;
    page.says("href=\"#country\"");
    page.says("href=\"#phone\"");
    page.says("id=\"country-error\"");
    page.says("id=\"phone-error\"");
    page.says("<option value=\"\" selected");
    for (country, phone, field, other) in [
        ("GB", "", "phone", "country"),
        ("", "07700 900123", "country", "phone"),
    ] {
        let form = [("phone", phone), ("country", country)];
        let page = browser.submits("send_code", &form).await;
        page.says(&format!("href=\"#{field}\""));
        assert!(
            !page.body.contains(&format!("href=\"#{other}\"")),
            "{country} {phone}"
        );
        assert!(
            !page.body.contains(&format!("id=\"{other}-error\"")),
            "{country} {phone}"
        );
    }
}
