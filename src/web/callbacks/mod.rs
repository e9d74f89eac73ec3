//! What Plivo calls: receipts of texts, the progress of calls, and the questions
//! a ringing phone asks. Everything is proven by its signature first, and then
//! changes nothing but how far a message got.

mod callback;

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use tracing::{error, warn};

use callback::Arrived;

use crate::domain::channel::Channel;
use crate::domain::delivery_status::DeliveryStatus;
use crate::repository::records::Fault;
use crate::telephony::answer;
use crate::telephony::keypress::{Key, Next, next};
use crate::telephony::signature::{verify_v3, verify_v3_or_v2};
use crate::web::response_parts::{FAULT_RETRY, not_now};
use crate::web::state::AppState;

/// The routes under `/plivo`, as [`Callbacks`] writes them.
pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/plivo/message/{verification}/{attempt}", post(message))
        .route("/plivo/ring/{verification}/{attempt}", post(ring))
        .route("/plivo/answer/{verification}/{attempt}", post(pick_up))
        .route("/plivo/digits/{verification}/{attempt}", post(digits))
        .route("/plivo/hangup/{verification}/{attempt}", post(hangup))
}

async fn message(State(app): State<AppState>, arrived: Arrived) -> Response {
    let proven = match app.settings.plivo_signature_v2 {
        true => arrived.proven(&app, verify_v3_or_v2),
        false => arrived.proven(&app, verify_v3),
    };
    let Ok(callback) = proven else {
        if arrived.proven(&app, verify_v3_or_v2).is_ok() {
            warn!("refused a receipt that Plivo signed by V2 alone: see plivo.signature_v2");
        }
        return arrived.forged(&app);
    };
    let delivery = match callback.field("Status") {
        "queued" => DeliveryStatus::Queued,
        "sent" => DeliveryStatus::Sent,
        "delivered" | "read" => DeliveryStatus::Delivered,
        "failed" | "undelivered" | "rejected" => DeliveryStatus::Failed,
        // A state we do not know changes nothing, and asking again would not help.
        _ => return StatusCode::OK.into_response(),
    };
    written(callback.report(&app, Channel::Text, delivery).await)
}

async fn ring(State(app): State<AppState>, arrived: Arrived) -> Response {
    let Ok(callback) = arrived.proven(&app, verify_v3) else {
        return arrived.forged(&app);
    };
    written(
        callback
            .report(&app, Channel::Call, DeliveryStatus::Ringing)
            .await,
    )
}

async fn hangup(State(app): State<AppState>, arrived: Arrived) -> Response {
    let Ok(callback) = arrived.proven(&app, verify_v3) else {
        return arrived.forged(&app);
    };
    let Some(ending) = callback.ending() else {
        return StatusCode::OK.into_response();
    };
    written(callback.report(&app, Channel::Call, ending).await)
}

async fn pick_up(State(app): State<AppState>, arrived: Arrived) -> Response {
    let Ok(callback) = arrived.proven(&app, verify_v3) else {
        return arrived.forged(&app);
    };
    let machine = callback.field("Machine") == "true";
    let reached = if machine {
        DeliveryStatus::Voicemail
    } else {
        DeliveryStatus::Answered
    };
    if let Err(fault) = callback.report(&app, Channel::Call, reached).await {
        return unavailable(&fault);
    }
    match callback.spoken(&app).await {
        Ok((locale, _)) if machine => document(answer::no_key(locale)),
        Ok((locale, Some(_))) => document(callback.script(&app, locale, |script| script.ask())),
        Ok((locale, None)) => document(answer::expired(locale)),
        Err(fault) => unavailable(&fault),
    }
}

async fn digits(State(app): State<AppState>, arrived: Arrived) -> Response {
    let Ok(callback) = arrived.proven(&app, verify_v3) else {
        return arrived.forged(&app);
    };
    let (locale, (code, left)) = match callback.spoken(&app).await {
        Ok((locale, Some(spoken))) => (locale, spoken),
        Ok((locale, None)) => return document(answer::expired(locale)),
        Err(fault) => return unavailable(&fault),
    };
    let Some(turn) = callback.turn else {
        return document(answer::no_key(locale));
    };
    let following = next(turn, Key::of(&callback.path()), callback.field("Digits"));
    if following == Next::Speak {
        // What the page says of the call matters less than the code that is asked for.
        if let Err(fault) = callback
            .report(&app, Channel::Call, DeliveryStatus::Spoken)
            .await
        {
            error!(%fault, "that the key was pressed could not be written down");
        }
    }
    document(callback.script(&app, locale, |script| match following {
        Next::AskAgain => script.ask_again(),
        Next::Speak => script.speak(&code, left),
        Next::SpeakLast => script.speak_last(&code, left),
        Next::NoKey => answer::no_key(locale),
        Next::Goodbye => answer::goodbye(locale),
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
