//! Each end of a verification is told once.

use ringcode_test_support::{Receiver, Setup, TestApp, wait_until, wrong};

use crate::host::{Host, SETUP, client, register, shop_on};
use crate::{NUMBER, OTHER};

/// The same where the clock is the test's.
const WITH_CLOCK: Setup = Setup {
    clock: true,
    ..SETUP
};

const ENDS: [&str; 5] = [
    "verification.approved",
    "verification.expired",
    "verification.canceled",
    "verification.max_attempts_reached",
    "verification.blocked",
];

#[tokio::test]
async fn a_canceled_verification_is_told() {
    let app = TestApp::with(SETUP).await;
    let (shop, receiver) = shop_on(&app, "").await;
    let id = shop.starts(NUMBER).await;
    assert_eq!(shop.cancels(&id).await.status, 200);
    let canceled = receiver.hears("verification.canceled").await;
    assert_eq!(canceled.payload["data"]["verification_id"], id);
}

#[tokio::test]
async fn too_many_wrong_codes_are_told() {
    let app = TestApp::with(SETUP).await;
    let (shop, receiver) = shop_on(&app, "").await;
    let id = shop.starts(NUMBER).await;
    for _ in 0..3 {
        let code = app.plivo.delivered_code(NUMBER).await;
        for n in 0..5 {
            shop.checks(&id, &wrong(&code, n)).await;
        }
        shop.resends(&id).await;
    }
    receiver.hears("verification.max_attempts_reached").await;
}

#[tokio::test]
async fn a_number_that_is_not_served_is_told() {
    let app = TestApp::with(SETUP).await;
    let (shop, receiver) = shop_on(&app, "").await;
    // A premium number: nothing is ever sent to it.
    shop.starts("+19005550123").await;
    let blocked = receiver.hears("verification.blocked").await;
    let reasons = blocked.payload["data"]["reasons"].as_array().unwrap();
    assert_eq!(reasons.len(), 1, "{}", blocked.body);
    assert_eq!(receiver.accepted_types(), ["verification.blocked"]);
}

#[tokio::test]
async fn a_code_that_expires_is_told_and_nothing_else() {
    for app in TestApp::on_each_store(WITH_CLOCK).await {
        let (shop, receiver) = shop_on(&app, "").await;
        let id = shop.starts(NUMBER).await;
        let other = shop.verifies(&app, OTHER).await;
        receiver.hears("verification.approved").await;
        receiver.hears("message.delivered").await;
        app.advance_clock(11 * 60);
        let expired = receiver.hears("verification.expired").await;
        assert_eq!(expired.payload["data"]["verification_id"], id);
        // Nothing is left to be told, an hour later.
        app.advance_clock(3600);
        drain(&app, &shop, &receiver).await;
        for id in [id, other] {
            let ends = receiver.accepted().into_iter().filter(|told| {
                told.payload["data"]["verification_id"] == id && ENDS.contains(&told.event_type())
            });
            assert_eq!(ends.count(), 1, "{id}");
        }
    }
}

/// A server that died between the right code and the event that tells of it: the end is told when
/// the code expires.
#[tokio::test]
async fn an_end_that_nobody_was_told_of_is_told_later() {
    let app = TestApp::with(WITH_CLOCK).await;
    let receiver = Receiver::start().await;
    let operators = [client("ops", &receiver.url, "service = true")];
    register(&app, &operators);
    let browser = app.browser();
    browser.asks_for_a_text(NUMBER).await;
    receiver.hears("message.delivered").await;
    // Nobody listens when the code is checked.
    register(&app, &[]);
    assert_eq!(browser.types_code(&app.plivo.code()).await.status, 200);
    register(&app, &operators);
    app.advance_clock(11 * 60);
    receiver.hears("verification.approved").await;
    assert!(!receiver.accepted_types().contains(&ENDS[1].to_owned()));
}

/// Waits until what is due has been told: the end of a code that expired last.
async fn drain(app: &TestApp, shop: &Host, receiver: &Receiver) {
    let id = shop.starts("+14155550109").await;
    app.advance_clock(11 * 60);
    wait_until("the last expiry", async || {
        let accepted = receiver.accepted();
        let mut expired = accepted.iter().filter(|told| told.event_type() == ENDS[1]);
        expired.any(|told| told.payload["data"]["verification_id"] == id)
    })
    .await;
}
