//! PHLO, Plivo's visual workflows, with the behaviour of its two-factor template: texts or calls
//! `to` with `otp`. A failed run is answered 2xx as well. Source:
//! plivo.com/docs/phlo/api/phlo/run-a-phlo; plivo-node issue 250.

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use serde_json::json;

use super::api_fault::{self, ApiProduct};
use crate::engine::{send_message, start_call};
use crate::magic_number::{self, ApiFault};
use crate::random;
use crate::records::MessageRecord;
use crate::requests::{CallRequest, DialedNumber, RequestBody};
use crate::response::{self, ApiError};
use crate::simulator::Simulator;
use crate::utc_time::UtcTime;

/// Routes below `phlo/`.
pub(super) fn routes() -> Router<Simulator> {
    // Python's SDK ends these paths with a slash, Node's does not.
    Router::new()
        .route("/v1/account/{auth_id}/phlo/{phlo_id}", post(run))
        .route("/v1/account/{auth_id}/phlo/{phlo_id}/", post(run))
        .route("/v1/phlo/{phlo_id}", get(show))
        .route("/v1/phlo/{phlo_id}/", get(show))
}

async fn show(Path(phlo_id): Path<String>) -> Result<Response, ApiError> {
    check_id(&phlo_id)?;
    let phlo = json!({
        "phlo_id": phlo_id,
        "name": "Two-Factor Authentication",
        "created_on": UtcTime::now().to_plivo_string(),
    });
    Ok(response::object(StatusCode::OK, phlo))
}

async fn run(
    State(simulator): State<Simulator>,
    Path((_, phlo_id)): Path<(String, String)>,
    body: Bytes,
) -> Result<Response, ApiError> {
    check_id(&phlo_id)?;
    let body = RequestBody::parse(&body)?;
    let to = DialedNumber::parse(&body.text("to").unwrap_or_default());
    let digits = to.as_ref().map_or("", DialedNumber::as_str).to_owned();
    if let Some(refusal) = api_fault::refusal(&digits, ApiProduct::Messages) {
        return Ok(refusal);
    }
    let run_id = random::uuid();
    let stops = magic_number::lookup(&digits).fault == Some(ApiFault::PhloStopped);
    let message = match to {
        Ok(to) if !stops => start(&simulator, &body, &to, &run_id),
        _ => stopped(&body, &run_id),
    };
    let answer = json!({
        "api_id": run_id,
        "phlo_run_id": run_id,
        "phlo_id": phlo_id,
        "message": message,
    });
    let created = response::object(StatusCode::CREATED, answer);
    Ok(api_fault::respond(&simulator, &digits, created).await)
}

/// Accepts every UUID as the ID of a PHLO.
fn check_id(phlo_id: &str) -> Result<(), ApiError> {
    match random::is_uuid(phlo_id) {
        true => Ok(()),
        false => Err(ApiError::not_found()),
    }
}

/// Sends or calls; returns Plivo's sentence about it, which holds the UUID in the notation of
/// Python.
fn start(simulator: &Simulator, body: &RequestBody, to: &DialedNumber, run_id: &str) -> String {
    let from = body.text("from").unwrap_or_default().replace('+', "");
    let code = body.text("otp").unwrap_or_default();
    let (done, key, uuid) = if wants_call(body) {
        let request = CallRequest::speaking_code(&from, to.as_str(), &code);
        let uuid = start_call(simulator, request);
        ("call fired", "request_uuid", format!("'{uuid}'"))
    } else {
        let text = format!("Your verification code is {code}");
        let uuid = send_message(simulator, MessageRecord::new(&from, to.as_str(), &text));
        ("message(s) queued", "message_uuid", format!("['{uuid}']"))
    };
    let (node, api_id) = (node(body), random::uuid());
    format!(
        "b'{node}' - b'{node}_1' with phlo_run_uuid: {run_id} executed with response: \
         {{'api_id': '{api_id}',\n 'message': '{done}',\n '{key}': {uuid}}}"
    )
}

/// Plivo's sentence about a run that failed.
fn stopped(body: &RequestBody, run_id: &str) -> String {
    let node = node(body);
    format!(
        "stopped. next node uuid not found for b'{node}' - b'{node}_1' with output state: \
         failed - phlo_run_id {run_id}"
    )
}

/// The name of the workflow's node that sends or calls.
fn node(body: &RequestBody) -> &'static str {
    if wants_call(body) {
        "Initiate Call"
    } else {
        "Send SMS"
    }
}

fn wants_call(body: &RequestBody) -> bool {
    body.text("mode").as_deref() == Some("call")
}
