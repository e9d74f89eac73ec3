//! The words of the page: those of the findings that it shows.

pub use crate::findings::words::*;
