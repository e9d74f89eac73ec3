//! Attempts that need a permit, and the permit.

use serde::{Deserialize, Serialize};

use crate::domain::{AttemptPlan, CodeLength};
use crate::rate_limit::charge::recorded;
use crate::rate_limit::{ClientAllowance, Debt, LimitKind, SubjectCharges};

/// The kinds of form that a client posts, as far as limits distinguish them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PostKind {
    /// A phone number.
    Number,
    /// A code.
    Code,
    /// Anything else.
    Other,
}

/// An attempt that is planned and needs a permit.
#[derive(Clone, Debug)]
pub struct PricedAttempt {
    /// The recipient and the channel.
    pub plan: AttemptPlan,
    /// The most segments of a text, or minutes of a call, that it may cost.
    pub units: u32,
    /// The debt of its source.
    pub debt: Debt,
    /// The host application for whose sake it is made, with what that is allowed.
    pub client: Option<ClientAllowance>,
    /// Whether the limits of its destination do not count, because the operator said so.
    pub is_allowed: bool,
}

/// The permit for one planned attempt. Nothing else can be sent with it.
#[derive(Debug)]
#[must_use]
pub struct Permit {
    /// The number of the decision, where decisions are logged.
    pub(super) id: u64,
    pub(super) attempt: PricedAttempt,
    pub(super) charges: Vec<SubjectCharges>,
    /// The limits of this instance whose denials were only recorded.
    pub(super) recorded_here: Vec<LimitKind>,
    /// The length that a new code must have.
    pub code_length: CodeLength,
}

impl Permit {
    /// The attempt that is permitted.
    pub fn attempt(&self) -> &PricedAttempt {
        &self.attempt
    }

    /// The limits that would have denied the attempt, if they did more than record; each once.
    pub fn recorded(&self) -> Vec<LimitKind> {
        let here = self.recorded_here.iter().copied();
        let shared = recorded(&self.attempt.debt.charges).chain(recorded(&self.charges));
        distinct(here.chain(shared))
    }
}

/// The limits, each once, in the order in which they come first.
pub(super) fn distinct(limits: impl Iterator<Item = LimitKind>) -> Vec<LimitKind> {
    limits.fold(Vec::new(), |mut known, limit| {
        if !known.contains(&limit) {
            known.push(limit);
        }
        known
    })
}
