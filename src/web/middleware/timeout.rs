//! An answer to every request in time, also where a handler panics.

use std::panic::AssertUnwindSafe;
use std::time::Duration;

use axum::Extension;
use axum::http::StatusCode;
use axum::http::header::RETRY_AFTER;
use axum::response::{IntoResponse, Response};
use futures_util::FutureExt;
use tokio::time::timeout;
use tracing::error;

use crate::web::ErrorCause;
use crate::web::response::{ERROR_RETRY, retry_after_seconds};

/// Time that one request may take. Longer than a request to Plivo may.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(15);

/// Returns `answer`, or what there is instead when it takes too long or its handler panics.
pub async fn answer_in_time(answer: impl Future<Output = Response>) -> Response {
    match timeout(REQUEST_TIMEOUT, AssertUnwindSafe(answer).catch_unwind()).await {
        Ok(Ok(response)) => response,
        Ok(Err(_)) => panicked(),
        Err(_) => {
            let why = Extension(ErrorCause::Broke);
            (StatusCode::SERVICE_UNAVAILABLE, why).into_response()
        }
    }
}

/// Says nothing of what went wrong: a message could hold anything.
fn panicked() -> Response {
    error!("a handler panicked");
    let later = [(RETRY_AFTER, retry_after_seconds(ERROR_RETRY))];
    let words = "Something on our side isn't working. Please try again.";
    (StatusCode::INTERNAL_SERVER_ERROR, later, words).into_response()
}
