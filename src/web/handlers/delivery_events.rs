//! Delivery events: the delivery status of a page's message, as a stream of server-sent events or
//! once.
//!
//! Plivo reports to any instance, so a stream reads the verification's record once a second and
//! sends what has changed (decision 21). It ends after a while, and when the server stops; the
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
use crate::web::response::{service_unavailable, store_unavailable};
use crate::web::{AppState, OpenStream, Session};

/// Interval in which a stream reads the record.
const POLL_INTERVAL: Duration = Duration::from_secs(1);

/// Lifetime of a stream.
const STREAM_LIFETIME: Duration = Duration::from_secs(15);

/// Delay after which a browser opens the next stream.
const RECONNECT_DELAY: Duration = Duration::from_secs(1);

/// Keeps nginx, and other proxies that know the header, from buffering events.
const UNBUFFERED: [(HeaderName, HeaderValue); 1] = [(
    HeaderName::from_static("x-accel-buffering"),
    HeaderValue::from_static("no"),
)];

struct DeliveryWatch {
    app: AppState,
    locale: Locale,
    stream: OpenStream,
    until: Instant,
    /// The status that was sent last.
    sent: Option<Value>,
    is_over: bool,
}

/// `GET /delivery`: a stream of events for a browser that accepts one, else the delivery status
/// once; `null` where there is no message.
pub async fn show(State(app): State<AppState>, headers: HeaderMap) -> Response {
    let locale = language::from_request(&headers);
    let Some(session) = Session::from_request(&headers, app.secure()) else {
        return axum::Json(Value::Null).into_response();
    };
    let verification = match session.verification_key(&app.verifier.records).await {
        Ok(verification) => verification,
        Err(error) => return unavailable(&error),
    };
    if !accepts(&headers, "text/event-stream") {
        return match read_status(&app, &verification, locale).await {
            Ok((status, _)) => axum::Json(status).into_response(),
            Err(error) => unavailable(&error),
        };
    }
    match app.streams.open(verification) {
        Some(stream) => events(app, locale, stream).into_response(),
        // The browser then polls instead.
        None => service_unavailable(STREAM_LIFETIME),
    }
}

fn events(app: AppState, locale: Locale, stream: OpenStream) -> impl IntoResponse {
    let watch = DeliveryWatch {
        app,
        locale,
        stream,
        until: Instant::now() + STREAM_LIFETIME,
        sent: None,
        is_over: false,
    };
    let events = stream::unfold(watch, async |mut watch| {
        let event = watch.next().await?;
        Some((Ok::<_, Infallible>(event), watch))
    });
    let events = Sse::new(events).keep_alive(KeepAlive::new().interval(STREAM_LIFETIME / 2));
    (UNBUFFERED, events)
}

impl DeliveryWatch {
    /// Waits for the next event; `None` after a message's final status, after an error of the
    /// store, and when the stream's lifetime is over.
    async fn next(&mut self) -> Option<Event> {
        while !self.is_over && Instant::now() < self.until {
            let (status, is_final) = read_status(&self.app, &self.stream.verification, self.locale)
                .await
                .ok()?;
            if self.sent.as_ref() != Some(&status) {
                self.is_over = is_final;
                let event = Event::default()
                    .retry(RECONNECT_DELAY)
                    .data(status.to_string());
                self.sent = Some(status);
                return Some(event);
            }
            tokio::select! {
                () = sleep(POLL_INTERVAL) => {}
                () = self.app.lifecycle.stopping() => return None,
            }
        }
        None
    }
}

/// Reads the delivery status of the verification's message, and whether it is final.
async fn read_status(
    app: &AppState,
    verification: &VerificationKey,
    locale: Locale,
) -> Result<(Value, bool), RepositoryError> {
    let screen = app.verifier.delivery(verification).await?;
    Ok(match screen {
        Some(screen) => (status_json(locale, &screen), screen.status.is_final()),
        None => (Value::Null, true),
    })
}

fn status_json(locale: Locale, screen: &CodeScreen) -> Value {
    let said = delivery::sentence(locale, screen);
    json!({
        "stage": screen.status.name(),
        "text": said.text,
        "at": said.at,
        "failed": screen.status.is_failed(),
        "ended": screen.status.is_final(),
    })
}

fn unavailable(error: &RepositoryError) -> Response {
    error!(%error, "how far a message got could not be read");
    store_unavailable()
}
