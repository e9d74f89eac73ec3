//! Accepts connections until it is told to stop, and then lets every request finish.
//!
//! axum's own `serve` waits for ever for a request's headers, so this is hyper's
//! loop with timers and limits.

use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use axum::Router;
use axum::http::Version;
use futures_util::FutureExt;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{sleep, timeout};
use tokio_io_timeout::TimeoutStream;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower::Service;
use tracing::{debug, info, warn};

use super::app::App;
use super::client_address::Peer;
use super::connections::Connections;

/// How long a client may take to send a request's headers.
const HEADERS: Duration = Duration::from_secs(10);

/// How long a client may take nothing of its answer.
const READING: Duration = Duration::from_secs(10);

/// How long accepted requests may take to finish once no more are accepted.
const DRAIN: Duration = Duration::from_secs(20);

/// The most bytes of a request's headers. Browsers send two or three kilobytes.
const LARGEST_HEADERS: u32 = 16 * 1024;

/// Streams that one HTTP/2 connection may have open.
const STREAMS: u32 = 100;

/// Bytes of one answer that are kept for a client that reads slowly.
const SEND_BUFFER: usize = 64 * 1024;

/// How much the server takes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Capacity {
    /// Connections in all.
    pub connections: usize,
    /// Connections from one IPv4 address or IPv6 `/64`.
    pub connections_per_address: usize,
    /// Requests being worked on; more are refused at once, so that these stay fast.
    pub requests: usize,
    /// How long connections are still accepted after the stop, so that whoever
    /// balances load has time to see that the server is not ready any more.
    pub grace: Duration,
    /// How long an HTTP/2 connection takes requests, and then may go on with their answers;
    /// whoever wants more opens the next one. Nothing else ends one whose client answers
    /// pings, or leaves its streams half read.
    pub age: Duration,
}

struct Server {
    router: Router,
    builder: Builder<TokioExecutor>,
    places: Connections,
    open: TaskTracker,
    /// No connection takes another request.
    closing: CancellationToken,
    age: Duration,
}

/// Serves `router` on `listener` until `stop` is done; then says that it is not ready,
/// accepts what comes in the time of grace, and finishes what it accepted.
///
/// # Errors
/// None at present; those of a listener are waited out.
pub async fn serve(
    app: &App,
    router: Router,
    listener: TcpListener,
    stop: impl Future<Output = ()>,
) -> io::Result<()> {
    let capacity = app.settings.capacity;
    let places = Connections::new(
        capacity.connections,
        capacity.connections_per_address,
        app.settings.trusted_proxies.clone(),
    );
    let server = Server {
        router,
        builder: builder(),
        places,
        open: TaskTracker::new(),
        closing: CancellationToken::new(),
        age: capacity.age,
    };
    server.accept_until(&listener, stop).await;
    info!("stopping");
    app.lifecycle.stop();
    server.accept_until(&listener, sleep(capacity.grace)).await;
    server.accept_waiting(&listener);
    drop(listener);
    server.closing.cancel();
    server.open.close();
    let finished = async {
        server.open.wait().await;
        app.lifecycle.finished().await;
    };
    if timeout(DRAIN, finished).await.is_err() {
        warn!("some requests did not finish in time");
    }
    Ok(())
}

fn builder() -> Builder<TokioExecutor> {
    let mut builder = Builder::new(TokioExecutor::new());
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADERS)
        .max_buf_size(LARGEST_HEADERS as usize);
    builder
        .http2()
        .timer(TokioTimer::new())
        .max_concurrent_streams(STREAMS)
        .max_header_list_size(LARGEST_HEADERS)
        .max_send_buf_size(SEND_BUFFER)
        .keep_alive_interval(HEADERS)
        .keep_alive_timeout(HEADERS);
    builder
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
                    // Out of file descriptors, most often: wait for some to come free.
                    warn!(%error, "a connection could not be accepted");
                    sleep(Duration::from_millis(50)).await;
                }
            }
        }
    }

    /// Accepts what the system has accepted for us already: closing the listener would
    /// break those connections.
    fn accept_waiting(&self, listener: &TcpListener) {
        while let Some(Ok((stream, peer))) = listener.accept().now_or_never() {
            self.connect(stream, peer);
        }
    }

    /// Serves a connection in a task of its own, or closes it when there is no place for it.
    fn connect(&self, stream: TcpStream, peer: SocketAddr) {
        let Some(place) = self.places.take(peer.ip()) else {
            debug!("a connection too many");
            return;
        };
        _ = stream.set_nodelay(true);
        let mut stream = TimeoutStream::new(stream);
        stream.set_write_timeout(Some(READING));
        let spoken = Arc::<OnceLock<Version>>::default();
        let (router, heard) = (self.router.clone(), spoken.clone());
        let service = service_fn(move |mut request: hyper::Request<Incoming>| {
            heard.get_or_init(|| request.version());
            request.extensions_mut().insert(Peer(peer));
            router.clone().call(request)
        });
        let stream = TokioIo::new(Box::pin(stream));
        let connection = self.builder.serve_connection(stream, service).into_owned();
        let (closing, age) = (self.closing.clone(), self.age);
        self.open.spawn(async move {
            let _place = place;
            let mut connection = pin!(connection);
            tokio::select! {
                ended = connection.as_mut() => return tell(ended),
                () = silence(&spoken) => return debug!("a connection asked for nothing"),
                () = aged(&spoken, age) => {}
                () = closing.cancelled() => {}
            }
            connection.as_mut().graceful_shutdown();
            if let Ok(ended) = timeout(age, connection).await {
                tell(ended);
            }
        });
    }
}

fn tell<E: std::fmt::Display>(ended: Result<(), E>) {
    if let Err(error) = ended {
        debug!(%error, "a connection broke");
    }
}

/// Done when nothing was asked for within the time for headers. hyper's own timer begins
/// only when it has seen which version of HTTP is spoken.
async fn silence(spoken: &OnceLock<Version>) {
    sleep(HEADERS).await;
    if spoken.get().is_some() {
        std::future::pending().await
    }
}

/// Done when a connection of HTTP/2 is of age. One of HTTP/1 ends by itself when nothing is
/// asked for, or read.
async fn aged(spoken: &OnceLock<Version>, age: Duration) {
    sleep(age).await;
    if spoken.get() != Some(&Version::HTTP_2) {
        std::future::pending().await
    }
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
