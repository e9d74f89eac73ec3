//! [`Counted`]: the events that totals are made of.

use std::time::Duration;

use super::named_counts::add_count;
use super::totals::{MOST_NAMES, add};
use super::{HourTotals, Step};
use crate::domain::Channel;

/// An event that is counted. Names are ours, or a provider's short codes.
#[derive(Clone, Copy, Debug)]
pub enum Counted<'a> {
    /// A person reached a step.
    Reached(Step),
    /// The provider was asked to deliver a code.
    Attempted {
        /// ISO 3166-1 code of the number's country.
        country: &'a str,
        /// The channel.
        channel: Channel,
        /// The provider's answer.
        answer: AttemptAnswer,
        /// The price, in parts.
        cost: u32,
    },
    /// A code certainly reached a person.
    Delivered {
        /// ISO 3166-1 code of the number's country.
        country: &'a str,
        /// The channel.
        channel: Channel,
        /// The time since the attempt.
        after: Duration,
    },
    /// A code certainly did not reach a person.
    Undelivered {
        /// ISO 3166-1 code of the number's country.
        country: &'a str,
        /// The channel.
        channel: Channel,
        /// The error code of the receipt, or else its status.
        reason: &'a str,
    },
    /// A number was verified.
    Verified {
        /// ISO 3166-1 code of the number's country.
        country: &'a str,
        /// The channel of the last attempt.
        channel: Channel,
        /// The time since the first attempt.
        after: Duration,
    },
    /// A limit denied a request.
    Denied {
        /// Its name.
        limit: &'a str,
        /// Whether it only records, and let the request pass.
        only_recorded: bool,
        /// ISO 3166-1 code of the number's country, where there was a number.
        country: Option<&'a str>,
        /// The fingerprint of that number.
        phone: Option<&'a str>,
    },
    /// A request failed, by an error of this source.
    Failed(ErrorSource),
}

/// The provider's answer to an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AttemptAnswer {
    /// It took the attempt.
    Accepted,
    /// It refused for the reason with this name.
    Refused(&'static str),
    /// The answer was lost.
    Unknown,
}

/// The part that made a request fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorSource {
    /// The store did not answer, or refused.
    Store,
    /// The provider could not be reached or did not answer.
    Provider,
    /// Any other answer with a status of 500 or above.
    Server,
}

impl ErrorSource {
    /// The name in the totals.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Store => "store",
            Self::Provider => "provider",
            Self::Server => "server",
        }
    }
}

impl HourTotals {
    /// Counts an event, in the first slot.
    pub(super) fn count(&mut self, event: Counted<'_>) {
        match event {
            Counted::Reached(step) => add(&mut self.steps[step], 1),
            Counted::Attempted {
                country,
                channel,
                answer,
                cost,
            } => self.count_attempt(country, channel, answer, cost.into()),
            Counted::Delivered {
                country,
                channel,
                after,
            } => {
                let totals = self.destination(country, channel);
                add(&mut totals.delivered, 1);
                totals.delivery_times.add(after);
                add(&mut self.slots[0].delivered, 1);
            }
            Counted::Undelivered {
                country,
                channel,
                reason,
            } => {
                let totals = self.destination(country, channel);
                add_count(&mut totals.failed, reason, 1, MOST_NAMES);
                add(&mut self.slots[0].failed, 1);
            }
            Counted::Verified {
                country,
                channel,
                after,
            } => {
                let totals = self.destination(country, channel);
                add(&mut totals.verified, 1);
                totals.verification_times.add(after);
                add(&mut self.slots[0].verified, 1);
                add(&mut self.steps[Step::Verified], 1);
            }
            Counted::Denied {
                limit,
                only_recorded,
                country,
                phone,
            } => self.count_denial(limit, only_recorded, country, phone),
            Counted::Failed(source) => add_count(&mut self.errors, source.name(), 1, MOST_NAMES),
        }
    }

    fn count_attempt(&mut self, country: &str, channel: Channel, answer: AttemptAnswer, cost: u64) {
        let totals = self.destination(country, channel);
        add(&mut totals.attempts, 1);
        let spend = match answer {
            AttemptAnswer::Accepted => {
                add(&mut totals.accepted, 1);
                cost
            }
            AttemptAnswer::Unknown => cost,
            AttemptAnswer::Refused(reason) => {
                add_count(&mut totals.refused, reason, 1, MOST_NAMES);
                0
            }
        };
        add(&mut totals.spend, spend);
        add(&mut self.slots[0].attempts, 1);
        add(&mut self.slots[0].spend, spend);
    }

    fn count_denial(
        &mut self,
        limit: &str,
        only_recorded: bool,
        country: Option<&str>,
        phone: Option<&str>,
    ) {
        let totals = self.denials_of(limit);
        match only_recorded {
            true => add(&mut totals.recorded, 1),
            false => add(&mut totals.denied, 1),
        }
        if let Some(country) = country {
            totals.add_country(country, 1);
        }
        if let Some(phone) = phone {
            totals.add_example(phone);
        }
        if !only_recorded {
            add(&mut self.slots[0].denied, 1);
        }
    }
}
