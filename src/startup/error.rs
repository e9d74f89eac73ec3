//! Errors that prevent a start.

use crate::config::ConfigErrors;
use thiserror::Error;

use crate::store::StoreError;
use crate::store::redis::AddressError;
use crate::telephony::plivo::PlivoError;

/// The reason why the application could not be built. The text is for the operator.
#[derive(Debug, Error)]
pub enum StartupError {
    /// The file of the host applications has problems; a line each.
    #[error(transparent)]
    Clients(#[from] ConfigErrors),
    /// There are host applications in production, and no secret for their pseudonyms.
    #[error("clients.subject_secret (RINGCODE_SUBJECT_SECRET): needed in production with clients")]
    SubjectSecret,
    /// The store's address is invalid.
    #[error("store.url (REDIS_URL): {0}")]
    StoreAddress(#[from] AddressError),
    /// The store may evict records.
    #[error("store.url (REDIS_URL): {0}")]
    Store(#[from] StoreError),
    /// The HTTP client for webhooks cannot start.
    #[error("webhooks: {0}")]
    Webhooks(#[from] reqwest::Error),
    /// The client for Plivo cannot be built.
    #[error("plivo: {0}")]
    Plivo(#[from] PlivoError),
    /// The account has no auth token.
    #[error("plivo.auth_token (PLIVO_AUTH_TOKEN): empty")]
    NoAuthToken,
    /// The simulator cannot start; holds the chain of causes.
    #[error("simulator: {0}")]
    Simulator(String),
    /// There is no account, and this build has no simulator.
    #[error("plivo.auth_id (PLIVO_AUTH_ID): needed: this build has no simulator")]
    NoSimulator,
}
