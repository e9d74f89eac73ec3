//! Answers to GET requests and to the choice of a language, a file each.

pub mod branding;
mod default_country;
pub mod delivery_events;
pub mod language;
pub mod page;

pub use page::{PageBody, PageError};
