//! The Plivo account that pays and signs, and the addresses it calls us back on.
//!
//! Checks what an operator wrote; touches no network.

use std::{error::Error, fmt};

use crate::telephony::words;

/// Everything that is fixed while the server runs.
#[derive(Clone, Debug)]
pub struct Account {
    /// `MA` or `SA` and 18 capital letters or digits.
    pub auth_id: String,
    /// The password of every request, and the key of every callback's signature.
    pub auth_token: AuthToken,
    /// What the phone shows as the sender: a number's digits, or for texts 1 to 11 letters and
    /// digits.
    pub sender: String,
    /// When set, texts and calls go through this PHLO (a flow drawn in Plivo's console).
    pub phlo_id: Option<String>,
    /// Base address of messages and calls, normally [`API_URL`].
    pub api_url: String,
    /// Base address of PHLO runs, normally [`PHLO_URL`].
    pub phlo_url: String,
    /// Base address under which Plivo reaches this server.
    pub public_url: String,
    /// The name a person knows: who asks for the code.
    pub brand: String,
    /// The public address's host, without port: the browser fills the code in on this host only.
    pub host: String,
}

/// Where Plivo takes messages and calls.
pub const API_URL: &str = "https://api.plivo.com";

/// Where Plivo runs PHLOs.
pub const PHLO_URL: &str = "https://phlorunner.plivo.com";

/// An auth token: never empty (anybody can sign with an empty key), never printed.
#[derive(Clone)]
pub struct AuthToken(String);

/// The addresses that Plivo calls back: always on the configured public base,
/// never on what a request's `Host` claims.
#[derive(Clone, Debug)]
pub struct Callbacks(String);

/// Why an [`Account`] cannot be used.
#[derive(Debug)]
pub enum Unusable {
    /// A setting is wrong; the sentence says which and what is allowed.
    Setting(String),
    /// The HTTP client could not start: most often the machine has no CA certificates.
    Client(reqwest::Error),
}

impl Account {
    /// Checks the settings against Plivo's rules and against one-segment texts.
    ///
    /// # Errors
    /// The first setting that is wrong, as a sentence.
    pub fn check(&self) -> Result<(), String> {
        check_auth_id(&self.auth_id)?;
        check_sender(&self.sender)?;
        self.phlo_id.as_deref().map_or(Ok(()), check_phlo_id)?;
        words::check_brand(&self.brand, &self.host)
    }
}

/// Accepts an auth id in Plivo's form; nothing else may become part of a path.
///
/// # Errors
/// A sentence that says what is allowed.
pub fn check_auth_id(auth_id: &str) -> Result<(), String> {
    let rest = auth_id
        .strip_prefix("MA")
        .or_else(|| auth_id.strip_prefix("SA"))
        .unwrap_or_default();
    let shaped = rest.len() == 18
        && rest
            .bytes()
            .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
    require(
        shaped,
        "the auth id is MA or SA and 18 capital letters or digits",
    )
}

/// Accepts a sender that Plivo will not silently change: it strips every other character.
///
/// # Errors
/// A sentence that says what is allowed.
pub fn check_sender(sender: &str) -> Result<(), String> {
    let number = (3..=14).contains(&sender.len()) && sender.bytes().all(|b| b.is_ascii_digit());
    let name = (1..=11).contains(&sender.len())
        && sender.bytes().all(|b| b.is_ascii_alphanumeric())
        && sender.bytes().any(|b| b.is_ascii_alphabetic());
    require(
        number || name,
        "the sender is 3 to 14 digits without +, or 1 to 11 letters and digits",
    )
}

/// Accepts the id of a PHLO.
///
/// # Errors
/// A sentence that says what is allowed.
pub fn check_phlo_id(phlo_id: &str) -> Result<(), String> {
    let shaped = !phlo_id.is_empty()
        && phlo_id
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'-');
    require(shaped, "the PHLO id is made of letters, digits and hyphens")
}

fn require(holds: bool, rule: &str) -> Result<(), String> {
    if holds { Ok(()) } else { Err(rule.to_owned()) }
}

impl AuthToken {
    /// Holds a token; `None` when it is empty.
    pub fn new(token: impl Into<String>) -> Option<Self> {
        Some(token.into())
            .filter(|token| !token.is_empty())
            .map(Self)
    }

    /// The token itself: a password and a signature's key, nothing else.
    pub(super) fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for AuthToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AuthToken(…)")
    }
}

impl Callbacks {
    /// Takes the base address, with or without a final slash.
    pub fn new(public_url: &str) -> Self {
        Self(public_url.trim_end_matches('/').to_owned())
    }

    /// Where the fate of a text is reported.
    pub fn message(&self, callback: &str) -> String {
        self.at("message", callback)
    }

    /// Where an answered call asks what to say.
    pub fn answer(&self, callback: &str) -> String {
        self.at("answer", callback)
    }

    /// Where a key pressed in a call goes.
    pub fn digits(&self, callback: &str) -> String {
        self.at("digits", callback)
    }

    /// Where a call that rings is reported.
    pub fn ring(&self, callback: &str) -> String {
        self.at("ring", callback)
    }

    /// Where the end of a call is reported.
    pub fn hangup(&self, callback: &str) -> String {
        self.at("hangup", callback)
    }

    fn at(&self, what: &str, callback: &str) -> String {
        format!("{}/plivo/{what}/{callback}", self.0)
    }
}

impl fmt::Display for Unusable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Setting(rule) => f.write_str(rule),
            Self::Client(error) => {
                write!(f, "the HTTP client for Plivo cannot start: {error}")?;
                let mut cause = error.source();
                while let Some(inner) = cause {
                    write!(f, ": {inner}")?;
                    cause = inner.source();
                }
                f.write_str(" (the CA certificates are the system's, or SSL_CERT_FILE's)")
            }
        }
    }
}

impl std::error::Error for Unusable {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Setting(_) => None,
            Self::Client(error) => Some(error),
        }
    }
}
