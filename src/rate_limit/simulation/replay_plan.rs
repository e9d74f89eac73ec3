//! The charges of a logged decision under other quotas: the plan of the limiter itself, with
//! pseudonyms in the place of subjects, numbers and blocks of numbers.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use crate::domain::{PhoneNumber, Recipient};
use crate::rate_limit::charge_plan::ChargedAttempt;
use crate::rate_limit::decision::{
    LoggedAttempt, LoggedDecision, Pseudonym, Question, Settlement, SourceKind,
};
use crate::rate_limit::{
    ClientAllowance, ClientId, Debt, LimitKind, Quotas, Source, SubjectCharges,
};

/// Stands for every number. Nothing about it is left in the plan.
const ANY_NUMBER: &str = "+10000000000";

/// Charges of a logged subject.
pub(super) type ReplayedCharges = Vec<(Pseudonym, SubjectCharges)>;

impl Quotas {
    /// The charges of a decision; `debt` is that of an attempt. `None` where the plan of this
    /// version has other subjects than the log.
    pub(super) fn replayed_charges(
        &self,
        decision: &LoggedDecision,
        debt: Option<&Debt>,
    ) -> Option<ReplayedCharges> {
        let source = source_of(decision.source);
        let charges = match &decision.question {
            Question::Post(post) => self.post_charges(&source, *post),
            Question::Debt => self.debt_charges(&source),
            Question::Attempt(attempt) => self.replayed_attempt(attempt, debt?)?,
        };
        with_pseudonyms(charges, decision.subjects.iter().copied())
    }

    /// The refunds for a verified number, to its source and its block.
    pub(super) fn replayed_settlement(&self, settlement: &Settlement) -> Option<ReplayedCharges> {
        let amount = self.forgiven_per_verification;
        let number = PhoneNumber::from_e164(ANY_NUMBER)?;
        let mut charges = self.debts(&source_of(settlement.source), amount);
        charges.push(self.unverified_to_block(&number, amount));
        let subjects = settlement.subjects.iter();
        with_pseudonyms(charges, subjects.map(|(subject, _)| *subject))
    }

    /// The price of a logged attempt, in parts.
    pub(super) fn replayed_cost(&self, attempt: &LoggedAttempt) -> u32 {
        let prices = &self.channels[attempt.channel].prices;
        prices.get(&attempt.country).saturating_mul(attempt.units)
    }

    fn replayed_attempt(
        &self,
        attempt: &LoggedAttempt,
        debt: &Debt,
    ) -> Option<Vec<SubjectCharges>> {
        let recipient = Recipient {
            number: PhoneNumber::from_e164(ANY_NUMBER)?,
            shown: String::new(),
            country: attempt.country.clone(),
        };
        let client = attempt.allowance.map(|(sends, spend)| ClientAllowance {
            id: ClientId("".into()),
            sends_per_hour: sends,
            spend_per_day: spend,
        });
        let charged = ChargedAttempt {
            recipient: &recipient,
            channel: attempt.channel,
            units: attempt.units,
            debt,
            client: client.as_ref(),
            is_allowed: attempt.is_allowed,
        };
        let has_chance = debt.may_draw() && attempt.is_drawn;
        let mut charges = self.attempt_charges(&charged, has_chance);
        for charge in charges.iter_mut().flat_map(|subject| &mut subject.charges) {
            if charge.dedup_identity.is_some() {
                charge.dedup_identity = Some(name(attempt.number));
            }
            if charge.limit == LimitKind::AttemptsPerBlock && !charge.part.is_empty() {
                charge.part = name(attempt.thousand);
            }
        }
        Some(charges)
    }
}

fn with_pseudonyms(
    charges: Vec<SubjectCharges>,
    subjects: impl ExactSizeIterator<Item = Pseudonym>,
) -> Option<ReplayedCharges> {
    (charges.len() == subjects.len()).then(|| subjects.zip(charges).collect())
}

/// A source of this kind.
pub(super) fn source_of(kind: SourceKind) -> Source {
    match kind {
        SourceKind::Ipv4 => IpAddr::from(Ipv4Addr::UNSPECIFIED).into(),
        SourceKind::Ipv6 => IpAddr::from(Ipv6Addr::UNSPECIFIED).into(),
        SourceKind::Application => Source::Client(ClientId("".into())),
    }
}

/// The pseudonym as part of the name of a bucket.
fn name(pseudonym: Pseudonym) -> String {
    format!("{:016x}", u64::from_be_bytes(pseudonym.0))
}
