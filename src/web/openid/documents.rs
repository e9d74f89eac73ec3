//! The documents about the provider, and the clients' pictures.

use axum::extract::{Path, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::answers::json_answer;
use crate::i18n::Locale;
use crate::openid::provider_metadata;
use crate::web::AppState;

/// The time that others may keep the documents: shorter than any key is published before it signs.
const KEPT: HeaderValue = HeaderValue::from_static("public, max-age=600");

/// `GET /.well-known/openid-configuration`, and its namesake of RFC 8414.
pub async fn metadata(State(app): State<AppState>) -> Response {
    let clients = app.clients.current();
    if clients.is_empty() {
        return StatusCode::NOT_FOUND.into_response();
    }
    let locales = Locale::all().map(Locale::tag);
    let issuer = app.settings.public_base();
    let metadata = provider_metadata(issuer, clients.keys.algorithms(), locales);
    document(json_answer(StatusCode::OK, metadata))
}

/// `GET /jwks`.
pub async fn jwks(State(app): State<AppState>) -> Response {
    let clients = app.clients.current();
    match clients.is_empty() {
        true => StatusCode::NOT_FOUND.into_response(),
        false => {
            let keys = json!({ "keys": clients.keys.published() });
            document(json_answer(StatusCode::OK, keys))
        }
    }
}

/// `GET /clients/{client}/logo`.
pub async fn logo(State(app): State<AppState>, Path(id): Path<String>) -> Response {
    let clients = app.clients.current();
    match clients.get(&id).and_then(|client| client.logo.as_ref()) {
        Some(logo) => {
            let headers = [(CONTENT_TYPE, logo.media_type), (CACHE_CONTROL, "no-cache")];
            (headers, logo.bytes.clone()).into_response()
        }
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

fn document(mut response: Response) -> Response {
    response.headers_mut().insert(CACHE_CONTROL, KEPT);
    response
}
