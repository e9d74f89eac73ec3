//! Replaces an error answer without a page by a page, where a person will look at it: in their
//! language, with the number they typed, and with a way back. Programs get the short answer
//! (decision 74).

use std::time::Duration;

use axum::Extension;
use axum::body::Bytes;
use axum::extract::Request;
use axum::http::header::{CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};

use crate::domain::{PhoneInput, PhoneScreen, Refusal};
use crate::json_api::paths::is_operation;
use crate::openid::paths;
use crate::web::handlers::{language, page};
use crate::web::request_headers::accepts;
use crate::web::response::{retry_after_seconds, with_body_of};
use crate::web::{AppState, PageBody, PageError, form_validation};
use crate::widget::paths::REDEEM;

/// The cause of an error answer, where its status is not enough.
#[derive(Clone, Copy, Debug)]
pub enum ErrorCause {
    /// Load was shed.
    Busy,
    /// The request ended midway, so nobody knows what was done.
    Broke,
    /// A limit denied the request of a browser that has no verification.
    RateLimited { refusal: Refusal, wait: Duration },
}

/// Denies a request because a limit was reached; a person gets a page about it.
pub fn too_many_requests(refusal: Refusal, wait: Duration) -> Response {
    let why = Extension(ErrorCause::RateLimited { refusal, wait });
    let later = [(RETRY_AFTER, retry_after_seconds(wait))];
    (StatusCode::TOO_MANY_REQUESTS, why, later).into_response()
}

/// A person who will look at the answer to a request.
pub struct PageReader {
    headers: HeaderMap,
    /// The posted form that asks for a code; empty for any other request.
    posted: Bytes,
}

impl PageReader {
    /// The person who will look at the answer; `None` for the request of a program.
    pub fn from_request(request: &Request) -> Option<Self> {
        let path = request.uri().path();
        let for_programs = matches!(
            path,
            "/livez" | "/readyz" | paths::TOKEN | paths::PAR | paths::USERINFO | REDEEM
        ) || is_operation(path);
        let person = accepts(request.headers(), "text/html") && !for_programs;
        person.then(|| Self {
            headers: request.headers().clone(),
            posted: Bytes::new(),
        })
    }

    /// Remembers the form that was posted to `path`.
    pub fn remember_form(&mut self, path: &str, form: &Bytes) {
        if path == form_validation::SEND_CODE {
            self.posted = form.clone();
        }
    }

    /// Returns the answer with a page, where it is an error without one.
    pub fn finish(self, app: &AppState, response: Response) -> Response {
        let status = response.status();
        let refused = status.is_client_error() || status.is_server_error();
        let kind = response.headers().get(CONTENT_TYPE);
        let drawn = kind.is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
        if !refused || drawn {
            return response;
        }
        let why = response.extensions().get().copied();
        let locale = language::from_request(&self.headers);
        let body = page_body(app, status, why, form_validation::input(&self.posted));
        with_body_of(page::draw(app, locale, body), response)
    }
}

fn page_body(
    app: &AppState,
    status: StatusCode,
    why: Option<ErrorCause>,
    typed: Option<PhoneInput>,
) -> PageBody {
    let error = match (status, why) {
        (StatusCode::FORBIDDEN, _) => {
            let address = app.settings.public_base().to_owned();
            PageError::ForeignOrigin { address }
        }
        (StatusCode::NOT_FOUND, _) => PageError::NotFound,
        (StatusCode::PAYLOAD_TOO_LARGE, _) => PageError::TooLarge,
        (StatusCode::REQUEST_TIMEOUT, _) => PageError::TooSlow,
        (_, Some(ErrorCause::RateLimited { refusal, wait })) => {
            PageError::RateLimited { refusal, wait }
        }
        (_, Some(ErrorCause::Busy)) => PageError::Busy,
        (_, Some(ErrorCause::Broke)) | (StatusCode::INTERNAL_SERVER_ERROR, _) => {
            PageError::OutcomeUnknown
        }
        _ if status.is_server_error() => PageError::Unavailable,
        _ => PageError::Unreadable,
    };
    match typed.filter(|_| error.may_be_retried()) {
        Some(PhoneInput { country, typed }) => PageBody::PhoneWithError {
            screen: PhoneScreen {
                country,
                typed,
                ..PhoneScreen::default()
            },
            error,
        },
        None => PageBody::Error(error),
    }
}
