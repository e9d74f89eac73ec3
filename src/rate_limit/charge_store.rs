//! Takes the charges of several subjects from the store: all of them or none.

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::join_all;
use tokio::time::sleep;
use tracing::warn;

use crate::alerts::{Alert, Alerts};
use crate::rate_limit::subject::application_of;
use crate::rate_limit::{BucketCharge, RateLimitError, RateLimited, SubjectCharges};
use crate::store::{BlindIndex, Charge, Store, StoreError, TakeOutcome};

/// The longest time that a person at the browser waits for a turn.
const MAX_QUEUE_TIME: Duration = Duration::from_secs(4);

/// The store of buckets, under blind indexes.
pub(super) struct ChargeStore {
    pub store: Arc<dyn Store>,
    pub index: BlindIndex,
    pub alerts: Alerts,
}

impl ChargeStore {
    /// Takes the charges of all subjects, or none of them.
    ///
    /// # Errors
    /// [`RateLimitError::RateLimited`] with the longest wait;
    /// [`RateLimitError::Unavailable`] when the store fails.
    pub async fn acquire(
        &self,
        charges: Vec<SubjectCharges>,
    ) -> Result<Vec<SubjectCharges>, RateLimitError> {
        // One command of the store for each subject, all at the same time.
        let takes = charges.into_iter().map(|subject| self.acquire_one(subject));
        let results = join_all(takes).await.into_iter();
        let (taken, denied): (Vec<_>, Vec<_>) = results.partition(Result::is_ok);
        let taken = taken.into_iter().flatten();
        let denied = denied.into_iter().filter_map(Result::err);
        let Some(error) = denied.reduce(RateLimitError::or_worse) else {
            return Ok(taken.collect());
        };
        self.refund(taken).await;
        Err(error)
    }

    /// Takes the charges of one subject. If only the rate of provider requests denies it, that is waited
    /// for, up to [`MAX_QUEUE_TIME`].
    ///
    /// # Errors
    /// Those of [`ChargeStore::acquire`].
    pub async fn acquire_one(
        &self,
        subject: SubjectCharges,
    ) -> Result<SubjectCharges, RateLimitError> {
        let (name, charges) = self.stored(&subject);
        let mut queue_time = MAX_QUEUE_TIME;
        loop {
            let (wait, index) = match self.store.take(&name, &charges).await? {
                TakeOutcome::Granted(used) => {
                    let taken = taken(subject, &used);
                    self.alert_of_used(&taken);
                    return Ok(taken);
                }
                TakeOutcome::RetryAfter { wait, charge } => (wait, charge),
            };
            let denied = subject.charges.get(index).ok_or(StoreError::Corrupt)?;
            let left = queue_time.checked_sub(wait);
            queue_time = left
                .filter(|_| denied.limit.is_provider_rate())
                .ok_or(RateLimited {
                    limit: denied.limit,
                    retry_after: wait,
                })?;
            sleep(wait).await;
        }
    }

    /// Refunds charges that were taken, except those with a deduplication key. If the store
    /// fails they stay taken: one too many, never one too few.
    pub async fn refund(&self, charges: impl IntoIterator<Item = SubjectCharges>) {
        let refunds = charges.into_iter().map(async |mut subject| {
            subject
                .charges
                .retain(|charge| charge.dedup_identity.is_none());
            if subject.charges.is_empty() {
                return;
            }
            let (name, charges) = self.stored(&subject);
            if let Err(error) = self.store.refund(&name, &charges).await {
                let limits = subject.charges.iter().map(|charge| charge.limit.name());
                let limits = limits.collect::<Vec<_>>().join(", ");
                warn!(limits, %error, "could not be given back");
            }
        });
        join_all(refunds).await;
    }

    /// Alerts the operator of the thresholds that charges passed.
    fn alert_of_used(&self, taken: &SubjectCharges) {
        let subject = &taken.subject;
        for charge in &taken.charges {
            let Some(percent) = passed_threshold(charge) else {
                continue;
            };
            self.alerts.raise(Alert::LimitUsed {
                limit: charge.limit.name(),
                is_spend: charge.limit.is_spend(),
                subject: subject.clone(),
                part: charge.part.clone(),
                application: application_of(subject).map(str::to_owned),
                percent,
            });
        }
    }

    /// The subject's name and its charges as the store takes them, under blind indexes. A
    /// deduplication key is told apart from others of the same subject by 48 bits.
    pub(super) fn stored(&self, subject: &SubjectCharges) -> (String, Vec<Charge>) {
        let dedup_key = |identity: &String| {
            let mut key = self.index.blind_index("once", identity);
            key.truncate(8);
            key
        };
        let charges = subject.charges.iter().map(|charge| Charge {
            reserve: charge.reserve,
            dedup_key: charge.dedup_identity.as_ref().map(dedup_key),
            ..Charge::new(charge.bucket_name(), charge.quota, charge.amount)
        });
        let name = self.index.blind_index("holder", &subject.subject);
        (name, charges.collect())
    }
}

/// The charges that were taken, with the used amounts of their buckets. Those whose
/// deduplication key was known are left out.
fn taken(subject: SubjectCharges, used: &[Option<u64>]) -> SubjectCharges {
    let SubjectCharges { subject, charges } = subject;
    let charges = charges.into_iter().zip(used).filter_map(|(charge, used)| {
        Some(BucketCharge {
            used: (*used)?,
            ..charge
        })
    });
    let charges = charges.collect();
    SubjectCharges { subject, charges }
}

/// The usage threshold that a charge passes, in percent. One charge passes it.
fn passed_threshold(charge: &BucketCharge) -> Option<u64> {
    let before = charge.used.saturating_sub(charge.amount.into());
    let passed = |percent: &&u64| {
        let threshold = (u64::from(charge.alert_limit) * *percent).div_ceil(100);
        (before..charge.used).contains(&(threshold.max(1) - 1))
    };
    let mut thresholds = charge.limit.alert_thresholds().iter().rev();
    thresholds.find(passed).copied()
}
