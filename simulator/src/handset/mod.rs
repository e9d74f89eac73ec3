//! The handset: a phone in the browser at `/handset`, which shows every text and rings for every
//! call. For development only, as everybody who opens it reads every code.
//!
//! The page is drawn from one snapshot, which is sent anew at every change: a reload or a
//! reconnect loses nothing.

mod snapshot;

use std::collections::HashMap;
use std::convert::Infallible;

use axum::extract::{Path, Query, State};
use axum::http::{HeaderName, StatusCode, header};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use futures_util::{Stream, stream};
use serde_json::{Value, json};

use crate::magic_number::{MagicNumber, NUMBERS};
use crate::records::{CallSignal, CallState};
use crate::simulator::Simulator;
use snapshot::snapshot;

const PAGE: &str = include_str!("handset.html");
const STYLE: &str = include_str!("handset.css");
const SCRIPT: &str = include_str!("handset.js");

/// Allows the page its own files only. It cannot be framed, and submits no form.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
    connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; \
    frame-ancestors 'none'";

/// Keys that one request may press.
const MAX_KEYS: usize = 32;

/// The page and everything that it requests.
pub(crate) fn router(simulator: &Simulator) -> Router {
    let page = async || asset("text/html; charset=utf-8", PAGE);
    let style = async || asset("text/css; charset=utf-8", STYLE);
    let script = async || asset("text/javascript; charset=utf-8", SCRIPT);
    Router::new()
        .route("/handset", get(page))
        .route("/handset/handset.css", get(style))
        .route("/handset/handset.js", get(script))
        .route("/handset/events", get(events))
        .route("/handset/inbox", get(inbox))
        .route("/handset/numbers", get(async || Json(numbers())))
        .route("/handset/calls/{uuid}/{action}", post(act))
        .with_state(simulator.clone())
}

fn asset(content_type: &'static str, body: &'static str) -> Response {
    let headers: [(HeaderName, &str); 5] = [
        (header::CONTENT_TYPE, content_type),
        (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY),
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
    ];
    (headers, body).into_response()
}

/// Streams a snapshot at once, and another after every change.
async fn events(
    State(simulator): State<Simulator>,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let mut changes = simulator.changes();
    changes.mark_changed();
    let snapshots = stream::unfold((simulator, changes), async |(simulator, mut changes)| {
        changes.changed().await.ok()?;
        let event = Event::default().data(snapshot(&simulator, None).to_string());
        Some((Ok(event), (simulator, changes)))
    });
    Sse::new(snapshots).keep_alive(KeepAlive::default())
}

/// The texts and calls of one number (`?to=+1415…`), or of all.
async fn inbox(
    State(simulator): State<Simulator>,
    Query(query): Query<HashMap<String, String>>,
) -> Json<Value> {
    // A plus that is not escaped arrives as a space: only the digits count.
    let digits = |to: &String| to.chars().filter(char::is_ascii_digit).collect();
    let to: Option<String> = query.get("to").map(digits);
    Json(snapshot(&simulator, to.as_deref()))
}

/// An action of the person at the handset: 204, or 404 if there is no such call, or 409 if the
/// call is at another stage.
async fn act(
    State(simulator): State<Simulator>,
    Path((uuid, action)): Path<(String, String)>,
    Query(query): Query<HashMap<String, String>>,
) -> StatusCode {
    let state = simulator.state();
    let Some(call) = state.calls.get(&uuid) else {
        return StatusCode::NOT_FOUND;
    };
    let keys = query.get("key").map_or("", String::as_str);
    let (stage, signals) = match action.as_str() {
        "answer" => (CallState::Ringing, vec![CallSignal::Answer]),
        "decline" => (CallState::Ringing, vec![CallSignal::Decline]),
        "hangup" => (CallState::InProgress, vec![CallSignal::HangUp]),
        "press" if are_keys(keys) => {
            let presses = keys.chars().map(CallSignal::Press);
            (CallState::InProgress, presses.collect())
        }
        "press" => return StatusCode::BAD_REQUEST,
        _ => return StatusCode::NOT_FOUND,
    };
    let mut signals = signals.into_iter();
    if call.state == stage && signals.all(|signal| call.signal(signal)) {
        StatusCode::NO_CONTENT
    } else {
        StatusCode::CONFLICT
    }
}

fn are_keys(keys: &str) -> bool {
    let is_key = |key: char| key.is_ascii_digit() || key == '*' || key == '#';
    !keys.is_empty() && keys.len() <= MAX_KEYS && keys.chars().all(is_key)
}

/// The magic numbers, for the page's table.
fn numbers() -> Value {
    let row =
        |number: &MagicNumber| json!({ "number": number.example(), "words": number.description });
    NUMBERS.iter().map(row).collect()
}
