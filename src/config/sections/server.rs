//! `[server]`: the public address, the proxies in front, the limits of load, and the log.

use std::net::SocketAddr;
use std::time::Duration;

use axum::http::HeaderName;
use url::{ParseError, Url};

use crate::config::operator_password::password_hash;
use crate::config::value_parser::{
    flag, header, log_filter, networks, number, seconds, socket_address, url,
};
use crate::config::{OperatorPassword, RawSettings, TrustedProxies};
use crate::telephony::sms;

/// Headers that say nothing of who was authenticated.
const EVERYBODYS_HEADERS: [&str; 8] = [
    "authorization",
    "cookie",
    "forwarded",
    "host",
    "origin",
    "user-agent",
    "x-forwarded-for",
    "x-real-ip",
];

section! {
    /// The public address, the proxies in front, the limits of load, and the log.
    pub struct ServerSettings in "server" {
        /// Origin at which people and Plivo reach this server; empty: http:// and the listening
        /// address.
        public_url: Option<Url> = url(), RINGCODE_PUBLIC_URL = "";
        /// Address of the operator's own listener, which answers GET /metrics to anybody and has the
        /// operator's page behind a login: never one that strangers reach. In development any free
        /// port unless set.
        operator_addr: Option<SocketAddr> = socket_address(), RINGCODE_OPERATOR_ADDR = "127.0.0.1:9464";
        /// Hash of the password for the operator's page, as `ringcode operator-password` prints it.
        /// Empty: nobody logs in by password.
        operator_password_hash: Option<OperatorPassword> = password_hash(), RINGCODE_OPERATOR_PASSWORD_HASH = "";
        /// Header with the user's name, which the operator's own proxy sets once it has
        /// authenticated them. Believed from this machine and from server.trusted_proxies alone: the
        /// proxy must replace one that a visitor sends. Empty: none.
        operator_header: Option<HeaderName> = header(), RINGCODE_OPERATOR_HEADER = "";
        /// Address of a host to try, which the first page links to in development: `bin/dev` starts
        /// one. Empty: none.
        demo_url: Option<Url> = url(), RINGCODE_DEMO_URL = "";
        /// Networks of the proxies in front of this server; only their X-Forwarded-For is trusted.
        /// Required in production; none: there is no proxy.
        trusted_proxies: TrustedProxies = networks(), RINGCODE_TRUSTED_PROXIES = "";
        /// Header with the visitor's country from the trusted proxies, such as cf-ipcountry; they
        /// must replace one that a visitor sends. Empty: none.
        country_header: Option<HeaderName> = header(), RINGCODE_COUNTRY_HEADER = "";
        /// Most open connections; more are closed at once. The limit of open files (ulimit -n) must
        /// be 256 higher.
        connections: usize = number(1, 1_000_000), RINGCODE_CONNECTIONS = "10000";
        /// Most open connections from one IPv4 address or IPv6 /64 (a /48 may have four times as
        /// many), except from trusted proxies.
        connections_per_address: usize = number(1, 1_000_000), RINGCODE_CONNECTIONS_PER_ADDRESS = "100";
        /// Most requests in progress; more are answered 503 at once.
        requests: usize = number(1, 100_000), RINGCODE_REQUESTS = "256";
        /// Threads that serve connections; 0: one for each core.
        threads: usize = number(0, 1_024), RINGCODE_THREADS = "0";
        /// Seconds that a stopping server still accepts connections while /readyz is 503; in
        /// development 0 unless set.
        grace: Duration = seconds(0, 60), RINGCODE_GRACE = "5";
        /// Writes each log line as a JSON object.
        log_json: bool = flag(), RINGCODE_LOG_JSON = "false";
        /// Log filter in the syntax of tracing-subscriber's EnvFilter. Targets it does not name are
        /// logged from level error on.
        log: String = log_filter(), RUST_LOG = "info";
    }
}

impl ServerSettings {
    /// The public address, else one made of the address to listen on.
    ///
    /// # Errors
    /// None that is known: every socket address makes a URL.
    pub(in crate::config) fn public_url_at(&self, listen: SocketAddr) -> Result<Url, ParseError> {
        match (&self.public_url, listen) {
            (Some(url), _) => Ok(url.clone()),
            // Browsers take a code only for a host name, and an address in brackets is none.
            (None, SocketAddr::V6(v6)) if v6.ip().is_loopback() || v6.ip().is_unspecified() => {
                Url::parse(&format!("http://localhost:{}", v6.port()))
            }
            (None, listen) => Url::parse(&format!("http://{listen}")),
        }
    }

    /// Checks that a text can name the host of the public address, and returns the host;
    /// `localhost` in place of one that it cannot name.
    pub(in crate::config) fn valid_host<'a>(
        &self,
        public_url: &'a Url,
        listen: SocketAddr,
        raw: &mut RawSettings,
    ) -> &'a str {
        let host = public_url.host_str().unwrap_or_default();
        let Err(error) = sms::validate_host(host) else {
            return host;
        };
        let message = match raw.is_set("server.public_url") {
            true => error.to_string(),
            false => format!(
                "needed, as \"{listen}\" (LEPTOS_SITE_ADDR) has no host name that a text can name"
            ),
        };
        raw.error("server.public_url", message);
        "localhost"
    }

    /// Checks that the public address is an origin, and that a country header has its proxies.
    pub(in crate::config) fn validate(&self, raw: &mut RawSettings) {
        let is_root =
            |url: &Url| url.path() == "/" && url.query().is_none() && url.fragment().is_none();
        if self.public_url.as_ref().is_some_and(|url| !is_root(url)) {
            let message = "only scheme, host and port: the pages are at its root";
            raw.error("server.public_url", message);
        }
        let has_proxies = self.trusted_proxies != TrustedProxies::default();
        let has_proxies = has_proxies || raw.has_error("server.trusted_proxies");
        if raw.is_set("server.country_header") && !has_proxies {
            let message = "needs server.trusted_proxies: nobody else's word is taken";
            raw.error("server.country_header", message);
        }
        let name = self.operator_header.as_ref().map(HeaderName::as_str);
        if name.is_some_and(|name| EVERYBODYS_HEADERS.contains(&name)) {
            let message = "one that every request may have, whoever sent it";
            raw.error("server.operator_header", message);
        }
    }
}
