//! Room `simulator`: PHLO, Plivo's flows, as its two-factor template behaves:
//! text or call `to` with `otp`. A flow that failed still answers 2xx. Source:
//! plivo.com/docs/phlo/api/phlo/run-a-phlo; plivo-node issue 250.

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use serde_json::json;

use super::fields::Fields;
use super::magic::{self, Trouble};
use super::message::Message;
use super::number::Number;
use super::order::Order;
use super::reply::{self, ApiError};
use super::trouble::{self, Kind};
use super::verify::spoken_code;
use super::{Simulator, clock::Moment, random};

pub(super) fn routes() -> Router<Simulator> {
    // Python ends these paths with a slash, Node does not.
    Router::new()
        .route("/v1/account/{auth_id}/phlo/{phlo_id}", post(run))
        .route("/v1/account/{auth_id}/phlo/{phlo_id}/", post(run))
        .route("/v1/phlo/{phlo_id}", get(show))
        .route("/v1/phlo/{phlo_id}/", get(show))
}

async fn show(Path(phlo_id): Path<String>) -> Result<Response, ApiError> {
    check_id(&phlo_id)?;
    let flow = json!({
        "phlo_id": phlo_id,
        "name": "Two-Factor Authentication",
        "created_on": Moment::now().stamp(),
    });
    Ok(reply::ok(StatusCode::OK, flow))
}

async fn run(
    State(simulator): State<Simulator>,
    Path((_, phlo_id)): Path<(String, String)>,
    body: Bytes,
) -> Result<Response, ApiError> {
    check_id(&phlo_id)?;
    let fields = Fields::parse(&body)?;
    let to = fields.text("to").unwrap_or_default();
    let to = Number::parse(&to).map_err(|_| to);
    let digits = to.as_ref().map_or("", Number::as_str).to_owned();
    if let Some(refusal) = trouble::refusal(&digits, Kind::Message) {
        return Ok(refusal);
    }
    let run_id = random::uuid();
    let message = match to {
        Ok(to) if magic::at(to.as_str()).trouble != Some(Trouble::PhloStopped) => {
            start(&simulator, &fields, &to, &run_id)
        }
        _ => stopped(&fields, &run_id),
    };
    let answer = json!({
        "api_id": run_id,
        "phlo_run_id": run_id,
        "phlo_id": phlo_id,
        "message": message,
    });
    let answer = reply::ok(StatusCode::CREATED, answer);
    Ok(trouble::spoil(&simulator, &digits, answer).await)
}

/// Flows are named by UUIDs; any will do.
fn check_id(phlo_id: &str) -> Result<(), ApiError> {
    let dashes = |(at, letter): (usize, char)| match at {
        8 | 13 | 18 | 23 => letter == '-',
        _ => letter.is_ascii_hexdigit(),
    };
    let uuid = phlo_id.len() == 36 && phlo_id.chars().enumerate().all(dashes);
    uuid.then_some(()).ok_or_else(ApiError::not_found)
}

fn wants_call(fields: &Fields) -> bool {
    fields.text("mode").as_deref() == Some("call")
}

/// Sends or calls; returns the sentence that hides the UUID in a Python repr.
fn start(simulator: &Simulator, fields: &Fields, to: &Number, run_id: &str) -> String {
    let from = fields.text("from").unwrap_or_default().replace('+', "");
    let code = fields.text("otp").unwrap_or_default();
    let (node, done, name, uuid) = if wants_call(fields) {
        let order = Order::reading(&from, to.as_str(), spoken_code(&code));
        let uuid = format!("'{}'", simulator.call(order));
        ("Initiate Call", "call fired", "request_uuid", uuid)
    } else {
        let text = format!("Your verification code is {code}");
        let uuid = simulator.send(Message::new(&from, to, &text));
        (
            "Send SMS",
            "message(s) queued",
            "message_uuid",
            format!("['{uuid}']"),
        )
    };
    format!(
        "b'{node}' - b'{node}_1' with phlo_run_uuid: {run_id} executed with response: \
         {{'api_id': '{}',\n 'message': '{done}',\n '{name}': {uuid}}}",
        random::uuid()
    )
}

fn stopped(fields: &Fields, run_id: &str) -> String {
    let node = if wants_call(fields) {
        "Initiate Call"
    } else {
        "Send SMS"
    };
    format!(
        "stopped. next node uuid not found for b'{node}' - b'{node}_1' with output state: \
         failed - phlo_run_id {run_id}"
    )
}
