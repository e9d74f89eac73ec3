//! The JSON API over HTTP: its handlers, on the verifier that the wizard uses too.
//!
//! [`call`] reads who asks and what, [`keyed`] carries a request out once for each
//! `Idempotency-Key`, [`verifications`] holds the operations, [`answer`] writes what they return.
//! What is told of a verification is decided in [`json_api`](crate::json_api).

mod answer;
mod attempts;
mod call;
mod client_verification;
mod keyed;
mod openapi;
mod verifications;

use axum::Router;
use axum::routing::{get, post};

use crate::json_api::paths;
use crate::web::AppState;

/// The routes of the API. None of them is for browsers: each asks for a client's credentials.
pub fn routes() -> Router<AppState> {
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
        .route(paths::OPENAPI, get(openapi::document))
}
