//! Gives back to simulated buckets what came back then, and what comes back in the simulation only.

use crate::rate_limit::decision::{Pseudonym, RefundReason, Settlement};
use crate::rate_limit::simulation::{DecisionKey, Replayed, Simulation, Slot, SlotState};
use crate::rate_limit::{LimitKind, SubjectCharges};

impl Simulation {
    /// Gives back what a denied decision took, unless the log has the time at which that was.
    pub(super) fn give_back_denied(&mut self, key: DecisionKey, replayed: &mut Replayed, at: u64) {
        for slot in &mut replayed.slots {
            let logged = (key, RefundReason::Denied, slot.subject);
            if !self.logged.contains(&logged) {
                self.give_back(slot, |_| true, at);
            }
        }
    }

    pub(super) fn give_back(&mut self, slot: &mut Slot, fits: impl Fn(LimitKind) -> bool, at: u64) {
        if !matches!(slot.state, SlotState::Taken) {
            return;
        }
        slot.state = SlotState::Left;
        let charges = slot.charges.clone().retain(fits);
        self.refund(slot.subject, &charges, at);
    }

    pub(super) fn refund(&mut self, subject: Pseudonym, charges: &SubjectCharges, at: u64) {
        if let Some(buckets) = self.buckets.get_mut(&subject) {
            buckets.refund(&charges.to_stored(String::clone), at);
        }
    }

    /// Gives back what came back then, if the reason is there in the simulation, too.
    pub(super) fn refund_logged(
        &mut self,
        key: DecisionKey,
        reason: RefundReason,
        subject: Pseudonym,
        at: u64,
    ) {
        let Some(mut replayed) = self.decisions.remove(&key) else {
            return;
        };
        let is_denied = replayed.denied.is_some();
        let has_reason = match reason {
            RefundReason::Denied => is_denied || replayed.is_unknown,
            RefundReason::AttemptDenied => replayed.is_attempt_denied,
            RefundReason::NotMade | RefundReason::ProviderRefused => !is_denied,
        };
        let is_debt = replayed.debt.is_some();
        let fits = |limit: LimitKind| match reason {
            RefundReason::ProviderRefused => limit.costs_service(),
            RefundReason::Denied => true,
            _ => !is_debt || limit == LimitKind::DebtPerSource,
        };
        let slot = replayed
            .slots
            .iter_mut()
            .find(|slot| slot.subject == subject);
        if let Some(slot) = slot.filter(|_| has_reason) {
            self.give_back(slot, fits, at);
        }
        self.decisions.insert(key, replayed);
    }

    /// Gives back for a verification, unless none of the messages to the number would have been
    /// sent.
    pub(super) fn settle(&mut self, number: usize, settlement: &Settlement, nth: usize, at: u64) {
        let is_lost = match self.lost.get(&number) {
            Some(is_lost) => *is_lost,
            None => {
                let is_lost = self.reached.remove(&settlement.number) == Some(false);
                self.lost.insert(number, is_lost);
                let lost = self.lost_in.entry(settlement.country.clone()).or_default();
                *lost = lost.saturating_add(is_lost.into());
                is_lost
            }
        };
        let charges = self.quotas.replayed_settlement(settlement);
        if let Some((subject, charges)) = charges.and_then(|mut all| all.drain(..).nth(nth))
            && !is_lost
        {
            self.refund(subject, &charges, at);
        }
    }

    pub(super) fn settle_country(
        &mut self,
        country: &str,
        subject: Pseudonym,
        count: u32,
        at: u64,
    ) {
        let lost = self.lost_in.entry(country.to_owned()).or_default();
        let fewer = count.min(*lost);
        *lost -= fewer;
        let amount = self.quotas.forgiven_per_verification;
        let amount = amount.saturating_mul(count - fewer);
        let charges = self.quotas.unverified_to_country(country, amount);
        self.refund(subject, &charges, at);
    }
}
