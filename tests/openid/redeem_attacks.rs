//! Attacks on the redemption, and whatever else is posted there.

use std::time::{Duration, Instant};

use ringcode_test_support::{Answer, TestApp};
use serde_json::json;

use crate::host::{SECRET, SETUP};
use crate::widget_page::{WidgetPage, body, error};
use crate::{NUMBER, OTHER};

const FORM: &str = "application/x-www-form-urlencoded";
const JSON: &str = "application/json";

#[tokio::test]
async fn a_stolen_token_is_of_no_use_to_anybody_else() {
    let app = TestApp::with(SETUP).await;
    let page = WidgetPage::new(&app, "form");
    let token = page.token(&app.browser(), NUMBER).await;
    for (id, secret, status, told) in [
        ("blind", SECRET, 200, "invalid_token"),
        ("shop", SECRET, 200, "invalid_token"),
        ("form", "wrong", 401, "invalid_client"),
        ("form", "", 401, "invalid_client"),
        ("nobody", SECRET, 401, "invalid_client"),
        ("page", "", 401, "invalid_client"),
        ("signer", SECRET, 401, "invalid_client"),
    ] {
        let request = app
            .request("POST", "/v1/redeem")
            .basic_auth(id, Some(secret));
        let answer = Answer::to(request.form(&[("token", &token)])).await;
        assert_eq!(
            (answer.status, error(&body(&answer))),
            (status, told),
            "{id}"
        );
        let challenge = answer.header("www-authenticate");
        assert_eq!(challenge.starts_with("Basic"), status == 401, "{id}");
    }
    for forged in [
        "A".repeat(43),
        token[..42].to_owned(),
        format!("{token}A"),
        token.to_lowercase(),
        "x".to_owned(),
    ] {
        assert_eq!(
            error(&page.redeems(&forged).await),
            "invalid_token",
            "{forged}"
        );
    }
    // None of that has used it up.
    assert_eq!(page.redeems(&token).await["success"], true);
}

#[tokio::test]
async fn whatever_is_wrong_is_told_in_json_and_changes_nothing() {
    let app = TestApp::with(SETUP).await;
    let page = WidgetPage::new(&app, "form");
    let token = page.token(&app.browser(), NUMBER).await;
    let (secret, deep) = (SECRET, "[".repeat(5_000));
    let long = "k".repeat(201);
    for (kind, sent, status, told) in [
        (FORM, format!("token={token}"), 401, "invalid_client"),
        (
            FORM,
            format!("secret=&token={token}"),
            401,
            "invalid_client",
        ),
        (
            FORM,
            format!("secret=wrong&token={token}"),
            401,
            "invalid_client",
        ),
        (FORM, String::new(), 401, "invalid_client"),
        (JSON, "{}".to_owned(), 401, "invalid_client"),
        (FORM, format!("secret={secret}"), 400, "invalid_request"),
        (
            FORM,
            format!("secret={secret}&token="),
            400,
            "invalid_request",
        ),
        (
            FORM,
            format!("secret={secret}&token={token}&token={token}"),
            400,
            "invalid_request",
        ),
        (
            FORM,
            format!("secret={secret}&secret={secret}&token={token}"),
            400,
            "invalid_request",
        ),
        (
            FORM,
            format!("secret={secret}&token={}", "t".repeat(4_097)),
            400,
            "invalid_request",
        ),
        (
            FORM,
            format!("secret={secret}&token={token}&phone_number=14155550100"),
            400,
            "invalid_request",
        ),
        (
            FORM,
            format!("secret={secret}&token={token}&phone_number=+14155550100"),
            400,
            "invalid_request",
        ),
        (
            FORM,
            format!("secret={secret}&token={token}&phone_number=%2B1%3C2"),
            400,
            "invalid_request",
        ),
        (
            FORM,
            format!("secret={secret}&token={token}&idempotency_key={long}"),
            400,
            "invalid_request",
        ),
        (
            FORM,
            format!("secret={secret}&token=%00%FF%FE"),
            200,
            "invalid_token",
        ),
        (
            FORM,
            format!("secret={secret}&token=%F0%9F%92%A9"),
            200,
            "invalid_token",
        ),
        (JSON, String::new(), 400, "invalid_request"),
        (JSON, "null".to_owned(), 400, "invalid_request"),
        (JSON, "[]".to_owned(), 400, "invalid_request"),
        (
            JSON,
            format!("[\"{secret}\",\"{token}\",null,null]"),
            400,
            "invalid_request",
        ),
        (JSON, "{".to_owned(), 400, "invalid_request"),
        (JSON, deep, 400, "invalid_request"),
        (
            JSON,
            format!("{{\"secret\":\"{secret}\",\"token\":7}}"),
            400,
            "invalid_request",
        ),
        (
            JSON,
            format!("{{\"secret\":\"{secret}\",\"token\":null}}"),
            400,
            "invalid_request",
        ),
        (
            JSON,
            format!("{{\"secret\":\"{secret}\",\"token\":[\"{token}\"]}}"),
            400,
            "invalid_request",
        ),
        (
            JSON,
            format!("{{\"secret\":\"{secret}\",\"token\":\"{token}\",\"token\":\"x\"}}"),
            400,
            "invalid_request",
        ),
        (
            JSON,
            format!("{{\"secret\":\"{secret}\",\"token\":\"\\ud800\"}}"),
            400,
            "invalid_request",
        ),
        (
            JSON,
            format!("{{\"secret\":\"{secret}\",\"token\":\"\\u0000\"}}"),
            200,
            "invalid_token",
        ),
        (
            JSON,
            format!(
                "{{\"secret\":\"{secret}\",\"token\":\"{token}\",\"phone_number\":14155550100}}"
            ),
            400,
            "invalid_request",
        ),
        (
            "text/plain",
            format!("secret={secret}&token={token}"),
            400,
            "invalid_request",
        ),
        (
            "multipart/form-data; boundary=a",
            "--a--".to_owned(),
            400,
            "invalid_request",
        ),
        (FORM, "a".repeat(20_000), 413, "invalid_request"),
    ] {
        let request = app
            .request("POST", "/v1/redeem")
            .header("content-type", kind);
        // The ninth wrong secret of an address is still answered at once.
        let answer = Answer::to(request.header("accept", "text/html").body(sent.clone())).await;
        assert_eq!(
            (answer.status, error(&body(&answer))),
            (status, told),
            "{sent}"
        );
    }
    for (method, status) in [("GET", 405), ("PUT", 405), ("DELETE", 405)] {
        let answer = Answer::to(app.request(method, "/v1/redeem")).await;
        assert_eq!(
            (answer.status, error(&body(&answer))),
            (status, "invalid_request")
        );
    }
    let two = app
        .request("POST", "/v1/redeem")
        .basic_auth("form", Some(SECRET));
    let two = Answer::to(two.form(&[("secret", SECRET), ("token", &token)])).await;
    assert_eq!((two.status, error(&body(&two))), (400, "invalid_request"));
    for authorization in [
        "",
        "Basic",
        "Basic AAAA",
        "Bearer x",
        "Basic ////",
        "Basic \u{e9}",
    ] {
        let request = app
            .request("POST", "/v1/redeem")
            .header("authorization", authorization);
        let answer = Answer::to(request.form(&[("token", &token)])).await;
        assert_eq!(
            (answer.status, error(&body(&answer))),
            (401, "invalid_client")
        );
    }
    assert_eq!(page.redeems(&token).await["success"], true);
}

#[tokio::test]
async fn wrong_secrets_are_answered_slowly_after_ten() {
    let app = TestApp::with(SETUP).await;
    let tries = async |secret: &str, status: u16| {
        let begun = Instant::now();
        let request = app.request("POST", "/v1/redeem");
        let answer = Answer::to(request.json(&json!({ "secret": secret, "token": "t" }))).await;
        assert_eq!(answer.status, status);
        begun.elapsed()
    };
    let held = Duration::from_millis(500);
    // The machine may hold some of them, but not all.
    let mut quickest = Duration::MAX;
    for _ in 0..10 {
        quickest = quickest.min(tries("wrong", 401).await);
    }
    assert!(quickest < held, "{quickest:?}");
    for _ in 0..2 {
        assert!(tries("wrong", 401).await >= held);
    }
    let right = [
        tries(SECRET, 200).await,
        tries(SECRET, 200).await,
        tries(SECRET, 200).await,
    ];
    assert!(
        right.iter().min().unwrap() < &held,
        "the right one is not held: {right:?}"
    );
}

/// A secret by itself stands for every client that has it, and for none of the others' tokens.
#[tokio::test]
async fn a_secret_by_itself_redeems_the_tokens_of_its_clients() {
    let app = TestApp::with(SETUP).await;
    for (id, number) in [("form", NUMBER), ("shop", OTHER)] {
        let page = WidgetPage::new(&app, id);
        let token = page.token(&app.browser(), number).await;
        let proof = page.redeems(&token).await;
        assert_eq!(proof["phone_number"], number);
        assert_eq!(proof["hostname"], format!("{id}.example"));
    }
}

/// An attacker who knows the address of a popup, or of the page after it, gets nothing without the
/// cookie.
#[tokio::test]
async fn only_the_browser_that_verified_has_the_token() {
    let app = TestApp::with(SETUP).await;
    let (page, browser) = (WidgetPage::new(&app, "form"), app.browser());
    browser.follows(&page.popup(&[])).await;
    let before = browser.cookie();
    let token = crate::widget_page::told(&page.verifies(&browser, NUMBER).await, &page.origin());
    let thief = app.browser();
    thief.uses_cookie(before);
    for path in ["/", &page.popup(&[]), &page.tab("/", &[])] {
        let seen = thief.follows(path).await;
        assert!(
            !seen.body.contains(&token) && !seen.body.contains("data-token"),
            "{seen:?}"
        );
        assert!(!seen.header("location").contains("ringcode="), "{seen:?}");
    }
    assert_eq!(page.redeems(&token).await["success"], true);
}
