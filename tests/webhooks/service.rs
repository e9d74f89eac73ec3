//! Events for a webhook of the service beside verifications: limits, money and the provider.

use ringcode_test_support::{Receiver, Setup, TestApp};

use crate::host::{Host, SETUP, client, register};
use crate::{NUMBER, OTHER};

#[tokio::test]
async fn a_channel_that_the_provider_fails_on_is_told() {
    let app = TestApp::with(Setup {
        file: "[plivo]\nrest = 30\n[limits]\nresend_waits = [0]\nsends_per_flow = 10\n",
        ..SETUP
    })
    .await;
    let receiver = operators(&app).await;
    let shop = Host::new(&app, "ops");
    // Plivo says that there is no credit, whatever the number.
    shop.starts("+14155550182").await;
    let degraded = receiver.hears("provider.degraded").await;
    assert_eq!(degraded.payload["data"]["channel"], "sms");
    assert!(degraded.payload["data"]["verification_id"].is_null());
}

#[tokio::test]
async fn money_and_limits_are_told_to_the_service_alone() {
    let app = TestApp::with(Setup {
        file: "[limits]\nsends_per_service_hour = 1\nspend_hour = 1\ntext_prices = \"*=0.6\"\n",
        ..SETUP
    })
    .await;
    let receiver = operators(&app).await;
    Host::new(&app, "ops").starts(NUMBER).await;
    let spend = receiver.hears("spend.threshold").await;
    assert_eq!(spend.payload["data"]["limit"], "spend", "{}", spend.body);
    assert_eq!(spend.payload["data"]["subject"], "service");
    let limit = receiver.hears("limit.reached").await;
    let limited = &limit.payload["data"];
    assert_eq!(
        (&limited["limit"], &limited["percent"]),
        (&"sends_of_the_service".into(), &100.into())
    );
}

async fn operators(app: &TestApp) -> Receiver {
    let receiver = Receiver::start().await;
    register(app, &[client("ops", &receiver.url, "service = true")]);
    receiver
}

/// The budget of a client is its own affair: others are not told of it.
#[tokio::test]
async fn a_client_is_told_of_its_own_budget() {
    let app = TestApp::with(SETUP).await;
    let (mine, others) = (Receiver::start().await, Receiver::start().await);
    let budget =
        client("shop", &mine.url, "").replace("api = true", "api = true\nsends_per_hour = 1");
    register(&app, &[budget, client("other", &others.url, "")]);
    Host::new(&app, "shop").starts(NUMBER).await;
    let limit = mine.hears("limit.reached").await;
    let data = &limit.payload["data"];
    assert_eq!(
        (&data["limit"], &data["client"], &data["subject"]),
        (
            &"sends_of_an_application".into(),
            &"shop".into(),
            &serde_json::Value::Null
        )
    );
    Host::new(&app, "other").verifies(&app, OTHER).await;
    others.hears("verification.approved").await;
    assert!(
        !others
            .accepted_types()
            .contains(&"limit.reached".to_owned())
    );
}
