//! The Plivo account that pays and signs.
//!
//! Validates what an operator wrote; touches no network.

use std::fmt;

use thiserror::Error;

use crate::domain::PerCountry;
use crate::telephony::plivo::dlt::{DLT_COUNTRY, DltRegistration};
use crate::telephony::plivo::senders::Senders;
use crate::telephony::sms::{self, BrandingError};
use crate::telephony::text_template::TextTemplate;

/// The account, its addresses and its branding: everything that is fixed while the server runs.
#[derive(Clone, Debug)]
pub struct Account {
    /// `MA` or `SA` and 18 capital letters or digits.
    pub auth_id: String,
    /// The password of every request, and the key of every callback's signature.
    pub auth_token: AuthToken,
    /// The senders that a phone shows.
    pub senders: Senders,
    /// The texts in the operator's own words.
    pub texts: PerCountry<Option<TextTemplate>>,
    /// The registration of texts to [`DLT_COUNTRY`].
    pub dlt: Option<DltRegistration>,
    /// The PHLO (a flow drawn in Plivo's console) that sends texts and calls in our place, if any.
    pub phlo_id: Option<String>,
    /// Base URL of messages and calls.
    pub api_url: String,
    /// Base URL of PHLO runs.
    pub phlo_url: String,
    /// Base URL under which Plivo reaches this server.
    pub public_url: String,
    /// The name that people know the service by.
    pub brand: String,
    /// The public URL's host, without port: browsers fill the code in on this host only.
    pub host: String,
}

/// An auth token: never empty (anybody can sign with an empty key), never printed.
#[derive(Clone)]
pub struct AuthToken(String);

/// A setting of an [`Account`] that is invalid. The text is for the operator.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum AccountError {
    /// The auth ID has another form than Plivo's.
    #[error("the auth id is MA or SA and 18 capital letters or digits")]
    AuthId,
    /// The PHLO's ID cannot be part of a path.
    #[error("the PHLO id is made of letters, digits and hyphens")]
    PhloId,
    /// A base URL cannot be requested.
    #[error("{0:?} is not an http or https address")]
    BaseUrl(String),
    /// No valid text can be composed of brand and host.
    #[error(transparent)]
    Branding(#[from] BrandingError),
}

impl Account {
    /// Validates the settings against Plivo's rules and those of text messages.
    ///
    /// # Errors
    /// The first setting that is invalid; base URLs are not checked.
    pub fn validate(&self) -> Result<(), AccountError> {
        validate_auth_id(&self.auth_id)?;
        self.phlo_id.as_deref().map_or(Ok(()), validate_phlo_id)?;
        Ok(sms::validate_branding(&self.brand, &self.host)?)
    }

    /// The registration that a text to this country has to name.
    pub(super) fn registration(&self, country: &str) -> Option<&DltRegistration> {
        self.dlt.as_ref().filter(|_| country == DLT_COUNTRY)
    }
}

/// Accepts an auth ID in Plivo's form; it becomes part of a path.
///
/// # Errors
/// [`AccountError::AuthId`] in any other form.
pub fn validate_auth_id(auth_id: &str) -> Result<(), AccountError> {
    let suffix = auth_id
        .strip_prefix("MA")
        .or_else(|| auth_id.strip_prefix("SA"))
        .unwrap_or_default();
    let valid = suffix.len() == 18
        && suffix
            .bytes()
            .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
    valid.then_some(()).ok_or(AccountError::AuthId)
}

/// Accepts the ID of a PHLO; it becomes part of a path.
///
/// # Errors
/// [`AccountError::PhloId`] in any other form.
pub fn validate_phlo_id(phlo_id: &str) -> Result<(), AccountError> {
    let valid = !phlo_id.is_empty()
        && phlo_id
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'-');
    valid.then_some(()).ok_or(AccountError::PhloId)
}

impl AuthToken {
    /// Wraps a token; `None` when it is empty.
    pub fn new(token: impl Into<String>) -> Option<Self> {
        Some(token.into())
            .filter(|token| !token.is_empty())
            .map(Self)
    }

    /// The token in clear: for the password and for the signature's key only.
    pub(super) fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for AuthToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AuthToken(…)")
    }
}
