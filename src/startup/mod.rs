//! Builds the application out of the settings.

pub mod simulated_plivo;
