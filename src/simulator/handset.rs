//! Room `simulator`: the handset page's routes. Development only: whoever
//! opens it reads every code. The page is always drawn from one snapshot, sent
//! anew whenever anything changes, so a reload or a reconnect loses nothing.

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

use super::message::Message;
use super::record::{self, Call, Control, Stage};
use super::{Simulator, magic};

const PAGE: &str = include_str!("handset.html");
const STYLE: &str = include_str!("handset.css");
const SCRIPT: &str = include_str!("handset.js");

/// Nothing but its own files; it cannot be framed and submits no form.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
    connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; \
    frame-ancestors 'none'";

/// Texts and calls in a snapshot; the whole state can be large.
const SHOWN: usize = 60;

pub(super) fn routes() -> Router<Simulator> {
    Router::new()
        .route(
            "/handset",
            get(async || asset("text/html; charset=utf-8", PAGE)),
        )
        .route(
            "/handset/handset.css",
            get(async || asset("text/css; charset=utf-8", STYLE)),
        )
        .route(
            "/handset/handset.js",
            get(async || asset("text/javascript; charset=utf-8", SCRIPT)),
        )
        .route("/handset/events", get(events))
        .route("/handset/inbox", get(inbox))
        .route("/handset/numbers", get(async || Json(numbers())))
        .route("/handset/calls/{uuid}/{action}", post(act))
}

fn asset(kind: &'static str, body: &'static str) -> Response {
    let headers: [(HeaderName, &str); 5] = [
        (header::CONTENT_TYPE, kind),
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
    ];
    (headers, body).into_response()
}

/// A snapshot at once, and another after every change.
async fn events(
    State(simulator): State<Simulator>,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let mut changes = simulator.world.changes.subscribe();
    changes.mark_changed();
    let snapshots = stream::unfold((simulator, changes), async |(simulator, mut changes)| {
        changes.changed().await.ok()?;
        let event = Event::default().data(simulator.snapshot(None).to_string());
        Some((Ok(event), (simulator, changes)))
    });
    Sse::new(snapshots).keep_alive(KeepAlive::default())
}

/// `?to=+1415…`: the texts that reached a phone and its calls, newest first.
async fn inbox(
    State(simulator): State<Simulator>,
    Query(query): Query<HashMap<String, String>>,
) -> Json<Value> {
    // An unescaped plus arrives as a space; only the digits matter.
    let digits = |to: &String| to.chars().filter(char::is_ascii_digit).collect();
    let to: Option<String> = query.get("to").map(digits);
    Json(simulator.snapshot(to.as_deref()))
}

/// What the person at the handset does: 204, or 404 and 409 when there is no
/// such call or it is too late (or too early) for it.
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
    let (needs, controls) = match action.as_str() {
        "answer" => (Stage::Ringing, vec![Control::Answer]),
        "decline" => (Stage::Ringing, vec![Control::Decline]),
        "hangup" => (Stage::InProgress, vec![Control::HangUp]),
        "press" if is_dialled(keys) => (
            Stage::InProgress,
            keys.chars().map(Control::Press).collect(),
        ),
        "press" => return StatusCode::BAD_REQUEST,
        _ => return StatusCode::NOT_FOUND,
    };
    let done = call.stage == needs
        && controls
            .into_iter()
            .all(|one| record::control(&state, &uuid, one));
    if done {
        StatusCode::NO_CONTENT
    } else {
        StatusCode::CONFLICT
    }
}

fn is_dialled(keys: &str) -> bool {
    let dialled = |key: char| key.is_ascii_digit() || key == '*' || key == '#';
    !keys.is_empty() && keys.len() <= 32 && keys.chars().all(dialled)
}

fn numbers() -> Value {
    let row = |magic: &magic::Magic| json!({ "number": magic.example(), "words": magic.words });
    magic::NUMBERS.iter().map(row).collect()
}

impl Simulator {
    /// What the handset shows: of one number, or of all.
    fn snapshot(&self, to: Option<&str>) -> Value {
        let state = self.state();
        let texts = state.messages.newest();
        let texts = texts.filter(|text| to.is_none_or(|to| text.to == to));
        let texts: Vec<Value> = texts.filter_map(text_view).take(SHOWN).collect();
        let calls = state.calls.newest();
        let calls = calls.filter(|call| to.is_none_or(|to| call.to == to));
        let calls: Vec<Value> = calls.map(call_view).take(SHOWN).collect();
        json!({ "texts": texts, "calls": calls })
    }
}

/// A text, once it has arrived.
fn text_view(message: &Message) -> Option<Value> {
    let arrived = message.arrived?;
    Some(json!({
        "uuid": message.uuid,
        "from": international(&message.from),
        "to": international(&message.to),
        "text": message.text,
        "type": message.kind,
        "at": arrived.millis(),
    }))
}

fn call_view(call: &Call) -> Value {
    let ending = match &call.stage {
        Stage::Ended(ending) => Some(ending),
        _ => None,
    };
    json!({
        "uuid": call.uuid,
        "from": international(&call.from),
        "caller_name": call.caller_name,
        "to": international(&call.to),
        "rings_here": magic::at(&call.to).call == magic::Calling::Handset,
        "stage": match call.stage {
            Stage::Ringing => "ringing",
            Stage::InProgress => "in-progress",
            Stage::Ended(_) => "ended",
        },
        "status": call.status(),
        "ending": ending.map(|ending| format!("{} ({})", ending.name, ending.code)),
        "transcript": call.transcript,
        "at": call.created.millis(),
    })
}

/// With a plus, unless it is a name or a SIP address.
fn international(party: &str) -> String {
    let digits = !party.is_empty() && party.bytes().all(|byte| byte.is_ascii_digit());
    if digits {
        format!("+{party}")
    } else {
        party.to_owned()
    }
}
