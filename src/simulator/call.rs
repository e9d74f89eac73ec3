//! Room `simulator`: calls: making, reading back, hanging up. Source: Plivo's
//! "Make a call" page.

use std::collections::HashMap;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{delete, get};
use serde_json::{Value, json};
use tokio::sync::mpsc::unbounded_channel;

use super::clock::Moment;
use super::line::Line;
use super::order::{self, Order};
use super::record::{Call, Control, Stage, control};
use super::reply::{self, ApiError};
use super::trouble::{self, Kind};
use super::{Simulator, random};

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
    let orders = order::read(&body)?;
    let first = orders
        .first()
        .map(|order| order.to.clone())
        .unwrap_or_default();
    if let Some(refusal) = trouble::refusal(&first, Kind::Call) {
        return Ok(refusal);
    }
    let several = orders.len() > 1;
    let mut uuids: Vec<Value> = Vec::new();
    for order in orders {
        uuids.push(simulator.call(order).into());
    }
    let answer = if several {
        json!({ "message": "calls fired", "request_uuid": uuids })
    } else {
        json!({ "message": "call fired", "request_uuid": uuids.pop() })
    };
    let answer = reply::ok(StatusCode::CREATED, answer);
    Ok(trouble::spoil(&simulator, &first, answer).await)
}

async fn show(
    State(simulator): State<Simulator>,
    Path((_, uuid)): Path<(String, String)>,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Response, ApiError> {
    let state = simulator.state();
    let call = state.calls.get(&uuid).ok_or_else(ApiError::not_found)?;
    let record = match (query.get("status").map(String::as_str), &call.stage) {
        (Some("live"), Stage::InProgress) | (Some("queued"), Stage::Ringing) => call.live(),
        // A record is written when the call is over.
        (None, Stage::Ended(ending)) => call.record(&simulator, ending),
        _ => return Err(ApiError::not_found()),
    };
    Ok(reply::ok(StatusCode::OK, record))
}

async fn list(
    State(simulator): State<Simulator>,
    Query(query): Query<HashMap<String, String>>,
) -> Response {
    let state = simulator.state();
    if query.get("status").is_some_and(|status| status == "live") {
        let live = state
            .calls
            .newest()
            .filter(|call| call.stage == Stage::InProgress);
        let live: Vec<&str> = live.map(|call| call.uuid.as_str()).collect();
        return reply::ok(StatusCode::OK, json!({ "calls": live }));
    }
    let ended = state.calls.newest().filter_map(|call| match &call.stage {
        Stage::Ended(ending) => Some(call.record(&simulator, ending)),
        _ => None,
    });
    reply::page("objects", ended.collect(), &query)
}

async fn hang_up(
    State(simulator): State<Simulator>,
    Path((_, uuid)): Path<(String, String)>,
) -> Result<StatusCode, ApiError> {
    end_by_api(&simulator, &uuid, Control::Kill)
}

async fn cancel(
    State(simulator): State<Simulator>,
    Path((_, uuid)): Path<(String, String)>,
) -> Result<StatusCode, ApiError> {
    end_by_api(&simulator, &uuid, Control::Cancel)
}

fn end_by_api(simulator: &Simulator, uuid: &str, how: Control) -> Result<StatusCode, ApiError> {
    let found = control(&simulator.state(), uuid, how);
    found
        .then_some(StatusCode::NO_CONTENT)
        .ok_or_else(ApiError::not_found)
}

impl Simulator {
    /// Starts a call; returns its UUID.
    pub(super) fn call(&self, order: Order) -> String {
        let (uuid, (control, controlled)) = (random::uuid(), unbounded_channel());
        let call = Call {
            uuid: uuid.clone(),
            from: order.from.clone(),
            to: order.to.clone(),
            caller_name: order.caller_name.clone(),
            stage: Stage::Ringing,
            transcript: Vec::new(),
            created: Moment::now(),
            answered: None,
            ended: None,
            control,
        };
        self.change(|state| state.calls.add(call));
        let line = Line::new(self.clone(), uuid.clone(), order, controlled);
        tokio::spawn(line.run());
        uuid
    }
}
