//! Sends callbacks: receipts with their retry schedule, and requests for voice documents.

use std::sync::Arc;
use std::time::Duration;

use axum::http::Method;
use reqwest::{Client, RequestBuilder, redirect};

use super::callback_form::CallbackForm;
use super::callback_url::CallbackUrl;
use super::signature;
use crate::options::{CallbackSignatures, Options};
use crate::random;

/// Waits before the second, third and fourth try of a receipt, in seconds. Source:
/// support.plivo.com 360041344652.
const RECEIPT_RETRIES: [f64; 3] = [60.0, 120.0, 240.0];

/// The client that makes all callbacks of a simulator. Follows no redirects.
pub(crate) struct CallbackClient {
    http: Client,
    options: Arc<Options>,
}

/// Reason why a callback brought no document.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CallbackError {
    #[error("could not connect")]
    Connect,
    #[error("timed out")]
    Timeout,
    #[error("answered {0}")]
    Status(u16),
}

impl CallbackClient {
    /// Builds the client.
    ///
    /// # Errors
    /// Those of [`reqwest::ClientBuilder::build`]: TLS cannot be set up.
    pub(crate) fn new(options: Arc<Options>) -> Result<Self, reqwest::Error> {
        // Fails only where the process has installed a provider before.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = Client::builder().user_agent("Plivo").no_proxy();
        let http = http.redirect(redirect::Policy::none()).build()?;
        Ok(Self { http, options })
    }

    /// Delivers a receipt: until it is answered 2xx, at most four times.
    pub(crate) async fn deliver_receipt(&self, address: &CallbackUrl, fields: &CallbackForm) {
        let signatures = self.options.receipt_signatures;
        for wait in [0.0].into_iter().chain(RECEIPT_RETRIES) {
            tokio::time::sleep(self.options.scaled(wait)).await;
            let request = self.signed_request(address, fields, signatures);
            let response = request.timeout(self.options.receipt_timeout).send().await;
            if response.is_ok_and(|response| response.status().is_success()) {
                return;
            }
            let url = address.without_fragment();
            tracing::debug!(%url, "a receipt was not answered 2xx");
        }
    }

    /// Makes a voice callback and returns the body of its response. The address's fragment sets
    /// timeouts and retries: `ct`, `rt`, `tt` in milliseconds, `rc`, `rp`.
    ///
    /// # Errors
    /// The [`CallbackError`] of the last try.
    pub(crate) async fn fetch(
        &self,
        address: &CallbackUrl,
        fields: &CallbackForm,
    ) -> Result<String, CallbackError> {
        let mut tries = 1 + address.number("rc", 1).min(5);
        loop {
            tries -= 1;
            match self.fetch_once(address, fields).await {
                Err(error) if tries > 0 && address.retries(error.class()) => {}
                result => return result,
            }
        }
    }

    async fn fetch_once(
        &self,
        address: &CallbackUrl,
        fields: &CallbackForm,
    ) -> Result<String, CallbackError> {
        let connect_and_read = address
            .number("ct", 2000)
            .saturating_add(address.number("rt", 40_000));
        let timeout = Duration::from_millis(connect_and_read.min(address.number("tt", 55_000)));
        let request = self.signed_request(address, fields, CallbackSignatures::V3);
        let response = request.timeout(timeout).send().await?;
        if !response.status().is_success() {
            return Err(CallbackError::Status(response.status().as_u16()));
        }
        Ok(response.text().await?)
    }

    fn signed_request(
        &self,
        address: &CallbackUrl,
        fields: &CallbackForm,
        signatures: CallbackSignatures,
    ) -> RequestBuilder {
        let (mut url, method) = (address.without_fragment(), address.method());
        let form: &[(String, String)] = if *method == Method::GET {
            url.query_pairs_mut().extend_pairs(fields);
            &[]
        } else {
            fields
        };
        let (token, nonce) = (&self.options.auth_token, random::nonce());
        let mut request = self.http.request(method.clone(), url.clone());
        if signatures != CallbackSignatures::V2 {
            let mac = signature::v3(token, method.as_str(), url.as_str(), form, &nonce);
            request = with_signature(request, "V3", &mac, &nonce);
        }
        if signatures != CallbackSignatures::V3 {
            let mac = signature::v2(token, url.as_str(), &nonce);
            request = with_signature(request, "V2", &mac, &nonce);
        }
        if *method == Method::GET {
            request
        } else {
            request.form(form)
        }
    }
}

impl CallbackError {
    /// The name of this failure in a retry policy (`rp`).
    fn class(&self) -> &'static str {
        match self {
            Self::Connect => "ct",
            Self::Timeout => "rt",
            Self::Status(400..=499) => "4xx",
            Self::Status(_) => "5xx",
        }
    }
}

impl From<reqwest::Error> for CallbackError {
    fn from(error: reqwest::Error) -> Self {
        if error.is_timeout() {
            Self::Timeout
        } else {
            Self::Connect
        }
    }
}

/// Adds the three headers of a signature version. Everything belongs to the main account, whose
/// signature (`Ma`) is therefore the same.
fn with_signature(
    request: RequestBuilder,
    version: &str,
    mac: &str,
    nonce: &str,
) -> RequestBuilder {
    request
        .header(format!("X-Plivo-Signature-{version}"), mac)
        .header(format!("X-Plivo-Signature-Ma-{version}"), mac)
        .header(format!("X-Plivo-Signature-{version}-Nonce"), nonce)
}
