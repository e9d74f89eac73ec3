//! The Plivo look-alike, driven over real sockets: its API, its callbacks, its
//! calls and its handset. Every wait is a hundredth of the lifelike one.
#![cfg(feature = "ssr")]

mod api;
mod calls;
mod ears;
mod handset;
mod phlo_and_verify;
mod receipts;
mod signatures;
mod stage;
