//! One POST to Plivo, bounded in time, size and number.
//!
//! The only place that builds an HTTP client. Knows no message and no call: a
//! body goes out, and it says how far that got.

use std::time::Duration;

use reqwest::{Client, Method, RequestBuilder, Response, StatusCode, Url, header, redirect, retry};
use serde_json::Value;
use tokio::{
    sync::Semaphore,
    time::{Instant, sleep, timeout},
};

use crate::telephony::{Account, AuthToken};

/// How long to wait for Plivo.
#[derive(Clone, Copy, Debug)]
pub struct Timeouts {
    /// For the name, the connection and its encryption together; and for one of the
    /// connections to become free.
    pub connect: Duration,
    /// From the start until the answer is read, a second try included.
    pub total: Duration,
    /// How long to leave Plivo alone once it is broken; zero to go on asking.
    pub rest: Duration,
}

const USER_AGENT: &str = concat!("ringcode/", env!("CARGO_PKG_VERSION"), " (reqwest)");

/// So many connections at most; Plivo allows 100 requests at a time to an account.
const CONNECTIONS: usize = 32;

/// More of an answer than this many bytes is not read.
const LONGEST_ANSWER: usize = 64 * 1024;

/// The longest `Retry-After` that a person at the browser can be made to wait for.
const LONGEST_WAIT: Duration = Duration::from_secs(2);

/// Before the second try to connect.
const BREATH: Duration = Duration::from_millis(100);

/// Shorter than any balancer's own limit: on a connection that the other side is
/// just closing, a request gets lost in a way that cannot be told from accepted.
const IDLE: Duration = Duration::from_secs(15);

/// The client and its limits.
#[derive(Debug)]
pub(super) struct Poster {
    client: Client,
    auth_id: String,
    auth_token: AuthToken,
    timeouts: Timeouts,
    connections: Semaphore,
}

/// How far a POST got.
#[derive(Debug)]
pub(super) enum Reply {
    /// Plivo answered.
    Answered(Answer),
    /// No byte of the request was written. Holds the cause, for the log.
    NotSent(String),
    /// The request was perhaps written, and no answer came. Holds the cause, for the log.
    Lost(String),
}

/// What Plivo answered.
#[derive(Debug)]
pub(super) struct Answer {
    pub status: StatusCode,
    /// `X-Request-ID`.
    pub request_id: Option<String>,
    /// Empty when it could not be read, or not to its end.
    pub body: Vec<u8>,
    /// The body as JSON; `Null` where it is not.
    pub json: Value,
    /// `Retry-After`, where it is a number of seconds.
    retry_after: Option<Duration>,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(2),
            total: Duration::from_secs(8),
            rest: Duration::from_secs(10),
        }
    }
}

impl Poster {
    /// Builds the client. Encryption is rustls with ring, TLS 1.2 at least; the roots are those
    /// of the machine (rustls-platform-verifier: on Linux the system's CA file, or
    /// what `SSL_CERT_FILE` and `SSL_CERT_DIR` name), read once, here.
    ///
    /// # Errors
    /// When the machine has no CA certificates.
    pub fn new(account: &Account, timeouts: Timeouts) -> reqwest::Result<Self> {
        // An error only says that a provider is installed already.
        drop(rustls::crypto::ring::default_provider().install_default());
        let client = Client::builder()
            .user_agent(USER_AGENT)
            .connect_timeout(timeouts.connect)
            .timeout(timeouts.total)
            .redirect(redirect::Policy::none())
            .retry(retry::never())
            .no_proxy()
            .pool_max_idle_per_host(CONNECTIONS)
            .pool_idle_timeout(IDLE)
            .build()?;
        Ok(Self {
            client,
            auth_id: account.auth_id.clone(),
            auth_token: account.auth_token.clone(),
            timeouts,
            connections: Semaphore::new(CONNECTIONS),
        })
    }

    /// Posts `body` once; a second time only when nothing of the first was
    /// written, or when Plivo asked for a short wait, and never a third time.
    pub async fn post(&self, url: &Url, body: &Value) -> Reply {
        let deadline = Instant::now() + self.timeouts.total;
        let Ok(Ok(_connection)) = timeout(self.timeouts.connect, self.connections.acquire()).await
        else {
            return Reply::NotSent("all connections are busy".to_owned());
        };
        let reply = self.post_once(url, body, deadline).await;
        match reply.wait_before_retry() {
            Some(wait) if Instant::now() + wait < deadline => {
                sleep(wait).await;
                self.post_once(url, body, deadline).await
            }
            _ => reply,
        }
    }

    /// Reads what is at `url`, once.
    pub async fn get(&self, url: &Url) -> Reply {
        let deadline = Instant::now() + self.timeouts.total;
        let request = self.request(Method::GET, url, deadline);
        Reply::of(request.send().await).await
    }

    async fn post_once(&self, url: &Url, body: &Value, deadline: Instant) -> Reply {
        let request = self.request(Method::POST, url, deadline).json(body);
        Reply::of(request.send().await).await
    }

    fn request(&self, method: Method, url: &Url, deadline: Instant) -> RequestBuilder {
        self.client
            .request(method, url.clone())
            .basic_auth(&self.auth_id, Some(self.auth_token.expose()))
            .timeout(deadline.saturating_duration_since(Instant::now()))
    }
}

impl Reply {
    async fn of(sent: reqwest::Result<Response>) -> Self {
        match sent {
            Ok(response) => Self::Answered(Answer::read(response).await),
            Err(error) if error.is_connect() || error.is_builder() => Self::NotSent(cause(error)),
            Err(error) => Self::Lost(cause(error)),
        }
    }

    /// The answer, where there is one.
    pub fn answer(&self) -> Option<&Answer> {
        match self {
            Self::Answered(answer) => Some(answer),
            Self::NotSent(_) | Self::Lost(_) => None,
        }
    }

    /// Why there is no answer.
    pub fn cause(&self) -> Option<&str> {
        match self {
            Self::Answered(_) => None,
            Self::NotSent(cause) | Self::Lost(cause) => Some(cause),
        }
    }

    /// How long to wait before the request may be sent again; `None` where it may not.
    fn wait_before_retry(&self) -> Option<Duration> {
        match self {
            Self::NotSent(_) => Some(BREATH),
            Self::Answered(answer) if answer.status == StatusCode::TOO_MANY_REQUESTS => {
                answer.retry_after.filter(|wait| *wait <= LONGEST_WAIT)
            }
            Self::Answered(_) | Self::Lost(_) => None,
        }
    }
}

impl Answer {
    async fn read(mut response: Response) -> Self {
        let text = |name| {
            response
                .headers()
                .get(name)?
                .to_str()
                .ok()
                .map(str::to_owned)
        };
        let retry_after = text(header::RETRY_AFTER.as_str());
        let request_id = text("x-request-id");
        let body = read_body(&mut response).await.unwrap_or_default();
        Self {
            status: response.status(),
            request_id,
            retry_after: retry_after
                .and_then(|seconds| seconds.parse().ok())
                .map(Duration::from_secs),
            json: serde_json::from_slice(&body).unwrap_or_default(),
            body,
        }
    }
}

/// The body, `None` when it breaks off or is too long.
async fn read_body(response: &mut Response) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.ok()? {
        if body.len() + chunk.len() > LONGEST_ANSWER {
            return None;
        }
        body.extend_from_slice(&chunk);
    }
    Some(body)
}

/// The error and what caused it, without the address it was for.
fn cause(error: reqwest::Error) -> String {
    let error = error.without_url();
    let causes = std::iter::successors(Some(&error as &dyn std::error::Error), |error| {
        error.source()
    });
    causes
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join(": ")
}
