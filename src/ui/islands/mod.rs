//! The islands: components that the browser runs too, which make the server's HTML interactive.
//!
//! An island wraps HTML that the server rendered and handles the events that bubble up from it.
//! It renders nothing itself, so the page without WASM is the same page; its few sentences are in
//! attributes of that HTML, in the page's language. No island knows the server's state or calls a
//! server function: forms do. Start at [`code_entry`] or [`phone_entry`].

pub mod code_entry;
mod code_slots;
pub mod countdown;
mod country_list;
mod country_picker;
pub mod delivery_line;
pub mod phone_entry;
