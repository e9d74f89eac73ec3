//! Webhooks as host applications receive them, over real HTTP.
#![cfg(feature = "ssr")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on may panic")]

mod host;

mod endings;
mod events;
mod failures;
mod operator_alerts;
mod queues;
mod service;

/// Ordinary phones.
const NUMBER: &str = "+14155550100";
const OTHER: &str = "+14155550101";
const THIRD: &str = "+14155550102";
