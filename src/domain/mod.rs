//! The rules of Ringcode, as pure functions over plain values.
//!
//! Here are the verification record and what may happen to it, the limits of a verification and a
//! phone number, the parsing of typed codes and numbers, and the screens as data. Here is no
//! clock, no randomness and no I/O: times and random values are parameters. The browser's code
//! uses this module too.
//!
//! Start with [`verification`].

#![cfg_attr(not(test), warn(clippy::arithmetic_side_effects))]

mod channel;
pub mod characters;
mod code;
mod delivery_status;
mod history;
mod per_country;
mod phone;
mod policy;
mod refusal;
mod screens;
mod time;
mod typed_code;
mod typed_number;
mod verification;

pub use channel::Channel;
pub use code::Code;
pub use delivery_status::DeliveryStatus;
pub use history::{History, OwnAttempts};
pub use per_country::PerCountry;
pub use phone::PhoneNumber;
pub use policy::{ChannelPolicy, Policy, WindowLimit};
pub use refusal::Refusal;
pub use screens::{Availability, CodeScreen, CodeState, PhoneScreen, Screen, Unreached};
pub use time::{DAY, HOUR, MINUTE, Timestamp};
pub use typed_code::{CodeLength, TypedCode, slot_digits};
pub use typed_number::{InvalidNumber, TypedNumber};
pub use verification::{
    Action, ApprovedAttempt, AttemptId, AttemptPlan, AttemptReport, BrowserBinding, BrowserSecret,
    Check, CodeMessage, Decision, Effect, FreshCode, NextSession, PhoneInput, Proof, Recipient,
    ScreenMark, Verification,
};
