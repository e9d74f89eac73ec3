//! Accepts connections, and bounds how many there are and how long each may take.

pub mod accept;
pub mod connection;
pub mod limits;
pub mod open_files;
