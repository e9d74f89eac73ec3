//! Every language has every sentence, and every sentence follows the rules.
#![cfg(feature = "ssr")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on may panic")]

mod catalogue;
mod composed_sentences;
mod country_search;
mod rendering;
mod screens;
mod sentence_rules;
mod sentences;
