//! The first page, for people who come by themselves and for those whom a client sent.

use axum::extract::{Request, State};
use axum::response::Response;

use super::answers::{return_to, unavailable};
use super::visit::{self, ClientVisit};
use crate::openid::ClientRedirect;
use crate::repository::RepositoryError;
use crate::web::AppState;
use crate::web::Session;
use crate::web::handlers::{language, page};

/// `GET /`: returns a person to the client whose request is answered, else shows the step that
/// they are at.
pub async fn show(State(app): State<AppState>, request: Request) -> Response {
    let found = match Session::from_request(request.headers(), app.secure()) {
        Some(session) => find(&app, &session).await,
        None => Ok((None, None)),
    };
    match found {
        Ok((_, Some(redirect))) => {
            return_to(&app, language::from_request(request.headers()), redirect)
        }
        Ok((visit, None)) => page::show(&app, request, visit.as_ref()).await,
        Err(fault) => unavailable(&fault),
    }
}

async fn find(
    app: &AppState,
    session: &Session,
) -> Result<(Option<ClientVisit>, Option<ClientRedirect>), RepositoryError> {
    let visit = visit::find(app, session).await?;
    let redirect = match &visit {
        Some(visit) => visit.way_back(app, session).await?,
        None => None,
    };
    Ok((visit, redirect))
}
