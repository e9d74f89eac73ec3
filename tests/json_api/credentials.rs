//! Credentials that the API accepts and refuses.

use std::time::UNIX_EPOCH;

use base64::Engine;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use ringcode::clients::SigningKey;
use ringcode_test_support::{Answer, TestApp};
use serde_json::json;

use crate::NUMBER;
use crate::caller::{SETUP, VERIFICATIONS, problem};

/// Starts a verification with this `Authorization`.
async fn start(app: &TestApp, authorization: &str) -> Answer {
    let request = app.request("POST", VERIFICATIONS);
    let request = match authorization {
        "" => request,
        other => request.header("authorization", other),
    };
    Answer::to(request.json(&json!({ "to": NUMBER }))).await
}

fn basic(pair: &str) -> String {
    format!("Basic {}", BASE64_STANDARD.encode(pair))
}

/// An assertion of `signer` for this provider.
fn assertion(app: &TestApp, jti: &str) -> String {
    let key = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/openid/keys/client.pem");
    let key = SigningKey::from_pem(&std::fs::read(key).unwrap()).unwrap();
    let now = UNIX_EPOCH.elapsed().unwrap().as_secs();
    let claims = json!({
        "iss": "signer", "sub": "signer", "aud": app.url(), "jti": jti, "iat": now, "exp": now + 60,
    });
    format!("Bearer {}", key.sign_token(&claims).unwrap())
}

#[tokio::test]
async fn a_client_brings_its_secret_or_an_assertion() {
    let app = TestApp::with(SETUP).await;
    for authorization in [
        &*basic("shop:test-secret"),
        // Registered for forms, which the API does not have.
        &basic("other:test-secret"),
        &assertion(&app, "one"),
        &assertion(&app, "two"),
    ] {
        let answer = start(&app, authorization).await;
        assert_eq!(answer.status, 201, "{answer:?}");
    }
}

#[tokio::test]
async fn nobody_else_gets_in() {
    let app = TestApp::with(SETUP).await;
    let used = assertion(&app, "used");
    assert_eq!(start(&app, &used).await.status, 201);
    let none = BASE64_URL_SAFE_NO_PAD.encode(r#"{"alg":"none"}"#);
    let claims = used.split('.').nth(1).unwrap();
    let sent = app.plivo.count();
    for authorization in [
        "",
        "Basic",
        "Basic !",
        "Bearer",
        "Bearer x.y.z",
        &basic("shop:wrong"),
        &basic("shop:"),
        &basic("nobody:test-secret"),
        &basic("signer:test-secret"),
        &basic("page:"),
        &basic("page:test-secret"),
        &format!("Bearer {none}.{claims}."),
        &used,
    ] {
        let answer = start(&app, authorization).await;
        problem(&answer, 401, "invalid_client");
        assert!(
            answer.header("www-authenticate").starts_with("Basic"),
            "{answer:?}"
        );
    }
    problem(
        &start(&app, &basic("website:test-secret")).await,
        403,
        "api_not_allowed",
    );
    assert_eq!(app.plivo.count(), sent);
}
