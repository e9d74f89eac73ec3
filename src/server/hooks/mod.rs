//! What Plivo calls: receipts of texts, the progress of calls, and the questions
//! a ringing phone asks. Everything is proven by its signature first, and then
//! changes nothing but how far a message got.

mod callback;

use axum::Router;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use serde::Deserialize;
use tracing::{error, info};

use callback::{Arrived, plain};

use super::answers::{FAULT_RETRY, not_now};
use super::app::App;
use super::records::Fault;
use crate::domain::step::Delivery;
use crate::telephony::answer;
use crate::telephony::keypress::{Key, Next, Turn, next};
use crate::telephony::signature::{verify_message, verify_voice};

/// The routes under `/plivo`, as [`Callbacks`] writes them.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/plivo/message/{flow}/{attempt}", post(message))
        .route("/plivo/ring/{flow}/{attempt}", post(ring))
        .route("/plivo/answer/{flow}/{attempt}", post(pick_up))
        .route("/plivo/digits/{flow}/{attempt}", post(digits))
        .route("/plivo/hangup/{flow}/{attempt}", post(hangup))
}

/// Which document of a call is asked for.
#[derive(Deserialize)]
struct Asked {
    n: Option<u8>,
}

async fn message(State(app): State<App>, arrived: Arrived) -> Response {
    let Ok(callback) = arrived.proven(&app, verify_message) else {
        return arrived.forged();
    };
    let delivery = match callback.field("Status") {
        "queued" => Delivery::Queued,
        "sent" => Delivery::Sent,
        "delivered" | "read" => Delivery::Delivered,
        "failed" | "undelivered" | "rejected" => Delivery::Failed,
        // A state we do not know changes nothing, and asking again would not help.
        _ => return StatusCode::OK.into_response(),
    };
    if delivery == Delivery::Failed {
        info!(
            error_code = plain(callback.field("ErrorCode")),
            "a text failed"
        );
    }
    written(callback.report(&app, delivery).await)
}

async fn ring(State(app): State<App>, arrived: Arrived) -> Response {
    let Ok(callback) = arrived.proven(&app, verify_voice) else {
        return arrived.forged();
    };
    written(callback.report(&app, Delivery::Ringing).await)
}

async fn hangup(State(app): State<App>, arrived: Arrived) -> Response {
    let Ok(callback) = arrived.proven(&app, verify_voice) else {
        return arrived.forged();
    };
    written(callback.report(&app, callback.ending()).await)
}

async fn pick_up(State(app): State<App>, arrived: Arrived) -> Response {
    let Ok(callback) = arrived.proven(&app, verify_voice) else {
        return arrived.forged();
    };
    let machine = callback.field("Machine") == "true";
    let reached = if machine {
        Delivery::Voicemail
    } else {
        Delivery::Answered
    };
    if let Err(fault) = callback.report(&app, reached).await {
        return unavailable(&fault);
    }
    match callback.spoken(&app).await {
        Ok((words, _)) if machine => document(answer::no_key(words)),
        Ok((words, Some(_))) => document(callback.script(&app, words, |script| script.ask())),
        Ok((words, None)) => document(answer::expired(words)),
        Err(fault) => unavailable(&fault),
    }
}

async fn digits(State(app): State<App>, Query(asked): Query<Asked>, arrived: Arrived) -> Response {
    let Ok(callback) = arrived.proven(&app, verify_voice) else {
        return arrived.forged();
    };
    let (words, (code, left)) = match callback.spoken(&app).await {
        Ok((words, Some(spoken))) => (words, spoken),
        Ok((words, None)) => return document(answer::expired(words)),
        Err(fault) => return unavailable(&fault),
    };
    let Some(turn) = asked.n.and_then(Turn::from_number) else {
        return document(answer::no_key(words));
    };
    let following = next(turn, Key::of(&callback.path()), callback.field("Digits"));
    document(callback.script(&app, words, |script| match following {
        Next::AskAgain => script.ask_again(),
        Next::Speak => script.speak(&code, left),
        Next::SpeakLast => script.speak_last(&code, left),
        Next::NoKey => answer::no_key(words),
        Next::Goodbye => answer::goodbye(words),
    }))
}

fn written(result: Result<(), Fault>) -> Response {
    match result {
        Ok(()) => StatusCode::OK.into_response(),
        Err(fault) => unavailable(&fault),
    }
}

/// Plivo asks again after a 5xx.
fn unavailable(fault: &Fault) -> Response {
    error!(%fault, "a callback could not be written down");
    not_now(FAULT_RETRY)
}

fn document(xml: String) -> Response {
    ([(CONTENT_TYPE, "application/xml; charset=utf-8")], xml).into_response()
}
