//! Layers between the sockets and every route.

pub mod client_ip;
pub mod csrf;
pub mod guard;
pub mod security_headers;
pub mod untrusted_proxy;
