//! Grants: the codes that clients redeem.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;

use crate::clients::Client;
use crate::domain::{PhoneNumber, Proof, Timestamp};
use crate::openid::{AuthorizationRequest, CODE_LIFE, GrantRecord, Proven, SubjectKey};
use crate::repository::{RepositoryError, VerificationKey};
use crate::web::AppState;
use crate::widget::{WIDGET_TOKEN_LIFE, WidgetGrantRecord};

/// 256 random bits in 43 letters.
pub fn random_secret() -> String {
    let secret: [u8; 32] = rand::random();
    BASE64_URL_SAFE_NO_PAD.encode(secret)
}

/// Stores a grant for a request, and returns its code.
///
/// # Errors
/// Those of the repository.
pub async fn issue(
    app: &AppState,
    request: &AuthorizationRequest,
    proof: &Proof,
    verification: &VerificationKey,
) -> Result<String, RepositoryError> {
    let code = random_secret();
    let proven = Proven {
        number: proof.number.clone(),
        country: proof.country.clone(),
        channel: proof.channel,
        at: proof.at,
        vid: verification.name.public_name(),
        asks_for_number: request.asks_for_number,
        is_step_up: request.number.is_some(),
    };
    let is_widget = request.response_mode.is_widget();
    let life = if is_widget {
        WIDGET_TOKEN_LIFE
    } else {
        CODE_LIFE
    };
    let grant = |now: Timestamp| GrantRecord {
        client_id: request.client_id.clone(),
        redirect_uri: request.redirect_uri.clone(),
        challenge: request.challenge.clone(),
        nonce: request.nonce.clone(),
        proven: proven.clone(),
        expires_at: now.saturating_add(life),
        redeemed_for: None,
    };
    let (records, secret) = (&app.verifier.records, code.as_bytes());
    match is_widget {
        true => {
            records
                .put(secret, |now| WidgetGrantRecord(grant(now)))
                .await?
        }
        false => records.put(secret, grant).await?,
    }
    Ok(code)
}

/// Whether the code that a request was answered with can still be redeemed.
///
/// # Errors
/// Those of the repository.
pub async fn is_open(
    app: &AppState,
    request: &AuthorizationRequest,
    code: &str,
) -> Result<bool, RepositoryError> {
    let (records, secret) = (&app.verifier.records, code.as_bytes());
    let grant = match request.response_mode.is_widget() {
        true => records
            .find::<WidgetGrantRecord>(secret)
            .await?
            .record
            .map(|WidgetGrantRecord(grant)| grant),
        false => records.find::<GrantRecord>(secret).await?.record,
    };
    Ok(grant.is_some_and(|grant| grant.redeemed_for.is_none()))
}

/// The pseudonym of a number for a client.
pub fn subject(app: &AppState, client: &Client, number: &PhoneNumber) -> String {
    let secret = app.settings.clients.subject_secret.clone();
    let secret = secret.unwrap_or_else(|| app.settings.store.secrets().0);
    SubjectKey::new(&secret).subject(&client.sector, number)
}
