//! Every language says everything, and nothing is said that no language has.
#![cfg(feature = "ssr")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on may panic")]

mod catalogue;
mod composed;
mod rendering;
mod rules;
mod sayings;
mod screens;
mod search;
