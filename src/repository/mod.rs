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
mod secret_marker;
mod verification_record;
mod versioned;

pub use codec::Record;
pub use error::{ChangeError, RepositoryError};
pub use records::{Repository, phone_fingerprint};
pub use verification_record::{KnownHistory, Notes, VerificationRecord};
pub use versioned::{VerificationId, VerificationKey, Versioned};
