//! [`Situation`]: what is known of the service.

use std::time::Duration;

use enum_map::EnumMap;

use crate::domain::{Channel, Timestamp};
use crate::rate_limit::ServiceUsage;
use crate::statistics::HourTotals;

/// What is known of the service.
#[derive(Clone, Copy, Debug)]
pub struct Situation<'a> {
    /// The last [`HOURS`](super::HOURS), this one last; `None` while the store does not tell.
    pub hours: Option<&'a [(Timestamp, HourTotals)]>,
    /// The time.
    pub now: Timestamp,
    /// The use of the service's limits; `None` while the store does not tell.
    pub usage: Option<&'a ServiceUsage>,
    /// The spending caps, in whole units, with their periods.
    pub caps: [(Duration, u32); 2],
    /// The time for which the provider is left alone.
    pub cooldowns: EnumMap<Channel, Option<Duration>>,
}
