//! Support that the test programs share: the application and its surroundings, browsers, Plivo, real
//! Redis servers, a store with hooks, captured logs. Nothing here asserts what Ringcode does.
//!
//! Start at [`TestApp`]: one or more instances in this process, reached over real HTTP by
//! [`Browser`]s, with [`TestPlivo`] as their provider.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on may panic")]

mod app;
mod browser;
mod limits;
pub mod logs;
mod plivo;
mod receiver;
pub mod redis;
pub mod repository;
mod reserved_port;
pub mod store;
pub mod tls;
mod wait;

pub use app::{Instance, SHORT_PLIVO_TIMEOUT, Setup, TestApp};
pub use browser::{Answer, Browser, at_once, count, wrong};
pub use limits::{NO_WAITS, WIDE_LIMITS, default_policy, with_wide_limits};
pub use plivo::{ApiRequest, TestPlivo, said};
pub use receiver::{Reaction, Received, Receiver};
pub use reserved_port::ReservedPort;
pub use test_heartbeat::Heartbeat;
pub use wait::{until, wait_until};
