//! Errors of the repository.

use thiserror::Error;

use crate::domain::Refusal;
use crate::store::StoreError;

/// The reason why a record could not be read or written.
#[derive(Debug, Error)]
pub enum RepositoryError {
    /// The store did not answer, or refused.
    #[error(transparent)]
    Unavailable(#[from] StoreError),
    /// A record could not be encoded or encrypted.
    #[error("a record could not be encrypted")]
    Encryption,
    /// The record belongs to another browser, or to this one's other secret.
    #[error("the verification is another browser's")]
    WrongBrowser,
}

/// The reason why a change that may be refused was not made.
#[derive(Debug, Error)]
pub enum ChangeError {
    /// The change was refused with this reason, and nothing was written.
    #[error("the change was refused")]
    Refused(Refusal),
    /// The record could not be read or written.
    #[error(transparent)]
    Repository(#[from] RepositoryError),
}

impl RepositoryError {
    /// Whether it is certain that nothing was written: others wrote each time before, or the
    /// record must not be overwritten.
    pub fn nothing_written(&self) -> bool {
        matches!(
            self,
            Self::Unavailable(StoreError::Contended) | Self::WrongBrowser
        )
    }
}
