//! The limits of one host application, beside the limits that everybody shares.

use std::num::NonZeroU32;

use crate::domain::{DAY, HOUR};
use crate::rate_limit::quotas::PARTS;
use crate::rate_limit::subject::host_application;
use crate::rate_limit::{BucketCharge, ClientId, LimitKind, SubjectCharges};
use crate::store::Quota;

/// The limits of one host application, for whose sake attempts are made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientAllowance {
    /// The application.
    pub id: ClientId,
    /// Texts and calls in an hour.
    pub sends_per_hour: Option<NonZeroU32>,
    /// Money in a day, in whole units of the account's currency.
    pub spend_per_day: Option<NonZeroU32>,
}

impl ClientAllowance {
    /// The charges of an attempt that costs so many [`PARTS`]; `None` without a limit.
    pub(super) fn charges(&self, cost: u32) -> Option<SubjectCharges> {
        let sends = self.sends_per_hour.map(|limit| {
            BucketCharge::new(LimitKind::AttemptsPerApplication, Quota::gcra(limit, HOUR))
        });
        let spend = self.spend_per_day.map(|units| {
            let parts = units.saturating_mul(NonZeroU32::MIN.saturating_add(PARTS - 1));
            let quota = Quota::fixed_window(parts, DAY);
            BucketCharge::new(LimitKind::SpendPerApplication, quota).with_amount(cost)
        });
        let is_limited = sends.is_some() || spend.is_some();
        is_limited.then(|| host_application(&self.id).with(sends.into_iter().chain(spend)))
    }
}
