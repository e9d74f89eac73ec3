//! The steps of logged events: each thing that the store did, with its time.

use std::collections::HashMap;

use crate::rate_limit::decision::{
    LimiterEvent, LoggedDecision, Pseudonym, Question, RefundReason, Settlement,
};

/// A decision: the instance that made it, and its number there.
pub type DecisionKey = (u64, u64);

/// One thing to do at one time.
pub(super) struct ReplayStep<'a> {
    /// The time at which buckets refill and are charged.
    pub at: u64,
    /// The same, but for what followed something else: it is no earlier than that, although the
    /// nodes of a cluster may have had different clocks.
    place: u64,
    pub action: StepAction<'a>,
}

pub(super) enum StepAction<'a> {
    /// Ask one subject of a decision, by its place in the plan.
    Ask(DecisionKey, &'a LoggedDecision, usize),
    /// Give back the charges of one subject.
    Refund(DecisionKey, RefundReason, Pseudonym),
    /// Give back to one subject of a verification, which the number of its event identifies.
    Settle(usize, &'a Settlement, usize),
    /// Give back to a country for so many verifications.
    SettleCountry(&'a str, Pseudonym, u32),
}

/// The steps of all events, in the order in which they are made.
pub(super) fn steps(events: &[(u64, LimiterEvent)]) -> Vec<ReplayStep<'_>> {
    let (mut steps, mut ends) = (Vec::new(), HashMap::<DecisionKey, u64>::new());
    for (number, (instance, event)) in events.iter().enumerate() {
        let before = match event {
            LimiterEvent::Decided(decision) => match &decision.question {
                Question::Attempt(attempt) => Some(attempt.debt),
                _ => None,
            },
            LimiterEvent::Refunded(refund) => Some(refund.of),
            LimiterEvent::Verified(_) | LimiterEvent::VerifiedIn { .. } => None,
        };
        let end = before.and_then(|id| ends.get(&(*instance, id)));
        let earliest = end.copied().unwrap_or_default();
        let first = steps.len();
        steps.extend(
            steps_of(number, *instance, event)
                .into_iter()
                .map(|step| ReplayStep {
                    place: step.place.max(earliest),
                    ..step
                }),
        );
        if let LimiterEvent::Decided(decision) = event {
            let last = steps[first..].iter().map(|step| step.place).max();
            ends.insert((*instance, decision.id), last.unwrap_or_default());
        }
    }
    // What has the same time stays in the order of the log.
    steps.sort_by_key(|step| step.place);
    steps
}

/// The steps of one event.
fn steps_of(number: usize, instance: u64, event: &LimiterEvent) -> Vec<ReplayStep<'_>> {
    let step = |at, action| ReplayStep {
        at,
        place: at,
        action,
    };
    match event {
        LimiterEvent::Decided(decision) => {
            let ask = |nth| {
                let answer = decision.answers.get(nth).or(decision.answers.last());
                let after = answer.map_or(0, |answer| answer.after);
                let at = decision.at.saturating_add(after.into());
                step(at, StepAction::Ask((instance, decision.id), decision, nth))
            };
            (0..decision.subjects.len()).map(ask).collect()
        }
        LimiterEvent::Refunded(refund) => {
            let key = (instance, refund.of);
            let subjects = refund.subjects.iter();
            let steps = subjects
                .map(|(subject, at)| step(*at, StepAction::Refund(key, refund.reason, *subject)));
            steps.collect()
        }
        LimiterEvent::Verified(settlement) => {
            let subjects = settlement.subjects.iter().enumerate();
            let settle = |nth| StepAction::Settle(number, settlement, nth);
            subjects
                .map(|(nth, (_, at))| step(*at, settle(nth)))
                .collect()
        }
        LimiterEvent::VerifiedIn {
            country,
            count,
            subject,
            at,
        } => vec![step(
            *at,
            StepAction::SettleCountry(country, *subject, *count),
        )],
    }
}
