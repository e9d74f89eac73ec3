//! Problems of `clients.toml`.

use std::fmt;

/// One problem, in words for the operator.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {message}")]
pub struct ClientsFileError {
    /// The table and key, such as `shop.redirect_addresses`, else the file.
    pub place: String,
    /// The problem and what is allowed; never a secret.
    pub message: String,
}

/// Every problem of the file, a line each.
#[derive(Clone, Debug, Default, PartialEq, Eq, thiserror::Error)]
pub struct ClientsFileErrors(pub Vec<ClientsFileError>);

/// The reason why a file is no signing key.
#[derive(Debug, thiserror::Error)]
pub enum InvalidSigningKey {
    /// There is no PEM block with a private key.
    #[error("no private key in PEM (BEGIN PRIVATE KEY, which is PKCS#8)")]
    NoPem,
    /// The key is neither P-256 nor RSA of 2048 to 8192 bits.
    #[error("neither a P-256 key nor an RSA key of 2048 bits or more")]
    Unusable,
    /// This machine has no randomness or no key could be made.
    #[error("no key could be made")]
    NotMade,
}

impl ClientsFileErrors {
    /// Adds a problem.
    pub(super) fn add(&mut self, place: impl Into<String>, message: impl ToString) {
        self.0.push(ClientsFileError {
            place: place.into(),
            message: message.to_string(),
        });
    }
}

impl fmt::Display for ClientsFileErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|error| writeln!(f, "{error}"))
    }
}
