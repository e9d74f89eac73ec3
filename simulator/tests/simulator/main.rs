//! The simulator over real sockets: its API, its callbacks, its calls, its handset and its
//! command line. Every wait is a hundredth of the lifelike one.

mod api;
mod calls;
mod command;
mod handset;
mod phlo_and_verify;
mod receipts;
mod signatures;
mod test_simulator;
mod webhook_recorder;
