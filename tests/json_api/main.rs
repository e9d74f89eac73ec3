//! The JSON API as host applications use it, over real HTTP.
#![cfg(feature = "ssr")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on may panic")]

mod caller;

mod audit;
mod budgets;
mod credentials;
mod description;
mod idempotency;
mod lost_writes;
mod parallel;
mod problems;
mod reference;
mod verifications;

/// An ordinary phone, and another one.
const NUMBER: &str = "+14155550100";
const OTHER: &str = "+14155550101";

/// The captured part of the log: everything of ours, and the audit trail.
const LOGGED: &str = "debug,ringcode=trace,audit=info";
