//! Ringcode proves that the person at the browser holds the phone they typed.
//!
//! ```text
//! domain      the verification record and what may happen to it; pure
//! i18n        every sentence, in every language
//! store       bytes, versions and buckets: in process or in Redis
//! telephony   Plivo: texts, calls, signatures, what a call says
//! rate_limit  who may send and check how often
//! rehearsal   a log of what limits decided, and its replay under other settings
//! repository  records by ID: encoding, encryption, versions
//! statistics  totals by the hour and the newest events, over all instances
//! verifier    the service: send, check, deliver, refuse, report
//! config      the settings
//! clients     the host applications, and the keys that sign what they are told
//! openid      OpenID Connect: requests, grants, claims
//! widget      the widget: its requests, tokens and their redemption
//! json_api    the JSON API: requests, resources, problems
//! webhooks    the events that host applications are told of, and their queues
//! alerts      what an operator has to hear of at once
//! metrics     what the server counts and times
//! findings    what is out of the ordinary in the last hours; pure
//! watch       tells a finding once over all instances, and once that it is over
//! public_certificate  until when browsers accept the public address
//! api         the server functions: browser and server meet here
//! ui          the screens, and the islands that make them pleasant
//! web         axum: routes, middleware, handlers, callbacks, listener
//! operator    what only the operator reaches: the metrics, and the page with the last hours
//! startup     builds all of it out of the settings
//! cli         the command line
//! ```
//!
//! The import rules are held by `tests/architecture` and told in
//! `docs/develop/ARCHITECTURE.md`.
#![recursion_limit = "256"]
#![warn(clippy::unwrap_used, clippy::expect_used, clippy::missing_errors_doc)]

#[cfg(feature = "ssr")]
pub mod alerts;
pub mod api;
#[cfg(feature = "ssr")]
pub mod cli;
#[cfg(feature = "ssr")]
pub mod clients;
#[cfg(feature = "ssr")]
pub mod config;
pub mod domain;
#[cfg(feature = "ssr")]
pub mod findings;
#[cfg(feature = "ssr")]
pub mod i18n;
#[cfg(feature = "ssr")]
pub mod json_api;
#[cfg(feature = "ssr")]
pub mod lifecycle;
#[cfg(feature = "ssr")]
pub mod metrics;
#[cfg(feature = "ssr")]
pub mod openid;
#[cfg(feature = "ssr")]
pub mod operator;
#[cfg(feature = "ssr")]
pub mod public_certificate;
#[cfg(feature = "ssr")]
pub mod rate_limit;
#[cfg(feature = "ssr")]
pub mod rehearsal;
#[cfg(feature = "ssr")]
pub mod repository;
#[cfg(feature = "ssr")]
pub mod rfc3339;
#[cfg(feature = "ssr")]
pub mod signals;
#[cfg(feature = "ssr")]
pub mod startup;
#[cfg(feature = "ssr")]
pub mod statistics;
#[cfg(feature = "ssr")]
pub mod store;
#[cfg(feature = "ssr")]
pub mod telemetry;
#[cfg(feature = "ssr")]
pub mod telephony;
pub mod ui;
#[cfg(feature = "ssr")]
pub mod verifier;
#[cfg(feature = "ssr")]
pub mod watch;
#[cfg(feature = "ssr")]
pub mod web;
#[cfg(feature = "ssr")]
pub mod webhooks;
#[cfg(feature = "ssr")]
pub mod widget;

/// Hydrates the islands. The start script of the page calls it when the WASM is loaded.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_islands();
}
