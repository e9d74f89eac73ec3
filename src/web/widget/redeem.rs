//! `POST /v1/redeem`: a client's server redeems a token of the widget.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State;
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use tracing::{error, info, warn};

use crate::clients::Client;
use crate::openid::{Credentials, Parameters};
use crate::rate_limit::ClientIp;
use crate::web::openid::client_check::note_wrong_credentials;
use crate::web::request_headers::{entries, names_kind, only};
use crate::web::response::{ERROR_RETRY, StoreFailed, retry_after_seconds, with_body_of};
use crate::web::{AppState, form_validation};
use crate::widget::{
    RedeemedWidget, RedemptionAnswer, RedemptionForm, TokenRefusal, WidgetGrantRecord,
    WidgetRedemption,
};

/// `POST /v1/redeem`.
pub async fn redeem(
    State(app): State<AppState>,
    Extension(ip): Extension<ClientIp>,
    mut headers: HeaderMap,
    body: Bytes,
) -> Response {
    match carry_out(&app, ip, &mut headers, &body).await {
        Ok(answer) => Json(answer).into_response(),
        Err(refusal) => refuse(refusal),
    }
}

async fn carry_out(
    app: &AppState,
    ip: ClientIp,
    headers: &mut HeaderMap,
    body: &[u8],
) -> Result<RedemptionAnswer, TokenRefusal> {
    let form = read(headers, body)?;
    let clients = clients_of(app, headers, form.secret.as_deref())?;
    if clients.is_empty() {
        note_wrong_credentials(app, ip).await;
        return Err(TokenRefusal::InvalidClient);
    }
    let request = WidgetRedemption::parse(form)?;
    let (client, redeemed) = redeem_once(app, &clients, &request).await?;
    info!(target: "audit", client = client.id, expected = redeemed.is_expected, "a token was redeemed");
    Ok(RedemptionAnswer::new(redeemed, &client))
}

fn read(headers: &mut HeaderMap, body: &[u8]) -> Result<RedemptionForm, TokenRefusal> {
    if names_kind(entries(headers, &CONTENT_TYPE, b','), "application/json") {
        return RedemptionForm::from_json(body);
    }
    match form_validation::settle_type(headers) {
        true => RedemptionForm::from_form(body),
        false => Err(TokenRefusal::InvalidRequest),
    }
}

/// The clients whose secret the request has: one by its ID, or all who have it.
fn clients_of(
    app: &AppState,
    headers: &HeaderMap,
    secret: Option<&str>,
) -> Result<Vec<Arc<Client>>, TokenRefusal> {
    let clients = app.clients.current();
    let header = only(headers, &AUTHORIZATION).map_err(|_| TokenRefusal::InvalidRequest)?;
    match (header, secret) {
        (Some(_), Some(_)) => Err(TokenRefusal::InvalidRequest),
        (None, Some(secret)) => Ok(clients.with_secret(secret)),
        (None, None) => Ok(Vec::new()),
        (header, None) => {
            let credentials = Credentials::read(header, &Parameters::default());
            let Ok(Credentials::Basic { id, secret }) = credentials else {
                return Ok(Vec::new());
            };
            let client = clients.get(&id).cloned();
            let has_secret = |client: &Arc<Client>| client.authentication.has_secret(&secret);
            Ok(client.into_iter().filter(has_secret).collect())
        }
    }
}

/// Redeems the token in one step of the store, so that it is redeemed once, for the one of the
/// clients whose it is.
async fn redeem_once(
    app: &AppState,
    clients: &[Arc<Client>],
    request: &WidgetRedemption,
) -> Result<(Arc<Client>, RedeemedWidget), TokenRefusal> {
    let redeem = |grant: Option<WidgetGrantRecord>, _| {
        let client = grant.as_ref().and_then(|grant| grant.find_client(clients));
        let (Some(before), Some(client)) = (grant, client) else {
            return (None, Err(TokenRefusal::InvalidToken));
        };
        let mut grant = before.clone();
        let redeemed = grant.redeem(request, client);
        let changed = (grant != before).then_some(grant);
        (changed, redeemed.map(|redeemed| (client.clone(), redeemed)))
    };
    let records = &app.verifier.records;
    let changed = records.change(request.token.as_bytes(), redeem).await;
    let redeemed = changed.map_err(|error| {
        error!(%error, "a token could not be redeemed");
        TokenRefusal::Unavailable
    })?;
    redeemed.inspect_err(|refusal| {
        warn!(target: "audit", refusal = refusal.name(), "a token was refused");
    })
}

/// An answer without a proof. What is wrong with a token is no error of HTTP: the request was
/// carried out.
fn refuse(refusal: TokenRefusal) -> Response {
    let status = match refusal {
        TokenRefusal::InvalidRequest => StatusCode::BAD_REQUEST,
        TokenRefusal::InvalidClient => StatusCode::UNAUTHORIZED,
        TokenRefusal::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        TokenRefusal::InvalidToken | TokenRefusal::TokenUsed | TokenRefusal::NumberMismatch => {
            StatusCode::OK
        }
    };
    let mut response = (status, Json(RedemptionAnswer::from(refusal))).into_response();
    if refusal == TokenRefusal::Unavailable {
        response.extensions_mut().insert(StoreFailed);
    }
    let headers = response.headers_mut();
    match refusal {
        TokenRefusal::InvalidClient => {
            let challenge = HeaderValue::from_static("Basic realm=\"ringcode\"");
            headers.insert(WWW_AUTHENTICATE, challenge);
        }
        TokenRefusal::Unavailable => {
            headers.insert(RETRY_AFTER, retry_after_seconds(ERROR_RETRY));
        }
        _ => {}
    }
    response
}

/// Gives an error answer without JSON its body: what the middleware refuses is told like
/// everything else.
pub fn in_json(response: Response) -> Response {
    let status = response.status();
    let kind = response.headers().get(CONTENT_TYPE);
    let is_json = kind.is_some_and(|kind| kind == "application/json");
    if is_json || !(status.is_client_error() || status.is_server_error()) {
        return response;
    }
    let refusal = match status.is_server_error() {
        true => TokenRefusal::Unavailable,
        false => TokenRefusal::InvalidRequest,
    };
    with_body_of(refuse(refusal), response)
}
