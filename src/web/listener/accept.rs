//! Accepts connections until the server stops, and then lets every request finish.

use std::future::pending;
use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use futures_util::FutureExt;
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{sleep, timeout};
use tokio_util::task::{LocalPoolHandle, TaskTracker};
use tracing::{debug, info, warn};

use crate::config::TrustedProxies;
use crate::web::AppState;
use crate::web::listener::{ConnectionLimits, ConnectionProtocol};

/// Time in which requests may finish once no more connections are accepted.
const DRAIN_TIMEOUT: Duration = Duration::from_secs(20);

struct Server {
    /// A connection is served by one thread, which has its own connection to Redis, so no thread
    /// wakes another (decision 9). `None`: the accepting thread serves.
    threads: Option<LocalPoolHandle>,
    protocol: ConnectionProtocol,
    places: ConnectionLimits,
    open: TaskTracker,
}

/// Serves `router` on `listener` until `stop` resolves; then reports that it is not ready, accepts
/// connections for the grace period, and finishes the requests on them.
pub async fn serve(
    app: &AppState,
    router: Router,
    listener: TcpListener,
    stop: impl Future<Output = ()>,
) {
    let settings = &app.settings;
    let threads = settings.threads;
    let server = Server {
        threads: threads.map(|count| LocalPoolHandle::new(count.get())),
        protocol: ConnectionProtocol::new(router, settings.connection_age),
        places: ConnectionLimits::new(
            settings.server.connections,
            settings.server.connections_per_address,
            settings.server.trusted_proxies.clone(),
        ),
        open: TaskTracker::new(),
    };
    server.accept_until(&listener, stop).await;
    info!("stopping");
    app.lifecycle.stop();
    server
        .accept_until(&listener, sleep(settings.server.grace))
        .await;
    server.accept_waiting(&listener);
    drop(listener);
    server.protocol.close();
    server.open.close();
    let finished = async {
        server.open.wait().await;
        app.lifecycle.finished().await;
        // What the last requests did is counted by now.
        app.statistics.flush().await
    };
    match timeout(DRAIN_TIMEOUT, finished).await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => warn!(%error, "the last statistics are lost"),
        Err(_) => warn!("some requests did not finish in time"),
    }
}

/// Serves `router` on `listener`, on one thread and with at most `connections` open. Never ends: the
/// caller drops it.
pub async fn serve_always(
    app: &AppState,
    router: Router,
    listener: &TcpListener,
    connections: usize,
) {
    let server = Server {
        threads: None,
        protocol: ConnectionProtocol::new(router, app.settings.connection_age),
        places: ConnectionLimits::new(connections, connections, TrustedProxies::default()),
        open: TaskTracker::new(),
    };
    server.accept_until(listener, pending()).await;
}

impl Server {
    async fn accept_until(&self, listener: &TcpListener, end: impl Future<Output = ()>) {
        let mut end = std::pin::pin!(end);
        loop {
            let accepted = tokio::select! {
                biased;
                () = &mut end => return,
                accepted = listener.accept() => accepted,
            };
            match accepted {
                Ok((stream, peer)) => self.connect(stream, peer),
                Err(error) => {
                    // Most often out of file descriptors: wait until some are free.
                    warn!(%error, "a connection could not be accepted");
                    sleep(Duration::from_millis(50)).await;
                }
            }
        }
    }

    /// Accepts the connections in the system's queue: closing the listener would break them.
    fn accept_waiting(&self, listener: &TcpListener) {
        while let Some(Ok((stream, peer))) = listener.accept().now_or_never() {
            self.connect(stream, peer);
        }
    }

    /// Serves a connection in a task of its own, or closes it when the limits are reached.
    fn connect(&self, stream: TcpStream, peer: SocketAddr) {
        let Some(place) = self.places.take(peer.ip()) else {
            debug!("a connection too many");
            return;
        };
        _ = stream.set_nodelay(true);
        let (protocol, counted) = (self.protocol.clone(), self.open.token());
        let serve = async move |stream| {
            let _kept = (place, counted);
            protocol.serve(stream, peer).await;
        };
        match &self.threads {
            None => _ = tokio::spawn(serve(stream)),
            Some(threads) => {
                // Moves the connection to the other thread's runtime.
                let Ok(stream) = stream.into_std() else {
                    return;
                };
                threads.spawn_pinned(move || async move {
                    if let Ok(stream) = TcpStream::from_std(stream) {
                        serve(stream).await;
                    }
                });
            }
        }
    }
}
