//! Calls: every outcome, and documents obeyed element by element.

use serde_json::{Value, json};

use super::test_simulator::TestSimulator;

const HELLO: &str = "<Response><Speak>Hello.</Speak></Response>";
const MENU: &str = r#"<?xml version="1.0" encoding="UTF-8"?><Response>
    <GetInput action="APP/pressed" inputType="dtmf" numDigits="1" executionTimeout="5">
    <Speak voice="Polly.Amy">Press 1.</Speak></GetInput><Speak>Goodbye.</Speak></Response>"#;
const CODE: &str = r#"<Response><Speak voice="Polly.Amy">Code <say-as
    interpret-as="spell-out">123456</say-as>.</Speak><Hangup/><Speak>never</Speak></Response>"#;

/// The words of a call that Plivo said.
fn said(call: &Value) -> Vec<&str> {
    let lines = call["transcript"].as_array().unwrap().iter();
    let plivo = lines.filter(|line| line["who"] == "plivo");
    plivo.filter_map(|line| line["text"].as_str()).collect()
}

/// Calls 555-01NN and returns the code, cause and status it ended with.
async fn ending(simulator: &TestSimulator, line: u8, extra: Value) -> (String, String, String) {
    simulator.call(&format!("141555501{line}"), extra).await;
    let hangup = simulator.heard("/hangup", 1).await.remove(0);
    assert!(
        hangup.is_signed("V3") && hangup.get("Event") == "Hangup",
        "{hangup:?}"
    );
    let [code, cause, status] =
        ["HangupCauseCode", "HangupCause", "CallStatus"].map(|key| hangup.get(key).to_owned());
    (code, cause, status)
}

#[tokio::test]
async fn an_unanswered_call_reports_its_cause() {
    for (line, code, cause, status, rings) in [
        (60, "3010", "USER_BUSY", "busy", 0),
        (61, "3000", "NO_ANSWER", "no-answer", 1),
        (62, "3020", "CALL_REJECTED", "busy", 1),
        (63, "2000", "UNALLOCATED_NUMBER", "failed", 0),
    ] {
        let simulator = TestSimulator::new().await;
        let ended = ending(&simulator, line, json!({ "ring_timeout": 20 })).await;
        assert_eq!(
            ended,
            (code.to_owned(), cause.to_owned(), status.to_owned())
        );
        assert_eq!(simulator.seen("/ring").len(), rings);
        assert!(simulator.seen("/answer").is_empty());
        assert_eq!(simulator.seen("/hangup")[0].get("AnswerTime"), "");
    }
}

#[tokio::test]
async fn pressing_one_requests_the_action_url() {
    let simulator = TestSimulator::new().await;
    simulator.answers("/answer", &[(200, &MENU.replace("APP", &simulator.app))]);
    simulator.answers("/pressed", &[(200, CODE)]);
    let (code, ..) = ending(&simulator, 65, json!({})).await;
    assert_eq!(code, "4000");
    let answer = &simulator.seen("/answer")[0];
    assert!(answer.is_signed("V3") && !answer.is_signed("V2"));
    assert_eq!(
        (answer.get("Event"), answer.get("CallStatus")),
        ("StartApp", "in-progress")
    );
    let pressed = &simulator.seen("/pressed")[0];
    assert_eq!(
        (pressed.get("Digits"), pressed.get("InputType")),
        ("1", "dtmf")
    );
    assert!(pressed.is_signed("V3"));
    let call = simulator.call_at("14155550165", "ended").await;
    assert_eq!(said(&call), ["Press 1.", "Code 1 2 3 4 5 6."]);
    let uuid = call["uuid"].as_str().unwrap();
    let (status, record) = simulator
        .get(&simulator.path(&format!("Call/{uuid}/")))
        .await;
    assert_eq!((status, &record["call_state"]), (200, &json!("ANSWER")));
    assert_eq!(record["hangup_cause_code"], 4000);
}

#[tokio::test]
async fn pressing_nothing_runs_the_rest_of_the_document() {
    let simulator = TestSimulator::new().await;
    simulator.answers("/answer", &[(200, &MENU.replace("APP", &simulator.app))]);
    let (code, ..) = ending(&simulator, 66, json!({})).await;
    assert_eq!(code, "4010");
    let call = simulator.call_at("14155550166", "ended").await;
    assert_eq!(said(&call), ["Press 1.", "Goodbye."]);
    assert!(simulator.seen("/pressed").is_empty());
}

#[tokio::test]
async fn a_call_ends_when_the_person_hangs_up() {
    let simulator = TestSimulator::new().await;
    simulator.answers(
        "/answer",
        &[(
            200,
            "<Response><Speak loop=\"0\">On and on.</Speak></Response>",
        )],
    );
    assert_eq!(ending(&simulator, 67, json!({})).await.0, "4000");
    assert_eq!(simulator.seen("/hangup")[0].get("HangupSource"), "Callee");
}

#[tokio::test]
async fn voicemail_hears_the_whole_document_unless_it_is_detected() {
    let plain = TestSimulator::new().await;
    plain.answers("/answer", &[(200, HELLO)]);
    assert_eq!(ending(&plain, 64, json!({})).await.0, "4010");

    let careful = TestSimulator::new().await;
    careful.answers("/answer", &[(200, HELLO)]);
    ending(&careful, 64, json!({ "machine_detection": "hangup" })).await;
    assert!(careful.seen("/answer").is_empty());
    assert_eq!(careful.seen("/hangup")[0].get("Machine"), "true");

    let curious = TestSimulator::new().await;
    ending(&curious, 64, json!({ "machine_detection": "true" })).await;
    assert_eq!(curious.seen("/answer")[0].get("Machine"), "true");

    let apart = TestSimulator::new().await;
    apart.answers(
        "/answer",
        &[(200, "<Response><Wait length=\"60\"/></Response>")],
    );
    let url = format!("{}/machine", apart.app);
    ending(
        &apart,
        64,
        json!({ "machine_detection": "hangup", "machine_detection_url": url }),
    )
    .await;
    let result = &apart.seen("/machine")[0];
    assert_eq!(
        (result.get("Event"), result.get("Machine")),
        ("MachineDetection", "true")
    );
    assert_eq!(apart.seen("/answer").len(), 1);
}

#[tokio::test]
async fn a_broken_document_ends_the_call_with_its_cause() {
    let redirect = "<Response><Redirect>APP/next</Redirect></Response>";
    let input = r#"<Response><GetDigits action="APP/next"><Speak>?</Speak></GetDigits></Response>"#;
    let relative = "<Response><Redirect>/next</Redirect></Response>";
    for (answer, next, code) in [
        ((404, ""), (200, HELLO), "7011"),
        ((200, "hello"), (200, HELLO), "8011"),
        ((200, ""), (200, HELLO), "8011"),
        ((200, "<Response><Dance/></Response>"), (200, HELLO), "8011"),
        ((200, "<Response/>"), (200, HELLO), "4010"),
        ((200, redirect), (200, HELLO), "4010"),
        ((200, redirect), (500, ""), "7014"),
        ((200, redirect), (200, "x"), "8014"),
        ((200, relative), (200, HELLO), "7024"),
        ((200, input), (403, ""), "7012"),
        ((200, input), (200, "x"), "8012"),
    ] {
        let simulator = TestSimulator::new().await;
        simulator.answers(
            "/answer",
            &[(answer.0, &answer.1.replace("APP", &simulator.app))],
        );
        simulator.answers("/next", &[next]);
        assert_eq!(
            ending(&simulator, 65, json!({})).await.0,
            code,
            "{answer:?} {next:?}"
        );
    }
}

#[tokio::test]
async fn a_failing_answer_url_is_tried_twice_and_then_the_fallback() {
    let simulator = TestSimulator::new().await;
    let dead = json!({ "answer_url": "http://127.0.0.1:1/answer" });
    assert_eq!(ending(&simulator, 65, dead).await.0, "7011");

    let simulator = TestSimulator::new().await;
    simulator.answers("/answer", &[(500, "")]);
    simulator.answers("/fallback", &[(200, HELLO)]);
    let urls = json!({
        "answer_url": format!("{}/answer#rc=2&rp=5xx", simulator.app),
        "fallback_url": format!("{}/fallback", simulator.app),
    });
    assert_eq!(ending(&simulator, 65, urls).await.0, "4010");
    assert_eq!(simulator.seen("/answer").len(), 3);
}

#[tokio::test]
async fn extreme_numbers_in_a_call_request_end_it_normally() {
    let most = u64::MAX;
    for (fragment, document) in [
        (
            format!("#ct={most}&rt={most}&tt={most}&rc={most}"),
            HELLO.to_owned(),
        ),
        (format!("#ct={most}&rt=1"), HELLO.to_owned()),
        (String::new(), speak("1e19s")),
        (String::new(), speak("1e400s")),
        (String::new(), speak("-1s")),
        (String::new(), speak("NaNs")),
        (String::new(), speak("infms")),
    ] {
        let simulator = TestSimulator::new().await;
        simulator.answers("/answer", &[(200, &document)]);
        let url = format!("{}/answer{fragment}", simulator.app);
        let asked = json!({ "answer_url": url, "time_limit": 10, "ring_timeout": u32::MAX });
        let (code, ..) = ending(&simulator, 66, asked).await;
        assert!(
            ["4010", "4000", "8011"].contains(&&*code),
            "{fragment} {document}: {code}"
        );
    }
}

/// A document that is silent for so long.
fn speak(time: &str) -> String {
    format!("<Response><Speak>a<break time=\"{time}\"/></Speak></Response>")
}

#[tokio::test]
async fn a_time_limit_or_an_api_request_ends_a_call() {
    let simulator = TestSimulator::new().await;
    simulator.answers(
        "/answer",
        &[(200, "<Response><Wait length=\"9000\"/></Response>")],
    );
    assert_eq!(
        ending(&simulator, 66, json!({ "time_limit": 10 })).await.0,
        "4000"
    );

    let uuid = simulator.call("14155550166", json!({})).await;
    simulator.call_at("14155550166", "in-progress").await;
    let path = simulator.path(&format!("Call/{uuid}/"));
    let (status, live) = simulator.get(&format!("{path}?status=live")).await;
    assert_eq!((status, &live["call_status"]), (200, &json!("in-progress")));
    assert_eq!(
        simulator
            .request("DELETE", &path)
            .send()
            .await
            .unwrap()
            .status(),
        204
    );
    let hangup = simulator.heard("/hangup", 2).await.remove(1);
    assert_eq!(hangup.get("HangupSource"), "API Request");

    let uuid = simulator.call("14155550100", json!({})).await;
    let request = simulator.path(&format!("Request/{uuid}/"));
    assert_eq!(
        simulator
            .request("DELETE", &request)
            .send()
            .await
            .unwrap()
            .status(),
        204
    );
    let hangup = simulator.heard("/hangup", 3).await.remove(2);
    assert_eq!(hangup.get("HangupCause"), "ORIGINATOR_CANCEL");
}

#[tokio::test]
async fn the_answer_url_receives_the_hangup_if_no_hangup_url_is_set() {
    let simulator = TestSimulator::new().await;
    simulator
        .call("14155550160", json!({ "hangup_url": null }))
        .await;
    assert_eq!(
        simulator.heard("/answer", 1).await[0].get("Event"),
        "Hangup"
    );
}
