//! `POST /cancel`: a person goes back to the client without verifying a number.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;

use super::answers::{return_to, unavailable};
use super::visit;
use crate::domain::Timestamp;
use crate::openid::OAuthCode;
use crate::repository::RepositoryError;
use crate::verifier::Happened;
use crate::web::AppState;
use crate::web::Session;
use crate::web::handlers::language;
use crate::web::response::redirect_to_page;

/// `POST /cancel`.
pub async fn cancel(State(app): State<AppState>, headers: HeaderMap) -> Response {
    let canceled = match Session::from_request(&headers, app.secure()) {
        Some(session) => leave(&app, &session, &headers).await,
        None => Ok(redirect_to_page()),
    };
    canceled.unwrap_or_else(|fault| unavailable(&fault))
}

async fn leave(
    app: &AppState,
    session: &Session,
    headers: &HeaderMap,
) -> Result<Response, RepositoryError> {
    let visit = visit::find(app, session).await?;
    let Some(visit) = visit.filter(|visit| !visit.is_answered()) else {
        return Ok(redirect_to_page());
    };
    visit.forget(app, session).await?;
    let key = session.verification_key(&app.verifier.records).await?;
    let canceled = || Happened::Canceled;
    app.verifier.tell(&key.name, Timestamp::EPOCH, canceled);
    let error = OAuthCode::AccessDenied.because("the person did not verify the number");
    let redirect = visit.record.request.refused(error);
    Ok(return_to(app, language::from_request(headers), redirect))
}
