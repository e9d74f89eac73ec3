//! The simulator as a program of its own.

#![warn(clippy::unwrap_used, clippy::expect_used)]

use std::io;

use clap::Parser;

// One thread: the other cores are for the application and its tests.
#[tokio::main(flavor = "current_thread")]
async fn main() -> io::Result<()> {
    plivo_simulator::run(plivo_simulator::Args::parse()).await
}
