//! What stands between the sockets and every route: limits of size and time, a bound on
//! the work at hand, and an answer also where a handler panics.

use std::any::Any;
use std::error::Error;
use std::time::Duration;

use axum::body::{Body, HttpBody, to_bytes};
use axum::error_handling::HandleErrorLayer;
use axum::extract::{Request, State};
use axum::http::header::{CONNECTION, RETRY_AFTER};
use axum::http::{HeaderValue, StatusCode, Version};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::{BoxError, Router};
use http_body_util::LengthLimitError;
use tokio::time::timeout;
use tower::ServiceBuilder;
use tower::limit::GlobalConcurrencyLimitLayer;
use tower::load_shed::LoadShedLayer;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::timeout::TimeoutLayer;
use tracing::error;

use super::app::App;
use super::client_address::locate;
use super::headers::headers;
use super::reply::{FAULT_RETRY, seconds};

/// The largest body that anyone may send, in bytes.
const LARGEST_BODY: usize = 16 * 1024;

/// How long a body may take to arrive.
const BODY: Duration = Duration::from_secs(10);

/// How long one request may take. Longer than a request to Plivo may.
const LONGEST_REQUEST: Duration = Duration::from_secs(15);

/// When to ask again if the server was too busy.
const BUSY_RETRY: Duration = Duration::from_secs(2);

/// Puts the limits that every request is held to around `routes`.
pub fn guard(routes: Router, app: &App) -> Router {
    let secure = app.secure();
    routes
        .layer(from_fn(whole_body))
        .layer(TimeoutLayer::with_status_code(
            StatusCode::SERVICE_UNAVAILABLE,
            LONGEST_REQUEST,
        ))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn_with_state(app.clone(), locate))
        .layer(from_fn_with_state(app.clone(), part))
        .layer(from_fn(move |request, next| headers(secure, request, next)))
}

/// Refuses what comes to `routes` while as many requests as the server takes on are being
/// worked on. Waiting would help nobody: it would make everybody's answer late.
pub fn shed(routes: Router, app: &App) -> Router {
    let most = app.settings.capacity.requests;
    let shedding = ServiceBuilder::new()
        .layer(HandleErrorLayer::new(async |_: BoxError| busy()))
        .layer(LoadShedLayer::new())
        .layer(GlobalConcurrencyLimitLayer::new(most));
    routes.layer(shedding)
}

/// Reads the body before anything else is done: forms and callbacks are small, and whoever
/// sends theirs slowly keeps nobody from being worked on.
async fn whole_body(request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    if body.size_hint().lower() > LARGEST_BODY as u64 {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    }
    match timeout(BODY, to_bytes(body, LARGEST_BODY)).await {
        Ok(Ok(bytes)) => {
            next.run(Request::from_parts(parts, Body::from(bytes)))
                .await
        }
        Ok(Err(error)) => unread(&error).into_response(),
        Err(_) => StatusCode::REQUEST_TIMEOUT.into_response(),
    }
}

/// What a body is that was not read to its end: too long, or none.
fn unread(error: &axum::Error) -> StatusCode {
    let cause = error.source();
    if cause.is_some_and(|cause| cause.is::<LengthLimitError>()) {
        StatusCode::PAYLOAD_TOO_LARGE
    } else {
        StatusCode::BAD_REQUEST
    }
}

/// Asks clients to open no further request on this connection once the server stops.
async fn part(State(app): State<App>, request: Request, next: Next) -> Response {
    let parts_by_header = request.version() <= Version::HTTP_11;
    let mut response = next.run(request).await;
    if parts_by_header && app.lifecycle.is_stopping() {
        let close = HeaderValue::from_static("close");
        response.headers_mut().insert(CONNECTION, close);
    }
    response
}

fn busy() -> Response {
    let later = [(RETRY_AFTER, seconds(BUSY_RETRY))];
    let words = "Too busy at the moment. Please try again in a few seconds.";
    (StatusCode::SERVICE_UNAVAILABLE, later, words).into_response()
}

/// Says nothing of what went wrong: a message could hold anything.
fn panicked(_: Box<dyn Any + Send>) -> Response {
    error!("a handler panicked");
    let later = [(RETRY_AFTER, seconds(FAULT_RETRY))];
    let words = "Something on our side isn't working. Please try again.";
    (StatusCode::INTERNAL_SERVER_ERROR, later, words).into_response()
}
