//! The layer around every route: limits of size and time, a bound on
//! the work at hand, and an answer also where a handler panics.

use std::error::Error;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, HttpBody, to_bytes};
use axum::extract::{Request, State};
use axum::http::header::{CONNECTION, RETRY_AFTER};
use axum::http::{HeaderValue, StatusCode, Version};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Router};
use futures_util::FutureExt;
use http_body_util::LengthLimitError;
use tokio::sync::Semaphore;
use tokio::time::timeout;
use tracing::{Instrument, error};

use crate::web::error_page::{ErrorCause, PageReader};
use crate::web::middleware::client_ip::attach_client_ip;
use crate::web::middleware::security_headers::set_headers;
use crate::web::response::{FAULT_RETRY, retry_after_seconds};
use crate::web::state::AppState;

/// The largest body that anyone may send, in bytes.
const LARGEST_BODY: usize = 16 * 1024;

/// How long a body may take to arrive.
const BODY: Duration = Duration::from_secs(10);

/// How long one request may take. Longer than a request to Plivo may.
const LONGEST_REQUEST: Duration = Duration::from_secs(15);

/// When to ask again if the server was too busy.
const BUSY_RETRY: Duration = Duration::from_secs(2);

/// Puts what every request is held to around `routes`: one layer, because each layer of axum
/// copies, for each request, all those within it.
pub fn guard(routes: Router, app: &AppState) -> Router {
    routes.layer(from_fn_with_state(app.clone(), hold))
}

/// Refuses what comes to `routes` while as many requests as the server takes on are being
/// worked on. Waiting would help nobody: it would make everybody's answer late.
pub fn shed(routes: Router, app: &AppState) -> Router {
    let places = Arc::new(Semaphore::new(app.settings.capacity.requests));
    routes.layer(from_fn_with_state(places, work_on))
}

async fn work_on(State(places): State<Arc<Semaphore>>, request: Request, next: Next) -> Response {
    match places.try_acquire() {
        Ok(_place) => next.run(request).await,
        Err(_) => busy(),
    }
}

async fn hold(State(app): State<AppState>, mut request: Request, next: Next) -> Response {
    let parts_by_header = request.version() <= Version::HTTP_11;
    let span = attach_client_ip(&app, &mut request);
    let mut reader = PageReader::of(&request);
    let answered = in_time(request, next, reader.as_mut()).instrument(span);
    let response = answered.await;
    let mut response = match reader {
        Some(reader) => reader.sees(&app, response),
        None => response,
    };
    set_headers(app.secure(), response.headers_mut());
    if parts_by_header && app.lifecycle.is_stopping() {
        // Asks clients to open no further request on this connection.
        let close = HeaderValue::from_static("close");
        response.headers_mut().insert(CONNECTION, close);
    }
    response
}

/// The answer, or what there is instead when it takes too long or a handler panics.
async fn in_time(request: Request, next: Next, reader: Option<&mut PageReader>) -> Response {
    let answer = AssertUnwindSafe(whole_body(request, next, reader)).catch_unwind();
    match timeout(LONGEST_REQUEST, answer).await {
        Ok(Ok(response)) => response,
        Ok(Err(_)) => panicked(),
        Err(_) => (
            StatusCode::SERVICE_UNAVAILABLE,
            Extension(ErrorCause::Broke),
        )
            .into_response(),
    }
}

/// Reads the body before anything else is done: forms and callbacks are small, and whoever
/// sends theirs slowly keeps nobody from being worked on.
async fn whole_body(request: Request, next: Next, reader: Option<&mut PageReader>) -> Response {
    let (parts, body) = request.into_parts();
    if body.size_hint().lower() > LARGEST_BODY as u64 {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    }
    match timeout(BODY, to_bytes(body, LARGEST_BODY)).await {
        Ok(Ok(bytes)) => {
            if let Some(reader) = reader {
                reader.posts(parts.uri.path(), &bytes);
            }
            next.run(Request::from_parts(parts, Body::from(bytes)))
                .await
        }
        Ok(Err(error)) => unread(&error).into_response(),
        Err(_) => StatusCode::REQUEST_TIMEOUT.into_response(),
    }
}

/// The status for a body that was not read to its end: too long, or malformed.
fn unread(error: &axum::Error) -> StatusCode {
    let cause = error.source();
    if cause.is_some_and(|cause| cause.is::<LengthLimitError>()) {
        StatusCode::PAYLOAD_TOO_LARGE
    } else {
        StatusCode::BAD_REQUEST
    }
}

fn busy() -> Response {
    let later = [(RETRY_AFTER, retry_after_seconds(BUSY_RETRY))];
    let words = "Too busy at the moment. Please try again in a few seconds.";
    let why = Extension(ErrorCause::Busy);
    (StatusCode::SERVICE_UNAVAILABLE, why, later, words).into_response()
}

/// Says nothing of what went wrong: a message could hold anything.
fn panicked() -> Response {
    error!("a handler panicked");
    let later = [(RETRY_AFTER, retry_after_seconds(FAULT_RETRY))];
    let words = "Something on our side isn't working. Please try again.";
    (StatusCode::INTERNAL_SERVER_ERROR, later, words).into_response()
}
