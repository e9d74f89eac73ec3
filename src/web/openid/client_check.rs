//! Checks the credentials of a client.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use axum::response::{IntoResponse, Response};
use axum::{Extension, RequestExt};
use tokio::time::sleep;
use tracing::info;

use super::answers::{Broken, json_error};
use crate::clients::{Client, ClientAuthentication, PublicKey};
use crate::openid::{
    AssertionClaims, Credentials, OAuthCode, OAuthError, Parameters, UsedAssertionRecord, paths,
};
use crate::rate_limit::ClientIp;
use crate::repository::RepositoryError;
use crate::web::request_headers::only;
use crate::web::{AppState, form_validation};

/// The delay of answers to wrong credentials after the first ten in ten minutes.
const SLOW_ANSWER: Duration = Duration::from_millis(500);

/// The form of a client that has proven who it is.
pub struct ClientForm {
    /// The client.
    pub client: Arc<Client>,
    /// The fields of the form.
    pub fields: Parameters,
}

impl FromRequest<AppState> for ClientForm {
    /// The answer: `invalid_client`, `invalid_request`, or 503 when the store does not answer.
    type Rejection = Response;

    async fn from_request(mut request: Request, app: &AppState) -> Result<Self, Response> {
        let ip = request.extract_parts::<Extension<ClientIp>>().await;
        let Extension(ip) = ip.map_err(IntoResponse::into_response)?;
        let mut headers = request.headers().clone();
        let body = Bytes::from_request(request, app).await;
        let body = body.map_err(IntoResponse::into_response)?;
        if !form_validation::settle_type(&mut headers) {
            let type_of_form = "the body must be application/x-www-form-urlencoded";
            return Err(json_error(OAuthCode::InvalidRequest.because(type_of_form)));
        }
        let fields = Parameters::parse(&body);
        let credentials = read_credentials(&headers, &fields).map_err(json_error)?;
        match proven_client(app, ip, &credentials).await {
            Ok(Some(client)) => Ok(Self { client, fields }),
            Ok(None) => {
                let wrong = "the client or its credentials are wrong";
                Err(json_error(OAuthCode::InvalidClient.because(wrong)))
            }
            Err(error) => Err(Broken::from(error).into_response()),
        }
    }
}

/// The client whose credentials these are, if they are right; wrong ones are counted.
///
/// # Errors
/// Those of the store.
pub async fn proven_client(
    app: &AppState,
    ip: ClientIp,
    credentials: &Credentials,
) -> Result<Option<Arc<Client>>, RepositoryError> {
    let client = client_of(app, credentials).await?;
    if client.is_none() {
        note_wrong_credentials(app, ip).await;
    }
    Ok(client)
}

/// Counts wrong credentials from an address, whose answers are slow after the first ten.
pub async fn note_wrong_credentials(app: &AppState, ip: ClientIp) {
    info!(target: "audit", "wrong credentials of a client");
    let limits = &app.verifier.limits;
    if limits.count_wrong_credentials(&ip.into()).await {
        sleep(SLOW_ANSWER).await;
    }
}

fn read_credentials(headers: &HeaderMap, form: &Parameters) -> Result<Credentials, OAuthError> {
    let header = only(headers, &AUTHORIZATION);
    let header =
        header.map_err(|_| OAuthCode::InvalidRequest.because("Authorization is there twice"))?;
    Credentials::read(header, form)
}

/// The client whose credentials these are, brought by the method that it is registered with.
async fn client_of(
    app: &AppState,
    credentials: &Credentials,
) -> Result<Option<Arc<Client>>, RepositoryError> {
    use ClientAuthentication as Registered;
    let clients = app.clients.current();
    let Some(client) = clients.get(credentials.client_id()).cloned() else {
        return Ok(None);
    };
    let is_proven = match (credentials, &client.authentication) {
        (Credentials::Basic { secret, .. }, registered @ Registered::SecretBasic(_))
        | (Credentials::Post { secret, .. }, registered @ Registered::SecretPost(_)) => {
            registered.has_secret(secret)
        }
        (Credentials::Assertion { token, .. }, Registered::PrivateKeyJwt(keys)) => {
            is_fresh_assertion(app, token, keys, &client.id).await?
        }
        (Credentials::None { .. }, Registered::None) => true,
        _ => false,
    };
    Ok(is_proven.then_some(client))
}

/// Whether the assertion is the client's, and was never brought before.
async fn is_fresh_assertion(
    app: &AppState,
    token: &str,
    keys: &[PublicKey],
    client_id: &str,
) -> Result<bool, RepositoryError> {
    let issuer = app.settings.public_base();
    let audiences = [
        issuer.to_owned(),
        format!("{issuer}{}", paths::TOKEN),
        format!("{issuer}{}", paths::PAR),
    ];
    let Some(claims) = AssertionClaims::decode(token, keys, client_id, &audiences) else {
        return Ok(false);
    };
    let records = &app.verifier.records;
    let remember = |used: Option<UsedAssertionRecord>, now| {
        let until = claims.accepted_until(now).filter(|_| used.is_none());
        let record = until.map(|expires_at| UsedAssertionRecord { expires_at });
        let is_fresh = record.is_some();
        (record, is_fresh)
    };
    records.change(claims.identity().as_bytes(), remember).await
}
