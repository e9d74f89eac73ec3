//! Limits on connections and requests.

use std::num::NonZero;
use std::time::Duration;

/// Age at which an HTTP/2 connection takes no more requests. Nothing else ends one whose client
/// answers pings, or leaves its streams half read.
pub(super) const MAX_CONNECTION_AGE: Duration = Duration::from_secs(60);

/// Limits on connections and requests, and the times that end connections.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Capacity {
    /// Connections in all.
    pub connections: usize,
    /// Connections from one IPv4 address or IPv6 `/64`.
    pub connections_per_address: usize,
    /// Requests being worked on; more are refused at once, so that these stay fast.
    pub requests: usize,
    /// Threads that serve connections; `None`: the thread that accepts them.
    pub threads: Option<NonZero<usize>>,
    /// Time after the stop in which connections are still accepted, so that load balancers see
    /// that the server is not ready any more.
    pub grace: Duration,
    /// Time in which an HTTP/2 connection takes requests, and then again in which it may finish
    /// their answers; a client that wants more opens another one.
    pub age: Duration,
}
