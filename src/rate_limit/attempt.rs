//! Attempts that need a permit, and the permit.

use crate::domain::{AttemptPlan, CodeLength};
use crate::rate_limit::{ClientAllowance, Debt, SubjectCharges};

/// The kinds of form that a client posts, as far as limits distinguish them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
    pub(super) attempt: PricedAttempt,
    pub(super) charges: Vec<SubjectCharges>,
    /// The length that a new code must have.
    pub code_length: CodeLength,
}

impl Permit {
    /// The attempt that is permitted.
    pub fn attempt(&self) -> &PricedAttempt {
        &self.attempt
    }
}
