//! The routes that Plivo calls: receipts of texts, progress of calls, and the documents that a
//! call plays.
//!
//! Every handler takes a [`VerifiedCallback`], so nothing unsigned gets this far. Callbacks change
//! no more than the delivery status of an attempt, and only forwards. How Plivo signs and encodes
//! them is in [`telephony::plivo`](crate::telephony::plivo). Start at [`routes`].

mod verified;

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use tracing::error;

use crate::domain::{Channel, DeliveryStatus};
use crate::i18n::Locale;
use crate::repository::RepositoryError;
use crate::telephony::plivo::dtmf::{DtmfKey, NextPrompt, next_prompt};
use crate::telephony::plivo::voice_xml::{self, VoiceScript};
use crate::verifier::audit::{AttemptDigest, AuditSubject, Event, Report};
use crate::web::AppState;
use crate::web::callbacks::verified::VerifiedCallback;
use crate::web::response::store_unavailable;

/// The most characters of a provider's text in a log line: those of a UUID.
const MAX_LOGGED_LENGTH: usize = 36;

/// The routes of all callbacks, at the paths of
/// [`CallbackUrls`](crate::telephony::plivo::callback_url::CallbackUrls).
pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/plivo/message/{verification}/{attempt}", post(message))
        .route("/plivo/ring/{verification}/{attempt}", post(ring))
        .route("/plivo/answer/{verification}/{attempt}", post(answer))
        .route("/plivo/digits/{verification}/{attempt}", post(digits))
        .route("/plivo/hangup/{verification}/{attempt}", post(hangup))
}

/// Takes the receipt of a text.
async fn message(State(app): State<AppState>, callback: VerifiedCallback) -> Response {
    match callback.fields.message_status() {
        Some(status) => respond(report(&app, &callback, Channel::Text, status).await),
        // An unknown status changes nothing, and a repetition would not help.
        None => StatusCode::OK.into_response(),
    }
}

/// Notes that the phone rings.
async fn ring(State(app): State<AppState>, callback: VerifiedCallback) -> Response {
    respond(report(&app, &callback, Channel::Call, DeliveryStatus::Ringing).await)
}

/// Notes how a call ended.
async fn hangup(State(app): State<AppState>, callback: VerifiedCallback) -> Response {
    match callback.fields.call_ending() {
        Some(ending) => respond(report(&app, &callback, Channel::Call, ending).await),
        None => StatusCode::OK.into_response(),
    }
}

/// Answers with the first document of a call: the question for the key, or a goodbye to a machine.
async fn answer(State(app): State<AppState>, callback: VerifiedCallback) -> Response {
    let is_machine = callback.fields.is_machine();
    let status = if is_machine {
        DeliveryStatus::Voicemail
    } else {
        DeliveryStatus::Answered
    };
    if let Err(error) = report(&app, &callback, Channel::Call, status).await {
        return unavailable(&error);
    }
    match app
        .verifier
        .spoken_code(&callback.verification, &callback.attempt)
        .await
    {
        Ok((locale, _)) if is_machine => document(voice_xml::no_key(locale)),
        Ok((locale, Some(_))) => document(with_script(&app, &callback, locale, |call| call.ask())),
        Ok((locale, None)) => document(voice_xml::expired(locale)),
        Err(error) => unavailable(&error),
    }
}

/// Answers a pressed key with the next document of the call.
async fn digits(State(app): State<AppState>, callback: VerifiedCallback) -> Response {
    let (locale, (code, left)) = match app
        .verifier
        .spoken_code(&callback.verification, &callback.attempt)
        .await
    {
        Ok((locale, Some(code))) => (locale, code),
        Ok((locale, None)) => return document(voice_xml::expired(locale)),
        Err(error) => return unavailable(&error),
    };
    let Some(stage) = callback.fields.call_stage() else {
        return document(voice_xml::no_key(locale));
    };
    let key = DtmfKey::from_callback_path(&callback.path());
    let prompt = next_prompt(stage, key, callback.fields.digits());
    if prompt == NextPrompt::ReadCode {
        // The caller waits for the code; the status on the page matters less.
        if let Err(error) = report(&app, &callback, Channel::Call, DeliveryStatus::Spoken).await {
            error!(%error, "that the key was pressed could not be written down");
        }
    }
    document(with_script(&app, &callback, locale, |call| match prompt {
        NextPrompt::AskAgain => call.ask_again(),
        NextPrompt::ReadCode => call.read_code(&code, left),
        NextPrompt::ReadCodeLast => call.read_code_last(&code, left),
        NextPrompt::NoKey => voice_xml::no_key(locale),
        NextPrompt::Goodbye => voice_xml::goodbye(locale),
    }))
}

/// Records the delivery status of an attempt, in the audit trail and in its verification.
///
/// # Errors
/// [`RepositoryError`] when the verification's record could not be read or written.
async fn report(
    app: &AppState,
    callback: &VerifiedCallback,
    channel: Channel,
    status: DeliveryStatus,
) -> Result<(), RepositoryError> {
    let (attempt, fields) = (&callback.attempt, &callback.fields);
    let report = Report {
        attempt: &AttemptDigest::new(attempt),
        channel,
        state: status,
        plivo_id: sanitize_for_log(fields.provider_id(channel)),
        error_code: sanitize_for_log(fields.error_code()),
        hangup_cause: sanitize_for_log(fields.hangup_cause()),
    };
    let recipient = fields.recipient();
    let subject = AuditSubject {
        phone: recipient.map(|number| app.verifier.fingerprint(&number)),
        country: None,
    };
    let event = Event::Reported(&report);
    app.verifier.audit_about(event, &subject);
    let reported = app
        .verifier
        .report(&callback.verification, attempt, &report);
    reported.await
}

/// Reduces a provider's text to a short word of letters, digits, `-` and `_`.
fn sanitize_for_log(text: &str) -> String {
    text.chars()
        .filter(|c| c.is_ascii_alphanumeric() || "-_".contains(*c))
        .take(MAX_LOGGED_LENGTH)
        .collect()
}

fn with_script(
    app: &AppState,
    callback: &VerifiedCallback,
    locale: Locale,
    write: impl FnOnce(VoiceScript<'_>) -> String,
) -> String {
    let callback_path = callback.path();
    let digits_url = app.callbacks.digits_url(&callback_path);
    write(VoiceScript {
        locale,
        brand: &app.settings.verification.brand,
        key: DtmfKey::from_callback_path(&callback_path),
        digits_url: &digits_url,
    })
}

fn respond(reported: Result<(), RepositoryError>) -> Response {
    match reported {
        Ok(()) => StatusCode::OK.into_response(),
        Err(error) => unavailable(&error),
    }
}

/// Answers 503, after which Plivo repeats the callback.
fn unavailable(error: &RepositoryError) -> Response {
    error!(%error, "a callback could not be written down");
    store_unavailable()
}

fn document(xml: String) -> Response {
    ([(CONTENT_TYPE, "application/xml; charset=utf-8")], xml).into_response()
}
