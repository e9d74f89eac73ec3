//! Records by ID: encoding, encryption, and changes of one record at a time.
//!
//! Start at [`records`]. Nothing here decides anything about a record.

pub mod cipher;
pub mod codec;
pub mod fault;
pub mod records;
pub mod secret_marker;
pub mod versioned;
