//! Stores bytes under keys for a limited time, and buckets that limit how often something may
//! happen.
//!
//! Nothing here knows of verifications, phone numbers or codes, and of this crate only `metrics` is
//! imported. What may become of a record is decided by the pure function that is given to
//! [`update`]. Start with the trait [`Store`]; [`memory`] and [`redis`] implement it by the same
//! rules, and `tests/store` holds both to them. [`MeteredStore`] times either.
//!
//! Rules that every back end keeps:
//! - every record and every bucket has an end: nothing is stored without a time to live;
//! - a record changes only for a caller who names its newest version;
//! - time is the store's clock, never that of the caller's machine;
//! - what cannot be decided for certain is an error (fail closed), and no error names a key
//!   or a value.

mod blind_index;
mod error;
mod interface;
pub mod memory;
mod metered;
mod quota;
pub mod redis;
mod update;

pub use blind_index::{BlindIndex, derive_key};
pub use error::{Outage, StoreError};
pub use interface::{Charge, NewValue, Snapshot, Store, TakeOutcome, Version, WriteOutcome};
pub use metered::MeteredStore;
pub use quota::{BucketState, Quota};
pub use update::{Change, MAX_ATTEMPTS, update, update_from};
