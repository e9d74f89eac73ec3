//! Every language says everything, and nothing is said that no language has.
#![cfg(feature = "ssr")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on may panic")]

#[path = "languages/catalogue.rs"]
mod catalogue;
#[path = "languages/composed.rs"]
mod composed;
#[path = "languages/rules.rs"]
mod rules;
#[path = "languages/sayings.rs"]
mod sayings;
#[path = "languages/screens.rs"]
mod screens;
#[path = "languages/search.rs"]
mod search;
