//! The JSON API over HTTP: its handlers, on the verifier that the wizard uses too.
//!
//! [`call`] reads who asks and what, [`keyed`] carries a request out once for each
//! `Idempotency-Key`, [`verifications`] and [`attempts`] hold the operations,
//! [`answer`] writes what they return. [`openapi`] and [`reference`] describe them.
//! What is told of a verification is decided in [`json_api`](crate::json_api).

mod answer;
mod attempts;
mod call;
mod client_verification;
mod keyed;
mod openapi;
mod reference;
mod verifications;

pub use answer::in_problem;

use axum::Router;
use axum::routing::{get, post};

use crate::json_api::paths;
use crate::web::AppState;

/// The routes of the API. None of them is for browsers: each asks for a client's credentials, but
/// for the description of the API.
pub fn routes(app: &AppState) -> Router<AppState> {
    Router::new()
        .route(
            paths::VERIFICATIONS,
            post(verifications::start).get(verifications::list),
        )
        .route(
            paths::VERIFICATION,
            get(verifications::read).delete(verifications::cancel),
        )
        .route(paths::RESEND, post(attempts::resend))
        .route(paths::CALL, post(attempts::call))
        .route(paths::CHECK, post(attempts::check))
        .merge(reference::routes(app))
}
