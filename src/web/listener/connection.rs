//! One connection, from its first byte to its last: what a client may send, and how long it
//! may take.
//!
//! axum's own `serve` waits for ever for a request's headers, so this is hyper with timers
//! and limits.

use std::net::SocketAddr;
use std::pin::pin;
use std::sync::OnceLock;
use std::time::Duration;

use axum::Router;
use axum::http::Version;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use tokio::net::TcpStream;
use tokio::time::{sleep, timeout};
use tokio_io_timeout::TimeoutStream;
use tokio_util::sync::CancellationToken;
use tower::Service;
use tracing::debug;

/// The other end of the socket that a request came over, kept in the request's extensions.
#[derive(Clone, Copy, Debug)]
pub struct Peer(pub SocketAddr);

/// How long a client may take to send a request's headers.
const HEADERS: Duration = Duration::from_secs(10);

/// How long a client may take nothing of its answer.
const READING: Duration = Duration::from_secs(10);

/// The most bytes of a request's headers. Browsers send two or three kilobytes.
const LARGEST_HEADERS: u32 = 16 * 1024;

/// Streams that one HTTP/2 connection may have open.
const STREAMS: u32 = 100;

/// Bytes of one answer that are kept for a client that reads slowly.
const SEND_BUFFER: usize = 64 * 1024;

/// How all connections are served; clones share the end.
#[derive(Clone)]
pub struct ConnectionProtocol {
    router: Router,
    builder: Builder<TokioExecutor>,
    /// No connection takes another request.
    closing: CancellationToken,
    age: Duration,
}

impl ConnectionProtocol {
    /// HTTP/1.1 and HTTP/2, answered by `router`; for `age` see [`Capacity::age`].
    ///
    /// [`Capacity::age`]: crate::web::listener::accept::Capacity::age
    pub fn new(router: Router, age: Duration) -> Self {
        Self {
            router,
            builder: builder(),
            closing: CancellationToken::new(),
            age,
        }
    }

    /// Lets no connection take another request.
    pub fn close(&self) {
        self.closing.cancel();
    }

    /// Serves a connection to its end.
    pub async fn serve(&self, stream: TcpStream, peer: SocketAddr) {
        let mut stream = TimeoutStream::new(stream);
        stream.set_write_timeout(Some(READING));
        let spoken = OnceLock::<Version>::new();
        let service = service_fn(|mut request: hyper::Request<Incoming>| {
            spoken.get_or_init(|| request.version());
            request.extensions_mut().insert(Peer(peer));
            self.router.clone().call(request)
        });
        let stream = TokioIo::new(Box::pin(stream));
        let mut connection = pin!(self.builder.serve_connection(stream, service));
        tokio::select! {
            ended = connection.as_mut() => return tell(ended),
            () = silence(&spoken) => return debug!("a connection asked for nothing"),
            () = aged(&spoken, self.age) => {}
            () = self.closing.cancelled() => {}
        }
        connection.as_mut().graceful_shutdown();
        if let Ok(ended) = timeout(self.age, connection).await {
            tell(ended);
        }
    }
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
