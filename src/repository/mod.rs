//! Records by ID: encoding, encryption, and changes of one record at a time.
//!
//! Start with [`Repository`]. It reads and updates the records of verifications and the histories
//! of phone numbers; `record_store` does the same for a record of any kind, [`codec`] turns it
//! into bytes and [`cipher`] encrypts them. The store sees neither identities nor contents.
//! Nothing here decides what becomes of a record: callers pass a pure function for that.

mod any_record;
pub mod cipher;
mod codec;
mod error;
mod record_store;
mod records;
mod versioned;

pub use codec::{KnownHistory, Notes, Record, VerificationRecord};
pub use error::{ChangeError, RepositoryError};
pub use record_store::Repository;
pub use records::phone_fingerprint;
pub use versioned::{VerificationId, VerificationKey, Versioned};
