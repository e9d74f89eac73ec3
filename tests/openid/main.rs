//! Host applications: their file, and OpenID Connect as they speak it, over real HTTP.
#![cfg(feature = "ssr")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on may panic")]

mod host;
mod widget_page;

mod allowances;
mod attacks;
mod clients;
mod conformance;
mod flow;
mod forgeries;
mod injections;
mod pages;
mod particulars;
mod program;
mod protocol;
mod redeem;
mod redeem_attacks;
mod redemption;
mod step_up;
mod webhook_table;
mod widget;

/// An ordinary phone, and another one.
const NUMBER: &str = "+14155550100";
const OTHER: &str = "+14155550101";

/// The captured part of the log: everything of ours, warnings of others, the audit trail.
const LOGGED: &str = "debug,ringcode=trace,audit=info";
