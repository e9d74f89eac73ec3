//! Errors of the rate limiter.

use std::time::Duration;

use thiserror::Error;

use crate::rate_limit::LimitKind;
use crate::store::StoreError;

/// A limit that is used up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("rate limited by {}, retry after {} ms", .limit.name(), .retry_after.as_millis())]
pub struct RateLimited {
    /// The limit with the longest wait.
    pub limit: LimitKind,
    /// The time after which the same request may be granted.
    pub retry_after: Duration,
}

/// The reason why nothing was granted. Nothing stays taken then.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum RateLimitError {
    /// A limit is used up.
    #[error(transparent)]
    RateLimited(#[from] RateLimited),
    /// The store did not answer, or refused.
    #[error(transparent)]
    Unavailable(#[from] StoreError),
}

impl RateLimitError {
    /// The one of two errors to report: that of the store, else the longer wait.
    pub(super) fn or_worse(self, other: Self) -> Self {
        match (&self, &other) {
            (Self::RateLimited(_), Self::Unavailable(_)) => other,
            (Self::RateLimited(one), Self::RateLimited(two))
                if two.retry_after > one.retry_after =>
            {
                other
            }
            _ => self,
        }
    }
}
