//! The Verify API: sessions that text or speak a code of Plivo's own and check it. Fraud checks,
//! settings of an app and further attempts are not simulated. Source: Plivo's Verify session
//! pages; not documented is the response to a wrong code, here 400.

use std::collections::HashMap;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use serde_json::json;

use super::api_fault::{self, ApiProduct};
use crate::engine::{send_message, start_call};
use crate::records::{MessageOrigin, MessageRecord, VerifyCheckError, VerifySession};
use crate::requests::{CallRequest, DialedNumber, RequestBody, VerifyRequest};
use crate::response::{self, ApiError};
use crate::simulator::Simulator;

/// The sender of every Verify message and call.
const SENDER: &str = "PLVRFY";

/// Routes below `Verify/Session/`.
pub(super) fn routes() -> Router<Simulator> {
    Router::new()
        .route(
            "/v1/Account/{auth_id}/Verify/Session/",
            get(list).post(create),
        )
        .route(
            "/v1/Account/{auth_id}/Verify/Session/{uuid}/",
            get(show).post(check),
        )
}

async fn create(State(simulator): State<Simulator>, body: Bytes) -> Result<Response, ApiError> {
    let body = RequestBody::parse(&body)?;
    let recipient = DialedNumber::parse(&body.required("recipient")?)?;
    if let Some(refusal) = api_fault::refusal(recipient.as_str(), ApiProduct::Messages) {
        return Ok(refusal);
    }
    let uuid = start(&simulator, VerifyRequest::parse(&body, &recipient)?);
    let answer = json!({ "message": "Session initiated", "session_uuid": uuid });
    let accepted = response::object(StatusCode::ACCEPTED, answer);
    Ok(api_fault::respond(&simulator, recipient.as_str(), accepted).await)
}

/// Sends or calls; returns the session's UUID.
fn start(simulator: &Simulator, request: VerifyRequest) -> String {
    let VerifyRequest { session, callback } = request;
    let (uuid, to, code) = (
        session.uuid.clone(),
        session.recipient.clone(),
        session.code.clone(),
    );
    let speaks = session.channel == "voice";
    simulator.change(|state| state.sessions.push(session));
    if speaks {
        start_call(simulator, CallRequest::speaking_code(SENDER, &to, &code));
    } else {
        let text = format!("Your verification code is {code}");
        let mut message = MessageRecord::new(SENDER, &to, &text);
        message.callback = callback;
        message.origin = MessageOrigin::VerifySession(uuid.clone());
        send_message(simulator, message);
    }
    uuid
}

async fn check(
    State(simulator): State<Simulator>,
    Path((_, uuid)): Path<(String, String)>,
    body: Bytes,
) -> Result<Response, ApiError> {
    let code = RequestBody::parse(&body)?.required("otp")?;
    let mut state = simulator.state();
    let session = state.sessions.get_mut(&uuid);
    let session = session.ok_or_else(ApiError::not_found)?;
    let refuse = |error: VerifyCheckError| ApiError::invalid(error.to_string());
    session.check(&code).map_err(refuse)?;
    let answer = json!({ "message": "session validated successfully.", "session_uuid": uuid });
    Ok(response::object(StatusCode::OK, answer))
}

async fn show(
    State(simulator): State<Simulator>,
    Path((_, uuid)): Path<(String, String)>,
) -> Result<Response, ApiError> {
    let state = simulator.state();
    let session = state.sessions.get(&uuid).ok_or_else(ApiError::not_found)?;
    Ok(response::object(StatusCode::OK, session.to_json()))
}

async fn list(
    State(simulator): State<Simulator>,
    Query(query): Query<HashMap<String, String>>,
) -> Response {
    let state = simulator.state();
    let sessions = state.sessions.newest_first().map(VerifySession::to_json);
    response::page("sessions", sessions.collect(), &query)
}
