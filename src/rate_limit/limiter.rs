//! [`RateLimiter`]: grants and takes back.

use std::sync::Arc;

use futures_util::join;
use secrecy::SecretString;
use tracing::{error, warn};

use crate::alerts::Alerts;
use crate::domain::{CodeLength, Recipient, Timestamp};
use crate::rate_limit::charge::used;
use crate::rate_limit::charge_plan::{wrong_credentials, wrong_guess};
use crate::rate_limit::charge_store::ChargeStore;
use crate::rate_limit::local_limiter::LocalLimiter;
use crate::rate_limit::lottery::Lottery;
use crate::rate_limit::refund_batcher::RefundBatcher;
use crate::rate_limit::{
    Debt, LimitKind, Permit, PostKind, PricedAttempt, Quotas, RateLimitError, RateLimited, Source,
    SubjectCharges,
};
use crate::store::{BlindIndex, Store};

/// All limits, over one store.
pub struct RateLimiter {
    pub(super) buckets: ChargeStore,
    pub(super) quotas: Quotas,
    pub(super) lottery: Lottery,
    local: LocalLimiter,
    refunds: RefundBatcher,
}

impl RateLimiter {
    /// Keeps the limits in `store`, under blind indexes by `secret`.
    pub fn new(store: Arc<dyn Store>, secret: &SecretString, quotas: Quotas) -> Self {
        let index = BlindIndex::new(secret);
        Self {
            local: LocalLimiter::new(
                quotas.attempts_per_client_and_instance,
                quotas.attempts_per_instance,
            ),
            lottery: Lottery::new(index.clone()),
            buckets: ChargeStore {
                store,
                index,
                alerts: Alerts::default(),
            },
            quotas,
            refunds: RefundBatcher::default(),
        }
    }

    /// Raises alerts with `alerts`.
    #[must_use]
    pub fn with_alerts(mut self, alerts: Alerts) -> Self {
        self.buckets.alerts = alerts;
        self
    }

    /// Takes one post from the limits of its client, and then from those of its network. A post
    /// that is denied stays counted, and costs no more than that.
    ///
    /// # Errors
    /// [`RateLimitError::RateLimited`] when the client posted too often;
    /// [`RateLimitError::Unavailable`] when the store fails.
    pub async fn admit(&self, source: &Source, post: PostKind) -> Result<(), RateLimitError> {
        for charges in self.quotas.post_charges(source, post) {
            self.buckets.acquire_one(charges).await?;
        }
        Ok(())
    }

    /// Takes one more debt from a client, its network and its range.
    ///
    /// # Errors
    /// [`RateLimitError::RateLimited`] when one of them has too much debt;
    /// [`RateLimitError::Unavailable`] when the store fails.
    pub async fn take_debt(&self, source: &Source) -> Result<Debt, RateLimitError> {
        let charges = self.quotas.debt_charges(source);
        let charges = self.buckets.acquire(charges).await?;
        Ok(Debt::new(source.clone(), charges, &self.quotas))
    }

    /// Refunds a debt whose attempt is not made. The try in the lottery stays counted.
    pub async fn forgive_debt(&self, debt: Debt) {
        let is_debt = |limit| limit == LimitKind::DebtPerSource;
        let debts = debt.charges.into_iter().map(|debt| debt.retain(is_debt));
        self.buckets.refund(debts).await;
    }

    /// Takes one attempt from every limit there is, or from none. If it is denied, its debt is
    /// forgiven.
    ///
    /// # Errors
    /// [`RateLimitError::RateLimited`] with the longest wait;
    /// [`RateLimitError::Unavailable`] when the store fails.
    pub async fn acquire(
        &self,
        attempt: PricedAttempt,
        now: Timestamp,
    ) -> Result<Permit, RateLimitError> {
        let source = &attempt.debt.source.clone();
        if let Err(limited) = self.local.take(source) {
            self.forgive_debt(attempt.debt).await;
            return Err(limited.into());
        }
        let has_chance = self.lottery.has_chance(&attempt.debt, now);
        let charges = self.quotas.attempt_charges(&attempt, has_chance);
        let charges = match self.buckets.acquire(charges).await {
            Ok(charges) => charges,
            Err(RateLimitError::RateLimited(limited)) => {
                self.local.refund(source);
                self.forgive_debt(attempt.debt).await;
                return Err(self.with_chance(limited, source, now).into());
            }
            Err(unavailable) => {
                self.local.refund(source);
                return Err(unavailable);
            }
        };
        Ok(Permit {
            code_length: self.code_length(&charges),
            charges,
            attempt,
        })
    }

    /// Refunds everything: it was decided otherwise, and the provider was not asked.
    pub async fn release(&self, permit: Permit) {
        let debt = permit.attempt.debt;
        self.local.refund(&debt.source);
        join!(self.buckets.refund(permit.charges), self.forgive_debt(debt));
    }

    /// Refunds what an attempt costs the service: the provider refused it. The provider was
    /// asked, though, so the client's charges and debt stay; else refused numbers could be tried
    /// for ever.
    pub async fn refund_service(&self, permit: Permit) {
        let costs_service = |limit: LimitKind| !limit.is_per_client() && !limit.is_provider_rate();
        let charges = permit.charges.into_iter();
        self.buckets
            .refund(charges.map(|subject| subject.retain(costs_service)))
            .await;
    }

    /// Records that a phone number was verified, which makes up for several attempts that were
    /// not: of the client and its surroundings, in the number's block, and a moment later in its
    /// country.
    pub async fn record_verification(&self, source: &Source, recipient: &Recipient) {
        let country = &recipient.country;
        let amount = self.quotas.forgiven_per_verification;
        let to_block = self.quotas.unverified_to_block(&recipient.number, amount);
        let debts = self.quotas.debts(source, amount);
        let to_country = async {
            if let Some(amount) = self.refunds.add(country, amount).await {
                let to_country = self.quotas.unverified_to_country(country, amount);
                self.buckets.refund([to_country]).await;
            }
        };
        join!(
            self.buckets.refund(debts.into_iter().chain([to_block])),
            to_country
        );
    }

    /// The price of a permitted attempt, in [`PARTS`](crate::rate_limit::PARTS).
    pub fn cost(&self, permit: &Permit) -> u32 {
        self.quotas.cost(&permit.attempt)
    }

    /// Counts a wrong guess of the whole service. If the store fails it is not counted.
    pub async fn count_wrong_guess(&self) {
        match self.buckets.acquire_one(wrong_guess()).await {
            Ok(counted) => self.alert_of_wrong_guesses(&[counted]),
            Err(RateLimitError::RateLimited(_)) => {}
            Err(RateLimitError::Unavailable(error)) => {
                warn!(fault = %error, "a wrong guess was not counted for the service");
            }
        }
    }

    /// Counts wrong credentials of a host application. Returns whether there were so many from
    /// that address that their answers have to be slow. If the store fails they are not counted.
    pub async fn count_wrong_credentials(&self, source: &Source) -> bool {
        let counted = self.buckets.acquire_one(wrong_credentials(source)).await;
        matches!(counted, Err(RateLimitError::RateLimited(_)))
    }

    fn alert_of_wrong_guesses(&self, counted: &[SubjectCharges]) {
        let used = wrong_guesses(counted);
        if used == u64::from(self.quotas.wrong_guesses_per_day) {
            error!(
                used,
                "alert: many wrong guesses; new codes are longer today"
            );
        }
    }

    /// For a shared limit, waits for the client's next chance instead of the bucket.
    fn with_chance(&self, limited: RateLimited, source: &Source, now: Timestamp) -> RateLimited {
        if !limited.limit.is_shared() {
            return limited;
        }
        RateLimited {
            retry_after: self.lottery.wait(source, limited.retry_after, now),
            ..limited
        }
    }

    pub(super) fn code_length(&self, charges: &[SubjectCharges]) -> CodeLength {
        match wrong_guesses(charges) < u64::from(self.quotas.wrong_guesses_per_day) {
            true => CodeLength::Six,
            false => CodeLength::Eight,
        }
    }
}

/// The wrong guesses of the whole service that were counted today.
fn wrong_guesses(charges: &[SubjectCharges]) -> u64 {
    used(charges, LimitKind::WrongGuesses).unwrap_or_default()
}
