//! One connection: how much a client may send, and how long it may take.
//!
//! axum's own `serve` has no time limit for a request's headers, so this is hyper with timers and
//! limits (decision 42).

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

/// The peer of the socket that a request came over, in the request's extensions.
#[derive(Clone, Copy, Debug)]
pub struct Peer(pub SocketAddr);

/// Time in which a client must send a request's headers.
const HEADERS_TIMEOUT: Duration = Duration::from_secs(10);

/// Time after which a client that accepts no byte of its answer is disconnected.
const WRITE_TIMEOUT: Duration = Duration::from_secs(10);

/// The most bytes of a request's headers. Browsers send two or three kilobytes.
const MAX_HEADERS_BYTES: u32 = 16 * 1024;

/// The most open streams of one HTTP/2 connection.
const MAX_STREAMS: u32 = 100;

/// Bytes of one answer that are buffered for a client that reads slowly.
const SEND_BUFFER: usize = 64 * 1024;

/// The settings of all connections. Clones close together.
#[derive(Clone)]
pub struct ConnectionProtocol {
    router: Router,
    builder: Builder<TokioExecutor>,
    /// Cancelled when connections may take no further request.
    closing: CancellationToken,
    age: Duration,
}

impl ConnectionProtocol {
    /// HTTP/1.1 and HTTP/2, answered by `router`; for `age` see `Settings::connection_age`.
    pub fn new(router: Router, age: Duration) -> Self {
        Self {
            router,
            builder: builder(),
            closing: CancellationToken::new(),
            age,
        }
    }

    /// Ends every connection after the request it is working on.
    pub fn close(&self) {
        self.closing.cancel();
    }

    /// Serves a connection to its end.
    pub async fn serve(&self, stream: TcpStream, peer: SocketAddr) {
        let mut stream = TimeoutStream::new(stream);
        stream.set_write_timeout(Some(WRITE_TIMEOUT));
        let spoken = OnceLock::<Version>::new();
        let service = service_fn(|mut request: hyper::Request<Incoming>| {
            spoken.get_or_init(|| request.version());
            request.extensions_mut().insert(Peer(peer));
            self.router.clone().call(request)
        });
        let stream = TokioIo::new(Box::pin(stream));
        let mut connection = pin!(self.builder.serve_connection(stream, service));
        tokio::select! {
            ended = connection.as_mut() => return log_end(ended),
            () = no_request(&spoken) => return debug!("a connection asked for nothing"),
            () = aged(&spoken, self.age) => {}
            () = self.closing.cancelled() => {}
        }
        connection.as_mut().graceful_shutdown();
        if let Ok(ended) = timeout(self.age, connection).await {
            log_end(ended);
        }
    }
}

fn builder() -> Builder<TokioExecutor> {
    let mut builder = Builder::new(TokioExecutor::new());
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADERS_TIMEOUT)
        .max_buf_size(MAX_HEADERS_BYTES as usize);
    builder
        .http2()
        .timer(TokioTimer::new())
        .max_concurrent_streams(MAX_STREAMS)
        .max_header_list_size(MAX_HEADERS_BYTES)
        .max_send_buf_size(SEND_BUFFER)
        .keep_alive_interval(HEADERS_TIMEOUT)
        .keep_alive_timeout(HEADERS_TIMEOUT);
    builder
}

fn log_end<E: std::fmt::Display>(ended: Result<(), E>) {
    if let Err(error) = ended {
        debug!(%error, "a connection broke");
    }
}

/// Resolves when no request came in time. hyper's own timer starts only once it knows the version
/// of HTTP.
async fn no_request(spoken: &OnceLock<Version>) {
    sleep(HEADERS_TIMEOUT).await;
    if spoken.get().is_some() {
        std::future::pending().await
    }
}

/// Resolves when an HTTP/2 connection has reached `age`. One of HTTP/1 ends by itself when it is
/// idle or not read.
async fn aged(spoken: &OnceLock<Version>, age: Duration) {
    sleep(age).await;
    if spoken.get() != Some(&Version::HTTP_2) {
        std::future::pending().await
    }
}
