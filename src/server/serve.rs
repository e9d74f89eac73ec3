//! Serves until it is told to stop, then lets every request it has accepted finish.
//!
//! axum's own `serve` waits for ever for a request's headers, so this is
//! hyper's loop with a timer.

use std::io;
use std::time::Duration;

use axum::{Extension, Router};
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;
use tokio::time::timeout;
use tower::Layer;
use tracing::{debug, info, warn};

use super::client_address::Peer;

/// How long a client may take to send a request's headers.
const HEADERS: Duration = Duration::from_secs(10);

/// How long accepted requests may take to finish once the server was told to stop.
const DRAIN: Duration = Duration::from_secs(20);

/// Streams that one HTTP/2 connection may have open.
const STREAMS: u32 = 100;

/// Serves `router` on `listener` until `stop` is done.
///
/// # Errors
/// Those of the listener.
pub async fn serve(
    router: Router,
    listener: TcpListener,
    stop: impl Future<Output = ()>,
) -> io::Result<()> {
    let mut builder = Builder::new(TokioExecutor::new());
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADERS);
    builder
        .http2()
        .timer(TokioTimer::new())
        .max_concurrent_streams(STREAMS)
        .keep_alive_interval(HEADERS);
    let connections = GracefulShutdown::new();
    let mut stop = std::pin::pin!(stop);
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = &mut stop => break,
        };
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                // Out of file descriptors, most often: wait for some to come free.
                warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(Duration::from_millis(50)).await;
                continue;
            }
        };
        _ = stream.set_nodelay(true);
        let service = TowerToHyperService::new(Extension(Peer(peer)).layer(router.clone()));
        let connection = builder
            .serve_connection_with_upgrades(TokioIo::new(stream), service)
            .into_owned();
        let connection = connections.watch(connection);
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                debug!(error, "a connection broke");
            }
        });
    }
    info!("stopping");
    drop(listener);
    if timeout(DRAIN, connections.shutdown()).await.is_err() {
        warn!("some requests did not finish in time");
    }
    Ok(())
}

/// Done when the process is told to stop.
pub async fn told_to_stop() {
    let interrupt = tokio::signal::ctrl_c();
    let mut terminate =
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(terminate) => terminate,
            Err(error) => {
                warn!(%error, "SIGTERM cannot be listened for");
                _ = interrupt.await;
                return;
            }
        };
    tokio::select! {
        _ = interrupt => (),
        _ = terminate.recv() => (),
    }
}
