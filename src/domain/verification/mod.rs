//! One person proving one phone number: the record, and what may happen to it.
//!
//! Start with [`Verification::decide`] in `decide.rs`: given an [`Action`], it returns the new
//! record and what to send. It is pure: the caller reads the record, asks [`Verification::plan`]
//! which attempt the action would make, has the limits approve that attempt, saves the record
//! that `decide` returns, and only then carries out the [`Effect`].
//!
//! `record.rs` defines the record, and the other modules its rules: `sending` attempts,
//! `checking` codes, `reporting` what the provider says, `rotation` of the browser's session,
//! `mark` of the screens, `proof` of a verified number, `view` the screen to draw. `stored_notice` is the form in which a record
//! holds a refusal. No randomness, no clock, no store.

mod action;
mod checking;
mod decide;
mod mark;
mod proof;
mod record;
mod reporting;
mod rotation;
mod sending;
mod stored_notice;
mod view;

pub use action::{
    Action, ApprovedAttempt, AttemptPlan, Check, CodeMessage, Decision, Effect, FreshCode,
};
pub use mark::ScreenMark;
pub use proof::Proof;
pub use record::{
    AttemptId, BrowserBinding, BrowserSecret, NextSession, PhoneInput, Recipient, Verification,
};
pub use reporting::AttemptReport;
