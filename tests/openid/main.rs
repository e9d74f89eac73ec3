//! Host applications: their file, and OpenID Connect as they speak it.
#![cfg(feature = "ssr")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on may panic")]

mod clients;
mod program;
