//! `POST /token`: a client redeems a code.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::json;
use tracing::{error, info, warn};

use super::answers::{Broken, json_answer, json_error, seconds};
use super::client_check::ClientForm;
use super::grants::{random_secret, subject};
use crate::clients::Client;
use crate::domain::Timestamp;
use crate::openid::{
    AccessTokenRecord, GrantRecord, IdTokenClaims, OAuthCode, RedemptionError, TOKEN_LIFE,
    TokenRequest,
};
use crate::repository::RepositoryError;
use crate::web::AppState;

/// A code that was redeemed.
struct Redeemed {
    access_token: String,
    record: AccessTokenRecord,
    nonce: Option<String>,
    now: Timestamp,
}

/// The reason why there is no token.
#[derive(Debug, thiserror::Error)]
enum TokenError {
    #[error(transparent)]
    Redemption(#[from] RedemptionError),
    #[error(transparent)]
    Repository(#[from] RepositoryError),
}

/// `POST /token`.
///
/// # Errors
/// [`Broken`] when the store fails.
pub async fn redeem(State(app): State<AppState>, form: ClientForm) -> Result<Response, Broken> {
    let ClientForm { client, fields } = form;
    let request = match TokenRequest::parse(&fields) {
        Ok(request) => request,
        Err(error) => return Ok(json_error(error)),
    };
    let error = match redeem_once(&app, &client, &request).await {
        Ok(redeemed) => return Ok(answer(&app, &client, redeemed)),
        Err(TokenError::Repository(error)) => return Err(error.into()),
        Err(TokenError::Redemption(error)) => error,
    };
    if let RedemptionError::Reused(token) = error {
        warn!(target: "audit", client = client.id, "a code came twice");
        let records = &app.verifier.records;
        let killed = records.forget::<AccessTokenRecord>(token.as_bytes());
        killed.await?;
    }
    let invalid = OAuthCode::InvalidGrant.because("the code is not valid for this request");
    Ok(json_error(invalid))
}

/// Redeems the code in one step of the store, so that it is redeemed once. The token is stored
/// before that: whoever brings the code again finds it, and takes it back.
async fn redeem_once(
    app: &AppState,
    client: &Client,
    request: &TokenRequest,
) -> Result<Redeemed, TokenError> {
    let records = &app.verifier.records;
    let access_token = random_secret();
    let redeem = |grant: Option<GrantRecord>, now| {
        let Some(mut grant) = grant else {
            return (None, Err(RedemptionError::Unknown));
        };
        match grant.redeem(request, &client.id, &access_token, now) {
            Ok(record) => {
                let nonce = grant.nonce.clone();
                (Some(grant), Ok((record, nonce, now)))
            }
            Err(error) => (None, Err(error)),
        }
    };
    let found = records.find(request.code.as_bytes()).await?;
    let (record, ..) = redeem(found.record.clone(), found.now()).1?;
    records
        .put(access_token.as_bytes(), |_| record.clone())
        .await?;
    let redeemed = records.change_found(found, redeem).await?;
    if redeemed.is_err() {
        // Somebody else was quicker: nobody will ever have this token.
        records
            .forget::<AccessTokenRecord>(access_token.as_bytes())
            .await?;
    }
    let (record, nonce, now) = redeemed?;
    Ok(Redeemed {
        access_token,
        record,
        nonce,
        now,
    })
}

fn answer(app: &AppState, client: &Client, redeemed: Redeemed) -> Response {
    let proven = &redeemed.record.proven;
    let sub = subject(app, client, &proven.number);
    let names = (app.settings.public_base(), sub, random_secret());
    let claims = IdTokenClaims::new(names, proven, client, redeemed.nonce, redeemed.now);
    let clients = app.clients.current();
    let key = clients.keys.signing(client.algorithm, redeemed.now);
    let Some(id_token) = key.and_then(|key| key.sign_token(&claims)) else {
        let algorithm = client.algorithm.name();
        error!(algorithm, "alert: there is no key that signs now");
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    };
    info!(target: "audit", client = client.id, "a code was redeemed");
    let scope = match proven.asks_for_number {
        true => "openid phone",
        false => "openid",
    };
    let body = json!({
        "access_token": redeemed.access_token,
        "token_type": "Bearer",
        "expires_in": seconds(TOKEN_LIFE),
        "scope": scope,
        "id_token": id_token,
    });
    json_answer(StatusCode::OK, body)
}
