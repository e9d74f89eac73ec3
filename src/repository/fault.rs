//! What broke that is nobody's mistake.

use std::fmt;

use crate::store::StoreError;

/// Something broke that is nobody's mistake. Logged where it is answered, once.
#[derive(Debug)]
pub enum Fault {
    /// The store is away or refuses.
    Store(StoreError),
    /// A record could not be sealed.
    Seal,
    /// What is there belongs to another browser, or to this one's other secret.
    NotTheirs,
}

impl Fault {
    /// Whether it is certain that nothing was written: others wrote each time before we could,
    /// or what is there must not be written over.
    pub fn nothing_written(&self) -> bool {
        matches!(self, Self::Store(StoreError::Contended) | Self::NotTheirs)
    }
}

impl From<StoreError> for Fault {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Store(error) => error.fmt(f),
            Self::Seal => f.write_str("a record could not be sealed"),
            Self::NotTheirs => f.write_str("the verification is another browser's"),
        }
    }
}

impl std::error::Error for Fault {}
