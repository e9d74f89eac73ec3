//! What Plivo calls: receipts of texts, the progress of calls, and the questions
//! a ringing phone asks. Everything is proven by its signature first, and then
//! changes nothing but how far a message got.

use axum::Router;
use axum::body::Bytes;
use axum::extract::{OriginalUri, Path, Query, State};
use axum::http::header::{CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use serde::Deserialize;
use tracing::{error, info, warn};
use url::form_urlencoded;

use super::app::App;
use super::records::{Fault, FlowName};
use super::reply::{FAULT_RETRY, seconds};
use crate::domain::flow::AttemptId;
use crate::domain::step::Delivery;
use crate::telephony::Callbacks;
use crate::telephony::answer::{self, Script};
use crate::telephony::keypress::{Key, Next, Turn, next};
use crate::telephony::signature::{NotSigned, Signed, verify_message, verify_voice};

/// The routes under `/plivo`, as [`Callbacks`] writes them.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/plivo/message/{flow}/{attempt}", post(message))
        .route("/plivo/ring/{flow}/{attempt}", post(ring))
        .route("/plivo/answer/{flow}/{attempt}", post(pick_up))
        .route("/plivo/digits/{flow}/{attempt}", post(digits))
        .route("/plivo/hangup/{flow}/{attempt}", post(hangup))
}

/// A proven callback: which attempt it is about, and its form.
struct Callback {
    flow: FlowName,
    attempt: AttemptId,
    fields: Vec<(String, String)>,
}

/// A callback as it arrived.
struct Arrived<'a> {
    method: &'a Method,
    uri: &'a OriginalUri,
    headers: &'a HeaderMap,
    body: &'a Bytes,
}

/// Which document of a call is asked for.
#[derive(Deserialize)]
struct Asked {
    n: Option<u8>,
}

type Verify = for<'a> fn(Signed<'a>, &crate::telephony::AuthToken) -> Result<&'a str, NotSigned>;

async fn message(
    State(app): State<App>,
    Path(path): Path<(String, String)>,
    method: Method,
    uri: OriginalUri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let arrived = Arrived {
        method: &method,
        uri: &uri,
        headers: &headers,
        body: &body,
    };
    let Ok(callback) = Callback::proven(&app, path, &arrived, verify_message) else {
        return forged(&uri);
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

async fn ring(
    State(app): State<App>,
    Path(path): Path<(String, String)>,
    method: Method,
    uri: OriginalUri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let arrived = Arrived {
        method: &method,
        uri: &uri,
        headers: &headers,
        body: &body,
    };
    let Ok(callback) = Callback::proven(&app, path, &arrived, verify_voice) else {
        return forged(&uri);
    };
    written(callback.report(&app, Delivery::Ringing).await)
}

async fn hangup(
    State(app): State<App>,
    Path(path): Path<(String, String)>,
    method: Method,
    uri: OriginalUri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let arrived = Arrived {
        method: &method,
        uri: &uri,
        headers: &headers,
        body: &body,
    };
    let Ok(callback) = Callback::proven(&app, path, &arrived, verify_voice) else {
        return forged(&uri);
    };
    written(callback.report(&app, callback.ending()).await)
}

async fn pick_up(
    State(app): State<App>,
    Path(path): Path<(String, String)>,
    method: Method,
    uri: OriginalUri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let arrived = Arrived {
        method: &method,
        uri: &uri,
        headers: &headers,
        body: &body,
    };
    let Ok(callback) = Callback::proven(&app, path, &arrived, verify_voice) else {
        return forged(&uri);
    };
    if callback.field("Machine") == "true" {
        return match callback.report(&app, Delivery::Voicemail).await {
            Ok(()) => document(answer::no_key()),
            Err(fault) => unavailable(&fault),
        };
    }
    if let Err(fault) = callback.report(&app, Delivery::Answered).await {
        return unavailable(&fault);
    }
    match callback.spoken(&app).await {
        Ok(Some(_)) => document(callback.script(&app, |script| script.ask())),
        Ok(None) => document(answer::expired()),
        Err(fault) => unavailable(&fault),
    }
}

async fn digits(
    State(app): State<App>,
    Path(path): Path<(String, String)>,
    Query(asked): Query<Asked>,
    method: Method,
    uri: OriginalUri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let arrived = Arrived {
        method: &method,
        uri: &uri,
        headers: &headers,
        body: &body,
    };
    let Ok(callback) = Callback::proven(&app, path, &arrived, verify_voice) else {
        return forged(&uri);
    };
    let (code, left) = match callback.spoken(&app).await {
        Ok(Some(spoken)) => spoken,
        Ok(None) => return document(answer::expired()),
        Err(fault) => return unavailable(&fault),
    };
    let Some(turn) = asked.n.and_then(Turn::from_number) else {
        return document(answer::no_key());
    };
    let following = next(turn, Key::of(&callback.path()), callback.field("Digits"));
    document(callback.script(&app, |script| match following {
        Next::AskAgain => script.ask_again(),
        Next::Speak => script.speak(&code, left),
        Next::SpeakLast => script.speak_last(&code, left),
        Next::NoKey => answer::no_key(),
        Next::Goodbye => answer::goodbye(),
    }))
}

impl Callback {
    /// Proves that `arrived` comes from Plivo: signed with our token for our own
    /// public address, whatever `Host` the request names.
    fn proven(
        app: &App,
        (flow, attempt): (String, String),
        arrived: &Arrived<'_>,
        verify: Verify,
    ) -> Result<Self, NotSigned> {
        let fields: Vec<(String, String)> =
            form_urlencoded::parse(arrived.body).into_owned().collect();
        let path = arrived
            .uri
            .path_and_query()
            .map_or(arrived.uri.path(), |path| path.as_str());
        let url = format!("{}{path}", app.settings.public_base());
        let signed = Signed {
            method: arrived.method,
            url: &url,
            params: &fields,
            headers: arrived.headers,
        };
        verify(signed, &app.token)?;
        Ok(Self {
            flow: FlowName(flow),
            attempt: AttemptId(attempt),
            fields,
        })
    }

    fn field(&self, name: &str) -> &str {
        self.fields
            .iter()
            .find(|(key, _)| key == name)
            .map_or("", |(_, value)| value)
    }

    /// How a call ended. One that was answered and told nothing more is over; the
    /// verifier's record knows whether a machine had answered.
    fn ending(&self) -> Delivery {
        match (self.field("CallStatus"), self.field("HangupCause")) {
            ("busy", _) | (_, "USER_BUSY" | "CALL_REJECTED") => Delivery::Busy,
            ("no-answer" | "timeout" | "cancel", _) | (_, "NO_ANSWER" | "ORIGINATOR_CANCEL") => {
                Delivery::NoAnswer
            }
            _ if self.field("Machine") == "true"
                || self.field("HangupCauseName").contains("Machine") =>
            {
                Delivery::Voicemail
            }
            ("failed", _) => Delivery::Failed,
            _ if self.field("AnswerTime").is_empty() && self.field("CallStatus") != "completed" => {
                Delivery::Failed
            }
            _ => Delivery::Ended,
        }
    }

    async fn report(&self, app: &App, delivery: Delivery) -> Result<(), Fault> {
        app.verifier
            .report(&self.flow, &self.attempt, delivery)
            .await
    }

    async fn spoken(
        &self,
        app: &App,
    ) -> Result<Option<(crate::domain::code::Code, std::time::Duration)>, Fault> {
        app.verifier.spoken_code(&self.flow, &self.attempt).await
    }

    fn path(&self) -> String {
        format!("{}/{}", self.flow.0, self.attempt.0)
    }

    fn script(&self, app: &App, speak: impl FnOnce(Script<'_>) -> String) -> String {
        let digits_url = Callbacks::new(app.settings.public_base()).digits(&self.path());
        speak(Script {
            brand: &app.settings.brand,
            key: Key::of(&self.path()),
            digits_url: &digits_url,
        })
    }
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
    (
        StatusCode::SERVICE_UNAVAILABLE,
        [(RETRY_AFTER, seconds(FAULT_RETRY))],
    )
        .into_response()
}

fn forged(uri: &OriginalUri) -> Response {
    let kind = uri.path().split('/').nth(2).unwrap_or_default();
    warn!(kind = plain(kind), "a callback was not signed by Plivo");
    StatusCode::FORBIDDEN.into_response()
}

fn document(xml: String) -> Response {
    ([(CONTENT_TYPE, "application/xml; charset=utf-8")], xml).into_response()
}

/// What a log may repeat of somebody else's text: a short word.
fn plain(text: &str) -> String {
    text.chars()
        .filter(char::is_ascii_alphanumeric)
        .take(16)
        .collect()
}
