//! What a webhook of the service is told beside verifications: limits, money and the provider.

use ringcode_test_support::{Receiver, Setup, TestApp};

use crate::NUMBER;
use crate::host::{Host, SETUP, client, register};

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
    assert_eq!(limit.payload["data"]["percent"], 100, "{}", limit.body);
}

async fn operators(app: &TestApp) -> Receiver {
    let receiver = Receiver::start().await;
    register(app, &[client("ops", &receiver.url, "service = true")]);
    receiver
}
