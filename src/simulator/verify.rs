//! Room `simulator`: the Verify API, modestly: sessions that text or speak a
//! code of Plivo's own and check it. Not simulated: fraud checks, app
//! settings, more than one attempt. Source: Plivo's Verify session pages; the
//! answer to a wrong code is not documented (here: 400).

use std::collections::HashMap;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use serde_json::{Value, json};

use super::clock::Moment;
use super::fields::Fields;
use super::message::{Message, Purpose};
use super::number::Number;
use super::order::Order;
use super::receipt::Status;
use super::reply::{self, ApiError};
use super::trouble::{self, Kind};
use super::webhook::{Params, Webhook, owned};
use super::{Simulator, random, state};

/// Guesses a session allows, and the seconds a code lives.
const GUESSES: u8 = 10;
const LIFETIME: u64 = 600;

/// One verification.
pub(super) struct Session {
    uuid: String,
    attempt: String,
    recipient: String,
    channel: String,
    locale: String,
    code: String,
    guesses: u8,
    verified: bool,
    sent: Status,
    created: Moment,
}

pub(super) fn routes() -> Router<Simulator> {
    Router::new()
        .route(
            "/v1/Account/{auth_id}/Verify/Session/",
            get(list).post(create),
        )
        .route(
            "/v1/Account/{auth_id}/Verify/Session/{uuid}/",
            get(show).post(validate),
        )
}

/// A document that reads a code.
pub(super) fn spoken_code(code: &str) -> String {
    let letters = code.chars().filter(char::is_ascii_alphanumeric);
    let letters: Vec<String> = letters.map(String::from).collect();
    let letters = letters.join(", ");
    format!("<Response><Speak loop=\"2\">Your verification code is {letters}.</Speak></Response>")
}

/// The fields of a session's callback; `None` for a state it has no word for.
pub(super) fn callback(simulator: &Simulator, uuid: &str, status: Status) -> Option<Params> {
    let mut state = simulator.state();
    let session = state.sessions.get_mut(uuid)?;
    session.sent = status;
    let code = status.error_code().map(|code| code.to_string());
    Some(owned([
        ("AttemptSequence", "1"),
        ("AttemptUUID", &session.attempt),
        ("Channel", &session.channel),
        ("ChannelErrorCode", code.as_deref().unwrap_or("")),
        ("ChannelStatus", status.word()),
        ("Recipient", &session.recipient),
        ("RequestTime", &session.created.stamp()),
        ("SessionStatus", session.status()),
        ("SessionUUID", &session.uuid),
    ]))
}

async fn create(State(simulator): State<Simulator>, body: Bytes) -> Result<Response, ApiError> {
    let fields = Fields::parse(&body)?;
    let recipient = Number::parse(&fields.required("recipient")?).map_err(ApiError::invalid)?;
    if let Some(refusal) = trouble::refusal(recipient.as_str(), Kind::Message) {
        return Ok(refusal);
    }
    let method = fields.text("method");
    let hook = fields
        .text("url")
        .map(|url| Webhook::parse("url", &url, method.as_deref()));
    let session = Session::new(&fields, &recipient)?;
    let uuid = session.uuid.clone();
    session.start(&simulator, &recipient, hook.transpose()?);
    simulator.change(|state| state.sessions.add(session));
    let answer = json!({ "message": "Session initiated", "session_uuid": uuid });
    let answer = reply::ok(StatusCode::ACCEPTED, answer);
    Ok(trouble::spoil(&simulator, recipient.as_str(), answer).await)
}

async fn validate(
    State(simulator): State<Simulator>,
    Path((_, uuid)): Path<(String, String)>,
    body: Bytes,
) -> Result<Response, ApiError> {
    let guess = Fields::parse(&body)?.required("otp")?;
    let mut state = simulator.state();
    let session = state
        .sessions
        .get_mut(&uuid)
        .ok_or_else(ApiError::not_found)?;
    session.check(&guess)?;
    let answer = json!({ "message": "session validated successfully.", "session_uuid": uuid });
    Ok(reply::ok(StatusCode::OK, answer))
}

async fn show(
    State(simulator): State<Simulator>,
    Path((_, uuid)): Path<(String, String)>,
) -> Result<Response, ApiError> {
    let state = simulator.state();
    let session = state.sessions.get(&uuid).ok_or_else(ApiError::not_found)?;
    Ok(reply::ok(StatusCode::OK, session.record()))
}

async fn list(
    State(simulator): State<Simulator>,
    Query(query): Query<HashMap<String, String>>,
) -> Response {
    let state = simulator.state();
    let all = state.sessions.newest().map(Session::record).collect();
    reply::page("sessions", all, &query)
}

impl state::Named for Session {
    fn uuid(&self) -> &str {
        &self.uuid
    }
}

impl Session {
    fn new(fields: &Fields, recipient: &Number) -> Result<Self, ApiError> {
        let channel = fields.text("channel").unwrap_or_else(|| "sms".to_owned());
        let length = fields.whole("code_length", 6)?;
        if !["sms", "voice"].contains(&channel.as_str()) || !(4..=8).contains(&length) {
            let sentence = "channel must be sms or voice, code_length 4 to 8";
            return Err(ApiError::invalid(sentence));
        }
        let drawn = random::digits(usize::try_from(length).unwrap_or(6));
        Ok(Self {
            uuid: random::uuid(),
            attempt: random::uuid(),
            recipient: recipient.as_str().to_owned(),
            channel,
            locale: fields.text("locale").unwrap_or_else(|| "en".to_owned()),
            code: fields.text("otp").unwrap_or(drawn),
            guesses: 0,
            verified: false,
            sent: Status::Queued,
            created: Moment::now(),
        })
    }

    fn start(&self, simulator: &Simulator, to: &Number, callback: Option<Webhook>) {
        if self.channel == "voice" {
            let document = spoken_code(&self.code);
            simulator.call(Order::reading("PLVRFY", to.as_str(), document));
            return;
        }
        let text = format!("Your verification code is {}", self.code);
        simulator.send(Message {
            callback,
            purpose: Purpose::Verify(self.uuid.clone()),
            ..Message::new("PLVRFY", to, &text)
        });
    }

    fn status(&self) -> &'static str {
        let age = Moment::now().seconds_since(self.created);
        match self.verified {
            true => "verified",
            false if age > LIFETIME || self.guesses >= GUESSES => "expired",
            false => "in-progress",
        }
    }

    fn check(&mut self, guess: &str) -> Result<(), ApiError> {
        if self.status() != "in-progress" {
            return Err(ApiError::invalid("session is no longer in progress"));
        }
        self.guesses += 1;
        self.verified = guess == self.code;
        let wrong = || ApiError::invalid("incorrect otp");
        self.verified.then_some(()).ok_or_else(wrong)
    }

    fn record(&self) -> Value {
        json!({
            "session_uuid": self.uuid,
            "app_uuid": "00000000-0000-4000-8000-000000000000",
            "alias": "default",
            "recipient": self.recipient,
            "channel": self.channel,
            "locale": self.locale,
            "status": self.status(),
            "count": 1,
            "requestor_ip": "127.0.0.1",
            "destination_country_iso2": "US",
            "destination_network": null,
            "attempt_details": [{
                "channel": self.channel,
                "attempt_uuid": self.attempt,
                "status": self.sent.word(),
                "time": self.created.stamp(),
            }],
            "charges": {
                "total_charge": "0.00550",
                "validation_charge": "0.00000",
                "attempt_charges": [],
            },
            "created_at": self.created.stamp(),
            "updated_at": self.created.stamp(),
        })
    }
}
