//! Asks simulated buckets for what was asked then, and draws the consequences.

use std::mem;

use crate::rate_limit::charge_store::{MAX_QUEUE_TIME, taken};
use crate::rate_limit::decision::{
    AnswerKind, LoggedAttempt, LoggedDecision, Question, RefundReason,
};
use crate::rate_limit::simulation::replay_plan::source_of;
use crate::rate_limit::simulation::{DecisionKey, Replayed, Simulation, Slot, SlotState};
use crate::rate_limit::{Debt, LimitKind, RateLimitError, RateLimited, SubjectCharges};
use crate::store::TakeOutcome;

impl Simulation {
    /// Plans the charges of a decision. An attempt whose debt is denied is not asked for.
    pub(super) fn begin(&self, (instance, _): DecisionKey, decision: &LoggedDecision) -> Replayed {
        let mut replayed = Replayed::default();
        let mut debt = None;
        if let Question::Attempt(attempt) = &decision.question {
            let Some(before) = self.decisions.get(&(instance, attempt.debt)) else {
                replayed.is_unknown = true;
                return replayed;
            };
            replayed.denied = before.denied;
            replayed.is_unknown = before.is_unknown;
            replayed.recorded.clone_from(&before.recorded);
            debt = before.debt.as_ref();
            if debt.is_none() {
                return replayed;
            }
        }
        match self.quotas.replayed_charges(decision, debt) {
            Some(charges) => {
                let slots = charges.into_iter().map(|(subject, charges)| Slot {
                    subject,
                    charges,
                    state: SlotState::Planned,
                });
                replayed.slots = slots.collect();
            }
            None => replayed.is_unknown = true,
        }
        replayed
    }

    /// Asks one subject. A post that was denied by one is not asked for at the next.
    pub(super) fn ask(
        &mut self,
        replayed: &mut Replayed,
        decision: &LoggedDecision,
        nth: usize,
        at: u64,
    ) {
        let is_denied = |slot: &Slot| matches!(slot.state, SlotState::Denied(_));
        let is_over =
            matches!(decision.question, Question::Post(_)) && replayed.slots.iter().any(is_denied);
        let slot = replayed.slots.get_mut(nth);
        let Some(slot) = slot.filter(|slot| matches!(slot.state, SlotState::Planned)) else {
            return;
        };
        let told = decision.answers.get(nth).map(|answer| &answer.kind);
        if is_over || told == Some(&AnswerKind::Unknown) {
            replayed.is_unknown |= !is_over;
            slot.state = SlotState::Left;
            return;
        }
        match self.take(slot, told, at) {
            Ok(recorded) => {
                slot.state = SlotState::Taken;
                replayed.recorded.extend(recorded);
            }
            Err(limited) => slot.state = SlotState::Denied(limited),
        }
    }

    /// Takes the charges of one subject, as [`ChargeStore`] does. A pace that it may have waited
    /// for denies only what it denied then.
    ///
    /// [`ChargeStore`]: crate::rate_limit::charge_store::ChargeStore
    fn take(
        &mut self,
        slot: &mut Slot,
        told: Option<&AnswerKind>,
        at: u64,
    ) -> Result<Vec<LimitKind>, RateLimited> {
        let was_denied =
            |by| matches!(told, Some(AnswerKind::Denied { limit, .. }) if *limit == by);
        let mut charges = slot.charges.to_stored(String::clone);
        let mut recorded = Vec::new();
        let buckets = self.buckets.entry(slot.subject).or_default();
        loop {
            let (wait, index) = match buckets.take(&charges, at) {
                TakeOutcome::Granted(used) => {
                    let subject = mem::replace(&mut slot.charges, no_charges());
                    slot.charges = taken(subject, &used);
                    return Ok(recorded);
                }
                TakeOutcome::RetryAfter { wait, charge } => (wait, charge),
            };
            let denied = &mut slot.charges.charges[index];
            let is_recorded = self.quotas.record_only.contains(&denied.limit);
            let is_awaited = denied.limit.is_provider_rate()
                && wait <= MAX_QUEUE_TIME
                && !was_denied(denied.limit);
            if !is_recorded && !is_awaited {
                return Err(RateLimited {
                    limit: denied.limit,
                    retry_after: wait,
                });
            }
            recorded.extend(is_recorded.then_some(denied.limit));
            denied.amount = 0;
            charges[index].amount = 0;
        }
    }

    /// Draws the consequences once all subjects have answered.
    pub(super) fn conclude(
        &mut self,
        key: DecisionKey,
        decision: &LoggedDecision,
        replayed: &mut Replayed,
        at: u64,
    ) {
        let denials = replayed.slots.iter().filter_map(|slot| match slot.state {
            SlotState::Denied(limited) => Some(RateLimitError::from(limited)),
            _ => None,
        });
        if let Some(RateLimitError::RateLimited(limited)) = denials.reduce(RateLimitError::or_worse)
        {
            replayed.denied = Some(limited.limit);
        }
        let is_granted = replayed.denied.is_none() && !replayed.is_unknown;
        match &decision.question {
            Question::Post(_) => replayed.slots = Vec::new(),
            Question::Debt if is_granted => {
                let charges = replayed.slots.iter().map(|slot| slot.charges.clone());
                let source = source_of(decision.source);
                replayed.debt = Some(Debt::new(source, charges.collect(), &self.quotas));
            }
            Question::Debt => self.give_back_denied(key, replayed, at),
            Question::Attempt(attempt) => {
                self.conclude_attempt(key, attempt, decision, replayed, at);
            }
        }
    }

    fn conclude_attempt(
        &mut self,
        key: DecisionKey,
        attempt: &LoggedAttempt,
        decision: &LoggedDecision,
        replayed: &mut Replayed,
        at: u64,
    ) {
        let is_denied = replayed.denied.is_some();
        if decision.denied_by().is_none() {
            let reached = self.reached.entry(attempt.number).or_default();
            *reached |= !is_denied;
        }
        if is_denied {
            self.give_back_denied(key, replayed, at);
        }
        let of_debt = (key.0, attempt.debt);
        let Some(mut debt) = self.decisions.remove(&of_debt) else {
            return;
        };
        debt.is_attempt_denied = is_denied;
        for slot in debt.slots.iter_mut().filter(|_| is_denied) {
            let logged = (of_debt, RefundReason::AttemptDenied, slot.subject);
            if !self.logged.contains(&logged) {
                self.give_back(slot, |limit| limit == LimitKind::DebtPerSource, at);
            }
        }
        if !self.refunded.contains(&key) {
            replayed.slots = Vec::new();
        }
        if !self.refunded.contains(&of_debt) {
            (debt.slots, debt.debt) = (Vec::new(), None);
        }
        self.decisions.insert(of_debt, debt);
    }
}

fn no_charges() -> SubjectCharges {
    SubjectCharges::new(String::new())
}
