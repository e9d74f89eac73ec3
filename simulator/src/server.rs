//! The routers of a simulator, and serving them.

use std::io;

use axum::Router;
use tokio::net::TcpListener;

use crate::simulator::Simulator;
use crate::{api, handset};

impl Simulator {
    /// The API under Plivo's own paths: `/v1/Account/…`, `/v1/phlo/…`.
    pub fn api(&self) -> Router {
        api::router(self)
    }

    /// The handset and everything that it requests, under `/handset`.
    pub fn handset(&self) -> Router {
        handset::router(self)
    }
}

/// Serves the API and the handset until the listener fails.
///
/// # Errors
/// Those of the listener.
pub async fn serve(simulator: Simulator, listener: TcpListener) -> io::Result<()> {
    axum::serve(listener, simulator.api().merge(simulator.handset())).await
}
