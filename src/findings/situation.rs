//! [`Situation`]: what is known of the service.

use std::time::Duration;

use enum_map::EnumMap;

use crate::domain::{Channel, Timestamp};
use crate::public_certificate::SeenCertificate;
use crate::rate_limit::ServiceUsage;
use crate::statistics::HourTotals;

/// The state of the service, as far as it is known.
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
    /// The algorithms of signing keys, each with the day from which the newest signs, where that
    /// is told.
    pub signing_keys: &'a [(&'static str, Timestamp)],
    /// The webhooks, as this instance sees them.
    pub webhooks: &'a [WebhookBacklog],
    /// The certificate of the public address; `None` where none was seen.
    pub certificate: Option<&'a SeenCertificate>,
}

/// The state of a client's webhook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WebhookBacklog {
    /// The client's ID.
    pub client: String,
    /// The events that wait.
    pub waiting: u64,
    /// The events of the last hour that were dropped or given up.
    pub lost: u64,
}
