//! A call of the API: who asks, and what they sent.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderName};
use axum::response::Response;
use serde::de::DeserializeOwned;
use tracing::error;

use super::answer::refuse;
use crate::clients::{Client, ClientAuthentication};
use crate::json_api::{IdempotencyKey, Problem};
use crate::openid::Credentials;
use crate::rate_limit::ClientIp;
use crate::repository::RepositoryError;
use crate::web::AppState;
use crate::web::openid::client_check::proven_client;
use crate::web::request_headers::{entries, names_kind, only};

/// The header with the key of a request.
const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// A call of a client that has proven who it is and may use the API.
#[derive(Clone)]
pub struct ApiCall {
    /// The state that all requests share.
    pub app: AppState,
    /// The client.
    pub client: Arc<Client>,
    /// The path that was called.
    pub path: String,
    /// The query.
    pub query: String,
    /// The key of the request, if it has one.
    pub key: Option<IdempotencyKey>,
    /// The body.
    pub body: Bytes,
    is_json: bool,
}

impl FromRequest<AppState> for ApiCall {
    type Rejection = Response;

    async fn from_request(request: Request, app: &AppState) -> Result<Self, Response> {
        Self::read(request, app)
            .await
            .map_err(|problem| refuse(&problem))
    }
}

impl ApiCall {
    async fn read(request: Request, app: &AppState) -> Result<Self, Problem> {
        let (parts, body) = request.into_parts();
        let headers = &parts.headers;
        let ip = parts.extensions.get::<ClientIp>().copied();
        let ip = ip.ok_or_else(Problem::unavailable)?;
        let credentials = credentials(app, headers).ok_or_else(Problem::unauthorized)?;
        let client = proven_client(app, ip, &credentials).await.map_err(broken)?;
        let client = client.ok_or_else(Problem::unauthorized)?;
        if !client.may_use_api {
            return Err(Problem::forbidden());
        }
        let key = only(headers, &IDEMPOTENCY_KEY);
        let twice = |_| Problem::invalid("Idempotency-Key", "one of them");
        let key = key.map_err(twice)?.map(IdempotencyKey::parse).transpose()?;
        let is_json = names_kind(entries(headers, &CONTENT_TYPE, b','), "application/json");
        let body = axum::body::to_bytes(body, usize::MAX).await;
        Ok(Self {
            app: app.clone(),
            client,
            path: parts.uri.path().to_owned(),
            query: parts.uri.query().unwrap_or_default().to_owned(),
            key,
            body: body.map_err(|_| Problem::unreadable("the body ended early".to_owned()))?,
            is_json,
        })
    }

    /// Reads the body.
    ///
    /// # Errors
    /// [`Problem`] where it is not JSON of this shape.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, Problem> {
        if !self.is_json {
            return Err(Problem::unsupported_media_type());
        }
        serde_json::from_slice(&self.body).map_err(|error| Problem::unreadable(error.to_string()))
    }
}

/// The credentials in the header: a secret, or an assertion that the client signed. The API has
/// no forms, so a secret for forms is brought in the header too.
fn credentials(app: &AppState, headers: &HeaderMap) -> Option<Credentials> {
    let found = Credentials::from_header(only(headers, &AUTHORIZATION).ok()??)?;
    let clients = app.clients.current();
    let registered = clients.get(found.client_id());
    Some(
        match (found, registered.map(|client| &client.authentication)) {
            (Credentials::Basic { id, secret }, Some(ClientAuthentication::SecretPost(_))) => {
                Credentials::Post { id, secret }
            }
            (found, _) => found,
        },
    )
}

/// The problem with a store that does not answer.
pub fn broken(error: RepositoryError) -> Problem {
    error!(%error, "a client's request could not be carried out");
    Problem::unavailable()
}
