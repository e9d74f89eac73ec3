//! The description of the API: OpenAPI 3.1, from the code.

use axum::extract::State;
use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{OpenApi as Document, Server};
use utoipa::{Modify, OpenApi};

use super::{attempts, verifications};
use crate::web::AppState;

/// The API.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Ringcode",
        description = "Proves that a person holds a phone: for applications with screens of their own.",
    ),
    paths(
        verifications::start,
        verifications::list,
        verifications::read,
        verifications::cancel,
        attempts::resend,
        attempts::call,
        attempts::check,
    ),
    modifiers(&SecuritySchemes),
)]
pub struct Api;

/// The ways in which a client proves who it is.
struct SecuritySchemes;

impl Modify for SecuritySchemes {
    fn modify(&self, document: &mut Document) {
        let scheme = |scheme, description: &str| {
            let http = HttpBuilder::new().scheme(scheme);
            SecurityScheme::Http(http.description(Some(description)).build())
        };
        let secret = "The client's ID and secret";
        let assertion = "A JWT that the client signs, as for private_key_jwt";
        let components = document.components.get_or_insert_default();
        components.add_security_scheme("secret", scheme(HttpAuthScheme::Basic, secret));
        components.add_security_scheme("assertion", scheme(HttpAuthScheme::Bearer, assertion));
    }
}

/// `GET /v1/openapi.json`.
pub async fn document(State(app): State<AppState>) -> Response {
    let mut document = Api::openapi();
    document.servers = Some(vec![Server::new(app.settings.public_base())]);
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static("application/json")),
        (
            CACHE_CONTROL,
            HeaderValue::from_static("public, max-age=300"),
        ),
    ];
    (headers, document.to_json().unwrap_or_default()).into_response()
}
