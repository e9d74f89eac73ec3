//! The settings that tie the server to the world outside: its address, Plivo, the store.

use std::net::SocketAddr;
use std::num::NonZero;
use std::time::Duration;

use leptos::config::{Env, LeptosOptions};
use secrecy::SecretString;
use url::Url;

use crate::config::PlivoSettings;
use crate::config::capacity::Capacity;
use crate::config::check::Values;
use crate::telephony::plivo::account;

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
            ("auth_id", account::validate_auth_id(&auth_id)),
            (
                "sender",
                account::validate_sender(sender.trim_start_matches('+')),
            ),
            (
                "phlo_id",
                if phlo_id.is_empty() {
                    Ok(())
                } else {
                    account::validate_phlo_id(&phlo_id)
                },
            ),
        ];
        for (name, checked) in checks {
            if let Err(error) = checked {
                self.problem(name, error.to_string());
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
            auth_token: SecretString::from(self.text("auth_token")),
            sender: sender.trim_start_matches('+').to_owned(),
            phlo_id: Some(phlo_id).filter(|id| !id.is_empty()),
            api_url: self.text("api_url"),
            phlo_url: self.text("phlo_url"),
        })
    }

    pub(super) fn public_url(&mut self, address: SocketAddr) -> Url {
        let text = self.text("public_url");
        let text = match address {
            _ if !text.is_empty() => text,
            // A text names a host, and an address in brackets is none.
            SocketAddr::V6(v6) if v6.ip().is_loopback() || v6.ip().is_unspecified() => {
                format!("http://localhost:{}", v6.port())
            }
            address => format!("http://{address}"),
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
}
