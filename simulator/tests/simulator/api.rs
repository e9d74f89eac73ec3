//! Paths, credentials, refusals, records and limits.

use std::time::{Duration, Instant};

use plivo_simulator::Options;
use serde_json::{Value, json};

use super::test_simulator::{TestSimulator, fast, until};

const POWERPACK: &str = "86bbb125-97bb-4d72-89fd-81d5c515b015";

fn message(changes: Value) -> Value {
    let mut body = json!({ "src": "14155550199", "dst": "14155550120", "text": "hi" });
    body.as_object_mut()
        .unwrap()
        .extend(changes.as_object().unwrap().clone());
    body
}

#[tokio::test]
async fn an_account_path_needs_the_credentials_of_that_account() {
    let simulator = TestSimulator::new().await;
    let (status, account) = simulator.get(&simulator.path("")).await;
    assert_eq!(
        (status, account["auth_id"].as_str()),
        (200, Some("MARINGCODEDEVELOPER0"))
    );

    let strangers = format!("{}/v1/Account/MAXXXXXXXXXXXXXXXXXX/", simulator.api);
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let wrong = http
        .get(simulator.path(""))
        .basic_auth("MARINGCODEDEVELOPER0", Some("x"));
    for request in [
        simulator.request("GET", &strangers),
        http.get(simulator.path("")),
        wrong,
    ] {
        let answer = request.send().await.unwrap();
        assert_eq!(answer.status(), 401);
        assert!(answer.text().await.unwrap().starts_with("Could not verify"));
    }
}

#[tokio::test]
async fn an_unknown_path_or_id_answers_404_with_an_error() {
    let simulator = TestSimulator::new().await;
    for rest in [
        "Message/nope/",
        "Call/nope/",
        "Verify/Session/nope/",
        "Nothing/",
        "Message",
    ] {
        let (status, body) = simulator.get(&simulator.path(rest)).await;
        assert_eq!(
            (status, &body["error"]),
            (404, &json!("not found")),
            "{rest}"
        );
        assert_eq!(body["api_id"].as_str().map(str::len), Some(36), "{rest}");
    }
    for rest in ["Call/nope/", "Request/nope/"] {
        let gone = simulator
            .request("DELETE", &simulator.path(rest))
            .send()
            .await
            .unwrap();
        assert_eq!(gone.status(), 404);
    }
}

#[tokio::test]
async fn a_message_is_queued_with_clean_numbers_and_a_segment_count() {
    let simulator = TestSimulator::new().await;
    let body =
        message(json!({ "dst": "+1 (415) 555-0100<+14155550101<12", "text": "ç".repeat(71) }));
    let (status, answer) = simulator.post("Message/", body).await;
    assert_eq!(
        (status, &answer["message"]),
        (202, &json!("message(s) queued"))
    );
    assert_eq!(answer["message_uuid"].as_array().unwrap().len(), 2);
    assert_eq!(answer["invalid_number"], json!(["12"]));

    let uuid = answer["message_uuid"][0].as_str().unwrap();
    let (status, record) = simulator
        .get(&simulator.path(&format!("Message/{uuid}/")))
        .await;
    assert_eq!((status, &record["to_number"]), (200, &json!("14155550100")));
    assert_eq!(
        (&record["units"], &record["total_amount"]),
        (&json!(2), &json!("0.01100"))
    );

    let (_, list) = simulator.get(&simulator.path("Message/?limit=1")).await;
    assert_eq!(list["meta"]["total_count"], 2);
    assert_eq!(list["objects"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn an_unlogged_message_hides_its_number() {
    let simulator = TestSimulator::new().await;
    let (_, answer) = simulator
        .post("Message/", message(json!({ "log": "false" })))
        .await;
    let uuid = answer["message_uuid"][0].as_str().unwrap();
    let (_, record) = simulator
        .get(&simulator.path(&format!("Message/{uuid}/")))
        .await;
    assert_eq!(record["to_number"], "1415555XXXX");
}

#[tokio::test]
async fn messages_that_plivo_refuses_are_refused() {
    let simulator = TestSimulator::new().await;
    let cases = [
        (json!({ "src": null }), "src or powerpack_uuid"),
        (json!({ "powerpack_uuid": POWERPACK }), "mutually exclusive"),
        (
            json!({ "src": null, "powerpack_uuid": "mine" }),
            "powerpack_uuid is not a valid UUID",
        ),
        (
            json!({ "dlt_entity_id": "1", "dlt_template_id": "2" }),
            "dlt_template_category parameter not present",
        ),
        (
            json!({ "dlt_template_category": "transactional", "dlt_template_id": "2" }),
            "dlt_entity_id parameter not present",
        ),
        (
            json!({ "dlt_entity_id": "E1", "dlt_template_id": "2", "dlt_template_category": "transactional" }),
            "dlt_entity_id must be digits",
        ),
        (
            json!({ "dlt_entity_id": "1", "dlt_template_id": "2", "dlt_template_category": "otp" }),
            "dlt_template_category must be one of",
        ),
        (json!({ "dst": null }), "dst parameter not present"),
        (json!({ "text": "" }), "text parameter not present"),
        (
            json!({ "dst": "1111111" }),
            "'1111111' is not a valid phone number.",
        ),
        (json!({ "dst": "+1-415-555-0199" }), "identical to src"),
        (
            json!({ "src": "ACME" }),
            "This caller ID is not allowed for outbound message",
        ),
        (json!({ "text": "a".repeat(1601) }), "maximum length"),
        (json!({ "text": "я".repeat(738) }), "maximum length"),
        (json!({ "type": "fax" }), "type must be"),
        (json!({ "url": "ftp://app" }), "not a valid http"),
        (
            json!({ "url": "http://app", "method": "PUT" }),
            "GET or POST",
        ),
    ];
    for (changes, sentence) in cases {
        let (status, body) = simulator.post("Message/", message(changes)).await;
        let error = body["error"].as_str().unwrap_or("").to_owned();
        assert!(
            status == 400 && error.contains(sentence),
            "{status} {error}, not {sentence}"
        );
    }
    let request = simulator
        .request("POST", &simulator.path("Message/"))
        .body("dst=1");
    assert_eq!(request.send().await.unwrap().status(), 400);
}

#[tokio::test]
async fn a_powerpack_picks_the_sender() {
    let simulator = TestSimulator::new().await;
    let url = format!("{}/receipt", simulator.app);
    let body = message(json!({ "src": null, "powerpack_uuid": POWERPACK, "url": url }));
    let (status, answer) = simulator.post("Message/", body).await;
    assert_eq!(status, 202, "{answer}");
    let uuid = answer["message_uuid"][0].as_str().unwrap();
    let path = simulator.path(&format!("Message/{uuid}/"));
    assert_eq!(simulator.get(&path).await.1["powerpack_id"], POWERPACK);
    let receipts = simulator.heard("/receipt", 3).await;
    assert_eq!(receipts[2].get("PowerpackUUID"), POWERPACK);
    let shown = &simulator.inbox("14155550120").await["texts"][0];
    assert_eq!(
        (&shown["from"], &shown["powerpack"]),
        (&json!("+14155550199"), &json!(POWERPACK))
    );
}

#[tokio::test]
async fn letters_reach_no_phone_where_carriers_refuse_them() {
    let simulator = TestSimulator::new().await;
    let url = format!("{}/receipt", simulator.app);
    for (index, (src, dst, last)) in [
        ("ACME", "447700900123", "delivered"),
        ("ACME", "5511961234567", "undelivered"),
        ("ACMEIN", "919876543210", "delivered"),
    ]
    .into_iter()
    .enumerate()
    {
        let body = message(json!({ "src": src, "dst": dst, "url": url }));
        assert_eq!(simulator.post("Message/", body).await.0, 202);
        let receipts = simulator.heard("/receipt", (index + 1) * 3).await;
        let final_receipt = receipts.iter().rfind(|one| one.get("To") == dst);
        assert_eq!(final_receipt.unwrap().get("Status"), last, "{src} to {dst}");
        let texts = simulator.inbox(dst).await["texts"].clone();
        assert_eq!(
            texts.as_array().unwrap().len(),
            usize::from(last == "delivered")
        );
    }
}

#[tokio::test]
async fn a_text_to_india_keeps_its_entry_in_the_register() {
    let simulator = TestSimulator::new().await;
    let body = message(json!({
        "src": "ACMEIN",
        "dst": "919876543210",
        "dlt_entity_id": "1201159178492032504",
        "dlt_template_id": "1007493130372339254",
        "dlt_template_category": "service_implicit",
    }));
    let (status, answer) = simulator.post("Message/", body).await;
    assert_eq!(status, 202, "{answer}");
    let uuid = answer["message_uuid"][0].as_str().unwrap();
    let path = simulator.path(&format!("Message/{uuid}/"));
    let (_, record) = simulator.get(&path).await;
    assert_eq!(record["dlt_entity_id"], "1201159178492032504");
    assert_eq!(record["dlt_template_id"], "1007493130372339254");
    assert_eq!(record["dlt_template_category"], "service_implicit");
    let shown = until(async || {
        simulator.inbox("919876543210").await["texts"]
            .get(0)
            .cloned()
    })
    .await;
    assert_eq!(shown["dlt_template"], "1007493130372339254");
}

#[tokio::test]
async fn calls_that_plivo_refuses_are_refused() {
    let simulator = TestSimulator::new().await;
    for from in ["ACME", "12345"] {
        let body = json!({ "from": from, "to": "14155550160", "answer_url": "http://a/" });
        let (status, answer) = simulator.post("Call/", body).await;
        assert_eq!(status, 400);
        assert_eq!(
            answer["error"],
            format!("'{from}' is not a valid caller id.")
        );
    }
    for missing in ["from", "to", "answer_url"] {
        let mut body =
            json!({ "from": "14155550100", "to": "14155550160", "answer_url": "http://a/" });
        body.as_object_mut().unwrap().remove(missing);
        let (status, answer) = simulator.post("Call/", body).await;
        assert_eq!(status, 400);
        assert_eq!(answer["error"], format!("{missing} parameter not present"));
    }
}

#[tokio::test]
async fn special_numbers_make_the_api_fail() {
    let simulator = TestSimulator::new().await;
    let cases = [
        (80, 400),
        (81, 401),
        (82, 402),
        (83, 403),
        (84, 429),
        (85, 500),
        (86, 503),
        (87, 500),
    ];
    for (line, expected) in cases {
        let to = format!("141555501{line}");
        let (status, _) = simulator
            .post("Message/", message(json!({ "dst": to })))
            .await;
        assert_eq!(status, expected, "text to {line}");
        let call = json!({ "from": "14155550100", "to": to, "answer_url": "http://127.0.0.1:1/" });
        assert_eq!(
            simulator.post("Call/", call).await.0,
            expected,
            "call to {line}"
        );
        let body = json!({ "recipient": to });
        assert_eq!(
            simulator.post("Verify/Session/", body).await.0,
            expected,
            "verify {line}"
        );
        assert_eq!(
            simulator.inbox(&to).await,
            json!({ "texts": [], "calls": [] })
        );
    }
    let body = message(json!({ "dst": "14155550184" }));
    let refused = simulator
        .request("POST", &simulator.path("Message/"))
        .json(&body)
        .send()
        .await
        .unwrap();
    assert_eq!(refused.headers()["retry-after"], "5");
    let body = message(json!({ "dst": "14155550187" }));
    let refused = simulator
        .request("POST", &simulator.path("Message/"))
        .json(&body)
        .send()
        .await
        .unwrap();
    assert_eq!(refused.text().await.unwrap(), "upstream connect error");
}

#[tokio::test]
async fn special_numbers_lose_the_answer_but_send_the_text() {
    let unanswered_hold = Duration::from_millis(300);
    let simulator = TestSimulator::with(Options {
        unanswered_hold,
        ..fast()
    })
    .await;
    for (to, least) in [
        ("14155550188", unanswered_hold),
        ("14155550189", Duration::ZERO),
    ] {
        let began = Instant::now();
        let body = message(json!({ "dst": to }));
        let sent = simulator
            .request("POST", &simulator.path("Message/"))
            .json(&body)
            .send()
            .await;
        assert!(sent.is_err() && began.elapsed() >= least);
        until(async || (simulator.inbox(to).await["texts"].as_array()?.len() == 1).then_some(()))
            .await;
    }
}

#[tokio::test]
async fn more_than_300_requests_in_5_seconds_answer_429() {
    let simulator = TestSimulator::new().await;
    for _ in 0..300 {
        assert_eq!(simulator.get(&simulator.path("")).await.0, 200);
    }
    assert_eq!(simulator.get(&simulator.path("")).await.0, 429);
}
