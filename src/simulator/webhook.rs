//! Room `simulator`: callbacks to the application: form-encoded, signed, timed
//! out and repeated as Plivo does it.

use std::time::Duration;

use axum::http::Method;
use reqwest::{Client, RequestBuilder, Response, redirect};
use url::{Url, form_urlencoded};

use super::reply::ApiError;
use super::{Signatures, Simulator, random, signature};

/// Waits before the second, third and fourth try of a message callback, in
/// seconds. Source: support.plivo.com 360041344652.
const RETRIES: [f64; 3] = [60.0, 120.0, 240.0];

/// The fields of one callback, in the order they are written.
pub(super) type Params = Vec<(String, String)>;

/// Fields from what they are called and say.
pub(super) fn owned<const COUNT: usize>(pairs: [(&str, &str); COUNT]) -> Params {
    pairs
        .map(|(key, value)| (key.to_owned(), value.to_owned()))
        .to_vec()
}

/// An address the application wants to be called at.
#[derive(Clone, Debug)]
pub(super) struct Webhook {
    url: Url,
    method: Method,
}

/// Why a voice callback gave no document.
#[derive(Debug)]
pub(super) enum Unreached {
    Connect,
    Timeout,
    Status(u16),
}

/// The client for callbacks: straight to the application, no redirects.
///
/// # Errors
/// When TLS cannot be set up.
pub(super) fn client() -> Result<Client, reqwest::Error> {
    // An error only says that a provider is installed already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let client = Client::builder().user_agent("Plivo").no_proxy();
    client.redirect(redirect::Policy::none()).build()
}

impl Webhook {
    /// An address and its method; 400 unless they are http(s) and GET or POST.
    pub(super) fn parse(name: &str, url: &str, method: Option<&str>) -> Result<Self, ApiError> {
        let refuse = |what| ApiError::invalid(format!("{name}: {what}"));
        let url = Url::parse(url)
            .ok()
            .filter(|url| url.scheme().starts_with("http"));
        let url = url.ok_or_else(|| refuse("not a valid http or https URL"))?;
        let method = match method.unwrap_or("POST").to_ascii_uppercase().as_str() {
            "GET" => Method::GET,
            "POST" => Method::POST,
            _ => return Err(refuse("method must be GET or POST")),
        };
        Ok(Self { url, method })
    }

    /// A number from the fragment that configures voice callbacks (`#rt=3000`).
    fn setting(&self, key: &str, default: u64) -> u64 {
        let settings = form_urlencoded::parse(self.url.fragment().unwrap_or("").as_bytes());
        let mut found = settings.filter(|(name, _)| name == key);
        let value = found.next().and_then(|(_, value)| value.parse().ok());
        value.unwrap_or(default)
    }

    fn repeats(&self, failure: &Unreached) -> bool {
        let settings = form_urlencoded::parse(self.url.fragment().unwrap_or("").as_bytes());
        let policy = settings.into_owned().find(|(name, _)| name == "rp");
        let policy = policy.map_or_else(|| "ct,rt".to_owned(), |(_, value)| value);
        let class = match failure {
            Unreached::Connect => "ct",
            Unreached::Timeout => "rt",
            Unreached::Status(400..=499) => "4xx",
            Unreached::Status(_) => "5xx",
        };
        policy.split(',').any(|one| one == class || one == "all")
    }
}

impl Simulator {
    /// Delivers a message callback: 8 s for a 2xx, else three more tries.
    pub(super) async fn deliver(&self, hook: &Webhook, params: &Params) {
        let signatures = self.options().message_signatures;
        for wait in [None].into_iter().chain(RETRIES.map(Some)) {
            tokio::time::sleep(self.paced(wait.unwrap_or(0.0))).await;
            let request = self.signed(hook, params, signatures);
            let sent = request.timeout(self.options().receipt_timeout).send().await;
            if sent.is_ok_and(|response| response.status().is_success()) {
                return;
            }
            tracing::debug!(url = %hook.url, "a message callback was not answered 2xx");
        }
    }

    /// Asks a voice webhook and returns its body, with the timeouts and
    /// retries its fragment configures (`ct`, `rt`, `rc`, `rp`).
    pub(super) async fn ask(&self, hook: &Webhook, params: &Params) -> Result<String, Unreached> {
        let mut tries = 1 + hook.setting("rc", 1).min(5);
        loop {
            tries -= 1;
            match self.ask_once(hook, params).await {
                Err(failure) if tries > 0 && hook.repeats(&failure) => {}
                outcome => return outcome,
            }
        }
    }

    async fn ask_once(&self, hook: &Webhook, params: &Params) -> Result<String, Unreached> {
        let limit = hook
            .setting("ct", 2000)
            .saturating_add(hook.setting("rt", 40_000));
        let limit = Duration::from_millis(limit.min(hook.setting("tt", 55_000)));
        let request = self.signed(hook, params, Signatures::V3);
        let response = request.timeout(limit).send().await;
        let response = response.map_err(|error| Unreached::from(&error))?;
        if !response.status().is_success() {
            return Err(Unreached::Status(response.status().as_u16()));
        }
        let body = Response::text(response).await;
        body.map_err(|error| Unreached::from(&error))
    }

    fn signed(&self, hook: &Webhook, params: &Params, which: Signatures) -> RequestBuilder {
        let (mut url, method) = (hook.url.clone(), hook.method.clone());
        url.set_fragment(None);
        let form: &[(String, String)] = if method == Method::GET {
            url.query_pairs_mut().extend_pairs(params);
            &[]
        } else {
            params
        };
        let (token, nonce) = (&self.options().auth_token, random::nonce());
        let mut request = self.world.http.request(method.clone(), url.clone());
        if which != Signatures::V2 {
            let mac = signature::v3(token, method.as_str(), url.as_str(), form, &nonce);
            request = with_signature(request, "V3", &mac, &nonce);
        }
        if which != Signatures::V3 {
            let mac = signature::v2(token, url.as_str(), &nonce);
            request = with_signature(request, "V2", &mac, &nonce);
        }
        if method == Method::GET {
            request
        } else {
            request.form(form)
        }
    }
}

/// The three headers of a family. Everything belongs to the main account, so
/// the account's signature and the main account's are the same.
fn with_signature(request: RequestBuilder, family: &str, mac: &str, nonce: &str) -> RequestBuilder {
    request
        .header(format!("X-Plivo-Signature-{family}"), mac)
        .header(format!("X-Plivo-Signature-Ma-{family}"), mac)
        .header(format!("X-Plivo-Signature-{family}-Nonce"), nonce)
}

impl From<&reqwest::Error> for Unreached {
    fn from(error: &reqwest::Error) -> Self {
        if error.is_timeout() {
            Self::Timeout
        } else {
            Self::Connect
        }
    }
}

impl std::fmt::Display for Unreached {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Connect => out.write_str("could not connect"),
            Self::Timeout => out.write_str("timed out"),
            Self::Status(status) => write!(out, "answered {status}"),
        }
    }
}
