//! HTTP requests to Plivo, bounded in time, size and number.
//!
//! The only place that builds an HTTP client. Knows no message and no call: a
//! body goes out, and [`HttpOutcome`] is how far it got.

use std::error::Error;
use std::time::Duration;

use reqwest::{Client, Method, RequestBuilder, Response, StatusCode, Url, header, redirect, retry};
use serde_json::Value;
use tokio::{
    sync::Semaphore,
    time::{Instant, sleep, timeout},
};

use super::self_test::SignedReceipt;
use crate::telephony::plivo::{Account, AuthToken};

const USER_AGENT: &str = concat!("ringcode/", env!("CARGO_PKG_VERSION"), " (reqwest)");

/// The most connections; Plivo allows an account 100 requests at a time.
const MAX_CONNECTIONS: usize = 32;

/// Bytes of a response's body from which on it is not read.
const MAX_BODY_BYTES: usize = 64 * 1024;

/// The longest `Retry-After` that is waited for, while a person waits at the browser.
const MAX_RETRY_AFTER: Duration = Duration::from_secs(2);

/// Delay before the second attempt to connect.
const CONNECT_RETRY_DELAY: Duration = Duration::from_millis(100);

/// Time after which an idle connection is closed. Shorter than any load balancer's: a request on
/// a connection that the other side is just closing gets lost, and looks as if it was accepted.
const IDLE_TIMEOUT: Duration = Duration::from_secs(15);

/// Bounds of the time spent on Plivo.
#[derive(Clone, Copy, Debug)]
pub struct Timeouts {
    /// The time for name resolution, connection and TLS together; and for one of the connections to
    /// become free.
    pub connect: Duration,
    /// The time from the start until the response is read, a second try included.
    pub total: Duration,
    /// Cooldown of the circuit breakers; zero to go on asking.
    pub cooldown: Duration,
}

/// The HTTP client of one account.
#[derive(Debug)]
pub(super) struct HttpClient {
    client: Client,
    auth_id: String,
    auth_token: AuthToken,
    timeouts: Timeouts,
    connections: Semaphore,
}

/// The result of a request: how far it got.
pub(super) type HttpOutcome = Result<HttpResponse, HttpError>;

/// The reason why there is no response. Holds the cause, for the log.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HttpError {
    /// No byte of the request was written.
    #[error("{0}")]
    NotSent(String),
    /// The request may have been written, and no response came.
    #[error("{0}")]
    NoResponse(String),
}

/// A response of Plivo's.
#[derive(Debug)]
pub(super) struct HttpResponse {
    pub status: StatusCode,
    /// `X-Request-ID`.
    pub request_id: Option<String>,
    /// Empty when it could not be read completely.
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
            cooldown: Duration::from_secs(10),
        }
    }
}

impl HttpClient {
    /// Builds the client. TLS is rustls with ring, version 1.2 at least; the roots are those
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
            .pool_max_idle_per_host(MAX_CONNECTIONS)
            .pool_idle_timeout(IDLE_TIMEOUT)
            .build()?;
        Ok(Self {
            client,
            auth_id: account.auth_id.clone(),
            auth_token: account.auth_token.clone(),
            timeouts,
            connections: Semaphore::new(MAX_CONNECTIONS),
        })
    }

    /// Posts `body` once. Posts it a second time only when nothing of the first request was
    /// written, or when Plivo asked for a short wait; never a third time.
    pub async fn post(&self, url: &Url, body: &Value) -> HttpOutcome {
        let deadline = Instant::now() + self.timeouts.total;
        let Ok(Ok(_connection)) = timeout(self.timeouts.connect, self.connections.acquire()).await
        else {
            return Err(HttpError::NotSent("all connections are busy".to_owned()));
        };
        let outcome = self.post_once(url, body, deadline).await;
        match retry_delay(&outcome) {
            Some(delay) if Instant::now() + delay < deadline => {
                sleep(delay).await;
                self.post_once(url, body, deadline).await
            }
            _ => outcome,
        }
    }

    /// Gets `url`, once.
    pub async fn get(&self, url: &Url) -> HttpOutcome {
        let deadline = Instant::now() + self.timeouts.total;
        let request = self.request(Method::GET, url, deadline);
        read(request.send().await).await
    }

    /// Posts a receipt to our own public URL as Plivo does, without credentials; returns the status
    /// of the answer.
    ///
    /// # Errors
    /// [`HttpError`] when there is none.
    pub async fn post_receipt(&self, receipt: &SignedReceipt) -> Result<StatusCode, HttpError> {
        let request = self.client.post(&receipt.url).form(&receipt.form);
        let request = request
            .header("x-plivo-signature-v3", &receipt.signature)
            .header("x-plivo-signature-v3-nonce", &receipt.nonce);
        read(request.send().await)
            .await
            .map(|response| response.status)
    }

    async fn post_once(&self, url: &Url, body: &Value, deadline: Instant) -> HttpOutcome {
        let request = self.request(Method::POST, url, deadline).json(body);
        read(request.send().await).await
    }

    fn request(&self, method: Method, url: &Url, deadline: Instant) -> RequestBuilder {
        self.client
            .request(method, url.clone())
            .basic_auth(&self.auth_id, Some(self.auth_token.expose()))
            .timeout(deadline.saturating_duration_since(Instant::now()))
    }
}

async fn read(sent: reqwest::Result<Response>) -> HttpOutcome {
    match sent {
        Ok(response) => Ok(HttpResponse::read(response).await),
        Err(error) if error.is_connect() || error.is_builder() => {
            Err(HttpError::NotSent(cause(error)))
        }
        Err(error) => Err(HttpError::NoResponse(cause(error))),
    }
}

/// Delay before the request may be sent again; `None` where it may not.
fn retry_delay(outcome: &HttpOutcome) -> Option<Duration> {
    match outcome {
        Err(HttpError::NotSent(_)) => Some(CONNECT_RETRY_DELAY),
        Ok(response) if response.status == StatusCode::TOO_MANY_REQUESTS => {
            response.retry_after.filter(|wait| *wait <= MAX_RETRY_AFTER)
        }
        Ok(_) | Err(HttpError::NoResponse(_)) => None,
    }
}

impl HttpResponse {
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

/// Reads the body; `None` when it breaks off or is longer than [`MAX_BODY_BYTES`].
async fn read_body(response: &mut Response) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.ok()? {
        if body.len() + chunk.len() > MAX_BODY_BYTES {
            return None;
        }
        body.extend_from_slice(&chunk);
    }
    Some(body)
}

/// The error and its causes, without the URL, which carries the auth ID.
fn cause(error: reqwest::Error) -> String {
    error_chain(&error.without_url())
}

/// An error and its causes, joined by colons.
pub(super) fn error_chain(error: &(dyn Error + 'static)) -> String {
    let causes = std::iter::successors(Some(error), |error| (*error).source());
    causes
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join(": ")
}
