//! The description of the API.

use ringcode_test_support::{Answer, TestApp};

use crate::caller::{SETUP, body};

#[tokio::test]
async fn every_operation_is_described() {
    let app = TestApp::with(SETUP).await;
    let answer = Answer::to(app.request("GET", "/v1/openapi.json")).await;
    assert_eq!(answer.header("content-type"), "application/json");
    let document = body(&answer);
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));
    assert_eq!(document["servers"][0]["url"], app.url());
    let mut operations = Vec::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            operations.push(format!("{method} {path}"));
            assert!(operation["summary"].is_string(), "{operation}");
            let responses = operation["responses"].as_object().unwrap();
            assert!(responses.contains_key("401") && responses.contains_key("503"));
            let problem = &responses["503"]["content"]["application/problem+json"];
            let unavailable = &problem["examples"]["unavailable"];
            assert_eq!(unavailable["value"]["code"], "unavailable");
        }
    }
    operations.sort();
    let expected = [
        "delete /v1/verifications/{id}",
        "get /v1/verifications",
        "get /v1/verifications/{id}",
        "post /v1/verifications",
        "post /v1/verifications/{id}/call",
        "post /v1/verifications/{id}/check",
        "post /v1/verifications/{id}/resend",
    ];
    assert_eq!(operations, expected);
    let schemas = document["components"]["schemas"].as_object().unwrap();
    assert!(schemas.contains_key("Verification") && schemas.contains_key("Problem"));
    let schemes: Vec<_> = document["components"]["securitySchemes"]
        .as_object()
        .map(|schemes| schemes.keys().cloned().collect())
        .unwrap_or_default();
    assert_eq!(schemes, ["assertion", "secret"]);
}
