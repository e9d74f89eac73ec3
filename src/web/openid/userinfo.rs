//! `/userinfo`: a client reads the claims again, with the access token.

use axum::body::Bytes;
use axum::extract::State;
use axum::http::header::{AUTHORIZATION, WWW_AUTHENTICATE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};

use super::answers::{Broken, json_answer};
use super::grants::subject;
use crate::openid::{AccessTokenRecord, Parameters, UserInfo, bearer_token};
use crate::web::request_headers::only;
use crate::web::{AppState, form_validation};

/// `GET /userinfo`.
///
/// # Errors
/// [`Broken`] when the store fails.
pub async fn by_get(State(app): State<AppState>, headers: HeaderMap) -> Result<Response, Broken> {
    tell(&app, bearer(&headers).map(str::to_owned)).await
}

/// `POST /userinfo`, with the token in the header or in the form (RFC 6750).
///
/// # Errors
/// [`Broken`] when the store fails.
pub async fn by_post(
    State(app): State<AppState>,
    mut headers: HeaderMap,
    form: Bytes,
) -> Result<Response, Broken> {
    let token = bearer(&headers).map(str::to_owned);
    let in_form = || {
        let form = form_validation::settle_type(&mut headers).then(|| Parameters::parse(&form))?;
        form.get("access_token").ok()?.map(str::to_owned)
    };
    let token = token.or_else(in_form);
    tell(&app, token).await
}

async fn tell(app: &AppState, token: Option<String>) -> Result<Response, Broken> {
    let Some(token) = token else {
        return Ok(refused("Bearer"));
    };
    let records = &app.verifier.records;
    let found = records.find::<AccessTokenRecord>(token.as_bytes()).await?;
    let clients = app.clients.current();
    let told = found.record.and_then(|record| {
        let client = clients.get(&record.client_id)?;
        let sub = subject(app, client, &record.proven.number);
        Some(UserInfo::new(sub, &record.proven, client))
    });
    Ok(match told {
        Some(info) => json_answer(StatusCode::OK, info),
        None => refused("Bearer error=\"invalid_token\""),
    })
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    bearer_token(only(headers, &AUTHORIZATION).ok()??)
}

fn refused(challenge: &'static str) -> Response {
    let challenge = [(WWW_AUTHENTICATE, HeaderValue::from_static(challenge))];
    (StatusCode::UNAUTHORIZED, challenge).into_response()
}
