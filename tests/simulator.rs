//! The Plivo look-alike, driven over real sockets: its API, its callbacks, its
//! calls and its handset. Every wait is a hundredth of the lifelike one.
#![cfg(feature = "ssr")]

#[path = "simulator/api.rs"]
mod api;
#[path = "simulator/calls.rs"]
mod calls;
#[path = "simulator/ears.rs"]
mod ears;
#[path = "simulator/handset.rs"]
mod handset;
#[path = "support/heartbeat.rs"]
mod heartbeat;
#[path = "simulator/phlo_and_verify.rs"]
mod phlo_and_verify;
#[path = "simulator/receipts.rs"]
mod receipts;
#[path = "simulator/signatures.rs"]
mod signatures;
#[path = "simulator/stage.rs"]
mod stage;
