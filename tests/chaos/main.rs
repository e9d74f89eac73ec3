//! Ringcode among failing parts: the real program in processes of its own, real Redis
//! servers, Sentinel and Cluster, a proxy that spoils connections, and visitors who write
//! down all they did. Afterwards the history is held against what may never happen.
//!
//! `bin/test` runs the short tests; `bin/chaos` the long ones, which are ignored here, and
//! prints what they measured. `bin/evening` plays a bad evening.
#![cfg(feature = "ssr")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on may panic")]

mod browser;
mod crowd;
mod deployment;
mod history;
mod host;
mod operator;
mod plivo;
mod process;
mod proxy;
mod visits;

mod clocks;
mod clusters;
mod data_at_rest;
mod evening;
mod failovers;
mod kills;
mod long_runs;
mod outages;
mod provider_outages;
mod races;
mod redemptions;
mod secrets;
mod startup;
mod webhooks;
