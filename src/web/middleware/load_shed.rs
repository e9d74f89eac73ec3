//! Load shedding: a bound on the requests that are worked on at the same time.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::http::header::RETRY_AFTER;
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Router};
use tokio::sync::Semaphore;

use crate::web::response::retry_after_seconds;
use crate::web::{AppState, ErrorCause};

/// Time after which to ask again if the server was too busy.
const BUSY_RETRY: Duration = Duration::from_secs(2);

/// Refuses requests to `routes` while as many as the server takes on are being worked on.
/// Waiting would help nobody: it would make everybody's answer late.
pub fn shed_load(routes: Router, app: &AppState) -> Router {
    let places = Arc::new(Semaphore::new(app.settings.server.requests));
    routes.layer(from_fn_with_state(places, run_or_refuse))
}

async fn run_or_refuse(
    State(places): State<Arc<Semaphore>>,
    request: Request,
    next: Next,
) -> Response {
    match places.try_acquire() {
        Ok(_place) => next.run(request).await,
        Err(_) => busy(),
    }
}

fn busy() -> Response {
    let later = [(RETRY_AFTER, retry_after_seconds(BUSY_RETRY))];
    let words = "Too busy at the moment. Please try again in a few seconds.";
    let why = Extension(ErrorCause::Busy);
    (StatusCode::SERVICE_UNAVAILABLE, why, later, words).into_response()
}
