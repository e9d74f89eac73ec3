//! Tells a page how far its message got: as a stream of server-sent events, or once.
//!
//! Plivo reports to any instance, so a stream reads the verification's record now and then and
//! tells what has changed. A stream lives for a while and ends when the server stops; the
//! browser opens the next one by itself.

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use serde_json::{Value, json};
use tokio::time::{Instant, sleep};
use tracing::error;

use crate::domain::CodeScreen;
use crate::i18n::Locale;
use crate::repository::{RepositoryError, VerificationKey};
use crate::ui::messages::delivery;
use crate::web::handlers::language;
use crate::web::request_headers::accepts;
use crate::web::response::{FAULT_RETRY, service_unavailable};
use crate::web::{AppState, OpenStream, Session};

/// How often a stream looks at the record.
const PACE: Duration = Duration::from_secs(1);

/// How long a stream lives.
const LIFE: Duration = Duration::from_secs(15);

/// How soon a browser opens the next one.
const AGAIN: Duration = Duration::from_secs(1);

/// Keeps nginx, and those that understand it, from gathering events until the stream ends.
const AT_ONCE: [(HeaderName, HeaderValue); 1] = [(
    HeaderName::from_static("x-accel-buffering"),
    HeaderValue::from_static("no"),
)];

struct DeliveryWatch {
    app: AppState,
    locale: Locale,
    stream: OpenStream,
    until: Instant,
    told: Option<Value>,
    over: bool,
}

/// `GET /delivery`: events for a browser that asks for them, else how far it got by now,
/// `null` where no message is out.
pub async fn show(State(app): State<AppState>, headers: HeaderMap) -> Response {
    let locale = language::from_request(&headers);
    let Some(session) = Session::from_request(&headers, app.secure()) else {
        return axum::Json(Value::Null).into_response();
    };
    let verification = match session.verification_key(&app.verifier.records).await {
        Ok(verification) => verification,
        Err(fault) => return unavailable(&fault),
    };
    if !accepts(&headers, "text/event-stream") {
        return match look(&app, &verification, locale).await {
            Ok((told, _)) => axum::Json(told).into_response(),
            Err(fault) => unavailable(&fault),
        };
    }
    match app.streams.open(verification) {
        Some(stream) => events(app, locale, stream).into_response(),
        // The browser then asks now and then instead.
        None => service_unavailable(LIFE),
    }
}

fn events(app: AppState, locale: Locale, stream: OpenStream) -> impl IntoResponse {
    let watch = DeliveryWatch {
        app,
        locale,
        stream,
        until: Instant::now() + LIFE,
        told: None,
        over: false,
    };
    let events = stream::unfold(watch, async |mut watch| {
        let event = watch.next().await?;
        Some((Ok::<_, Infallible>(event), watch))
    });
    let events = Sse::new(events).keep_alive(KeepAlive::new().interval(LIFE / 2));
    (AT_ONCE, events)
}

impl DeliveryWatch {
    /// Waits for news. No more come after the last news of a message, nor after a fault,
    /// nor when the stream's time is over.
    async fn next(&mut self) -> Option<Event> {
        while !self.over && Instant::now() < self.until {
            let (told, ended) = look(&self.app, &self.stream.verification, self.locale)
                .await
                .ok()?;
            if self.told.as_ref() != Some(&told) {
                self.over = ended;
                let event = Event::default().retry(AGAIN).data(told.to_string());
                self.told = Some(told);
                return Some(event);
            }
            tokio::select! {
                () = sleep(PACE) => {}
                () = self.app.lifecycle.stopping() => return None,
            }
        }
        None
    }
}

/// How far the verification's message got, and whether nothing more will be told.
async fn look(
    app: &AppState,
    verification: &VerificationKey,
    locale: Locale,
) -> Result<(Value, bool), RepositoryError> {
    let screen = app.verifier.delivery(verification).await?;
    Ok(match screen {
        Some(screen) => (told(locale, &screen), screen.status.is_final()),
        None => (Value::Null, true),
    })
}

fn told(locale: Locale, screen: &CodeScreen) -> Value {
    let said = delivery::sentence(locale, screen);
    json!({
        "stage": screen.status.name(),
        "text": said.text,
        "at": said.at,
        "failed": screen.status.is_failed(),
        "ended": screen.status.is_final(),
    })
}

fn unavailable(fault: &RepositoryError) -> Response {
    error!(%fault, "how far a message got could not be read");
    service_unavailable(FAULT_RETRY)
}
