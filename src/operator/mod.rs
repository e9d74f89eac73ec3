//! The operator's own address, `server.operator_addr`: what nobody else may see.
//!
//! It is loopback unless set, and shares no route with the public address. Start at [`router`];
//! [`serve`] accepts its connections, within the bounds of the public ones.

mod metrics;

use axum::Router;
use axum::routing::get;
use tokio::net::TcpListener;

use crate::web::{AppState, serve_always};

/// The most open connections; an operator needs a few.
const MAX_CONNECTIONS: usize = 64;

/// Returns all routes of the operator.
pub fn router(app: &AppState) -> Router {
    Router::new()
        .route("/metrics", get(metrics::show))
        .with_state(app.clone())
}

/// Serves the operator on `listener`. Never ends: the caller drops it.
pub async fn serve(app: &AppState, listener: TcpListener) {
    serve_always(app, router(app), &listener, MAX_CONNECTIONS).await;
}
