//! [`RateLimiter`]: grants and takes back.

use std::sync::Arc;

use futures_util::join;
use secrecy::SecretString;
use tracing::{error, warn};

use crate::alerts::Alerts;
use crate::domain::{CodeLength, Recipient, Timestamp};
use crate::rate_limit::attempt::distinct;
use crate::rate_limit::charge::{recorded, used};
use crate::rate_limit::charge_plan::{wrong_credentials, wrong_guess};
use crate::rate_limit::charge_store::ChargeStore;
use crate::rate_limit::decision::{DecisionLog, Question, RefundReason};
use crate::rate_limit::journal::Journal;
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
    journal: Journal,
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
                quotas.record_only.clone(),
            ),
            lottery: Lottery::new(index.clone()),
            journal: Journal::new(index.clone()),
            buckets: ChargeStore {
                store,
                index,
                alerts: Alerts::default(),
                record_only: quotas.record_only.clone(),
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

    /// Tells `log` of every decision.
    #[must_use]
    pub fn with_decision_log(mut self, log: Arc<dyn DecisionLog>) -> Self {
        self.journal = self.journal.with_log(log);
        self
    }

    /// Takes one post from the limits of its client, and then from those of its network. A post
    /// that is denied stays counted, and costs no more than that. Returns the limits that would
    /// have denied it, if they did more than record; each once.
    ///
    /// # Errors
    /// [`RateLimitError::RateLimited`] when the client posted too often;
    /// [`RateLimitError::Unavailable`] when the store fails.
    pub async fn admit(
        &self,
        source: &Source,
        post: PostKind,
    ) -> Result<Vec<LimitKind>, RateLimitError> {
        let charges = self.quotas.post_charges(source, post);
        let question = || Question::Post(post);
        let draft = self.journal.begin(source, &charges, question);
        let acquisition = self.buckets.acquire_in_turn(charges).await;
        self.journal.decided(draft, &acquisition);
        Ok(distinct(recorded(&acquisition.outcome?)))
    }

    /// Takes one more debt from a client, its network and its range.
    ///
    /// # Errors
    /// [`RateLimitError::RateLimited`] when one of them has too much debt;
    /// [`RateLimitError::Unavailable`] when the store fails.
    pub async fn take_debt(&self, source: &Source) -> Result<Debt, RateLimitError> {
        let charges = self.quotas.debt_charges(source);
        let question = || Question::Debt;
        let draft = self.journal.begin(source, &charges, question);
        let acquisition = self.buckets.acquire(charges).await;
        let id = self.journal.decided(draft, &acquisition);
        let charges = acquisition.outcome?;
        Ok(Debt::new(source.clone(), charges, &self.quotas).numbered(id))
    }

    /// Refunds a debt whose attempt is not made. The try in the lottery stays counted.
    pub async fn forgive_debt(&self, debt: Debt) {
        self.forgive(debt, RefundReason::NotMade).await;
    }

    async fn forgive(&self, debt: Debt, reason: RefundReason) {
        let is_debt = |limit| limit == LimitKind::DebtPerSource;
        let debts = debt.charges.into_iter().map(|debt| debt.retain(is_debt));
        let refunds = self.buckets.refund(debts).await;
        self.journal.refunded(debt.id, reason, &refunds);
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
        let recorded_here = match self.local.take(source) {
            Ok(recorded) => recorded,
            Err(limited) => {
                self.forgive_debt(attempt.debt).await;
                return Err(limited.into());
            }
        };
        let charged = (&attempt).into();
        let has_chance = self.lottery.has_chance(&attempt.debt, now);
        let charges = self.quotas.attempt_charges(&charged, has_chance);
        let draft = self.journal.begin(source, &charges, || {
            let is_drawn = self.lottery.is_drawn(source, now);
            let cost = self.quotas.cost(&charged);
            Question::Attempt(self.journal.attempt(&attempt, cost, is_drawn))
        });
        let acquisition = self.buckets.acquire(charges).await;
        let id = self.journal.decided(draft, &acquisition);
        let charges = match acquisition.outcome {
            Ok(charges) => charges,
            Err(RateLimitError::RateLimited(limited)) => {
                self.local.refund(source, &recorded_here);
                self.forgive(attempt.debt, RefundReason::AttemptDenied)
                    .await;
                return Err(self.with_chance(limited, source, now).into());
            }
            Err(unavailable) => {
                self.local.refund(source, &recorded_here);
                return Err(unavailable);
            }
        };
        Ok(Permit {
            id,
            code_length: self.code_length(&charges),
            charges,
            recorded_here,
            attempt,
        })
    }

    /// Refunds everything: it was decided otherwise, and the provider was not asked.
    pub async fn release(&self, permit: Permit) {
        let debt = permit.attempt.debt;
        self.local.refund(&debt.source, &permit.recorded_here);
        let not_made = RefundReason::NotMade;
        let (refunds, ()) = join!(
            self.buckets.refund(permit.charges),
            self.forgive(debt, not_made)
        );
        self.journal.refunded(permit.id, not_made, &refunds);
    }

    /// Refunds what an attempt costs the service: the provider refused it. The provider was
    /// asked, though, so the client's charges and debt stay; else refused numbers could be tried
    /// for ever.
    pub async fn refund_service(&self, permit: Permit) {
        let charges = permit.charges.into_iter();
        let charges = charges.map(|subject| subject.retain(LimitKind::costs_service));
        let refunds = self.buckets.refund(charges).await;
        self.journal
            .refunded(permit.id, RefundReason::ProviderRefused, &refunds);
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
                let refunds = self.buckets.refund([to_country]).await;
                let count = amount / self.quotas.forgiven_per_verification.max(1);
                self.journal.verified_in(country, count, &refunds);
            }
        };
        let to_others = async {
            let settled = debts.into_iter().chain([to_block]);
            let refunds = self.buckets.refund(settled).await;
            self.journal.verified(source, recipient, &refunds);
        };
        join!(to_others, to_country);
    }

    /// The price of a permitted attempt, in [`PARTS`](crate::rate_limit::PARTS).
    pub fn cost(&self, permit: &Permit) -> u32 {
        self.quotas.cost(&(&permit.attempt).into())
    }

    /// Counts a wrong guess of the whole service. If the store fails it is not counted.
    pub async fn count_wrong_guess(&self) {
        match self.buckets.acquire_one(wrong_guess()).await {
            Ok(counted) => self.alert_of_wrong_guesses(&[counted]),
            Err(RateLimitError::RateLimited(_)) => {}
            Err(RateLimitError::Unavailable(error)) => {
                warn!(%error, "a wrong guess was not counted for the service");
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
