//! The whole server over real HTTP, as people, Plivo and attackers use it, with the in-process
//! store or a real Redis, and the simulator as Plivo.
#![cfg(feature = "ssr")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on may panic")]

mod operator;
mod process;
mod proxies;
mod raw_connection;

mod attempt_log;
mod audit;
mod callbacks;
mod calls;
mod check_command;
mod circuit_breaker;
mod confidentiality;
mod csrf;
mod custom_provider;
mod doctor;
mod error_pages;
mod escaping;
mod exhaustion;
mod extreme_numbers;
mod failed_attempts;
mod floods;
mod foreign_headers;
mod forged_callbacks;
mod guesses;
mod http_hardening;
mod limits;
mod logs;
mod malformed_requests;
mod metrics;
mod number_rules;
mod operations;
mod operator_login;
mod operator_page;
mod operator_rulings;
mod outages;
mod public_certificate;
mod races;
mod record_only;
mod rehearsal;
mod request_ids;
mod screens;
mod senders;
mod session_rotation;
mod shutdown;
mod signals;
mod stale_screens;
mod startup;
mod static_files;
mod statistics;
mod texts;
#[cfg(feature = "otlp")]
mod traces;
mod unconfirmed_writes;

/// A cookie of the shape that the page gives, of a browser that was never here.
const COOKIE: &str = "ringcode=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// An ordinary phone.
const NUMBER: &str = "+14155550100";

/// The captured part of the log: everything of ours, warnings of others, the audit trail.
const LOGGED: &str = "debug,ringcode=trace,audit=info";
