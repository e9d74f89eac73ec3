//! Events wait in the store: for a receiver, for another instance, and no more than allowed.

use ringcode::domain::Timestamp;
use ringcode::webhooks::replay;
use ringcode_test_support::{Reaction, Setup, TestApp, logs, wait_until};

use crate::host::{PATIENT, SETUP, client, register, shop_on};
use crate::{NUMBER, OTHER};

const APPROVED: &str = "events = [\"verification.approved\"]";

/// Waits so long that no delivery is tried again during a test.
const NO_RETRY: Setup = Setup {
    adjust: |settings| settings.clients.webhook_waits = vec![ringcode::domain::DAY],
    redis: true,
    ..SETUP
};

/// On Redis, as another instance has to find what the first one left.
const ON_REDIS: Setup = Setup {
    redis: true,
    ..PATIENT
};

#[tokio::test]
async fn another_instance_delivers_what_a_stopped_one_left() {
    let mut app = TestApp::with(ON_REDIS).await;
    let (shop, mut receiver) = shop_on(&app, APPROVED).await;
    receiver.stop().await;
    shop.verifies(&app, NUMBER).await;
    let first = app.instances.remove(0);
    first.stop().await;
    receiver.start_again();
    app.add(ON_REDIS).await;
    register(&app, &[client("shop", &receiver.url, APPROVED)]);
    receiver.hears("verification.approved").await;
}

#[tokio::test]
async fn past_events_are_delivered_once_more_under_their_ids() {
    for app in TestApp::on_each_store(SETUP).await {
        let (shop, receiver) = shop_on(&app, APPROVED).await;
        shop.verifies(&app, NUMBER).await;
        let first = receiver.hears("verification.approved").await;
        let state = &app.instances[0].state;
        let client = state.clients.current().get("shop").unwrap().clone();
        let records = &state.verifier.records;
        let known = async || replay::state(records, &client).await.unwrap();
        wait_until("the end", async || known().await.past == 1).await;

        let later = known().await.now + ringcode::domain::MINUTE;
        assert_eq!(replay::replay(records, &client, later).await.unwrap(), 0);
        let replayed = replay::replay(records, &client, Timestamp::EPOCH).await;
        assert_eq!(replayed.unwrap(), 1);
        wait_until("it again", async || receiver.accepted().len() == 2).await;
        let again = &receiver.accepted()[1];
        assert_eq!((&again.id, &again.body), (&first.id, &first.body));
    }
}

#[tokio::test]
async fn the_oldest_events_give_way_and_the_operator_is_told() {
    logs::capture("info");
    let app = TestApp::with(Setup {
        adjust: |settings| {
            settings.clients.webhook_queue = 16;
            settings.clients.webhook_waits = vec![ringcode::domain::DAY];
        },
        ..SETUP
    })
    .await;
    let (shop, receiver) = shop_on(&app, "").await;
    receiver.reacts(Reaction::Answer(503, Vec::new()));
    // One waits in each shard; a verification has its four events in one shard.
    shop.verifies(&app, NUMBER).await;
    wait_until("the drop", async || {
        logs::seen().contains("the oldest were dropped")
    })
    .await;
    let state = &app.instances[0].state;
    let client = state.clients.current().get("shop").unwrap().clone();
    let records = &state.verifier.records;
    let waiting = async || replay::state(records, &client).await.unwrap().waiting;
    wait_until("the limit", async || waiting().await == 1).await;
}

#[tokio::test]
async fn no_event_in_the_store_can_be_read() {
    let mut app = TestApp::with(NO_RETRY).await;
    let (shop, receiver) = shop_on(&app, "phone_number = true").await;
    receiver.reacts(Reaction::Answer(503, Vec::new()));
    shop.verifies(&app, NUMBER).await;
    wait_until("a try", async || !receiver.received().is_empty()).await;
    let redis = app.redis();
    let keys = redis.cli("keys *");
    let dump: String = keys
        .lines()
        .map(|key| redis.cli(&format!("hgetall {key}")) + &redis.cli(&format!("get {key}")))
        .collect();
    for secret in [NUMBER, &NUMBER[1..], "verification.approved", "shop"] {
        assert!(!dump.contains(secret) && !keys.contains(secret), "{secret}");
    }
    assert!(!dump.contains(OTHER));
}
