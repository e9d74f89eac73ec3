//! What a person sees: plain forms, drawn from a [`Step`](crate::domain::step::Step),
//! and the islands that make them pleasant where there is WASM.
//!
//! An island here wraps HTML that the server drew and listens to what bubbles up
//! from it. It draws nothing itself, so the page without WASM is the same page.

pub mod call_button;
pub mod code_entry;
mod code_step;
mod countries;
pub mod delivery_line;
mod dom;
mod done_step;
mod field;
pub mod phone_entry;
mod phone_step;
pub mod shell;
mod wizard;
pub mod words;
