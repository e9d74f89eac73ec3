//! Compares what the limiter decided with what a simulation did.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde::Serialize;

use crate::domain::Timestamp;
use crate::rate_limit::LimitKind;
use crate::rate_limit::decision::{LimiterEvent, LoggedDecision, Question, RefundReason};
use crate::rate_limit::simulation::{DecisionKey, SimulatedOutcome};

/// Decisions of then beside those of a simulation. Money is in parts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Comparison {
    /// Posts of any kind.
    pub posts: Difference,
    /// Texts and calls that were asked for.
    pub attempts: Difference,
    /// Decisions that cannot be compared.
    pub unknown: u64,
    /// Attempts by the country of the number; those that only a debt denied have no country.
    pub countries: BTreeMap<String, CountryTotals>,
    /// The differences by country and limit.
    pub limits: Vec<LimitTotals>,
    /// Attempts that a limit would only record, by limit.
    pub recorded: BTreeMap<String, u64>,
}

/// Numbers of decisions.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// Those that were made.
    pub decisions: u64,
    /// Denied then.
    pub denied_then: u64,
    /// Denied in the simulation.
    pub denied_now: u64,
    /// Allowed then, denied now.
    pub newly_denied: u64,
    /// Denied then, allowed now.
    pub newly_allowed: u64,
    /// Denied both times, now by another limit.
    pub denied_otherwise: u64,
}

/// The attempts of one country.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct CountryTotals {
    /// Their decisions.
    #[serde(flatten)]
    pub attempts: Difference,
    /// The price of what was sent.
    pub spend_then: u64,
    /// The price of what would have been sent.
    pub spend_now: u64,
}

/// The difference that one limit makes for one country.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct LimitTotals {
    /// ISO 3166-1 code of the country; empty where it is not known.
    pub country: String,
    /// The limit, as the log names it.
    pub limit: String,
    /// Decisions that it denies now, and that were allowed then.
    pub newly_denied: u64,
    /// Decisions that it denied then, and that are allowed now.
    pub newly_allowed: u64,
    /// The price of what it denies now.
    pub spend_saved: u64,
    /// The price of what it denied then.
    pub spend_added: u64,
}

impl Comparison {
    /// Compares the decisions from `since` on.
    pub fn new(
        events: &[(u64, LimiterEvent)],
        since: Timestamp,
        outcomes: &HashMap<DecisionKey, SimulatedOutcome>,
    ) -> Self {
        let unpaid = unpaid(events);
        let (mut comparison, mut limits) = (Self::default(), BTreeMap::new());
        for (instance, event) in events {
            let LimiterEvent::Decided(decision) = event else {
                continue;
            };
            let key = (*instance, decision.id);
            if decision.at / 1_000 < since.as_millis() {
                continue;
            }
            let outcome = outcomes.get(&key).unwrap_or(&SimulatedOutcome::Unknown);
            let is_unpaid = unpaid.contains(&key);
            comparison.add(decision, outcome, is_unpaid, &mut limits);
        }
        comparison.limits = limits.into_values().collect();
        comparison
    }

    /// The number of decisions that are different.
    pub fn differences(&self) -> u64 {
        let of = |one: &Difference| one.newly_denied + one.newly_allowed + one.denied_otherwise;
        of(&self.posts) + of(&self.attempts)
    }

    /// The money that was spent, and that would have been.
    pub fn spend(&self) -> (u64, u64) {
        let countries = self.countries.values();
        countries.fold((0, 0), |(then, now), country| {
            (then + country.spend_then, now + country.spend_now)
        })
    }

    fn add(
        &mut self,
        decision: &LoggedDecision,
        outcome: &SimulatedOutcome,
        is_unpaid: bool,
        limits: &mut BTreeMap<(String, LimitKind), LimitTotals>,
    ) {
        let then = decision.denied_by();
        let now = match outcome {
            SimulatedOutcome::Denied(limit) => Some(*limit),
            SimulatedOutcome::Granted { .. } => None,
            SimulatedOutcome::Unknown => {
                self.unknown += 1;
                return;
            }
        };
        let mut country = String::new();
        let (mut paid, mut price) = (0, 0);
        match &decision.question {
            Question::Post(_) => self.posts.add(then, now),
            // A debt that was granted is counted with its attempt.
            Question::Debt if then.is_none() => return,
            Question::Debt => self.attempts.add(then, now),
            Question::Attempt(attempt) => {
                self.attempts.add(then, now);
                country.clone_from(&attempt.country);
                let totals = self.countries.entry(country.clone()).or_default();
                totals.attempts.add(then, now);
                if then.is_none() && !is_unpaid {
                    paid = u64::from(attempt.cost);
                }
                totals.spend_then += paid;
                if let SimulatedOutcome::Granted { cost, recorded } = outcome {
                    if !is_unpaid {
                        price = u64::from(*cost);
                    }
                    totals.spend_now += price;
                    for limit in recorded {
                        *self.recorded.entry(limit.name().to_owned()).or_default() += 1;
                    }
                }
            }
        }
        for (limit, other, is_new) in [(now, then, true), (then, now, false)] {
            let (Some(limit), None) = (limit, other) else {
                continue;
            };
            let totals = limits.entry((country.clone(), limit)).or_default();
            totals.country.clone_from(&country);
            limit.name().clone_into(&mut totals.limit);
            match is_new {
                true => {
                    totals.newly_denied += 1;
                    totals.spend_saved += paid;
                }
                false => {
                    totals.newly_allowed += 1;
                    totals.spend_added += price;
                }
            }
        }
    }
}

impl Difference {
    fn add(&mut self, then: Option<LimitKind>, now: Option<LimitKind>) {
        self.decisions += 1;
        self.denied_then += u64::from(then.is_some());
        self.denied_now += u64::from(now.is_some());
        match (then, now) {
            (None, Some(_)) => self.newly_denied += 1,
            (Some(_), None) => self.newly_allowed += 1,
            (then, now) => self.denied_otherwise += u64::from(then != now),
        }
    }
}

/// The attempts that cost nothing: not made after all, or refused by the provider.
fn unpaid(events: &[(u64, LimiterEvent)]) -> HashSet<DecisionKey> {
    let refunds = events.iter().filter_map(|(instance, event)| match event {
        LimiterEvent::Refunded(refund) => Some((*instance, refund)),
        _ => None,
    });
    let unpaid = refunds.filter(|(_, refund)| {
        matches!(
            refund.reason,
            RefundReason::NotMade | RefundReason::ProviderRefused
        )
    });
    unpaid
        .map(|(instance, refund)| (instance, refund.of))
        .collect()
}
