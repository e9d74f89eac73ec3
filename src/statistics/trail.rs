//! The trail: the newest events, the same ones as in the audit trail of the log.

use serde::{Deserialize, Serialize};

use crate::domain::{Channel, Timestamp};

/// The most events of the trail, in memory and in the store.
pub(super) const MOST_ENTRIES: usize = 500;

/// One event of the trail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrailEntry {
    /// The time, by the store's clock.
    pub at: Timestamp,
    /// The name of the event, as in the audit trail; `missed` for events that were too many to be
    /// kept, whose number is then the detail.
    pub event: String,
    /// The fingerprint of the number.
    pub phone: Option<String>,
    /// ISO 3166-1 code of the number's country.
    pub country: Option<String>,
    /// The channel.
    pub channel: Option<Channel>,
    /// Words of ours, with a space between: outcome, reason, limit, status, digest of the attempt.
    pub detail: String,
}

/// An event for the trail, which gets its time when it is stored.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TrailNote {
    /// The name of the event.
    pub event: &'static str,
    /// The fingerprint of the number.
    pub phone: Option<String>,
    /// ISO 3166-1 code of the number's country.
    pub country: Option<String>,
    /// The channel.
    pub channel: Option<Channel>,
    /// Words of ours.
    pub detail: String,
}

impl TrailNote {
    /// The entry of this event, which was at `at`.
    pub(super) fn at(self, at: Timestamp) -> TrailEntry {
        TrailEntry {
            at,
            event: self.event.to_owned(),
            phone: self.phone,
            country: self.country,
            channel: self.channel,
            detail: self.detail,
        }
    }
}

/// Puts entries in the order of their times, and keeps the newest.
pub(super) fn keep_newest(entries: &mut Vec<TrailEntry>) {
    entries.sort_by_key(|entry| entry.at);
    let excess = entries.len().saturating_sub(MOST_ENTRIES);
    entries.drain(..excess);
}
