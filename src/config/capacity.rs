//! How much the server takes on.

use std::num::NonZero;
use std::time::Duration;

/// How much the server takes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Capacity {
    /// Connections in all.
    pub connections: usize,
    /// Connections from one IPv4 address or IPv6 `/64`.
    pub connections_per_address: usize,
    /// Requests being worked on; more are refused at once, so that these stay fast.
    pub requests: usize,
    /// Threads that serve connections; without any, whoever accepts them does.
    pub threads: Option<NonZero<usize>>,
    /// How long connections are still accepted after the stop, so that whoever
    /// balances load has time to see that the server is not ready any more.
    pub grace: Duration,
    /// How long an HTTP/2 connection takes requests, and then may go on with their answers;
    /// whoever wants more opens the next one. Nothing else ends one whose client answers
    /// pings, or leaves its streams half read.
    pub age: Duration,
}
