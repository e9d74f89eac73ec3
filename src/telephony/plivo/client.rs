//! The Plivo client: sends a text or a call, directly or by a PHLO.
//!
//! It ties the parts together: `request` says what to ask for, `http` carries it, `response`
//! judges what comes back, and the circuit breakers learn from that. Every send is logged here,
//! once.

use std::time::Duration;

use async_trait::async_trait;
use enum_map::EnumMap;
use reqwest::StatusCode;
use thiserror::Error;
use tokio::time::Instant;
use tracing::{error, error_span, info, warn};

use super::account::{Account, AccountError};
use super::http::{HttpClient, HttpError, HttpOutcome, Timeouts, error_chain};
use super::request::PlivoApi;
use super::response::{parse_id, send_outcome};
use super::voice_xml::MAX_CALL_MINUTES;
use crate::alerts::{Alert, Alerts};
use crate::domain::Channel;
use crate::i18n::Locale;
use crate::telephony::circuit_breaker::{CircuitBreaker, ProviderHealth};
use crate::telephony::provider::{OutgoingAttempt, Provider, ProviderRefusal, SendOutcome};

/// The client of one account. One serves the whole process: it holds the connections.
#[derive(Debug)]
pub struct PlivoClient {
    api: PlivoApi,
    http: HttpClient,
    circuit_breakers: EnumMap<Channel, CircuitBreaker>,
    alerts: Alerts,
}

/// A client that cannot be built. The text is for the operator.
#[derive(Debug, Error)]
pub enum PlivoError {
    /// A setting of the account is invalid.
    #[error(transparent)]
    Account(#[from] AccountError),
    /// The HTTP client cannot start: most often the machine has no CA certificates.
    #[error(
        "the HTTP client for Plivo cannot start: {} \
         (the CA certificates are the system's, or SSL_CERT_FILE's)",
        error_chain(.0)
    )]
    Http(#[source] reqwest::Error),
}

/// An account that cannot be used. The text is for the operator.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ProbeError {
    /// Plivo does not know the credentials.
    #[error("plivo.auth_id or plivo.auth_token is wrong: Plivo answers {0}")]
    Unauthorized(StatusCode),
    /// Plivo answers with another status than success.
    #[error("plivo.api_url answers {0}")]
    Status(StatusCode),
    /// Plivo does not answer; holds the cause.
    #[error("plivo.api_url cannot be asked: {0}")]
    NoResponse(String),
}

/// The answers to the two receipts of a self-test: statuses, or why there is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SelfTestAnswers {
    /// The answer to the receipt that is signed with the account's token.
    pub signed: Result<StatusCode, HttpError>,
    /// The answer to the receipt with a forged signature.
    pub forged: Result<StatusCode, HttpError>,
}

impl PlivoClient {
    /// Builds a client for `account`.
    ///
    /// # Errors
    /// [`PlivoError`] when a setting is invalid or the HTTP client cannot start.
    pub fn new(account: Account, timeouts: Timeouts) -> Result<Self, PlivoError> {
        Ok(Self {
            http: HttpClient::new(&account, timeouts).map_err(PlivoError::Http)?,
            api: PlivoApi::new(account)?,
            circuit_breakers: EnumMap::from_fn(|_| CircuitBreaker::new(timeouts.cooldown)),
            alerts: Alerts::default(),
        })
    }

    /// Raises alerts with `alerts`.
    #[must_use]
    pub fn with_alerts(self, alerts: Alerts) -> Self {
        Self { alerts, ..self }
    }

    /// Requests the account itself, which changes nothing, to find out whether sends can succeed.
    ///
    /// # Errors
    /// [`ProbeError`] when Plivo does not answer, or with anything but success.
    pub async fn probe_account(&self) -> Result<(), ProbeError> {
        let http = self.http.get(self.api.account_url()).await;
        match http.map(|response| response.status) {
            Ok(status) if status.is_success() => Ok(()),
            Ok(status @ (StatusCode::UNAUTHORIZED | StatusCode::NOT_FOUND)) => {
                Err(ProbeError::Unauthorized(status))
            }
            Ok(status) => Err(ProbeError::Status(status)),
            Err(error) => Err(ProbeError::NoResponse(error.to_string())),
        }
    }

    /// Sends two receipts to our own public URL, one signed as Plivo does and one not, to find out
    /// whether Plivo's callbacks arrive at a server with this account. They change nothing.
    pub async fn self_test(&self) -> SelfTestAnswers {
        let signed = self.api.self_test(rand::random());
        let forged = signed.clone().forged();
        SelfTestAnswers {
            signed: self.http.post_receipt(&signed).await,
            forged: self.http.post_receipt(&forged).await,
        }
    }
}

#[async_trait]
impl Provider for PlivoClient {
    async fn send(&self, attempt: &OutgoingAttempt<'_>) -> SendOutcome {
        if self.api.is_to_sender(attempt) {
            return SendOutcome::Refused(ProviderRefusal::BadNumber);
        }
        let Some(request) = self.api.request(attempt) else {
            let (country, channel) = (attempt.country, attempt.channel.name());
            error!(country, channel, "no sender for this country");
            return SendOutcome::Refused(ProviderRefusal::Rejected);
        };
        let circuit_breaker = &self.circuit_breakers[attempt.channel];
        if !circuit_breaker.allow_attempt(Instant::now()) {
            return SendOutcome::Refused(ProviderRefusal::CircuitOpen);
        }
        let http = self.http.post(request.url, &request.body).await;
        let outcome = send_outcome(&http, request.parse);
        log_send(request.kind, &attempt.to.masked(), &http, &outcome);
        if circuit_breaker.record(health(&outcome), Instant::now()) {
            self.alerts.raise(Alert::ProviderDown(attempt.channel));
        }
        outcome
    }

    fn cooldown(&self, channel: Channel) -> Option<Duration> {
        self.circuit_breakers[channel].remaining_cooldown(Instant::now())
    }

    fn billed_units(&self, channel: Channel, country: &str, locale: Locale) -> u32 {
        match channel.is_spoken() {
            true => MAX_CALL_MINUTES,
            false => self.api.segments(country, locale),
        }
    }
}

/// Judges the provider by an outcome. A refused number or country says nothing about the next
/// one; otherwise a person could stop the service by typing it.
fn health(outcome: &SendOutcome) -> ProviderHealth {
    match outcome {
        SendOutcome::Unknown | SendOutcome::Refused(ProviderRefusal::Unreachable) => {
            ProviderHealth::Failing
        }
        SendOutcome::Refused(ProviderRefusal::Unauthorized | ProviderRefusal::NoCredit) => {
            ProviderHealth::Unusable
        }
        SendOutcome::Accepted { .. } | SendOutcome::Refused(_) => ProviderHealth::Healthy,
    }
}

/// Logs a send as one line, without bodies and URLs: bodies quote the number, and URLs
/// carry the attempt's ID.
fn log_send(kind: &str, to: &str, http: &HttpOutcome, outcome: &SendOutcome) {
    let response = http.as_ref().ok();
    let status = response.map(|response| response.status.as_u16());
    let api_id = response.and_then(|response| parse_id(&response.json["api_id"]));
    let request_id = response.and_then(|response| response.request_id.as_deref());
    let cause = http.as_ref().err().map(ToString::to_string);
    let plivo_id = outcome.provider_id();
    // A span of the highest level: no filter that lets the line through drops its fields.
    let fields = error_span!(
        "delivery", kind, to, status, plivo_id, api_id, request_id, cause
    );
    let _entered = fields.entered();
    match outcome {
        SendOutcome::Accepted { .. } => info!("Plivo accepted"),
        SendOutcome::Refused(reason) if reason.alerts_operator() => {
            let reason = reason.name();
            error!(reason, "Plivo refused, and only the operator can help");
        }
        SendOutcome::Refused(reason) => warn!(reason = reason.name(), "Plivo refused"),
        SendOutcome::Unknown => warn!("Plivo did not say"),
    }
}
