//! One delivery: the signed request, and what its answer says.

use std::time::Duration;

use reqwest::header::{CONTENT_TYPE, RETRY_AFTER};
use reqwest::{Response, StatusCode};
use tracing::{info, warn};

use super::records::EventRecord;
use crate::clients::{Client, Webhook};
use crate::domain::Timestamp;
use crate::repository::{Repository, RepositoryError};
use crate::webhooks::http_client;

/// The HTTP clients for endpoints at public addresses, and at any.
pub struct Endpoints {
    public: reqwest::Client,
    any: reqwest::Client,
}

/// The outcome of one try.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// The endpoint took the event.
    Accepted,
    /// It did not answer, or with anything but success.
    Failed {
        /// The wait that it asked for.
        retry_after: Option<Duration>,
    },
    /// It wants no more events.
    Gone,
    /// The event is not kept any more.
    Forgotten,
}

impl Delivery {
    /// The name in metrics.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Failed { .. } => "failed",
            Self::Gone => "gone",
            Self::Forgotten => "forgotten",
        }
    }
}

impl Endpoints {
    /// Builds the HTTP clients.
    ///
    /// # Errors
    /// When an HTTP client cannot start.
    pub fn new() -> reqwest::Result<Self> {
        Ok(Self {
            public: http_client(false)?,
            any: http_client(true)?,
        })
    }

    /// Delivers a client's event, once.
    ///
    /// # Errors
    /// [`RepositoryError::Unavailable`] when the store fails.
    pub async fn deliver(
        &self,
        records: &Repository,
        client: &Client,
        event: &str,
        now: Timestamp,
    ) -> Result<Delivery, RepositoryError> {
        let identity = EventRecord::identity(&client.id, event);
        let found = records.find::<EventRecord>(&identity).await?;
        let (Some(record), Some(webhook)) = (found.record, &client.webhook) else {
            return Ok(Delivery::Forgotten);
        };
        let event_type = &*record.event_type;
        let answer = self.post(webhook, event, now, record.body).await;
        let status = answer.as_ref().ok().map(|answer| answer.status().as_u16());
        let client = &client.id;
        match answer.as_ref().map(judge) {
            Ok(delivery @ Delivery::Accepted) => {
                info!(client, event, event_type, "a webhook event was delivered");
                Ok(delivery)
            }
            Ok(delivery) => {
                warn!(
                    client,
                    event, event_type, status, "a webhook event was not taken"
                );
                Ok(delivery)
            }
            Err(error) => {
                let error = cause(error);
                warn!(
                    client,
                    event, event_type, error, "a webhook was not reached"
                );
                Ok(Delivery::Failed { retry_after: None })
            }
        }
    }

    async fn post(
        &self,
        webhook: &Webhook,
        event: &str,
        now: Timestamp,
        body: String,
    ) -> reqwest::Result<Response> {
        let http = match webhook.allows_private_addresses {
            true => &self.any,
            false => &self.public,
        };
        let seconds = now.as_millis() / 1000;
        let signature = webhook.keys.signature(event, seconds, body.as_bytes());
        let request = http
            .post(webhook.url.clone())
            .header(CONTENT_TYPE, "application/json")
            .header("webhook-id", event)
            .header("webhook-timestamp", seconds)
            .header("webhook-signature", signature);
        request.body(body).send().await
    }
}

/// Judges an answer: 2xx is success, a redirect is not.
fn judge(answer: &Response) -> Delivery {
    match answer.status() {
        status if status.is_success() => Delivery::Accepted,
        StatusCode::GONE => Delivery::Gone,
        _ => Delivery::Failed {
            retry_after: retry_after(answer),
        },
    }
}

/// The wait in whole seconds that the answer asks for. A date is not understood.
fn retry_after(answer: &Response) -> Option<Duration> {
    let text = answer.headers().get(RETRY_AFTER)?.to_str().ok()?;
    text.trim().parse().ok().map(Duration::from_secs)
}

/// The innermost cause of an error, without the URL, which may contain a secret.
fn cause(error: &reqwest::Error) -> String {
    let mut cause: &dyn std::error::Error = error;
    while let Some(source) = cause.source() {
        cause = source;
    }
    match error.is_timeout() {
        true => "timeout".to_owned(),
        false => cause.to_string(),
    }
}
