//! What a person sees: plain forms, drawn from a [`Screen`](crate::domain::screens::Screen),
//! and the islands that make them pleasant where there is WASM.
//!
//! An island here wraps HTML that the server drew and listens to what bubbles up
//! from it. It draws nothing itself, so the page without WASM is the same page. Its few
//! sentences stand in attributes of that HTML, in the page's language.

pub mod call_button;
pub mod code_entry;
mod code_slots;
mod country_list;
mod country_picker;
pub mod country_search;
pub mod delivery_line;
mod dom;
pub mod following;
pub mod grouping;
pub mod phone_entry;

#[cfg(feature = "ssr")]
mod code_step;
#[cfg(feature = "ssr")]
pub mod countries;
#[cfg(feature = "ssr")]
mod done_step;
#[cfg(feature = "ssr")]
pub mod example;
#[cfg(feature = "ssr")]
mod field;
#[cfg(feature = "ssr")]
pub mod hindrance;
#[cfg(feature = "ssr")]
pub mod language_choice;
#[cfg(feature = "ssr")]
mod mistake;
#[cfg(feature = "ssr")]
mod number_words;
#[cfg(feature = "ssr")]
mod phone_step;
#[cfg(feature = "ssr")]
mod said;
#[cfg(feature = "ssr")]
pub mod shell;
#[cfg(feature = "ssr")]
mod waiting_button;
#[cfg(feature = "ssr")]
mod wizard;
#[cfg(feature = "ssr")]
pub mod words;
