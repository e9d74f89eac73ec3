//! The voice API: calling, reading back, listing, hanging up. Source: Plivo's "Make a call" page.

use std::collections::HashMap;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{delete, get};
use serde_json::{Value, json};

use super::api_fault::{self, ApiProduct};
use crate::engine::start_call;
use crate::records::{CallSignal, CallState};
use crate::requests::{CallRequest, RequestBody};
use crate::response::{self, ApiError};
use crate::simulator::Simulator;

/// Routes below `Call/` and `Request/`.
pub(super) fn routes() -> Router<Simulator> {
    Router::new()
        .route("/v1/Account/{auth_id}/Call/", get(list).post(create))
        .route(
            "/v1/Account/{auth_id}/Call/{uuid}/",
            get(show).delete(hang_up),
        )
        .route("/v1/Account/{auth_id}/Request/{uuid}/", delete(cancel))
}

async fn create(State(simulator): State<Simulator>, body: Bytes) -> Result<Response, ApiError> {
    let requests = CallRequest::parse_all(&RequestBody::parse(&body)?)?;
    let first = requests.first().map(|request| request.to.clone());
    let first = first.unwrap_or_default();
    if let Some(refusal) = api_fault::refusal(&first, ApiProduct::Calls) {
        return Ok(refusal);
    }
    let several = requests.len() > 1;
    let start = |request| Value::from(start_call(&simulator, request));
    let mut uuids: Vec<Value> = requests.into_iter().map(start).collect();
    let answer = if several {
        json!({ "message": "calls fired", "request_uuid": uuids })
    } else {
        json!({ "message": "call fired", "request_uuid": uuids.pop() })
    };
    let created = response::object(StatusCode::CREATED, answer);
    Ok(api_fault::respond(&simulator, &first, created).await)
}

async fn show(
    State(simulator): State<Simulator>,
    Path((_, uuid)): Path<(String, String)>,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Response, ApiError> {
    let state = simulator.state();
    let call = state.calls.get(&uuid).ok_or_else(ApiError::not_found)?;
    let call = match (query.get("status").map(String::as_str), &call.state) {
        (Some("live"), CallState::InProgress) | (Some("queued"), CallState::Ringing) => {
            call.to_live_json()
        }
        // Plivo writes the record of a call when it has ended.
        (None, CallState::Ended(hangup)) => {
            call.to_ended_json(&simulator.options().auth_id, hangup)
        }
        _ => return Err(ApiError::not_found()),
    };
    Ok(response::object(StatusCode::OK, call))
}

async fn list(
    State(simulator): State<Simulator>,
    Query(query): Query<HashMap<String, String>>,
) -> Response {
    let state = simulator.state();
    let calls = state.calls.newest_first();
    if query.get("status").is_some_and(|status| status == "live") {
        let live = calls.filter(|call| call.state == CallState::InProgress);
        let live: Vec<&str> = live.map(|call| call.uuid.as_str()).collect();
        return response::object(StatusCode::OK, json!({ "calls": live }));
    }
    let ended = calls.filter_map(|call| match &call.state {
        CallState::Ended(hangup) => Some(call.to_ended_json(&simulator.options().auth_id, hangup)),
        CallState::Ringing | CallState::InProgress => None,
    });
    response::page("objects", ended.collect(), &query)
}

async fn hang_up(
    State(simulator): State<Simulator>,
    Path((_, uuid)): Path<(String, String)>,
) -> Result<StatusCode, ApiError> {
    end_call(&simulator, &uuid, CallSignal::HangUpByApi)
}

async fn cancel(
    State(simulator): State<Simulator>,
    Path((_, uuid)): Path<(String, String)>,
) -> Result<StatusCode, ApiError> {
    end_call(&simulator, &uuid, CallSignal::CancelByApi)
}

fn end_call(simulator: &Simulator, uuid: &str, signal: CallSignal) -> Result<StatusCode, ApiError> {
    if simulator.signal_call(uuid, signal) {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(ApiError::not_found())
    }
}
