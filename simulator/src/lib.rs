//! A local stand-in for Plivo's messaging, voice, PHLO and Verify APIs, with a phone in the
//! browser: for development and tests of anything that speaks to Plivo.
//!
//! ```text
//! server, cli    serving it, alone or inside another program
//! api            Plivo's API under its own paths
//! handset        the phone in the browser
//! engine         texts and calls under way: receipts, XML, machine detection
//! requests       what the application asks for, read and judged
//! simulator      one account, which all of the above work on
//! records        its recent texts, calls and sessions
//! callbacks      requests to the application: signed, timed out, repeated
//! response       responses in Plivo's shapes
//! magic_number   the destinations with a fixed outcome
//! ```
//!
//! Modules import only from those below them. The crate shares no code with any client of
//! Plivo's, not even for signatures: a bug in one cannot hide in the other.

#![warn(clippy::unwrap_used, clippy::expect_used, clippy::missing_errors_doc)]

mod api;
mod callbacks;
mod cli;
mod engine;
mod handset;
pub mod magic_number;
mod options;
mod random;
mod records;
mod reference;
mod requests;
mod response;
mod server;
mod simulator;
mod utc_time;

pub use callbacks::signature;
pub use cli::{Args, run};
pub use options::{CallbackSignatures, Options};
pub use server::serve;
pub use simulator::Simulator;
