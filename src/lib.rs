//! Ringcode proves that the person at the browser holds the phone they typed.
//!
//! ```text
//! domain     what is true of flows, codes, numbers and limits; pure
//! languages  every sentence, in every language
//! store      where bytes live: in process or in Redis
//! telephony  Plivo: texts, calls, signatures, what a call says
//! simulator  a Plivo look-alike with a handset, for development and tests
//! server     axum: routes, settings, the verifier, the page
//! api        where browser and server meet
//! ui         the screens, and the islands that make them pleasant
//! ```
//!
//! Who may import whom is held by `tests/architecture.rs` and told in
//! `docs/ARCHITECTURE.md`.
#![recursion_limit = "256"]
#![warn(clippy::unwrap_used, clippy::expect_used)]

pub mod api;
pub mod domain;
#[cfg(feature = "ssr")]
pub mod languages;
#[cfg(feature = "ssr")]
pub mod server;
// Every debug build has it; a release only when it is built with this feature.
#[cfg(all(feature = "ssr", any(feature = "simulator", debug_assertions)))]
pub mod simulator;
#[cfg(feature = "ssr")]
pub mod store;
#[cfg(feature = "ssr")]
pub mod telephony;
pub mod ui;

/// Wakes the islands; the page's start script calls it once the WASM is there.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_islands();
}
