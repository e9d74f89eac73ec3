//! Receipts: their content, order, signatures and repetition.

use std::time::Duration;

use plivo_simulator::{CallbackSignatures, Options};
use serde_json::json;

use super::test_simulator::{TestSimulator, fast};
use test_heartbeat::Heartbeat;

/// The status and error code of each receipt of a text to 555-01NN.
async fn states(simulator: &TestSimulator, line: u8, count: usize) -> Vec<(String, String)> {
    simulator.text(&format!("+1415555 01{line:02}")).await;
    let seen = simulator.heard("/receipt", count).await;
    assert_eq!(seen.len(), count);
    seen.iter()
        .map(|one| {
            (
                one.get("Status").to_owned(),
                one.get("ErrorCode").to_owned(),
            )
        })
        .collect()
}

fn words(states: &[(String, String)]) -> Vec<&str> {
    states.iter().map(|(status, _)| status.as_str()).collect()
}

#[tokio::test]
async fn a_delivered_text_reports_every_state_signed_twice() {
    let simulator = TestSimulator::new().await;
    let uuid = simulator.text("+14155550120").await;
    let seen = simulator.heard("/receipt", 3).await;
    for (receipt, (status, sequence)) in
        seen.iter()
            .zip([("queued", "1"), ("sent", "2"), ("delivered", "3")])
    {
        assert_eq!(
            (receipt.get("Status"), receipt.get("Sequence")),
            (status, sequence)
        );
        assert_eq!(
            (receipt.get("MessageUUID"), receipt.get("To")),
            (&*uuid, "14155550120")
        );
        assert!(receipt.is_signed("V3") && receipt.is_signed("V2"));
    }
    let (_, record) = simulator
        .get(&simulator.path(&format!("Message/{uuid}/")))
        .await;
    assert_eq!(record["message_state"], "delivered");
    assert_eq!(
        simulator.inbox("%2B14155550120").await["texts"][0]["text"],
        "Code 123456"
    );
}

#[tokio::test]
async fn an_undelivered_text_reports_the_reason() {
    let undelivered = [
        (30, "20"),
        (31, "30"),
        (32, "50"),
        (33, "80"),
        (34, "100"),
        (35, "200"),
        (50, "50"),
    ];
    let failed = [
        (40, "300"),
        (41, "420"),
        (42, "450"),
        (43, "452"),
        (44, "900"),
    ];
    for (line, code) in undelivered {
        let simulator = TestSimulator::new().await;
        let states = states(&simulator, line, 3).await;
        assert_eq!(states[2], ("undelivered".to_owned(), code.to_owned()));
        assert_eq!(
            simulator.inbox(&format!("141555501{line}")).await["texts"],
            json!([])
        );
    }
    for (line, code) in failed {
        let simulator = TestSimulator::new().await;
        let states = states(&simulator, line, 2).await;
        assert_eq!(states[1], ("failed".to_owned(), code.to_owned()));
    }
}

#[tokio::test]
async fn a_carrier_may_report_nothing_or_twice_or_unknown_states() {
    let silent = TestSimulator::new().await;
    let states_of = states(&silent, 21, 2).await;
    assert_eq!(words(&states_of), ["queued", "sent"]);
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert_eq!(silent.seen("/receipt").len(), 2);

    let stutters = states(&TestSimulator::new().await, 22, 6).await;
    assert_eq!(
        words(&stutters)
            .iter()
            .filter(|word| **word == "delivered")
            .count(),
        2
    );

    let backwards = TestSimulator::new().await;
    let states_of = states(&backwards, 23, 3).await;
    assert_eq!(words(&states_of), ["delivered", "sent", "queued"]);
    let uuid = backwards.seen("/receipt")[0].get("MessageUUID").to_owned();
    let (_, record) = backwards
        .get(&backwards.path(&format!("Message/{uuid}/")))
        .await;
    assert_eq!(record["message_state"], "delivered");

    let late = TestSimulator::new().await;
    let heartbeat = Heartbeat::start();
    states(&late, 24, 3).await;
    let seen = late.seen("/receipt");
    let least = Duration::from_millis(400).saturating_sub(4 * heartbeat.lag());
    assert!(seen[2].at - seen[1].at >= least);
}

#[tokio::test]
async fn a_callback_by_get_puts_its_fields_in_the_signed_query() {
    let simulator = TestSimulator::new().await;
    let url = format!("{}/receipt?attempt=7#rt=1", simulator.app);
    let body = json!({ "src": "14155550100", "dst": "14155550120", "text": "hi", "url": url, "method": "GET" });
    assert_eq!(simulator.post("Message/", body).await.0, 202);
    let seen = simulator.heard("/receipt", 3).await;
    assert_eq!(
        (seen[0].method.as_str(), seen[0].get("attempt")),
        ("GET", "7")
    );
    assert_eq!(seen[0].get("Status"), "queued");
    assert!(seen[0].is_signed("V3") && seen[0].is_signed("V2"));
}

#[tokio::test]
async fn a_callback_that_is_not_2xx_is_tried_four_times() {
    let simulator = TestSimulator::with(Options {
        time_scale: 0.001,
        ..fast()
    })
    .await;
    let heartbeat = Heartbeat::start();
    simulator.answers("/receipt", &[(500, "")]);
    simulator.text("14155550121").await;
    let seen = simulator.heard("/receipt", 8).await;
    let queued: Vec<_> = seen
        .iter()
        .filter(|one| one.get("Status") == "queued")
        .collect();
    assert_eq!(queued.len(), 4);
    for (pair, wait) in queued.windows(2).zip([60, 120, 240]) {
        // A busy machine may hear the first of a pair late.
        let least = Duration::from_millis(wait).saturating_sub(4 * heartbeat.lag());
        assert!(pair[1].at - pair[0].at >= least, "before {wait}");
    }
    tokio::time::sleep(Duration::from_millis(600)).await;
    assert_eq!(simulator.seen("/receipt").len(), 8);
}

#[tokio::test]
async fn a_slow_callback_counts_as_failed() {
    let receipt_timeout = Duration::from_millis(100);
    let simulator = TestSimulator::with(Options {
        time_scale: 0.001,
        receipt_timeout,
        ..fast()
    })
    .await;
    let url = format!("{}/slow", simulator.app);
    let body = json!({ "src": "14155550199", "dst": "14155550144", "text": "hi", "url": url });
    assert_eq!(simulator.post("Message/", body).await.0, 202);
    // Two states, each tried at least twice.
    simulator.heard("/slow", 4).await;
}

#[tokio::test]
async fn an_answered_callback_is_not_repeated() {
    let simulator = TestSimulator::with(Options {
        time_scale: 0.001,
        ..fast()
    })
    .await;
    simulator.answers("/receipt", &[(503, ""), (200, "")]);
    simulator.text("14155550140").await;
    simulator.heard("/receipt", 3).await;
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(simulator.seen("/receipt").len(), 3);
}

#[tokio::test]
async fn either_signature_version_can_be_switched_off() {
    for (receipt_signatures, v2, v3) in [
        (CallbackSignatures::V2, true, false),
        (CallbackSignatures::V3, false, true),
    ] {
        let simulator = TestSimulator::with(Options {
            receipt_signatures,
            ..fast()
        })
        .await;
        simulator.text("14155550120").await;
        let seen = simulator.heard("/receipt", 1).await;
        assert_eq!((seen[0].is_signed("V2"), seen[0].is_signed("V3")), (v2, v3));
    }
}
