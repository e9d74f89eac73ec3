//! What Ringcode knows, without a clock, randomness or I/O.
//!
//! Everything here is a pure function or a value; the only imports are `std` and `serde`.

#![cfg_attr(not(test), warn(clippy::arithmetic_side_effects))]

pub mod code;
pub mod delivery;
mod digits;
pub mod history;
pub mod phone;
pub mod policy;
pub mod step;
pub mod typed_code;
pub mod typed_number;
pub mod verification;
