//! Room `simulator`: answers in Plivo's shapes, and its errors. Source:
//! Plivo's API documentation, "Responses"; the sentences are Plivo's own where
//! they are known.

use std::collections::HashMap;
use std::io;

use axum::Json;
use axum::body::Body;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

use super::random;

/// The largest page of a list, and the default.
const PAGE: usize = 20;

/// An answer other than 2xx: a status and one sentence.
#[derive(Debug)]
pub(super) struct ApiError {
    status: StatusCode,
    sentence: String,
}

impl ApiError {
    pub(super) fn new(status: StatusCode, sentence: impl Into<String>) -> Self {
        let sentence = sentence.into();
        Self { status, sentence }
    }

    /// 400: a parameter is missing or invalid.
    pub(super) fn invalid(sentence: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, sentence)
    }

    /// 404: nothing by that id.
    pub(super) fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "not found")
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        ok(self.status, json!({ "error": self.sentence }))
    }
}

/// A JSON object with a fresh `api_id`, as every answer of Plivo's carries.
pub(super) fn ok(status: StatusCode, body: Value) -> Response {
    (status, Json(with_api_id(body))).into_response()
}

/// Whatever path is not ours.
pub(super) async fn not_found() -> ApiError {
    ApiError::not_found()
}

/// One page of a list, `limit` 1..=20 and `offset`, newest first.
pub(super) fn page(name: &str, all: Vec<Value>, query: &HashMap<String, String>) -> Response {
    let number = |key: &str| query.get(key).and_then(|text| text.parse::<usize>().ok());
    let limit = number("limit").unwrap_or(PAGE).clamp(1, PAGE);
    let (offset, total) = (number("offset").unwrap_or(0), all.len());
    let following = offset.saturating_add(limit);
    let link = |offset: usize| format!("?limit={limit}&offset={offset}");
    let meta = json!({
        "limit": limit,
        "offset": offset,
        "total_count": total,
        "next": (following < total).then(|| link(following)),
        "previous": (offset > 0).then(|| link(offset.saturating_sub(limit))),
    });
    let objects: Vec<Value> = all.into_iter().skip(offset).take(limit).collect();
    let body = Map::from_iter([
        ("meta".to_owned(), meta),
        (name.to_owned(), Value::Array(objects)),
    ]);
    ok(StatusCode::OK, Value::Object(body))
}

/// An answer whose connection breaks instead of saying anything.
pub(super) fn broken() -> Response {
    let gone = io::Error::from(io::ErrorKind::ConnectionReset);
    let body = futures_util::stream::iter([Err::<Vec<u8>, _>(gone)]);
    Body::from_stream(body).into_response()
}

fn with_api_id(mut body: Value) -> Value {
    if let Value::Object(body) = &mut body {
        body.entry("api_id")
            .or_insert_with(|| random::uuid().into());
    }
    body
}
