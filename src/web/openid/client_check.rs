//! Checks the credentials of a client.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use axum::response::Response;
use tokio::time::sleep;
use tracing::info;

use super::answers::{json_error, unavailable};
use crate::clients::{Client, ClientAuthentication, PublicKey};
use crate::openid::{
    AssertionClaims, Credentials, OAuthCode, OAuthError, Parameters, UsedAssertionRecord, paths,
};
use crate::rate_limit::ClientIp;
use crate::repository::RepositoryError;
use crate::web::AppState;
use crate::web::form_validation;
use crate::web::request_headers::only;

/// The delay of answers to wrong credentials after the first ten in ten minutes.
const SLOW_ANSWER: Duration = Duration::from_millis(500);

/// Reads the form of a client that has proven who it is.
///
/// # Errors
/// The answer: `invalid_client`, `invalid_request`, or 503 when the store does not answer.
pub async fn client_form(
    app: &AppState,
    ip: ClientIp,
    headers: &HeaderMap,
    form: &Bytes,
) -> Result<(Arc<Client>, Parameters), Box<Response>> {
    let form = match form_validation::settle_type(&mut headers.clone()) {
        true => Parameters::parse(form),
        false => {
            let type_of_form = "the body must be application/x-www-form-urlencoded";
            let error = OAuthCode::InvalidRequest.because(type_of_form);
            return Err(Box::new(json_error(error)));
        }
    };
    let read = read_credentials(headers, &form);
    let credentials = read.map_err(|error| Box::new(json_error(error)))?;
    match proven_client(app, ip, &credentials).await {
        Ok(Some(client)) => Ok((client, form)),
        Ok(None) => {
            let error = OAuthCode::InvalidClient.because("the client or its credentials are wrong");
            Err(Box::new(json_error(error)))
        }
        Err(fault) => Err(Box::new(unavailable(&fault))),
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
