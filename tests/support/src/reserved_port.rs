//! [`ReservedPort`]: a port for one server of all that tests start on this machine.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::net::TcpListener;

/// The first port that is drawn. All, with the buses of Clusters above, are below those that the
/// system gives to connections, which would take the port of a server that starts again.
const FIRST: u16 = 12_000;
const COUNT: u64 = 10_000;

/// The distance of a Cluster's bus from its port.
const BUS: u16 = 10_000;

/// An address on which nobody listens but to reserve. The server itself is on 127.0.0.1.
const RESERVING: &str = "127.0.0.99";

/// A free port that no other test draws, in this process or another, until this is dropped: a server
/// that has not started yet, or is down for a while, has it all the same.
pub struct ReservedPort {
    /// The port.
    pub port: u16,
    _held: TcpListener,
}

impl ReservedPort {
    /// The address of a server at it, such as `127.0.0.1:12345`.
    pub fn address(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    /// Draws one.
    pub fn draw() -> Self {
        let any = || u16::try_from(RandomState::new().build_hasher().finish() % COUNT);
        let drawn = std::iter::repeat_with(|| FIRST + any().unwrap());
        let mut reserved = drawn.filter_map(Self::reserve);
        reserved.next().unwrap()
    }

    /// Reserves this one; `None` if somebody has it.
    pub fn reserve(port: u16) -> Option<Self> {
        let held = TcpListener::bind((RESERVING, port)).ok()?;
        let is_free = |port: u16| TcpListener::bind(("127.0.0.1", port)).is_ok();
        let is_usable = is_free(port) && is_free(port + BUS);
        is_usable.then_some(Self { port, _held: held })
    }
}
