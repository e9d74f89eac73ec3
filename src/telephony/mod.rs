//! Telephony: gets a code to a phone, as a text message or as a spoken call.
//!
//! [`provider`] is what the rest of the server sees: the [`Provider`] interface, one
//! [`OutgoingAttempt`] and its [`SendOutcome`]. [`sms`] composes the text message, in the segments
//! that [`gsm7`] counts, and [`text_template`] one in the operator's own words; `circuit_breaker`
//! stops sending to a provider that fails, and [`MeteredProvider`] times one. [`plivo`] is the one
//! provider there is, with everything that only Plivo needs. This room imports `alerts`, `domain`,
//! `i18n` and `metrics` only; it never draws a code, keeps a record or knows a page. Start at
//! [`provider`], then read [`plivo::client`].

mod circuit_breaker;
pub mod gsm7;
mod metered;
pub mod plivo;
mod provider;
pub mod sms;
pub mod text_template;

pub use metered::MeteredProvider;
pub use provider::{OutgoingAttempt, Provider, ProviderRefusal, SendOutcome};
