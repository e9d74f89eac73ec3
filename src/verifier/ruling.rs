//! Rulings of the operator: makes, lifts and looks up the rules about single numbers, and unlocks
//! numbers.

use std::time::Duration;

use crate::domain::{History, PhoneNumber, Timestamp};
use crate::repository::RepositoryError;
use crate::verifier::Verifier;
use crate::verifier::audit::{AuditSubject, Event, Fingerprint, OperatorNote};
use crate::verifier::number_rules::{
    IDENTITY, LONGEST_RULE, NumberRule, NumberRulesRecord, RuleError, Ruling,
};

impl Verifier {
    /// The ruling of the operator that holds for a number.
    pub(super) fn ruling(&self, number: &PhoneNumber, now: Timestamp) -> Option<Ruling> {
        let known = self.number_rules.known();
        if known.rules.is_empty() {
            return None;
        }
        let phone = self.fingerprint(number);
        known.of(&phone.0, now).map(|rule| rule.ruling)
    }

    /// The rules that hold now, the newest first.
    ///
    /// # Errors
    /// [`RepositoryError::Unavailable`] when the store fails.
    pub async fn number_rules(&self) -> Result<Vec<NumberRule>, RepositoryError> {
        let found = self.records.find::<NumberRulesRecord>(IDENTITY).await?;
        let now = found.now();
        let rules = found.record.unwrap_or_default().rules.into_iter().rev();
        Ok(rules.filter(|rule| rule.until > now).collect())
    }

    /// Makes a rule about the number with this fingerprint, for at most [`LONGEST_RULE`]. It
    /// takes the place of any other about the number, and holds on this instance at once, on
    /// others after five seconds.
    ///
    /// # Errors
    /// [`RuleError`] when there are too many, or when the store fails.
    pub async fn rule_number(
        &self,
        phone: &Fingerprint,
        ruling: Ruling,
        life: Duration,
        note: &OperatorNote,
    ) -> Result<(), RuleError> {
        let put = |rules: &mut NumberRulesRecord, now: Timestamp| {
            let rule = NumberRule {
                phone: phone.0.clone(),
                ruling,
                until: now.saturating_add(life.min(LONGEST_RULE)),
                by: note.by.clone(),
                reason: note.reason.clone(),
            };
            rules.put(rule, now)
        };
        if !self.change_rules(put).await? {
            return Err(RuleError::TooMany);
        }
        let action = match ruling {
            Ruling::Block => "block",
            Ruling::Allow => "allow",
        };
        self.audit_ruling(action, note, phone);
        Ok(())
    }

    /// Ends the rule about the number with this fingerprint.
    ///
    /// # Errors
    /// [`RepositoryError::Unavailable`] when the store fails.
    pub async fn lift_rule(
        &self,
        phone: &Fingerprint,
        note: &OperatorNote,
    ) -> Result<(), RepositoryError> {
        let remove = |rules: &mut NumberRulesRecord, now| rules.remove(&phone.0, now);
        self.change_rules(remove).await?;
        self.audit_ruling("lift", note, phone);
        Ok(())
    }

    /// Forgets the attempts at a number and the wrong guesses on it, so that none of its own
    /// limits makes it wait.
    ///
    /// # Errors
    /// [`RepositoryError::Unavailable`] when the store fails.
    pub async fn unlock_number(
        &self,
        number: &PhoneNumber,
        note: &OperatorNote,
    ) -> Result<(), RepositoryError> {
        let seen = self.records.history(number).await?;
        let forget = |history: &mut History| *history = History::default();
        self.records.correct_history(seen, forget).await?;
        self.audit_ruling("unlock", note, &self.fingerprint(number));
        Ok(())
    }

    fn audit_ruling(&self, action: &'static str, note: &OperatorNote, phone: &Fingerprint) {
        let subject = AuditSubject {
            phone: Some(phone.clone()),
            country: None,
        };
        self.audit_about(Event::Ruled { action, note }, &subject);
    }

    async fn change_rules<T>(
        &self,
        change: impl Fn(&mut NumberRulesRecord, Timestamp) -> T,
    ) -> Result<T, RepositoryError> {
        let change = |rules: Option<NumberRulesRecord>, now| {
            let mut rules = rules.unwrap_or_default();
            let result = change(&mut rules, now);
            (Some(rules.clone()), (rules, result))
        };
        let (rules, result) = self.records.change(IDENTITY, change).await?;
        self.number_rules.learn(rules);
        Ok(result)
    }
}
