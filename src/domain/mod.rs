//! What Ringcode knows, without a clock, randomness or I/O.
//!
//! Everything here is a pure function or a value; the only imports are `std` and `serde`.

#![cfg_attr(not(test), warn(clippy::arithmetic_side_effects))]

pub mod channel;
pub mod characters;
pub mod code;
pub mod code_length;
pub mod delivery_status;
pub mod history;
pub mod phone;
pub mod policy;
pub mod refusal;
pub mod screens;
pub mod time;
pub mod typed_code;
pub mod typed_number;
pub mod verification;
