//! The limits of clients, which stop nobody else.

use ringcode_test_support::{Setup, TestApp};
use serde_json::json;

use crate::caller::{Caller, SETUP, VERIFICATIONS, problem};

/// How many of five people get a text; `ip` tells their addresses.
async fn texts(app: &TestApp, id: &str, ip: impl Fn(u8) -> Option<String>) -> usize {
    let before = app.plivo.count();
    let caller = Caller::new(app, id);
    for last in 10..15 {
        let start = json!({ "to": format!("+141555501{last}"), "ip": ip(last) });
        let answer = caller.posts(VERIFICATIONS, start).await;
        assert!(matches!(answer.status, 201 | 429), "{answer:?}");
    }
    app.plivo.count() - before
}

#[tokio::test]
async fn a_client_over_its_budget_hurts_nobody_else() {
    for app in TestApp::on_each_store(SETUP).await {
        assert_eq!(texts(&app, "small", |_| None).await, 2);
        assert_eq!(texts(&app, "shop", |_| None).await, 5);
        let small = Caller::new(&app, "small");
        let answer = small
            .posts(VERIFICATIONS, json!({ "to": "+14155550119" }))
            .await;
        problem(&answer, 429, "service_rate_limited");
        assert!(answer.retry_after().unwrap() > 60, "{answer:?}");
    }
}

/// Without addresses all people of a client count as one.
#[tokio::test]
async fn a_client_that_tells_no_addresses_has_one_address_of_its_own() {
    let file = "[limits]\nsends_per_client_10_minutes = 3\n";
    for app in TestApp::on_each_store(Setup { file, ..SETUP }).await {
        assert_eq!(texts(&app, "shop", |_| None).await, 3);
        assert_eq!(texts(&app, "other", |_| None).await, 3);
        let shop = Caller::new(&app, "shop");
        let answer = shop
            .posts(VERIFICATIONS, json!({ "to": "+14155550119" }))
            .await;
        let told = problem(&answer, 429, "client_rate_limited");
        assert!(told["violated-policies"].is_array());
        assert!(
            answer
                .header("ratelimit")
                .starts_with("\"client_rate_limited\";r=0;t=")
        );
        // Each person whose address is told has their own.
        let address = |last| Some(format!("198.51.{last}.7"));
        assert_eq!(texts(&app, "shop", address).await, 5);
        // And the browsers of the wizard are not those of a client.
        let browser = app.browser();
        assert_eq!(browser.asks_for_a_text("+14155550118").await.status, 200);
    }
}
