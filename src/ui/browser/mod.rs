//! The islands' access to the browser: queries on the document, form submission, error
//! states, announcements to screen readers, clocks and plurals.
//!
//! It knows neither a screen nor an island. It is compiled for the server too, which draws
//! the islands but never sets them up. Start at [`page::once_hydrated`].

pub mod clock;
pub mod dom;
pub mod field_error;
mod intl;
pub mod page;
pub mod plural;
pub mod submit;
