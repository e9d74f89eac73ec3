//! Everything that speaks HTTP: the router, the page, Plivo's callbacks, and the listener
//! that accepts connections.
//!
//! Start at [`router`]: every route there is, on one screen.

pub mod actions;
pub mod callbacks;
pub mod delivery_streams;
pub mod error_page;
pub mod form_validation;
pub mod handlers;
pub mod listener;
pub mod middleware;
pub mod notices;
pub mod readiness;
pub mod request_context;
pub mod request_headers;
pub mod respond;
pub mod response;
pub mod router;
pub mod session;
pub mod state;
pub mod static_files;
