//! [`HourTotals`]: what is counted of one hour.

use std::collections::BTreeMap;
use std::time::Duration;

use enum_map::{Enum, EnumMap};
use serde::{Deserialize, Serialize};

use super::Histogram;
use super::named_counts::{OTHER, add_count, add_counts, bounded_entry};
use crate::domain::{Channel, MINUTE};

/// The time of a slot.
pub(super) const SLOT: Duration = MINUTE.saturating_mul(5);

/// Slots of an hour.
pub(super) const SLOTS: usize = 12;

/// The most destinations that are told apart: every country there is, on each channel.
const MOST_DESTINATIONS: usize = 256 * Channel::ALL.len();

/// The most countries of one limit that are told apart.
const MOST_COUNTRIES: usize = 256;

/// The most limits, reasons or kinds of error that are told apart.
pub(super) const MOST_NAMES: usize = 40;

/// The most examples of numbers that one limit denied something.
pub(super) const MOST_EXAMPLES: usize = 5;

/// Totals of one hour over all instances.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HourTotals {
    /// The attempts, by destination.
    pub destinations: BTreeMap<Destination, DestinationTotals>,
    /// The denials, by the name of the limit.
    pub denials: BTreeMap<String, DenialTotals>,
    /// The number of people that reached each step.
    pub steps: EnumMap<Step, u64>,
    /// The same hour in twelve slots of five minutes.
    pub slots: [SlotTotals; SLOTS],
    /// Requests that failed, by the name of the [`ErrorSource`](super::ErrorSource).
    pub errors: BTreeMap<String, u64>,
}

/// The country of a number and the channel of an attempt at it.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Destination {
    /// ISO 3166-1 code; `001` for numbers of no country.
    pub country: String,
    /// The channel.
    pub channel: Channel,
}

/// The totals of attempts at one destination.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DestinationTotals {
    /// Attempts that the provider was asked for.
    pub attempts: u64,
    /// Those that it took.
    pub accepted: u64,
    /// Those that it refused, by the name of the reason. The answer to the rest was lost.
    pub refused: BTreeMap<String, u64>,
    /// Those that certainly reached the person.
    pub delivered: u64,
    /// Those that certainly did not, by the error code of the receipt, or else its status.
    pub failed: BTreeMap<String, u64>,
    /// People who were verified, by the channel of their last attempt.
    pub verified: u64,
    /// The price of all that may have been sent, in parts: 10,000 are one unit of the price
    /// settings.
    pub spend: u64,
    /// The times from an attempt until it reached the person.
    pub delivery_times: Histogram,
    /// The times from the first attempt until the person was verified.
    pub verification_times: Histogram,
}

/// The totals of what one limit denied.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DenialTotals {
    /// Requests that it denied.
    pub denied: u64,
    /// Requests that it would have denied, where it only records.
    pub recorded: u64,
    /// Both, by the country of the number, where there was one.
    pub countries: BTreeMap<String, u64>,
    /// Fingerprints of the first numbers, at most five.
    pub examples: Vec<String>,
}

/// Totals of five minutes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SlotTotals {
    /// Attempts that the provider was asked for.
    pub attempts: u64,
    /// People who were verified.
    pub verified: u64,
    /// Attempts that certainly reached the person.
    pub delivered: u64,
    /// Attempts that certainly did not.
    pub failed: u64,
    /// Requests that limits denied.
    pub denied: u64,
    /// The price of all that may have been sent, in parts.
    pub spend: u64,
}

/// A step of the way, in its order.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Enum, Serialize, Deserialize,
)]
pub enum Step {
    /// The page with the form for a number was shown to a person without a verification.
    NumberShown,
    /// A number was posted, and its client may post.
    NumberSent,
    /// A code for a number was sent, where there was none for it.
    CodeShown,
    /// The first code of a verification was typed and compared.
    CodeTyped,
    /// The number was verified.
    Verified,
}

impl HourTotals {
    /// Adds the totals of `other`.
    pub fn merge(&mut self, other: &Self) {
        for (destination, totals) in &other.destinations {
            self.destination(&destination.country, destination.channel)
                .merge(totals);
        }
        for (limit, totals) in &other.denials {
            self.denials_of(limit).merge(totals);
        }
        for (step, count) in &other.steps {
            add(&mut self.steps[step], *count);
        }
        for (slot, totals) in self.slots.iter_mut().zip(&other.slots) {
            slot.merge(totals);
        }
        add_counts(&mut self.errors, &other.errors, MOST_NAMES);
    }

    /// The totals of a destination.
    pub(super) fn destination(
        &mut self,
        country: &str,
        channel: Channel,
    ) -> &mut DestinationTotals {
        let of = |country: &str| Destination {
            country: country.to_owned(),
            channel,
        };
        let known = of(country);
        let has_room = self.destinations.len() < MOST_DESTINATIONS;
        let destination = match has_room || self.destinations.contains_key(&known) {
            true => known,
            false => of(OTHER),
        };
        self.destinations.entry(destination).or_default()
    }

    /// The totals of a limit.
    pub(super) fn denials_of(&mut self, limit: &str) -> &mut DenialTotals {
        bounded_entry(&mut self.denials, limit, MOST_NAMES)
    }

    /// Moves what was counted in the first slot to that of this number.
    #[must_use]
    pub(super) fn in_slot(mut self, slot: usize) -> Self {
        self.slots.swap(0, slot.min(SLOTS - 1));
        self
    }
}

impl DestinationTotals {
    /// The messages that were not delivered.
    pub fn undelivered(&self) -> u64 {
        self.failed.values().sum()
    }

    fn merge(&mut self, other: &Self) {
        add(&mut self.attempts, other.attempts);
        add(&mut self.accepted, other.accepted);
        add_counts(&mut self.refused, &other.refused, MOST_NAMES);
        add(&mut self.delivered, other.delivered);
        add_counts(&mut self.failed, &other.failed, MOST_NAMES);
        add(&mut self.verified, other.verified);
        add(&mut self.spend, other.spend);
        self.delivery_times.merge(&other.delivery_times);
        self.verification_times.merge(&other.verification_times);
    }
}

impl DenialTotals {
    /// Counts denials of a number in `country`.
    pub(super) fn add_country(&mut self, country: &str, count: u64) {
        add_count(&mut self.countries, country, count, MOST_COUNTRIES);
    }

    /// Takes a number as an example, if it is among the first.
    pub(super) fn add_example(&mut self, phone: &str) {
        let is_new = !self.examples.iter().any(|known| known == phone);
        if is_new && self.examples.len() < MOST_EXAMPLES {
            self.examples.push(phone.to_owned());
        }
    }

    fn merge(&mut self, other: &Self) {
        add(&mut self.denied, other.denied);
        add(&mut self.recorded, other.recorded);
        add_counts(&mut self.countries, &other.countries, MOST_COUNTRIES);
        for phone in &other.examples {
            self.add_example(phone);
        }
    }
}

impl SlotTotals {
    fn merge(&mut self, other: &Self) {
        add(&mut self.attempts, other.attempts);
        add(&mut self.verified, other.verified);
        add(&mut self.delivered, other.delivered);
        add(&mut self.failed, other.failed);
        add(&mut self.denied, other.denied);
        add(&mut self.spend, other.spend);
    }
}

/// Adds to a count, which stays at the largest number rather than begin anew.
pub(super) fn add(count: &mut u64, more: u64) {
    *count = count.saturating_add(more);
}
