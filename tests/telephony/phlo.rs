//! PHLO runs: their parameters, and the 201 of a stopped PHLO.

use ringcode::telephony::plivo::{PlivoClient, Timeouts};
use ringcode::telephony::{ProviderRefusal, SendOutcome};
use serde_json::json;

use crate::hostile_server::{HostileServer, answer};
use crate::{AUTH_ID, Channel, ID, accepted, phlo_account, send};

#[tokio::test]
async fn a_phlo_runs_for_texts_and_calls() {
    let message = format!(
        "b'Send SMS' - b'Send SMS_1' with phlo_run_uuid: R executed with response: {{'api_id': 'x',\n 'message': 'message(s) queued',\n 'message_uuid': ['{ID}']}}"
    );
    let body = json!({ "api_id": "run-1", "phlo_id": "p", "message": message });
    let server = HostileServer::start(vec![answer(201, "", &body.to_string())]).await;
    let plivo = PlivoClient::new(phlo_account(&server.url), Timeouts::default()).unwrap();

    for (way, mode) in [(Channel::Text, "sms"), (Channel::Call, "call")] {
        assert_eq!(send(&plivo, way).await, accepted(ID));
        let requests = server.requests();
        let request = requests.last().unwrap();
        let path = format!("/v1/account/{AUTH_ID}/phlo/b6dcdc6d-b7a2-4a93-8d9d-7f2f5e4dc30e");
        assert_eq!(request.line(), format!("POST {path} HTTP/1.1"));
        let expected = json!({
            "from": "14155550100", "to": "14155550123", "otp": "001234", "mode": mode, "language": "en",
        });
        assert_eq!(request.json(), expected);
    }
}

#[tokio::test]
async fn a_stopped_phlo_has_sent_nothing() {
    let stopped = "stopped. next node uuid not found for b'Initiate Call' - b'Forward Call' with output state: failed - phlo_run_id R";
    let failed = "b'Send SMS' ended with output state: failed";
    let lost =
        "stopped. next node uuid not found for b'Start' with output state: http - phlo_run_id R";
    for message in [stopped, lost, failed] {
        let body = json!({ "api_id": "run-1", "message": message }).to_string();
        let server = HostileServer::start(vec![answer(201, "", &body)]).await;
        let plivo = PlivoClient::new(phlo_account(&server.url), Timeouts::default()).unwrap();
        assert_eq!(
            send(&plivo, Channel::Text).await,
            SendOutcome::Refused(ProviderRefusal::Rejected)
        );
        assert_eq!(server.requests().len(), 1);
    }
}

#[tokio::test]
async fn a_phlo_run_without_a_message_id_is_identified_by_its_run_id() {
    let body = json!({ "api_id": "run-1", "message": "executed" }).to_string();
    let server = HostileServer::start(vec![answer(201, "", &body)]).await;
    let plivo = PlivoClient::new(phlo_account(&server.url), Timeouts::default()).unwrap();
    assert_eq!(send(&plivo, Channel::Call).await, accepted("run-1"));
}
