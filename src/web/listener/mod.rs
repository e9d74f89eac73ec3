//! Accepts connections, and bounds how many there are and how long each may take.

mod accept;
mod connection;
mod limits;
mod open_files;

pub use accept::{serve, serve_always};
pub use connection::{ConnectionProtocol, Peer};
pub use limits::ConnectionLimits;
pub use open_files::raise_open_files_limit;
