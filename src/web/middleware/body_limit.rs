//! Bounds on a request's body, in bytes and in time.

use std::error::Error;
use std::time::Duration;

use axum::body::{Body, HttpBody, to_bytes};
use axum::extract::Request;
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http_body_util::LengthLimitError;
use tokio::time::timeout;

use crate::web::PageReader;

/// The largest body that anyone may send, in bytes.
const MAX_BODY_BYTES: usize = 16 * 1024;

/// Time in which a body must have arrived.
const BODY_TIMEOUT: Duration = Duration::from_secs(10);

/// Answers a request once its body is read. Forms and callbacks are small, and a client that
/// sends slowly must not take a place among the requests that are worked on.
pub async fn with_whole_body(
    request: Request,
    next: Next,
    reader: Option<&mut PageReader>,
) -> Response {
    let (parts, body) = request.into_parts();
    if body.size_hint().lower() > MAX_BODY_BYTES as u64 {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    }
    match timeout(BODY_TIMEOUT, to_bytes(body, MAX_BODY_BYTES)).await {
        Ok(Ok(bytes)) => {
            if let Some(reader) = reader {
                reader.remember_form(parts.uri.path(), &bytes);
            }
            next.run(Request::from_parts(parts, Body::from(bytes)))
                .await
        }
        Ok(Err(error)) => status_of(&error).into_response(),
        Err(_) => StatusCode::REQUEST_TIMEOUT.into_response(),
    }
}

/// The status for a body that was not read to its end: too long, or malformed.
fn status_of(error: &axum::Error) -> StatusCode {
    match error.source() {
        Some(cause) if cause.is::<LengthLimitError>() => StatusCode::PAYLOAD_TOO_LARGE,
        _ => StatusCode::BAD_REQUEST,
    }
}
