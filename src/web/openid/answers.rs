//! Answers to clients, and the way back to them.

use std::time::Duration;

use axum::Json;
use axum::http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    LOCATION, WWW_AUTHENTICATE,
};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde_json::json;
use tracing::{error, info};

use crate::i18n::Locale;
use crate::openid::{ClientRedirect, OAuthCode, OAuthError, ResponseMode};
use crate::repository::RepositoryError;
use crate::web::handlers::page;
use crate::web::response::store_unavailable;
use crate::web::{AppState, PageBody, PageError};

/// Scripts of other origins may read the answer. It holds nothing that a cookie gave access to.
const ANY_ORIGIN: (axum::http::HeaderName, HeaderValue) =
    (ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));

/// An answer in JSON.
pub fn json_answer(status: StatusCode, body: impl Serialize) -> Response {
    (status, [ANY_ORIGIN], Json(body)).into_response()
}

/// An error in JSON: 401 where the credentials are wrong, else 400.
pub fn json_error(error: OAuthError) -> Response {
    let body = json!({ "error": error.code.name(), "error_description": error.description });
    if error.code != OAuthCode::InvalidClient {
        return json_answer(StatusCode::BAD_REQUEST, body);
    }
    let mut response = json_answer(StatusCode::UNAUTHORIZED, body);
    let challenge = HeaderValue::from_static("Basic realm=\"ringcode\"");
    response.headers_mut().insert(WWW_AUTHENTICATE, challenge);
    response
}

/// The answer that tells a client to ask again: something of ours is broken.
pub struct Broken(RepositoryError);

impl From<RepositoryError> for Broken {
    fn from(error: RepositoryError) -> Self {
        Self(error)
    }
}

impl IntoResponse for Broken {
    fn into_response(self) -> Response {
        error!(error = %self.0, "a client's request could not be carried out");
        store_unavailable()
    }
}

/// The answer to a browser that asks whether a script may send credentials.
pub async fn preflight() -> Response {
    let allowed = [
        ANY_ORIGIN,
        (
            ACCESS_CONTROL_ALLOW_METHODS,
            HeaderValue::from_static("GET, POST"),
        ),
        (
            ACCESS_CONTROL_ALLOW_HEADERS,
            HeaderValue::from_static("authorization"),
        ),
    ];
    (StatusCode::NO_CONTENT, allowed).into_response()
}

/// Tells a person that the request which brought them here is broken. There is nowhere to lead
/// them to. The reason is for the log, and in these words of ours only.
pub fn broken_request(app: &AppState, locale: Locale, reason: &'static str) -> Response {
    info!(reason, "an authorization request was refused with a page");
    let mut page = page::draw(app, locale, PageBody::Error(PageError::BrokenRequest));
    *page.status_mut() = StatusCode::BAD_REQUEST;
    page
}

/// Returns a person to a client.
pub fn return_to(app: &AppState, locale: Locale, redirect: ClientRedirect) -> Response {
    let redirect = redirect.from_issuer(app.settings.public_base());
    match redirect.mode {
        ResponseMode::FormPost => page::draw_return(app, locale, redirect),
        ResponseMode::WebMessage => page::draw_message(app, locale, redirect),
        ResponseMode::Query | ResponseMode::WidgetQuery => {
            let location = redirect.location();
            let location = location.and_then(|location| HeaderValue::try_from(location).ok());
            match location {
                Some(location) => (StatusCode::SEE_OTHER, [(LOCATION, location)]).into_response(),
                None => broken_request(app, locale, "the redirect address makes no header"),
            }
        }
    }
}

/// Seconds of a time to live.
pub fn seconds(life: Duration) -> u64 {
    life.as_secs()
}
