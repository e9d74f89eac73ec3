//! The operator's rulings about one number, out of the posted form.

use std::time::Duration;

use tracing::warn;

use super::access::PostedForm;
use super::asked_number::AskedNumber;
use super::page::{Outcome, RulingLife};
use super::state::Operator;
use crate::verifier::audit::OperatorNote;
use crate::verifier::number_rules::{RuleError, Ruling};

/// Carries out the ruling of a form.
pub(super) async fn rule(operator: &Operator, subject: &AskedNumber, form: &PostedForm) -> Outcome {
    let by = form.viewer.name().map(str::to_owned);
    let note = OperatorNote::new(
        by.unwrap_or_else(|| form.field("by")).trim(),
        form.field("reason").trim(),
    );
    if note.by.is_empty() || note.reason.is_empty() {
        return Outcome::Refused("Say who you are, and why.");
    }
    let Some(life) = RulingLife::from_value(&form.field("life")) else {
        return Outcome::Refused("Choose for how long.");
    };
    let verifier = &operator.app.verifier;
    let phone = subject.fingerprint(operator);
    let ruled =
        async |ruling, life: Duration| verifier.rule_number(&phone, ruling, life, &note).await;
    let (done, told) = match (&*form.field("action"), subject) {
        ("block", _) => (ruled(Ruling::Block, life.0).await, "Blocked."),
        ("allow", _) => (ruled(Ruling::Allow, life.0).await, "Allowed."),
        ("lift", _) => {
            let lifted = verifier.lift_rule(&phone, &note).await;
            (lifted.map_err(RuleError::from), "The rule is lifted.")
        }
        ("unlock", AskedNumber::Number(recipient)) => {
            let unlocked = verifier.unlock_number(&recipient.number, &note).await;
            (unlocked.map_err(RuleError::from), "Unlocked.")
        }
        _ => return Outcome::Refused("Choose what to do."),
    };
    match done {
        Ok(()) => Outcome::Done(told),
        Err(RuleError::TooMany) => Outcome::Refused("There are too many rules. Lift one first."),
        Err(RuleError::Repository(error)) => {
            warn!(%error, "a ruling was not carried out");
            Outcome::Refused("The store does not answer. It may be done or not: look it up again.")
        }
    }
}
