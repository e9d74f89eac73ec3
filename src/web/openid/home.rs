//! The first page, for people who come by themselves and for those whom a client sent.

use axum::extract::{Request, State};
use axum::response::Response;

use super::answers::{Broken, return_to};
use super::visit::{self, ClientVisit};
use crate::openid::ClientRedirect;
use crate::repository::RepositoryError;
use crate::web::handlers::{language, page};
use crate::web::session::SessionVerification;
use crate::web::{AppState, Session};

/// `GET /`: returns a person to the client whose request is answered, else shows the step that
/// they are at.
///
/// # Errors
/// [`Broken`] when the store fails.
pub async fn show(State(app): State<AppState>, request: Request) -> Result<Response, Broken> {
    let session = Session::from_request(request.headers(), app.secure());
    let (sent, redirect) = match &session {
        Some(session) => find(&app, session).await?,
        None => (None, None),
    };
    Ok(match redirect {
        Some(redirect) => return_to(&app, language::from_request(request.headers()), redirect),
        None => page::show(&app, request, session, sent).await,
    })
}

async fn find(
    app: &AppState,
    session: &Session,
) -> Result<
    (
        Option<(ClientVisit, SessionVerification)>,
        Option<ClientRedirect>,
    ),
    RepositoryError,
> {
    let Some(visit) = visit::find(app, session).await? else {
        return Ok((None, None));
    };
    let verification = SessionVerification::read(&app.verifier.records, session).await?;
    let redirect = visit.way_back(app, session, &verification).await?;
    Ok((Some((visit, verification)), redirect))
}
