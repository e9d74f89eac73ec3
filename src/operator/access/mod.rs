//! Access to the operator's page: by password, by the word of the operator's own proxy, or in
//! development from this machine.
//!
//! [`admit`] decides it for a request, [`guard`] in front of every page but the login, which is
//! [`log_in`]. A form is read as a [`PostedForm`], which proves that it is one of ours.

mod log_in;
mod login_tries;
mod operator_session;
mod password_checks;
mod posted_form;
mod viewer;

pub use log_in::{log_in, log_out};
pub use login_tries::{LoginTries, TooManyTries};
pub use operator_session::{OperatorSession, SessionCipher};
pub use password_checks::{PasswordCheck, PasswordChecks};
pub use posted_form::PostedForm;
pub use viewer::{Entry, Viewer, admit, is_over_https};

use axum::extract::{Request, State};
use axum::http::header::{HOST, HeaderMap};
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::Response;

use super::page::{self, Refused};
use super::state::OperatorState;
use crate::web::is_of_origin;

/// Answers a request of somebody who may see the page, and shows others how to get there.
pub(super) async fn guard(
    State(operator): State<OperatorState>,
    mut request: Request,
    next: Next,
) -> Response {
    let refused = match admit(&operator, &request) {
        Entry::Admitted(viewer) => {
            request.extensions_mut().insert(viewer);
            return next.run(request).await;
        }
        Entry::Login => {
            let query = request.uri().query().unwrap_or_default();
            let view = page::PageView::from_query(query);
            return page::login(StatusCode::UNAUTHORIZED, &view, None);
        }
        Entry::NotByProxy => Refused::NotByProxy,
        Entry::Closed => Refused::Closed,
    };
    page::refused(&refused)
}

/// Refuses, with 403, a post that does not come from a page of this address.
pub(super) async fn own_posts(request: Request, next: Next) -> Response {
    let is_safe = matches!(*request.method(), Method::GET | Method::HEAD);
    if is_safe || is_of_this_host(request.headers()) {
        return next.run(request).await;
    }
    page::refused(&Refused::ForeignPost)
}

/// Whether the request comes from a page of the host that it goes to. `Host` cannot be set by a page
/// of somebody else's.
fn is_of_this_host(headers: &HeaderMap) -> bool {
    let host = headers.get(HOST).and_then(|host| host.to_str().ok());
    let host = host.unwrap_or_default();
    ["http", "https"]
        .iter()
        .any(|scheme| is_of_origin(headers, &format!("{scheme}://{host}")))
}
