//! The limits of clients, which stop nobody else.

use ringcode_test_support::{Setup, TestApp};
use serde_json::json;

use crate::caller::{Caller, SETUP, VERIFICATIONS, id, path, problem};

/// Counts the people of five who get a text; `ip` gives their addresses.
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
        let told = problem(&answer, 429, "application_rate_limited");
        assert_eq!(told["violated-policies"], json!(["sends_per_hour"]));
        let wait = answer.retry_after().unwrap();
        assert!((60..3_600).contains(&wait), "{answer:?}");
        assert_eq!(
            answer.header("ratelimit-policy"),
            "\"sends_per_hour\";q=2;w=3600"
        );
        assert_eq!(
            answer.header("ratelimit"),
            format!("\"sends_per_hour\";r=0;t={wait}")
        );
    }
}

#[tokio::test]
async fn the_money_of_a_client_is_a_budget_too() {
    let file = "[limits]\ntext_prices = \"*=0.6\"\n";
    let app = TestApp::with(Setup { file, ..SETUP }).await;
    assert_eq!(texts(&app, "poor", |_| None).await, 1);
    let poor = Caller::new(&app, "poor");
    let answer = poor
        .posts(VERIFICATIONS, json!({ "to": "+14155550119" }))
        .await;
    let told = problem(&answer, 429, "application_rate_limited");
    assert_eq!(told["violated-policies"], json!(["spend_per_day"]));
    assert_eq!(
        answer.header("ratelimit-policy"),
        "\"spend_per_day\";q=1;w=86400"
    );
}

/// It could else look up, for free, whose number is being verified.
#[tokio::test]
async fn a_client_over_its_budget_learns_nothing_about_a_number() {
    let file = "[limits]\nresend_waits = [0]\ncall_wait = 0\nsends_per_phone_day = 1\n";
    for app in TestApp::on_each_store(Setup { file, ..SETUP }).await {
        let (small, shop) = (Caller::new(&app, "small"), Caller::new(&app, "shop"));
        let limited = "+14155550119";
        shop.starts(limited).await;
        let of_number = shop.posts(VERIFICATIONS, json!({ "to": limited })).await;
        problem(&of_number, 429, "phone_rate_limited");
        assert_eq!(of_number.header("ratelimit"), "");
        assert_eq!(of_number.header("ratelimit-policy"), "");
        let own = [
            small.starts("+14155550110").await,
            small.starts("+14155550111").await,
        ];
        for start in [limited, "+14155550120"] {
            let answer = small.posts(VERIFICATIONS, json!({ "to": start })).await;
            let told = problem(&answer, 429, "application_rate_limited");
            assert_eq!(told["violated-policies"], json!(["sends_per_hour"]));
            assert!(answer.retry_after().unwrap() < 3_600, "{answer:?}");
        }
        // Nor about one of its own that has had all its texts.
        for begun in own {
            for operation in ["/resend", "/call"] {
                let answer = small.posts(&path(&id(&begun), operation), json!({})).await;
                problem(&answer, 429, "application_rate_limited");
            }
        }
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
