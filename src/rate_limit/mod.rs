//! Limits that all instances share, and charges against them.
//!
//! A post is admitted first, by the limits of its client alone ([`RateLimiter::admit`]). Before
//! an attempt its source takes on a [`Debt`]; then the attempt is taken from every limit
//! together ([`RateLimiter::acquire`]), and one denial takes nothing from any of them.
//! Start with [`RateLimiter`]; [`quotas`] has the limits as data, `charge_plan` which of them a
//! request is charged to, and `charge_store` takes them all or none.
//!
//! Limits of one phone number are not here but in its
//! [`History`](crate::domain::History), and those of one verification are in its
//! record. No cookie, no request and no sentence is known here.

mod attempt;
mod charge;
mod charge_plan;
mod charge_store;
mod client_allowance;
mod debt;
pub mod decision;
mod error;
mod journal;
mod limit_kind;
mod limiter;
mod local_limiter;
mod lottery;
#[cfg(test)]
mod properties;
pub mod quotas;
#[cfg(test)]
mod record_only;
mod refund_batcher;
pub mod simulation;
mod source;
mod subject;
mod usage;

pub use attempt::{Permit, PostKind, PricedAttempt};
pub(in crate::rate_limit) use charge::{BucketCharge, SubjectCharges};
pub use client_allowance::ClientAllowance;
pub use debt::Debt;
pub use error::{RateLimitError, RateLimited};
pub use limit_kind::LimitKind;
pub use limiter::RateLimiter;
pub use quotas::{PARTS, Quotas};
pub use source::{ClientId, ClientIp, Source, SourceKey};
pub use usage::ServiceUsage;
