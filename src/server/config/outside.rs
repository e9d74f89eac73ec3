//! The settings that tie the server to the world outside: its address, Plivo, the store.

use std::net::SocketAddr;
use std::num::NonZero;
use std::time::Duration;

use leptos::config::{Env, LeptosOptions};
use url::Url;

use super::check::Values;
use super::{PlivoSettings, Secret};
use crate::server::serve::Capacity;
use crate::store::redis::Address;
use crate::telephony::account;

/// How old an HTTP/2 connection grows.
const AGE: Duration = Duration::from_secs(60);

impl Values {
    pub(super) fn plivo(&mut self) -> Option<PlivoSettings> {
        let auth_id = self.text("auth_id");
        if auth_id.is_empty() {
            for name in ["auth_token", "sender", "phlo_id"] {
                if !self.text(name).is_empty() {
                    self.problem(name, "is set, but plivo.auth_id is not");
                }
            }
            return None;
        }
        let (sender, phlo_id) = (self.text("sender"), self.text("phlo_id"));
        let checks = [
            ("auth_id", account::check_auth_id(&auth_id)),
            (
                "sender",
                account::check_sender(sender.trim_start_matches('+')),
            ),
            (
                "phlo_id",
                if phlo_id.is_empty() {
                    Ok(())
                } else {
                    account::check_phlo_id(&phlo_id)
                },
            ),
        ];
        for (name, checked) in checks {
            if let Err(what) = checked {
                self.problem(name, what);
            }
        }
        if self.text("auth_token").is_empty() {
            self.problem("auth_token", "needed with plivo.auth_id");
        }
        if self.number("calls_per_flow") > 0
            && sender.bytes().any(|byte| byte.is_ascii_alphabetic())
        {
            self.problem(
                "sender",
                "letters cannot call: give a number, or set limits.calls_per_flow to 0",
            );
        }
        Some(PlivoSettings {
            auth_id,
            auth_token: Secret::new(self.text("auth_token")),
            sender: sender.trim_start_matches('+').to_owned(),
            phlo_id: Some(phlo_id).filter(|id| !id.is_empty()),
            api_url: self.text("api_url"),
            phlo_url: self.text("phlo_url"),
        })
    }

    pub(super) fn public_url(&mut self, address: SocketAddr) -> Url {
        let text = self.text("public_url");
        let text = if text.is_empty() {
            format!("http://{address}")
        } else {
            text
        };
        let parsed = Url::parse(&text)
            .ok()
            .filter(|url| url.host_str().is_some());
        match (parsed, Url::parse("http://127.0.0.1:3000")) {
            (Some(url), _) => {
                if url.path() != "/" || url.query().is_some() || url.fragment().is_some() {
                    self.problem(
                        "public_url",
                        "only scheme, host and port: the pages are at its root",
                    );
                }
                url
            }
            (None, Ok(fallback)) => fallback,
            (None, Err(_)) => unreachable!("a constant address"),
        }
    }

    pub(super) fn capacity(&self) -> Capacity {
        let count = |name| usize::try_from(self.number(name)).unwrap_or(usize::MAX);
        Capacity {
            connections: count("connections"),
            connections_per_address: count("connections_per_address"),
            requests: count("requests"),
            threads: NonZero::new(count("threads"))
                .or_else(|| std::thread::available_parallelism().ok()),
            grace: Duration::from_secs(self.number("grace")),
            age: AGE,
        }
    }

    /// Nobody balances load in development: a stop there need not wait to be noticed.
    pub(super) fn hurry_in_development(&mut self, leptos: &LeptosOptions) {
        if leptos.env != Env::PROD {
            self.set_unless_given("grace", "0");
        }
    }

    /// Reads the authority's certificates, and whether the store's address is one with them.
    pub(super) fn store_authority(&mut self) -> Option<Vec<u8>> {
        let path = self.text("authority");
        let read = (!path.is_empty()).then(|| std::fs::read(&path));
        let authority = match read {
            Some(Err(error)) => {
                self.problem("authority", format!("{path} cannot be read: {error}"));
                None
            }
            Some(Ok(pem)) => Some(pem),
            None => None,
        };
        let url = self.text("url");
        if !url.is_empty()
            && let Err(what) = Address::parse(&url, authority.as_deref())
        {
            self.problem("url", what.to_string());
        }
        authority
    }
}
