//! Reserves: charges a planned attempt to all limits and counts it in its number's history, before
//! it is decided.

use futures_util::join;
use tracing::warn;

use crate::domain::{AttemptPlan, Channel, History, OwnAttempts, Recipient, Refusal, Timestamp};
use crate::i18n::Locale;
use crate::rate_limit::{LimitKind, Permit, PricedAttempt, RateLimitError, RateLimited, Source};
use crate::repository::{ChangeError, KnownHistory, RepositoryError, Versioned};
use crate::verifier::{Verifier, VerifierError, VerifierRequest};

/// A planned attempt that was charged and counted before it is decided.
pub(super) struct Reservation {
    pub permit: Permit,
    /// The language that the attempt was priced in.
    pub locale: Locale,
    counted: CountedAttempt,
}

/// An attempt that was counted in its number's history.
struct CountedAttempt {
    channel: Channel,
    at: Timestamp,
    /// The history with the attempt in it.
    seen: Versioned<History>,
}

impl Reservation {
    /// The attempt that may be made.
    pub fn plan(&self) -> &AttemptPlan {
        &self.permit.attempt().plan
    }

    /// The number's history with the attempt in it, as it is noted beside the verification.
    pub fn known_history(&self) -> Option<KnownHistory> {
        self.counted.seen.to_known()
    }
}

impl Verifier {
    /// Records the limit behind `refusal` in the audit trail, and returns the refusal.
    pub(super) fn noted(
        &self,
        source: &Source,
        recipient: &Recipient,
        limit: &'static str,
        refusal: Refusal,
    ) -> Refusal {
        self.audit_denied(source, limit, Some(recipient));
        refusal
    }

    /// Records in the audit trail that limits would have denied something to `source`, if they did
    /// more than record.
    pub(super) fn audit_recorded(
        &self,
        source: &Source,
        limits: Vec<LimitKind>,
        recipient: Option<&Recipient>,
    ) {
        for limit in limits {
            let subject = recipient.map(|recipient| self.subject_of(recipient));
            let subject = subject.unwrap_or_default();
            self.denials.record_undenied(source, limit.name(), &subject);
        }
    }

    /// Charges an attempt to the shared limits and counts it in the number's history, at the same
    /// time, or does neither. If both deny it, a limit of whoever asks is told, which reveals
    /// nothing about the number, else the longer wait.
    pub(super) async fn reserve(
        &self,
        request: &VerifierRequest,
        attempt: PricedAttempt,
        history: Option<Versioned<History>>,
        own: &OwnAttempts,
        now: Timestamp,
    ) -> Result<Reservation, VerifierError> {
        let (source, locale) = (&request.source(), request.locale);
        let (recipient, channel) = (attempt.plan.recipient().clone(), attempt.plan.channel());
        let history = match history {
            Some(seen) => seen,
            None => self.records.history(&recipient.number).await?,
        };
        let counted = self.count_attempt(channel, history, own, attempt.is_allowed);
        let denied = |limited: RateLimited| {
            self.audit_denied(source, limited.limit.name(), Some(&recipient));
            VerifierError::attempt_denied(limited, now)
        };
        let limited_number = |refusal| {
            let refusal = self.noted(source, &recipient, "sends to a number", refusal);
            VerifierError::refused(refusal, now)
        };
        let of_limit = |error| match error {
            RateLimitError::RateLimited(limited) => denied(limited),
            RateLimitError::Unavailable(error) => RepositoryError::from(error).into(),
        };
        let of_number = |error| match error {
            ChangeError::Refused(refusal) => limited_number(refusal),
            ChangeError::Repository(error) => error.into(),
        };
        match join!(self.limits.acquire(attempt, now), counted) {
            (Ok(permit), Ok(counted)) => {
                self.audit_recorded(source, permit.recorded(), Some(&recipient));
                Ok(Reservation {
                    permit,
                    locale,
                    counted,
                })
            }
            (Ok(permit), Err(error)) => {
                self.limits.release(permit).await;
                Err(of_number(error))
            }
            (Err(error), Ok(counted)) => {
                self.uncount_attempt(counted).await;
                Err(of_limit(error))
            }
            (Err(RateLimitError::RateLimited(limited)), Err(ChangeError::Refused(refusal))) => {
                let (denied, of_number) = (denied(limited), limited_number(refusal));
                let of_requester = limited.limit.is_per_client() || limited.limit.is_budget();
                let longer = refusal.until() > Some(now.saturating_add(limited.retry_after));
                Err(match longer && !of_requester {
                    true => of_number,
                    false => denied,
                })
            }
            (Err(error @ RateLimitError::Unavailable(_)), _) => Err(of_limit(error)),
            (_, Err(error)) => Err(of_number(error)),
        }
    }

    /// Counts an attempt in its number's history, one that is `allowed` beyond its limits.
    async fn count_attempt(
        &self,
        channel: Channel,
        seen: Versioned<History>,
        own: &OwnAttempts,
        allowed: bool,
    ) -> Result<CountedAttempt, ChangeError> {
        let count = |history: &mut History, now| {
            match allowed {
                true => history.add_attempt(channel, &self.policy, now),
                false => history.count_attempt(channel, own, &self.policy, now)?,
            }
            Ok(now)
        };
        let (at, seen) = self.records.change_history(seen, count).await?;
        Ok(CountedAttempt { channel, at, seen })
    }

    /// Takes a counted attempt back. If the store fails it stays counted: never one too few.
    async fn uncount_attempt(&self, counted: CountedAttempt) {
        let CountedAttempt { channel, at, seen } = counted;
        let correct = |history: &mut History| history.uncount_attempt(channel, at);
        if let Err(error) = self.records.correct_history(seen, correct).await {
            warn!(%error, "a send stays counted");
        }
    }

    /// Takes back all charges and counts: the provider was not asked.
    pub(super) async fn release(&self, reservation: Reservation) {
        join!(
            self.limits.release(reservation.permit),
            self.uncount_attempt(reservation.counted)
        );
    }
}
