//! The events of a verification, what they say, and who is told.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use ringcode_test_support::{Received, Receiver, TestApp, wait_until};
use serde_json::json;
use sha2::Sha256;

use crate::host::{Host, KEY, SETUP, client, register, shop_on};
use crate::{NUMBER, OTHER, THIRD};

#[tokio::test]
async fn a_verification_is_told_from_its_beginning_to_its_end() {
    for app in TestApp::on_each_store(SETUP).await {
        let (shop, receiver) = shop_on(&app, "").await;
        let id = shop
            .starts_with(json!({ "to": NUMBER, "client_ref": "order 7" }))
            .await;
        receiver.hears("message.delivered").await;
        shop.checks(&id, &app.plivo.code()).await;
        receiver.hears("verification.approved").await;
        assert_eq!(
            receiver.accepted_types(),
            [
                "verification.pending",
                "message.sent",
                "message.delivered",
                "verification.approved"
            ]
        );
        for told in receiver.accepted() {
            let data = &told.payload["data"];
            for (member, value) in [
                ("verification_id", json!(id)),
                ("client", json!("shop")),
                ("client_ref", json!("order 7")),
                ("phone_number", json!("+14•••••••00")),
                ("country", json!("US")),
            ] {
                assert_eq!(data[member], value, "{member}: {data}");
            }
            assert!(told.payload["timestamp"].as_str().unwrap().ends_with('Z'));
            assert!(!told.body.contains(&app.plivo.code()), "{}", told.body);
            assert_signed(&told);
        }
        let [pending, sent, delivered, _] = receiver.accepted().try_into().unwrap();
        assert!(pending.payload["data"]["expires_at"].is_string());
        assert_eq!(sent.payload["data"]["delivery"], "queued");
        assert_eq!(
            (
                &delivered.payload["data"]["channel"],
                &delivered.payload["data"]["delivery"]
            ),
            (&json!("sms"), &json!("delivered"))
        );
    }
}

#[tokio::test]
async fn a_webhook_may_be_told_whole_numbers_and_only_some_events() {
    let app = TestApp::with(SETUP).await;
    let more = "phone_number = true\nevents = [\"verification.approved\"]";
    let (shop, receiver) = shop_on(&app, more).await;
    shop.verifies(&app, NUMBER).await;
    let approved = receiver.hears("verification.approved").await;
    assert_eq!(approved.payload["data"]["phone_number"], NUMBER);
    assert_eq!(receiver.accepted_types(), ["verification.approved"]);
}

#[tokio::test]
async fn a_client_is_told_of_its_own_verifications_alone() {
    let app = TestApp::with(SETUP).await;
    let (mine, others) = (Receiver::start().await, Receiver::start().await);
    register(
        &app,
        &[
            client("shop", &mine.url, ""),
            client("other", &others.url, ""),
        ],
    );
    Host::new(&app, "other").verifies(&app, OTHER).await;
    others.hears("verification.approved").await;
    // Somebody who came by themselves is nobody's.
    verifies_in_a_browser(&app).await;
    Host::new(&app, "shop").verifies(&app, NUMBER).await;
    mine.hears("verification.approved").await;
    for (receiver, id) in [(&mine, "shop"), (&others, "other")] {
        for told in receiver.received() {
            assert_eq!(told.payload["data"]["client"], id, "{}", told.body);
        }
    }
}

#[tokio::test]
async fn a_webhook_of_the_service_is_told_of_everybody() {
    let app = TestApp::with(SETUP).await;
    let (mine, operators) = (Receiver::start().await, Receiver::start().await);
    register(
        &app,
        &[
            client("shop", &mine.url, ""),
            client("ops", &operators.url, "service = true"),
        ],
    );
    verifies_in_a_browser(&app).await;
    Host::new(&app, "shop").verifies(&app, NUMBER).await;
    let approved = || {
        let approved = operators.accepted().into_iter();
        let approved = approved.filter(|told| told.event_type() == "verification.approved");
        approved
            .map(|told| told.payload["data"]["client"].clone())
            .collect::<Vec<_>>()
    };
    wait_until("both", async || approved().len() == 2).await;
    assert!(approved().contains(&json!(null)) && approved().contains(&json!("shop")));
}

#[tokio::test]
async fn the_failure_of_a_message_is_told() {
    let app = TestApp::with(SETUP).await;
    let (shop, receiver) = shop_on(&app, "").await;
    shop.starts("+14155550130").await;
    let failed = receiver.hears("message.undelivered").await;
    assert_eq!(failed.payload["data"]["delivery"], "failed");
}

#[tokio::test]
async fn a_call_is_told_as_one() {
    let app = TestApp::with(SETUP).await;
    let (shop, receiver) = shop_on(&app, "events = [\"message.sent\"]").await;
    let id = shop.starts(NUMBER).await;
    receiver.hears("message.sent").await;
    assert_eq!(shop.calls(&id).await.status, 200);
    wait_until("both", async || receiver.accepted().len() == 2).await;
    let channels = receiver.accepted().into_iter();
    let channels: Vec<_> = channels
        .map(|told| told.payload["data"]["channel"].clone())
        .collect();
    assert_eq!(channels, [json!("sms"), json!("call")]);
}

/// Somebody who came by themselves verifies a number.
pub async fn verifies_in_a_browser(app: &TestApp) {
    let browser = app.browser();
    browser.asks_for_a_text(THIRD).await;
    let code = app.plivo.delivered_code(THIRD).await;
    assert_eq!(browser.types_code(&code).await.status, 200);
}

/// Asserts that the signature is that of the specification, by arithmetic of its own.
fn assert_signed(told: &Received) {
    let signed = format!("{}.{}.{}", told.id, told.timestamp, told.body);
    let mut hash = Hmac::<Sha256>::new_from_slice(KEY).unwrap();
    hash.update(signed.as_bytes());
    let signature = BASE64_STANDARD.encode(hash.finalize().into_bytes());
    assert_eq!(told.signature, format!("v1,{signature}"));
}
