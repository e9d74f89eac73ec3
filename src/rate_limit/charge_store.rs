//! Takes the charges of several subjects from the store: all of them or none.

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::join_all;
use tokio::time::sleep;
use tracing::warn;

use crate::alerts::{Alert, Alerts};
use crate::rate_limit::decision::AnswerKind;
use crate::rate_limit::subject::application_of;
use crate::rate_limit::{BucketCharge, LimitKind, RateLimitError, RateLimited, SubjectCharges};
use crate::store::{BlindIndex, Charge, Store, StoreError, TakeOutcome};

/// The longest time that a person at the browser waits for a turn.
pub(super) const MAX_QUEUE_TIME: Duration = Duration::from_secs(4);

/// The store of buckets, under blind indexes.
pub(super) struct ChargeStore {
    pub store: Arc<dyn Store>,
    pub index: BlindIndex,
    pub alerts: Alerts,
    /// The limits that deny nobody.
    pub record_only: Vec<LimitKind>,
}

/// The outcome of taking the charges of several subjects, and how it came about.
pub(super) struct Acquisition {
    /// The charges that were taken, or the reason why none was.
    pub outcome: Result<Vec<SubjectCharges>, RateLimitError>,
    /// The answer of each subject, with the store's clock where it is known.
    pub answers: Vec<(Option<u64>, AnswerKind)>,
    /// The charges that came back because another subject denied.
    pub refunds: RefundTimes,
}

/// Subjects whose charges came back, each with the store's clock in microseconds.
pub(super) type RefundTimes = Vec<(String, u64)>;

/// The answer of one subject, and the store's clock then.
struct Answered {
    taken: Result<SubjectCharges, RateLimitError>,
    at: Option<u64>,
}

impl ChargeStore {
    /// Takes the charges of all subjects, or none of them. The error is that of the store, else
    /// the denial with the longest wait.
    pub async fn acquire(&self, charges: Vec<SubjectCharges>) -> Acquisition {
        // One command of the store for each subject, all at the same time.
        let takes = charges.into_iter().map(|subject| self.take(subject));
        let results = join_all(takes).await;
        let answers = results.iter().map(Answered::told).collect();
        let results = results.into_iter().map(|answered| answered.taken);
        let (taken, denied): (Vec<_>, Vec<_>) = results.partition(Result::is_ok);
        let taken = taken.into_iter().flatten();
        let denied = denied.into_iter().filter_map(Result::err);
        let (outcome, refunds) = match denied.reduce(RateLimitError::or_worse) {
            None => (Ok(taken.collect()), Vec::new()),
            Some(error) => (Err(error), self.refund(taken).await),
        };
        Acquisition {
            outcome,
            answers,
            refunds,
        }
    }

    /// Takes the charges of one subject after the other, until one is denied. What was taken
    /// before it stays taken.
    pub async fn acquire_in_turn(&self, charges: Vec<SubjectCharges>) -> Acquisition {
        let (mut taken, mut answers) = (Vec::new(), Vec::new());
        let mut outcome = Ok(());
        for subject in charges {
            let answered = self.take(subject).await;
            answers.push(answered.told());
            match answered.taken {
                Ok(charges) => taken.push(charges),
                Err(error) => {
                    outcome = Err(error);
                    break;
                }
            }
        }
        Acquisition {
            outcome: outcome.map(|()| taken),
            answers,
            refunds: Vec::new(),
        }
    }

    /// Takes the charges of one subject. If only the rate of provider requests denies it, that is waited
    /// for, up to [`MAX_QUEUE_TIME`]. A limit that only records and would deny takes nothing; the
    /// others are asked again, as if it did not exist.
    ///
    /// # Errors
    /// [`RateLimitError::RateLimited`] with the longest wait;
    /// [`RateLimitError::Unavailable`] when the store fails.
    pub async fn acquire_one(
        &self,
        subject: SubjectCharges,
    ) -> Result<SubjectCharges, RateLimitError> {
        self.take(subject).await.taken
    }

    async fn take(&self, subject: SubjectCharges) -> Answered {
        let mut at = None;
        let taken = self.try_take(subject, &mut at).await;
        Answered { taken, at }
    }

    /// Takes charges, and sets `at` to the store's clock at its last answer.
    async fn try_take(
        &self,
        mut subject: SubjectCharges,
        at: &mut Option<u64>,
    ) -> Result<SubjectCharges, RateLimitError> {
        let (name, mut charges) = self.stored(&subject);
        let mut queue_time = MAX_QUEUE_TIME;
        loop {
            let (outcome, now) = self.store.take(&name, &charges).await?;
            *at = Some(now);
            let (wait, index) = match outcome {
                TakeOutcome::Granted(used) => {
                    let taken = taken(subject, &used);
                    self.alert_of_used(&taken);
                    return Ok(taken);
                }
                TakeOutcome::RetryAfter { wait, charge } => (wait, charge),
            };
            let denied = subject.charges.get_mut(index);
            let denied = denied.ok_or(StoreError::Corrupt)?;
            if self.record_only.contains(&denied.limit) {
                denied.record();
                charges[index].amount = denied.amount;
                continue;
            }
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

    /// Refunds charges that were taken, except those with a deduplication key, and returns when.
    /// If the store fails they stay taken: one too many, never one too few.
    pub async fn refund(&self, charges: impl IntoIterator<Item = SubjectCharges>) -> RefundTimes {
        let refunds = charges.into_iter().map(async |mut subject| {
            subject
                .charges
                .retain(|charge| charge.dedup_identity.is_none());
            if subject.charges.is_empty() {
                return None;
            }
            let (name, charges) = self.stored(&subject);
            match self.store.refund(&name, &charges).await {
                Ok(at) => Some((subject.subject, at)),
                Err(error) => {
                    let limits = subject.charges.iter().map(|charge| charge.limit.name());
                    let limits = limits.collect::<Vec<_>>().join(", ");
                    warn!(limits, %error, "could not be given back");
                    None
                }
            }
        });
        join_all(refunds).await.into_iter().flatten().collect()
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
        let name = self.index.blind_index("holder", &subject.subject);
        (name, subject.to_stored(dedup_key))
    }
}

impl Answered {
    /// The store's clock, and the answer as it is kept.
    fn told(&self) -> (Option<u64>, AnswerKind) {
        (self.at, AnswerKind::from_result(&self.taken))
    }
}

/// The charges that were taken, with the used amounts of their buckets. Those whose
/// deduplication key was known are left out.
pub(super) fn taken(subject: SubjectCharges, used: &[Option<u64>]) -> SubjectCharges {
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
