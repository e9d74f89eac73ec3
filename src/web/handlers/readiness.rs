//! `GET /readyz`, for load balancers and operators.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use crate::web::AppState;

/// `GET /readyz`: 503 with the reason when the server is stopping or not ready; else 200, with a
/// warning for the operator where there is one.
pub async fn show(State(app): State<AppState>) -> Response {
    if app.lifecycle.is_stopping() {
        return (StatusCode::SERVICE_UNAVAILABLE, "stopping\n").into_response();
    }
    match (app.readiness.obstacle(), app.readiness.warning()) {
        (Some(reason), _) => {
            (StatusCode::SERVICE_UNAVAILABLE, format!("{reason}\n")).into_response()
        }
        (None, Some(warning)) => format!("ready, but {warning}\n").into_response(),
        (None, None) => StatusCode::OK.into_response(),
    }
}
