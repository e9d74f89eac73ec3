//! Receivers that fail, redirect, are gone, or are where nobody may be told.

use ringcode::metrics::TextFormat;
use ringcode_test_support::{Reaction, TestApp, logs, wait_until};

use crate::host::{PATIENT, SETUP, shop_on};
use crate::{NUMBER, OTHER};

const APPROVED: &str = "events = [\"verification.approved\"]";

#[tokio::test]
async fn what_failed_is_tried_again_under_the_same_id() {
    for app in TestApp::on_each_store(PATIENT).await {
        let (shop, receiver) = shop_on(&app, APPROVED).await;
        receiver.reacts(Reaction::Answer(500, Vec::new()));
        shop.verifies(&app, NUMBER).await;
        wait_until("a try", async || !receiver.received().is_empty()).await;
        receiver.reacts(Reaction::Accept);
        let accepted = receiver.hears("verification.approved").await;
        for tried in receiver.received() {
            assert_eq!((&tried.id, &tried.body), (&accepted.id, &accepted.body));
        }
    }
}

/// Three tries: the first and one after each wait.
#[tokio::test]
async fn what_fails_for_good_is_given_up_and_the_operator_is_told() {
    logs::capture("info");
    for (reaction, name) in [
        (Reaction::Answer(500, Vec::new()), "broken"),
        (Reaction::Answer(404, Vec::new()), "unknown"),
        (
            Reaction::Answer(302, vec![("location", "/other".to_owned())]),
            "a redirect is a failure",
        ),
    ] {
        let app = TestApp::with(SETUP).await;
        let (shop, receiver) = shop_on(&app, APPROVED).await;
        receiver.reacts(reaction);
        shop.verifies(&app, NUMBER).await;
        wait_until(name, async || logs::seen().contains("given up")).await;
        assert_eq!(receiver.received().len(), 3, "{name}");
        let told = app.instances[0]
            .state
            .metrics()
            .encode(TextFormat::Prometheus);
        let told = told.unwrap();
        for (result, count) in [("failed", 3), ("given_up", 1)] {
            let line =
                format!("ringcode_webhooks_total{{client=\"shop\",result=\"{result}\"}} {count}");
            assert!(told.contains(&line), "{line}: {told}");
        }
        let log = logs::captured();
        assert!(log.contains("alert: a webhook event was given up"), "{log}");
    }
}

#[tokio::test]
async fn a_receiver_says_when_it_is_tried_again() {
    let app = TestApp::with(SETUP).await;
    let (shop, receiver) = shop_on(&app, APPROVED).await;
    let later = vec![("retry-after", "3600".to_owned())];
    receiver.reacts(Reaction::Answer(429, later));
    shop.verifies(&app, NUMBER).await;
    wait_until("a try", async || !receiver.received().is_empty()).await;
    receiver.reacts(Reaction::Accept);
    // Other events do not wait for this one.
    shop.verifies(&app, OTHER).await;
    receiver.hears("verification.approved").await;
    assert_eq!(receiver.received().len(), 2);
}

#[tokio::test]
async fn whoever_answers_410_is_told_nothing_more_until_enabled() {
    for app in TestApp::on_each_store(SETUP).await {
        let (shop, receiver) = shop_on(&app, APPROVED).await;
        receiver.reacts(Reaction::Answer(410, Vec::new()));
        shop.verifies(&app, NUMBER).await;
        wait_until("a try", async || !receiver.received().is_empty()).await;
        let state = &app.instances[0].state;
        let client = state.clients.current().get("shop").unwrap().clone();
        let records = &state.verifier.records;
        let state = async || {
            ringcode::webhooks::replay::state(records, &client)
                .await
                .unwrap()
        };
        wait_until("the end", async || state().await.disabled_since.is_some()).await;
        receiver.reacts(Reaction::Accept);
        shop.verifies(&app, OTHER).await;
        wait_until("both to be put aside", async || state().await.past == 2).await;
        assert_eq!(receiver.received().len(), 1);

        ringcode::webhooks::replay::enable(records, &client)
            .await
            .unwrap();
        let all = ringcode::domain::Timestamp::EPOCH;
        let replayed = ringcode::webhooks::replay::replay(records, &client, all).await;
        assert_eq!(replayed.unwrap(), 2);
        wait_until("both", async || receiver.accepted().len() == 2).await;
    }
}
