//! The handset: its page, its stream, and a person who answers and presses.

use std::time::Duration;

use serde_json::json;

use super::test_simulator::{TestSimulator, until};

const PIN: &str = r##"<Response><GetInput action="APP/pin" numDigits="9" finishOnKey="#"
    executionTimeout="60"><Speak loop="500">Your PIN, then hash.</Speak></GetInput></Response>"##;

#[tokio::test]
async fn the_handset_page_loads_nothing_from_elsewhere() {
    let simulator = TestSimulator::new().await;
    for (path, kind) in [
        ("/handset", "text/html; charset=utf-8"),
        ("/handset/handset.css", "text/css; charset=utf-8"),
        ("/handset/handset.js", "text/javascript; charset=utf-8"),
    ] {
        let page = simulator
            .request("GET", &format!("{}{path}", simulator.api))
            .send()
            .await
            .unwrap();
        assert_eq!(page.headers()["content-type"], kind);
        assert!(
            page.headers()["content-security-policy"]
                .to_str()
                .unwrap()
                .starts_with("default-src 'none'")
        );
        let body = page.text().await.unwrap();
        assert!(
            !body.contains("http://") && !body.contains("https://") && !body.contains(" onclick")
        );
    }
    let (_, numbers) = simulator
        .get(&format!("{}/handset/numbers", simulator.api))
        .await;
    assert_eq!(
        numbers[0],
        json!({ "number": "+14155550120", "words": "text delivered" })
    );
}

#[tokio::test]
async fn the_event_stream_starts_with_existing_messages_and_continues() {
    let simulator = TestSimulator::new().await;
    simulator.text("14155550100").await;
    simulator.heard("/receipt", 3).await;
    let events = format!("{}/handset/events", simulator.api);
    let mut events = simulator.request("GET", &events).send().await.unwrap();
    let first = events.chunk().await.unwrap().unwrap();
    assert!(String::from_utf8_lossy(&first).contains("Code 123456"));
    simulator.call("+442079460000", json!({})).await;
    let follow = async {
        while let Some(chunk) = events.chunk().await.unwrap() {
            if String::from_utf8_lossy(&chunk).contains("+442079460000") {
                return;
            }
        }
        panic!("the stream ended");
    };
    tokio::time::timeout(Duration::from_secs(60), follow)
        .await
        .unwrap();
}

#[tokio::test]
async fn a_call_can_be_answered_keyed_during_the_prompt_and_hung_up() {
    let simulator = TestSimulator::new().await;
    simulator.answers("/answer", &[(200, &PIN.replace("APP", &simulator.app))]);
    simulator.answers(
        "/pin",
        &[(200, "<Response><Wait length=\"3000\"/></Response>")],
    );
    let uuid = simulator.call("14155550100", json!({})).await;
    simulator.call_at("14155550100", "ringing").await;
    assert_eq!(simulator.handset(&uuid, "press?key=1").await, 409);
    assert_eq!(simulator.handset(&uuid, "answer").await, 204);
    simulator.heard("/answer", 1).await;
    until(async || {
        let call = simulator.inbox("14155550100").await["calls"][0].clone();
        (call["transcript"][0]["text"] == "Your PIN, then hash.").then_some(())
    })
    .await;
    assert_eq!(simulator.handset(&uuid, "press?key=12%23").await, 204);
    assert_eq!(simulator.heard("/pin", 1).await[0].get("Digits"), "12");
    assert_eq!(simulator.handset(&uuid, "press?key=x").await, 400);
    assert_eq!(simulator.handset(&uuid, "hangup").await, 204);
    let hangup = simulator.heard("/hangup", 1).await.remove(0);
    assert_eq!(
        (hangup.get("HangupSource"), hangup.get("CallStatus")),
        ("Callee", "completed")
    );
    assert_eq!(simulator.handset(&uuid, "hangup").await, 409);
    assert_eq!(simulator.handset("nobody", "answer").await, 404);
}

#[tokio::test]
async fn a_call_can_be_declined_or_left_to_ring() {
    let simulator = TestSimulator::new().await;
    let uuid = simulator.call("14155550100", json!({})).await;
    simulator.call_at("14155550100", "ringing").await;
    assert_eq!(simulator.handset(&uuid, "decline").await, 204);
    assert_eq!(
        simulator.heard("/hangup", 1).await[0].get("HangupCause"),
        "CALL_REJECTED"
    );
    simulator
        .call("14155550100", json!({ "ring_timeout": 5 }))
        .await;
    assert_eq!(
        simulator.heard("/hangup", 2).await[1].get("CallStatus"),
        "no-answer"
    );
}
