//! Room `simulator`: messages: sending, reading back, listing. Source: Plivo's
//! "Send a message" and "The message object" pages.

use std::collections::HashMap;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use serde_json::{Value, json};

use super::clock::Moment;
use super::draft::Draft;
use super::fields::Fields;
use super::number::Number;
use super::receipt::Status;
use super::reply::{self, ApiError};
use super::trouble::{self, Kind};
use super::webhook::Webhook;
use super::{Simulator, random, segments, state};

/// One message to one destination.
#[derive(Clone)]
pub(super) struct Message {
    pub(super) uuid: String,
    pub(super) from: String,
    pub(super) to: String,
    pub(super) text: String,
    /// `sms`, `mms` or `whatsapp`.
    pub(super) kind: String,
    pub(super) units: usize,
    pub(super) callback: Option<Webhook>,
    pub(super) purpose: Purpose,
    /// Whether Plivo's log hides the number (`log` is `false` or
    /// `content_only`).
    pub(super) masked: bool,
    pub(super) status: Status,
    /// The highest receipt number so far.
    pub(super) sequence: u8,
    pub(super) created: Moment,
    pub(super) updated: Moment,
    /// When the phone showed it.
    pub(super) arrived: Option<Moment>,
}

/// Whose callback a state change makes.
#[derive(Clone)]
pub(super) enum Purpose {
    Text,
    /// An attempt of this Verify session.
    Verify(String),
}

pub(super) fn routes() -> Router<Simulator> {
    Router::new()
        .route("/v1/Account/{auth_id}/Message/", get(list).post(create))
        .route("/v1/Account/{auth_id}/Message/{uuid}/", get(show))
}

async fn create(State(simulator): State<Simulator>, body: Bytes) -> Result<Response, ApiError> {
    let draft = Draft::read(&Fields::parse(&body)?)?;
    let first = draft.to.first().map_or("", Number::as_str).to_owned();
    if let Some(refusal) = trouble::refusal(&first, Kind::Message) {
        return Ok(refusal);
    }
    let accepted: Vec<String> = draft
        .messages()
        .map(|message| simulator.send(message))
        .collect();
    let mut answer = json!({ "message": "message(s) queued", "message_uuid": accepted });
    if !draft.invalid.is_empty() {
        answer["invalid_number"] = json!(draft.invalid);
    }
    let answer = reply::ok(StatusCode::ACCEPTED, answer);
    Ok(trouble::spoil(&simulator, &first, answer).await)
}

async fn show(
    State(simulator): State<Simulator>,
    Path((_, uuid)): Path<(String, String)>,
) -> Result<Response, ApiError> {
    let state = simulator.state();
    let message = state.messages.get(&uuid).ok_or_else(ApiError::not_found)?;
    Ok(reply::ok(StatusCode::OK, message.record(&simulator)))
}

async fn list(
    State(simulator): State<Simulator>,
    Query(query): Query<HashMap<String, String>>,
) -> Response {
    let state = simulator.state();
    let wanted = query.get("message_state");
    let all = state
        .messages
        .newest()
        .filter(|message| wanted.is_none_or(|wanted| wanted == message.status.word()));
    let all = all.map(|message| message.record(&simulator)).collect();
    reply::page("objects", all, &query)
}

impl Simulator {
    /// Accepts a message and starts its life; returns its UUID.
    pub(super) fn send(&self, message: Message) -> String {
        let uuid = message.uuid.clone();
        self.change(|state| state.messages.add(message.clone()));
        // Only now: a life of a few milliseconds could else be over before it is known.
        self.start_receipts(&message);
        uuid
    }
}

impl Message {
    /// A fresh message that is not yet on its way.
    pub(super) fn new(from: &str, to: &Number, text: &str) -> Self {
        let now = Moment::now();
        Self {
            uuid: random::uuid(),
            from: from.to_owned(),
            to: to.as_str().to_owned(),
            text: text.to_owned(),
            kind: "sms".to_owned(),
            units: segments::count(text).units.max(1),
            callback: None,
            purpose: Purpose::Text,
            masked: false,
            status: Status::Queued,
            sequence: 0,
            created: now,
            updated: now,
            arrived: None,
        }
    }

    /// What it costs, in dollars.
    pub(super) fn amount(&self) -> String {
        format!(
            "{:.5}",
            0.0055 * f64::from(u32::try_from(self.units).unwrap_or(u32::MAX))
        )
    }

    fn record(&self, simulator: &Simulator) -> Value {
        let auth_id = &simulator.options().auth_id;
        let shown = self.to.get(..self.to.len().saturating_sub(4)).unwrap_or("");
        let to = if self.masked {
            format!("{shown}XXXX")
        } else {
            self.to.clone()
        };
        json!({
            "carrier_fees": "0.00000",
            "carrier_fees_rate": "0.00000",
            "conversation_expiration_timestamp": null,
            "conversation_id": "",
            "conversation_origin": "",
            "destination_country_iso2": "US",
            "destination_network": "",
            "dlt_entity_id": "",
            "dlt_template_category": "",
            "dlt_template_id": "",
            "error_code": self.status.error_code().map(|code| code.to_string()),
            "error_message": null,
            "from_number": self.from,
            "is_domestic": true,
            "message_direction": "outbound",
            "message_sent_time": self.created.stamp(),
            "message_state": self.status.word(),
            "message_time": self.created.stamp(),
            "message_type": self.kind,
            "message_updated_time": self.updated.stamp(),
            "message_uuid": self.uuid,
            "powerpack_id": null,
            "requester_ip": "127.0.0.1",
            "resource_uri": format!("/v1/Account/{auth_id}/Message/{}/", self.uuid),
            "to_number": to,
            "total_amount": self.amount(),
            "total_rate": "0.00550",
            "units": self.units,
        })
    }
}

impl state::Named for Message {
    fn uuid(&self) -> &str {
        &self.uuid
    }
}
