//! The errors of the verifier.

use std::time::Duration;

use crate::domain::{Decision, Refusal, Timestamp};
use crate::rate_limit::{LimitKind, RateLimited as LimitReached};
use crate::repository::RepositoryError;

/// An error of the verifier: its refusal, a limit, or a failure.
#[derive(Debug, thiserror::Error)]
pub enum VerifierError {
    /// The answer to the request is no.
    #[error("refused")]
    Refused {
        refusal: Refusal,
        /// Wait until the same request may succeed, where waiting helps.
        retry_after: Option<Duration>,
        /// Whether the verification's record already holds the refusal.
        recorded: bool,
        /// The limit that denied an attempt, if one did.
        limit: Option<LimitKind>,
    },
    /// A limit denied the request before anything was done for it.
    #[error("rate limited: {}", limit.name())]
    RateLimited {
        limit: LimitKind,
        retry_after: Duration,
        /// The same as a refusal, for the page.
        refusal: Refusal,
    },
    /// Something is broken.
    #[error("unavailable: {0}")]
    Unavailable(#[from] RepositoryError),
}

impl VerifierError {
    /// A refusal that is decided before the record is changed.
    pub(super) fn refused(refusal: Refusal, now: Timestamp) -> Self {
        Self::new(refusal, now, false)
    }

    /// The refusal of an attempt that a limit denied.
    pub(super) fn attempt_denied(reached: LimitReached, now: Timestamp) -> Self {
        Self::Refused {
            refusal: refusal_of(reached, now),
            retry_after: Some(reached.retry_after),
            recorded: false,
            limit: Some(reached.limit),
        }
    }

    /// A refusal that needs no record, or already has one.
    pub fn recorded(refusal: Refusal, now: Timestamp) -> Self {
        Self::new(refusal, now, true)
    }

    /// The denial of a limit at `now`, by the store's clock.
    pub(super) fn rate_limited(reached: LimitReached, now: Timestamp) -> Self {
        Self::RateLimited {
            limit: reached.limit,
            retry_after: reached.retry_after,
            refusal: refusal_of(reached, now),
        }
    }

    fn new(refusal: Refusal, now: Timestamp, recorded: bool) -> Self {
        Self::Refused {
            refusal,
            retry_after: refusal.until().map(|until| until.since(now)),
            recorded,
            limit: None,
        }
    }
}

/// The answer of a decision that was saved.
pub(super) fn answer(decision: &Decision) -> Result<(), VerifierError> {
    let recorded = |refusal| VerifierError::recorded(refusal, decision.now);
    decision.answer.map_err(recorded)
}

/// The refusal that tells a person of a limit's denial.
fn refusal_of(reached: LimitReached, now: Timestamp) -> Refusal {
    let until = now.saturating_add(reached.retry_after);
    match reached.limit.is_per_client() {
        true => Refusal::ClientRateLimited { until },
        false => Refusal::ServiceRateLimited { until },
    }
}
