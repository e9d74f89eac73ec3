//! No input from outside causes a panic, and every result is as it must be.
//!
//! `bin/test` tries a few thousand cases, the same each time; `bin/fuzz` tries millions.
#![cfg(feature = "ssr")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on may panic")]

mod callbacks;
mod certificates;
mod codes;
mod cookies_and_records;
mod generators;
mod openid;
mod phones;
mod server;
mod settings;
mod signatures;
