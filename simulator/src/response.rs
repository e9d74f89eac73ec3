//! Responses in Plivo's shapes: objects, lists and errors. Source: Plivo's API documentation,
//! "Responses"; the sentences are Plivo's own where they are known.

use std::collections::HashMap;
use std::io;

use axum::Json;
use axum::body::Body;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

use crate::random;

/// Objects on one page of a list: the largest number and the default.
const PAGE_SIZE: usize = 20;

/// A response other than 2xx: a status and one sentence.
#[derive(Debug)]
pub(crate) struct ApiError {
    status: StatusCode,
    sentence: String,
}

impl ApiError {
    /// An error of any status.
    pub(crate) fn new(status: StatusCode, sentence: impl Into<String>) -> Self {
        let sentence = sentence.into();
        Self { status, sentence }
    }

    /// 400: a parameter is missing or invalid.
    pub(crate) fn invalid(sentence: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, sentence)
    }

    /// 404: nothing has that ID.
    pub(crate) fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "not found")
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        object(self.status, json!({ "error": self.sentence }))
    }
}

/// A JSON object with a random `api_id`, which every response of Plivo's carries.
pub(crate) fn object(status: StatusCode, mut body: Value) -> Response {
    if let Value::Object(fields) = &mut body {
        fields
            .entry("api_id")
            .or_insert_with(|| random::uuid().into());
    }
    (status, Json(body)).into_response()
}

/// One page of a list under the key `name`. `query` may hold `limit` (1 to 20) and `offset`.
pub(crate) fn page(name: &str, all: Vec<Value>, query: &HashMap<String, String>) -> Response {
    let number = |key: &str| query.get(key).and_then(|text| text.parse::<usize>().ok());
    let limit = number("limit").unwrap_or(PAGE_SIZE).clamp(1, PAGE_SIZE);
    let (offset, total) = (number("offset").unwrap_or(0), all.len());
    let next = offset.saturating_add(limit);
    let link = |offset: usize| format!("?limit={limit}&offset={offset}");
    let meta = json!({
        "limit": limit,
        "offset": offset,
        "total_count": total,
        "next": (next < total).then(|| link(next)),
        "previous": (offset > 0).then(|| link(offset.saturating_sub(limit))),
    });
    let objects: Vec<Value> = all.into_iter().skip(offset).take(limit).collect();
    let body = Map::from_iter([
        ("meta".to_owned(), meta),
        (name.to_owned(), Value::Array(objects)),
    ]);
    object(StatusCode::OK, Value::Object(body))
}

/// 401 in plain text, or in JSON as the real API sometimes sends it.
pub(crate) fn unauthorized(json: bool) -> Response {
    const JSON: &str = "authentication credentials were not provided";
    const TEXT: &str = "Could not verify your access level for that URL.\n\
        You have to login with proper credentials";
    let realm = [(header::WWW_AUTHENTICATE, "Basic realm=\"Login Required\"")];
    if json {
        let error = ApiError::new(StatusCode::UNAUTHORIZED, JSON);
        return (realm, error).into_response();
    }
    (StatusCode::UNAUTHORIZED, realm, TEXT).into_response()
}

/// 429 with `Retry-After`, which the real API may leave out.
pub(crate) fn too_many_requests() -> Response {
    let error = ApiError::new(StatusCode::TOO_MANY_REQUESTS, "Too Many Requests");
    ([(header::RETRY_AFTER, "5")], error).into_response()
}

/// A response whose connection is reset before its body arrives.
pub(crate) fn connection_reset() -> Response {
    let reset = io::Error::from(io::ErrorKind::ConnectionReset);
    let body = futures_util::stream::iter([Err::<Vec<u8>, _>(reset)]);
    Body::from_stream(body).into_response()
}
