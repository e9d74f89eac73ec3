//! The operator's own address, `server.operator_addr`: what nobody else may see.
//!
//! It is loopback unless set, and shares no route with the public address. Start at [`router`];
//! [`serve`] accepts its connections, within the bounds of the public ones.

mod metrics;

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::routing::get;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio::time::sleep;
use tracing::warn;

use crate::web::{AppState, ConnectionProtocol};

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
    let protocol = ConnectionProtocol::new(router(app), app.settings.connection_age);
    let places = Arc::new(Semaphore::new(MAX_CONNECTIONS));
    loop {
        let accepted = listener.accept().await;
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                // Most often out of file descriptors: wait until some are free.
                warn!(%error, "a connection of the operator could not be accepted");
                sleep(Duration::from_millis(50)).await;
                continue;
            }
        };
        if let Ok(place) = places.clone().try_acquire_owned() {
            let protocol = protocol.clone();
            tokio::spawn(async move {
                let _place = place;
                protocol.serve(stream, peer).await;
            });
        }
    }
}
