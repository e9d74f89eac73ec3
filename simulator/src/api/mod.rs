//! Plivo's API under its own paths: `/v1/Account/…` and `/v1/phlo/…`.
//!
//! [`router`] has all of it. A request passes [`account::authorize`], is read by
//! [`crate::requests`], may meet an [`api_fault`], and is carried out by [`crate::engine`].

mod account;
mod api_fault;
mod calls;
mod messages;
mod phlo;
mod verify;

use axum::routing::get;
use axum::{Router, middleware};

use crate::response::ApiError;
use crate::simulator::Simulator;

/// The API of one simulator.
pub(crate) fn router(simulator: &Simulator) -> Router {
    Router::new()
        .route("/v1/Account/{auth_id}/", get(account::show))
        .merge(messages::routes())
        .merge(calls::routes())
        .merge(phlo::routes())
        .merge(verify::routes())
        .fallback(async || ApiError::not_found())
        .layer(middleware::from_fn_with_state(
            simulator.clone(),
            account::authorize,
        ))
        .with_state(simulator.clone())
}
