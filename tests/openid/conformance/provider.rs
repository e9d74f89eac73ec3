//! The provider that is tested: Ringcode in this process, or the one at `CONFORMANCE_ISSUER`.

use std::env;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::{Duration, UNIX_EPOCH};

use reqwest::Client;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use ringcode_test_support::{Answer, Setup, TestApp};
use serde_json::Value;

use super::browser::{Arrival, Browser};
use crate::NUMBER;
use crate::host::SETUP;

/// A provider, known by its metadata.
pub struct Provider {
    kind: Kind,
    pub http: Client,
    pub metadata: Value,
    /// Seconds that its clock is ahead.
    ahead: AtomicU64,
}

enum Kind {
    Ringcode(Box<TestApp>),
    /// `oidc-provider` with its interactions of development, at this address.
    Other(String),
}

impl Provider {
    pub async fn start() -> Self {
        #[expect(clippy::disallowed_methods, reason = "a setting of the test")]
        let other = env::var("CONFORMANCE_ISSUER");
        let kind = match other {
            Ok(issuer) => Kind::Other(issuer),
            Err(_) => Kind::Ringcode(Box::new(
                TestApp::with(Setup {
                    clock: true,
                    ..SETUP
                })
                .await,
            )),
        };
        // Nobody does, where the provider is another one.
        drop(rustls::crypto::ring::default_provider().install_default());
        let same_origin = HeaderValue::from_static("same-origin");
        let http = Client::builder()
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            // As every browser says with a form of a provider's own page.
            .default_headers(HeaderMap::from_iter([(
                HeaderName::from_static("sec-fetch-site"),
                same_origin,
            )]))
            .build()
            .unwrap();
        let mut provider = Self {
            kind,
            http,
            metadata: Value::Null,
            ahead: AtomicU64::new(0),
        };
        let answer = provider.get("/.well-known/openid-configuration").await;
        assert_eq!(
            (
                answer.status,
                answer.header("content-type").split(';').next()
            ),
            (200, Some("application/json"))
        );
        provider.metadata = serde_json::from_str(&answer.body).unwrap();
        provider
    }

    pub fn issuer(&self) -> &str {
        match &self.kind {
            Kind::Ringcode(app) => app.url(),
            Kind::Other(issuer) => issuer,
        }
    }

    /// The number of its column in the table.
    pub fn column(&self) -> usize {
        match &self.kind {
            Kind::Ringcode(_) => 1,
            Kind::Other(_) => 2,
        }
    }

    /// An address in its metadata.
    pub fn endpoint(&self, name: &str) -> &str {
        let address = self.metadata[name].as_str();
        address.unwrap_or_else(|| panic!("no {name}"))
    }

    /// Whether a list in its metadata has this word.
    pub fn offers(&self, list: &str, word: &str) -> bool {
        self.words(list).any(|offered| offered == word)
    }

    pub fn words(&self, list: &str) -> impl Iterator<Item = &str> {
        self.metadata[list]
            .as_array()
            .into_iter()
            .flatten()
            .map(|word| word.as_str().unwrap())
    }

    pub async fn get(&self, path: &str) -> Answer {
        let base = self.issuer();
        let address = if path.starts_with('/') {
            format!("{base}{path}")
        } else {
            path.to_owned()
        };
        Answer::to(self.http.get(address)).await
    }

    pub fn browser(&self) -> Browser {
        Browser::new(&self.http, self.issuer())
    }

    /// Lets time pass: in a moment where the clock is ours.
    pub async fn lets_pass(&self, seconds: u64) {
        match &self.kind {
            Kind::Ringcode(app) => {
                self.ahead.fetch_add(seconds, Relaxed);
                app.advance_clock(seconds);
            }
            Kind::Other(_) => tokio::time::sleep(Duration::from_secs(seconds)).await,
        }
    }

    /// Seconds since 1970, by its clock.
    pub fn now(&self) -> u64 {
        UNIX_EPOCH.elapsed().unwrap().as_secs() + self.ahead.load(Relaxed)
    }

    /// Opens a page, and does what the provider asks of a person there.
    pub async fn goes_on(&self, browser: &Browser, arrival: Arrival) -> Arrival {
        match &self.kind {
            Kind::Ringcode(app) => {
                browser
                    .posts("/api/send_code", &[("phone", NUMBER)])
                    .await
                    .on_a_page();
                browser
                    .posts("/api/check_code", &[("code", &app.plivo.code())])
                    .await
            }
            Kind::Other(_) => logs_in(browser, arrival).await,
        }
    }
}

/// Sends the forms of `oidc-provider`, for login and consent, until they lead away.
async fn logs_in(browser: &Browser, mut arrival: Arrival) -> Arrival {
    while let Arrival::Page(page) = &arrival {
        let (action, prompt) = (
            attribute(page, "action=\""),
            attribute(page, "name=\"prompt\" value=\""),
        );
        let form = [("prompt", prompt), ("login", NUMBER), ("password", "any")];
        arrival = browser.posts(action, &form).await;
    }
    arrival
}

/// The text that follows `before` in a page, up to the quotation mark.
fn attribute<'a>(page: &'a Answer, before: &str) -> &'a str {
    let rest = page.body.split_once(before);
    let value = rest.and_then(|(_, rest)| rest.split('"').next());
    value.unwrap_or_else(|| panic!("no {before} in {page:?}"))
}
