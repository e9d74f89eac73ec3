//! Replays logged decisions under other quotas, each charge and refund at the time at which the
//! store made it then.
//!
//! The plan of charges, the debts and the arithmetic of buckets are the limiter's own; only the
//! store is one in memory. With the quotas of then, from buckets that were empty, every decision
//! comes out as it did.

mod asking;
#[cfg(test)]
mod changed_quotas;
mod giving_back;
#[cfg(test)]
mod recorded_hour;
mod replay_plan;
mod step;

use std::collections::{HashMap, HashSet};

use crate::rate_limit::attempt::distinct;
use crate::rate_limit::decision::{
    LimiterEvent, LoggedDecision, Pseudonym, Question, RefundReason,
};
use crate::rate_limit::{Debt, LimitKind, Quotas, RateLimited, SubjectCharges};
use crate::store::memory::SubjectBuckets;
use step::{ReplayStep, StepAction, steps};

pub use step::DecisionKey;

/// The outcome of a decision in a simulation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SimulatedOutcome {
    /// It was granted. Money in parts; 0 for what is no attempt.
    Granted { cost: u32, recorded: Vec<LimitKind> },
    /// This limit denied it, or the debt before it.
    Denied(LimitKind),
    /// It cannot be known: the debt before it is not in the log, or the store failed.
    Unknown,
}

/// A decision on its way, or after it.
#[derive(Default)]
struct Replayed {
    slots: Vec<Slot>,
    /// The debt, if the decision granted one.
    debt: Option<Debt>,
    denied: Option<LimitKind>,
    /// Whether the attempt of a debt was denied.
    is_attempt_denied: bool,
    recorded: Vec<LimitKind>,
    is_unknown: bool,
    is_concluded: bool,
}

/// The charges of one subject of a decision.
struct Slot {
    subject: Pseudonym,
    charges: SubjectCharges,
    state: SlotState,
}

enum SlotState {
    Planned,
    Taken,
    Denied(RateLimited),
    /// Nobody was asked, or all came back.
    Left,
}

/// Limits on simulated buckets.
struct Simulation {
    quotas: Quotas,
    buckets: HashMap<Pseudonym, SubjectBuckets>,
    decisions: HashMap<DecisionKey, Replayed>,
    /// The refunds that the log has.
    logged: HashSet<(DecisionKey, RefundReason, Pseudonym)>,
    /// The decisions of these refunds; of others the charges need not be remembered.
    refunded: HashSet<DecisionKey>,
    /// Whether a number would still have got one of the messages that it got then.
    reached: HashMap<Pseudonym, bool>,
    /// Whether the verification of an event would not have been.
    lost: HashMap<usize, bool>,
    /// The lost verifications that countries are still told of.
    lost_in: HashMap<String, u32>,
}

/// Replays events, each with its instance, under `quotas`, and returns what becomes of each
/// decision.
pub fn simulate(
    quotas: &Quotas,
    events: &[(u64, LimiterEvent)],
) -> HashMap<DecisionKey, SimulatedOutcome> {
    let steps = steps(events);
    let logged = steps.iter().filter_map(|step| match step.action {
        StepAction::Refund(key, reason, subject) => Some((key, reason, subject)),
        _ => None,
    });
    let logged: HashSet<_> = logged.collect();
    let mut simulation = Simulation {
        quotas: quotas.clone(),
        buckets: HashMap::new(),
        decisions: HashMap::new(),
        refunded: logged.iter().map(|(key, ..)| *key).collect(),
        logged,
        reached: HashMap::new(),
        lost: HashMap::new(),
        lost_in: HashMap::new(),
    };
    for step in steps {
        simulation.carry_out(step);
    }
    let decided = events.iter().filter_map(|(instance, event)| match event {
        LimiterEvent::Decided(decision) => Some(((*instance, decision.id), decision)),
        _ => None,
    });
    let outcome = |(key, decision)| (key, simulation.outcome(key, decision));
    decided.map(outcome).collect()
}

impl Simulation {
    fn carry_out(&mut self, ReplayStep { at, action, .. }: ReplayStep<'_>) {
        match action {
            StepAction::Ask(key, decision, nth) => {
                let known = self.decisions.remove(&key);
                let mut replayed = known.unwrap_or_else(|| self.begin(key, decision));
                self.ask(&mut replayed, decision, nth, at);
                let is_planned = |slot: &Slot| matches!(slot.state, SlotState::Planned);
                if !replayed.is_concluded && !replayed.slots.iter().any(is_planned) {
                    replayed.is_concluded = true;
                    self.conclude(key, decision, &mut replayed, at);
                }
                self.decisions.insert(key, replayed);
            }
            StepAction::Refund(key, reason, subject) => {
                self.refund_logged(key, reason, subject, at);
            }
            StepAction::Settle(number, settlement, nth) => {
                self.settle(number, settlement, nth, at);
            }
            StepAction::SettleCountry(country, subject, count) => {
                self.settle_country(country, subject, count, at);
            }
        }
    }

    fn outcome(&self, key: DecisionKey, decision: &LoggedDecision) -> SimulatedOutcome {
        let Some(replayed) = self.decisions.get(&key) else {
            return SimulatedOutcome::Unknown;
        };
        match (replayed.denied, &decision.question) {
            _ if replayed.is_unknown => SimulatedOutcome::Unknown,
            (Some(limit), _) => SimulatedOutcome::Denied(limit),
            (None, question) => SimulatedOutcome::Granted {
                cost: match question {
                    Question::Attempt(attempt) => self.quotas.replayed_cost(attempt),
                    _ => 0,
                },
                recorded: distinct(replayed.recorded.iter().copied()),
            },
        }
    }
}
