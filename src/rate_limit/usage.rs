//! The use of the limits that concern the operator, read without taking anything.

use std::time::Duration;

use crate::domain::CodeLength;
use crate::rate_limit::charge_plan::wrong_guess;
use crate::rate_limit::subject::service;
use crate::rate_limit::{BucketCharge, LimitKind, RateLimitError, RateLimiter};
use crate::store::Quota;

/// The use of the service's limits, over all instances.
#[derive(Clone, Debug)]
pub struct ServiceUsage {
    /// The share of each spending cap that is used up, with the cap's period.
    pub spend: Vec<(Duration, f64)>,
    /// The length of a code that is drawn now.
    pub code_length: CodeLength,
}

impl RateLimiter {
    /// Reads how far the limits of the service are used up.
    ///
    /// # Errors
    /// [`RateLimitError::Unavailable`] when the store fails.
    pub async fn service_usage(&self) -> Result<ServiceUsage, RateLimitError> {
        let caps = self.quotas.spend.into_iter().map(|(cap, period)| {
            BucketCharge::new(LimitKind::Spend, Quota::fixed_window(cap, period)).with_amount(0)
        });
        let guesses = wrong_guess().charges.into_iter();
        let guesses = guesses.map(|charge| charge.with_amount(0));
        let read = self
            .buckets
            .acquire_one(service().with(caps.chain(guesses)));
        let read = [read.await?];
        let caps = read.iter().flat_map(|service| &service.charges);
        let caps = caps.filter(|charge| charge.limit == LimitKind::Spend);
        let spend = caps.map(|cap| (period(cap), share(cap))).collect();
        Ok(ServiceUsage {
            spend,
            code_length: self.code_length(&read),
        })
    }
}

fn period(charge: &BucketCharge) -> Duration {
    Duration::from_secs(charge.quota.period_seconds())
}

/// The used share of a bucket, from 0 to 1.
fn share(charge: &BucketCharge) -> f64 {
    charge.used as f64 / f64::from(charge.quota.limit())
}
