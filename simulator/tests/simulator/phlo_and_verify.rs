//! The two other ways to send a code.

use plivo_simulator::Options;
use serde_json::{Value, json};

use super::test_simulator::{TestSimulator, until};

const PHLO: &str = "6c5f1f6e-1111-4111-8111-111111111111";

async fn run(simulator: &TestSimulator, to: &str, mode: &str, slash: &str) -> (u16, Value) {
    let path = format!(
        "v1/account/{}/phlo/{PHLO}{slash}",
        Options::default().auth_id
    );
    let body = json!({ "from": "14155550100", "to": to, "otp": 123_456, "mode": mode });
    let request = simulator
        .request("POST", &format!("{}/{path}", simulator.api))
        .json(&body);
    let answer = request.send().await.unwrap();
    (
        answer.status().as_u16(),
        answer.json().await.unwrap_or(Value::Null),
    )
}

async fn first_text(simulator: &TestSimulator, to: &str) -> String {
    until(async || {
        Some(
            simulator.inbox(to).await["texts"][0]["text"]
                .as_str()?
                .to_owned(),
        )
    })
    .await
}

#[tokio::test]
async fn a_phlo_texts_with_or_without_a_slash() {
    let simulator = TestSimulator::new().await;
    for (slash, to) in [("", "14155550100"), ("/", "14155550101")] {
        let (_, flow) = simulator
            .get(&format!("{}/v1/phlo/{PHLO}{slash}", simulator.api))
            .await;
        assert_eq!(flow["phlo_id"], PHLO);
        let (status, answer) = run(&simulator, to, "sms", slash).await;
        assert_eq!((status, &answer["phlo_run_id"]), (201, &answer["api_id"]));
        let message = answer["message"].as_str().unwrap();
        let (_, rest) = message.split_once("'message_uuid': ['").unwrap();
        let (status, _) = simulator
            .get(&simulator.path(&format!("Message/{}/", &rest[..36])))
            .await;
        assert_eq!(status, 200);
        assert_eq!(
            first_text(&simulator, to).await,
            "Your verification code is 123456"
        );
    }
}

#[tokio::test]
async fn a_phlo_calls_and_speaks() {
    let simulator = TestSimulator::new().await;
    assert_eq!(run(&simulator, "14155550165", "call", "").await.0, 201);
    let call = simulator.call_at("14155550165", "ended").await;
    assert_eq!(
        call["transcript"][0]["text"],
        "Your verification code is 1, 2, 3, 4, 5, 6."
    );
}

#[tokio::test]
async fn a_stopped_phlo_still_answers_201() {
    let simulator = TestSimulator::new().await;
    for to in ["14155550190", "12"] {
        let (status, answer) = run(&simulator, to, "call", "").await;
        let message = answer["message"].as_str().unwrap();
        assert!(
            status == 201 && message.starts_with("stopped. ") && message.contains("state: failed")
        );
    }
    assert_eq!(run(&simulator, "14155550185", "sms", "").await.0, 500);
    assert_eq!(
        simulator
            .get(&format!("{}/v1/phlo/unknown", simulator.api))
            .await
            .0,
        404
    );
}

#[tokio::test]
async fn verify_texts_a_code_and_checks_it_once() {
    let simulator = TestSimulator::new().await;
    let url = format!("{}/verify", simulator.app);
    let body = json!({ "recipient": "+14155550100", "url": url });
    let (status, session) = simulator.post("Verify/Session/", body).await;
    assert_eq!(
        (status, &session["message"]),
        (202, &json!("Session initiated"))
    );
    let path = format!(
        "Verify/Session/{}/",
        session["session_uuid"].as_str().unwrap()
    );
    let text = first_text(&simulator, "14155550100").await;
    let code = &text[text.len() - 6..];
    assert_eq!(
        simulator.post(&path, json!({ "otp": "wrong" })).await.0,
        400
    );
    assert_eq!(simulator.post(&path, json!({ "otp": code })).await.0, 200);
    assert_eq!(simulator.post(&path, json!({ "otp": code })).await.0, 400);
    assert_eq!(
        simulator.get(&simulator.path(&path)).await.1["status"],
        "verified"
    );
    let seen = simulator.heard("/verify", 3).await;
    assert_eq!(
        (seen[2].get("ChannelStatus"), seen[2].get("Recipient")),
        ("delivered", "14155550100")
    );
    assert!(seen.iter().all(|one| one.is_signed("V2")));
    let (_, list) = simulator.get(&simulator.path("Verify/Session/")).await;
    assert_eq!(list["sessions"].as_array().unwrap().len(), 1);
}
