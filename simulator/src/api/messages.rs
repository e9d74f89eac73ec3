//! The messaging API: sending, reading back, listing. Source: Plivo's "Send a message" and "The
//! message object" pages.

use std::collections::HashMap;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use serde_json::json;

use super::api_fault::{self, ApiProduct};
use crate::engine::send_message;
use crate::requests::{DialedNumber, MessageRequest, RequestBody};
use crate::response::{self, ApiError};
use crate::simulator::Simulator;

/// Routes below `Message/`.
pub(super) fn routes() -> Router<Simulator> {
    Router::new()
        .route("/v1/Account/{auth_id}/Message/", get(list).post(create))
        .route("/v1/Account/{auth_id}/Message/{uuid}/", get(show))
}

async fn create(State(simulator): State<Simulator>, body: Bytes) -> Result<Response, ApiError> {
    let request = MessageRequest::parse(&RequestBody::parse(&body)?)?;
    let first = request.to.first().map_or("", DialedNumber::as_str);
    if let Some(refusal) = api_fault::refusal(first, ApiProduct::Messages) {
        return Ok(refusal);
    }
    let uuids: Vec<String> = request
        .messages()
        .map(|message| send_message(&simulator, message))
        .collect();
    let mut answer = json!({ "message": "message(s) queued", "message_uuid": uuids });
    if !request.invalid.is_empty() {
        answer["invalid_number"] = json!(request.invalid);
    }
    let accepted = response::object(StatusCode::ACCEPTED, answer);
    Ok(api_fault::respond(&simulator, first, accepted).await)
}

async fn show(
    State(simulator): State<Simulator>,
    Path((_, uuid)): Path<(String, String)>,
) -> Result<Response, ApiError> {
    let state = simulator.state();
    let message = state.messages.get(&uuid).ok_or_else(ApiError::not_found)?;
    let message = message.to_json(&simulator.options().auth_id);
    Ok(response::object(StatusCode::OK, message))
}

async fn list(
    State(simulator): State<Simulator>,
    Query(query): Query<HashMap<String, String>>,
) -> Response {
    let wanted = query.get("message_state");
    let state = simulator.state();
    let messages = state
        .messages
        .newest_first()
        .filter(|message| wanted.is_none_or(|wanted| wanted == message.status.word()))
        .map(|message| message.to_json(&simulator.options().auth_id))
        .collect();
    response::page("objects", messages, &query)
}
