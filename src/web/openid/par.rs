//! `POST /par`: a client pushes a request, which a browser then refers to (RFC 9126).

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::json;

use super::answers::{Broken, json_answer, json_error, seconds};
use super::client_check::ClientForm;
use super::grants::random_secret;
use crate::domain::Timestamp;
use crate::openid::{
    AuthorizationError, AuthorizationRequest, OAuthCode, PUSHED_LIFE, PushedRequestRecord,
    RequestOrigin,
};
use crate::repository::RepositoryError;
use crate::web::AppState;

/// The beginning of every reference to a pushed request.
const PREFIX: &str = "urn:ietf:params:oauth:request_uri:";

/// A pushed request that a browser opened.
pub struct OpenedRequest {
    /// The request.
    pub request: AuthorizationRequest,
    /// Whether the same browser had opened it before.
    pub is_again: bool,
}

/// `POST /par`.
///
/// # Errors
/// [`Broken`] when the store fails.
pub async fn push(State(app): State<AppState>, form: ClientForm) -> Result<Response, Broken> {
    let ClientForm { client, fields } = form;
    let parsed = AuthorizationRequest::parse(&fields, &client, RequestOrigin::Pushed);
    let request = match parsed {
        Ok(request) => request,
        Err(AuthorizationError::Page(reason)) => {
            return Ok(json_error(OAuthCode::InvalidRequest.because(reason)));
        }
        Err(AuthorizationError::Refused(error, _)) => return Ok(json_error(error)),
    };
    let request_uri = keep(&app, request).await?;
    let body = json!({ "request_uri": request_uri, "expires_in": seconds(PUSHED_LIFE) });
    Ok(json_answer(StatusCode::CREATED, body))
}

/// Keeps a request, and returns the reference to it.
///
/// # Errors
/// Those of the repository.
pub async fn keep(
    app: &AppState,
    request: AuthorizationRequest,
) -> Result<String, RepositoryError> {
    let secret = random_secret();
    let pushed = |now: Timestamp| PushedRequestRecord {
        request: request.clone(),
        expires_at: now.saturating_add(PUSHED_LIFE),
        opened_by: None,
    };
    app.verifier.records.put(secret.as_bytes(), pushed).await?;
    Ok(format!("{PREFIX}{secret}"))
}

/// Opens the request that a client's browser refers to, for a `fresh` session. It can be opened
/// once, and again only by a browser that has that session by now; `None` for any other.
///
/// # Errors
/// Those of the repository.
pub async fn open(
    app: &AppState,
    request_uri: &str,
    client_id: &str,
    (known, fresh): (&[u8], &[u8]),
) -> Result<Option<OpenedRequest>, RepositoryError> {
    let Some(secret) = request_uri.strip_prefix(PREFIX) else {
        return Ok(None);
    };
    let open = |record: Option<PushedRequestRecord>, _| {
        let Some(record) = record.filter(|record| record.request.client_id == client_id) else {
            return (None, None);
        };
        let request = record.request.clone();
        match &record.opened_by {
            None => {
                let opened_by = Some(fresh.to_owned());
                let opened = PushedRequestRecord {
                    opened_by,
                    ..record
                };
                let is_again = false;
                (Some(opened), Some(OpenedRequest { request, is_again }))
            }
            Some(session) if session == known => {
                let is_again = true;
                (None, Some(OpenedRequest { request, is_again }))
            }
            Some(_) => (None, None),
        }
    };
    app.verifier.records.change(secret.as_bytes(), open).await
}
