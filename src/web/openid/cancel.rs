//! `POST /cancel`: a person goes back to the client without verifying a number.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;

use super::answers::{Broken, return_to};
use super::visit;
use crate::domain::Timestamp;
use crate::openid::OAuthCode;
use crate::verifier::Happened;
use crate::web::handlers::language;
use crate::web::response::redirect_to_page;
use crate::web::{AppState, Session};

/// `POST /cancel`.
///
/// # Errors
/// [`Broken`] when the store fails.
pub async fn cancel(State(app): State<AppState>, headers: HeaderMap) -> Result<Response, Broken> {
    let Some(session) = Session::from_request(&headers, app.secure()) else {
        return Ok(redirect_to_page());
    };
    let visit = visit::find(&app, &session).await?;
    let Some(visit) = visit.filter(|visit| !visit.is_answered()) else {
        return Ok(redirect_to_page());
    };
    visit.forget(&app, &session).await?;
    let key = session.verification_key(&app.verifier.records).await?;
    let canceled = || Happened::Canceled;
    app.verifier.tell(&key.name, Timestamp::EPOCH, canceled);
    let error = OAuthCode::AccessDenied.because("the person did not verify the number");
    let redirect = visit.record.request.refused(error);
    Ok(return_to(&app, language::from_request(&headers), redirect))
}
