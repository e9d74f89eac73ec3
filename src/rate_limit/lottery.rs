//! The lottery for the last part of a scarce limit.
//!
//! A source with debts has one chance in each short interval: its first try, in a moment that is
//! drawn anew for each client and interval. Asking more often does not help, nor does asking
//! first.
#![cfg_attr(not(test), warn(clippy::arithmetic_side_effects))]

use std::time::Duration;

use crate::domain::Timestamp;
use crate::rate_limit::{Debt, Source};
use crate::store::BlindIndex;

/// The interval in which a source with debts has one chance.
pub(super) const INTERVAL: Duration = Duration::from_millis(INTERVAL_MS);
const INTERVAL_MS: u64 = 30_000;

/// Length of the drawn moment: enough for a person who reads the second on the page.
const MOMENT: Duration = Duration::from_millis(MOMENT_MS);
const HALF_MOMENT: Duration = Duration::from_millis(MOMENT_MS / 2);
const MOMENT_MS: u64 = 6_000;

/// Draws moments with a secret, so that they cannot be known in advance.
pub(super) struct Lottery(BlindIndex);

impl Lottery {
    pub(super) fn new(index: BlindIndex) -> Self {
        Self(index)
    }

    /// Whether the client has its chance at `now`. A source without debts needs none, and for
    /// most clients nothing has to be drawn.
    pub(super) fn has_chance(&self, debt: &Debt, now: Timestamp) -> bool {
        debt.may_draw() && self.is_drawn(&debt.source, now)
    }

    /// Whether `now` is in the moment that is drawn for the client.
    pub(super) fn is_drawn(&self, source: &Source, now: Timestamp) -> bool {
        let begins = self.moment(source, now);
        (begins..begins.saturating_add(MOMENT)).contains(&now)
    }

    /// The time to wait for a shared limit that needs `wait` until something is there: until a
    /// moment that is drawn for the client, at or after that time, in an interval in which it
    /// has not tried yet.
    pub(super) fn wait(&self, source: &Source, wait: Duration, now: Timestamp) -> Duration {
        let available = now.saturating_add(wait);
        let next = now.round_down(INTERVAL).saturating_add(INTERVAL);
        let earliest = available.max(next);
        let of_this = self.moment(source, earliest);
        let moment = match of_this.saturating_add(HALF_MOMENT) >= earliest {
            true => of_this,
            false => self.moment(source, earliest.saturating_add(INTERVAL)),
        };
        moment.max(earliest).since(now)
    }

    /// The beginning of the client's moment in the interval that `now` is in.
    fn moment(&self, source: &Source, now: Timestamp) -> Timestamp {
        let nth = now.as_millis() / INTERVAL_MS;
        let identity = format!("{} {nth}", source.key());
        let into = self.0.number("moment", identity) % (INTERVAL_MS - MOMENT_MS);
        now.round_down(INTERVAL)
            .saturating_add(Duration::from_millis(into))
    }
}
