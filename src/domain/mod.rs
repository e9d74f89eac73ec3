//! The rules of Ringcode, as pure functions over plain values.
//!
//! Here are the verification record and what may happen to it, the limits of a verification and a
//! phone number, the parsing of typed codes and numbers, and the screens as data. Here is no
//! clock, no randomness and no I/O: times and random values are parameters. The browser's code
//! uses this module too.
//!
//! Start with [`verification`].

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
