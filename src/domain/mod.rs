//! What Ringcode knows, without a clock, randomness or I/O.
//!
//! Everything here is a pure function or a value; the only imports are `std` and `serde`.

pub mod code;
pub mod delivery;
pub mod digit;
pub mod flow;
pub mod history;
pub mod phone;
pub mod policy;
pub mod step;
pub mod typed_code;
