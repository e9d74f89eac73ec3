//! Sends: plans an attempt, charges it to all limits, decides and saves, before the provider is
//! asked.
//!
//! Only what was reserved is sent: the reservation is made for one plan, the verification decides
//! on nothing but that plan, and the provider's request is written from the reservation.

use futures_util::join;
use tracing::warn;

use crate::domain::{
    Action, ApprovedAttempt, AttemptPlan, Channel, Decision, Effect, History, OwnAttempts,
    PhoneNumber, Refusal, Timestamp, Verification,
};
use crate::i18n::Locale;
use crate::rate_limit::{Debt, Permit, PricedAttempt, RateLimitError, RateLimited, Source};
use crate::repository::{ChangeError, Notes, RepositoryError, VerificationRecord, Versioned};
use crate::verifier::audit::Event;
use crate::verifier::error::answer;
use crate::verifier::{Happened, Verifier, VerifierError, VerifierRequest, draw, verification_for};

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
}

impl Verifier {
    /// Carries out an action that may send, on the record that was just read; `history` is that
    /// of the number, if it was read too.
    pub(super) async fn send(
        &self,
        request: &VerifierRequest,
        seen: Versioned<VerificationRecord>,
        action: Action,
        history: Option<Versioned<History>>,
        debt: Result<Debt, RateLimitError>,
    ) -> Result<(), VerifierError> {
        let key = request.verification();
        let now = seen.now();
        let found = seen.verification().cloned();
        let verification = verification_for(found, key.browser, &action, now);
        let plan =
            verification.and_then(|verification| verification.plan(&action, &self.policy, now));
        let (plan, debt) = match (plan, debt) {
            (_, Err(RateLimitError::Unavailable(error))) => {
                return Err(RepositoryError::from(error).into());
            }
            (Some(plan), Ok(debt)) => (plan, debt),
            (Some(_), Err(RateLimitError::RateLimited(limited))) => {
                self.audit_denied(&request.source(), limited.limit.name(), None);
                return Err(VerifierError::rate_limited(limited, now));
            }
            (None, debt) => {
                return self.decide_unsent(request, seen, &action, debt.ok()).await;
            }
        };
        let recipient = plan.recipient();
        let begun = seen.verification().filter(|begun| begun.has_sent());
        if begun.is_none() {
            let client = request.client_id();
            self.audit(Event::Started { client }, recipient);
        }
        let number = &recipient.number;
        let begins = begun.is_none_or(|begun| !begun.has_live_code_for(number, &self.policy, now));
        let own = begun.map(|begun| begun.own_attempts_to(number));
        let own = own.unwrap_or_default();
        if let Err(refusal) = self.may_be_sent(&request.source(), &plan, now) {
            self.limits.forgive_debt(debt).await;
            return Err(VerifierError::refused(refusal, now));
        }
        let attempt = PricedAttempt {
            units: self.billed_units(&plan, request.locale),
            plan,
            debt,
            client: request.client.clone(),
        };
        let reserved = self.reserve(request, attempt, history, &own, now);
        let reservation = reserved.await?;
        self.carry_out(request, seen, &action, reservation, begins)
            .await
    }

    /// Decides on an action whose attempt is reserved, saves that, and delivers.
    async fn carry_out(
        &self,
        request: &VerifierRequest,
        seen: Versioned<VerificationRecord>,
        action: &Action,
        reservation: Reservation,
        begins: bool,
    ) -> Result<(), VerifierError> {
        let key = request.verification();
        let known = reservation.counted.seen.to_known();
        let note = |_: &Verification, notes: &mut Notes| {
            notes.language = request.locale.tag().to_owned();
            notes.known_history = known.clone();
        };
        let approved = ApprovedAttempt {
            plan: reservation.plan(),
            fresh: draw(reservation.permit.code_length),
        };
        match self.decide(key, seen, action, Some(approved), note).await {
            Ok((decision, seen)) => {
                self.tell_begun(request, &decision, begins);
                self.settle(request, seen, decision, reservation).await
            }
            Err(error) => {
                // What may have been written stays counted.
                if error.nothing_written() {
                    self.release(reservation).await;
                }
                Err(error.into())
            }
        }
    }

    /// The most segments or minutes that an attempt is billed as.
    fn billed_units(&self, plan: &AttemptPlan, locale: Locale) -> u32 {
        let country = &plan.recipient().country;
        self.provider.billed_units(plan.channel(), country, locale)
    }

    /// Decides on an action that makes no attempt.
    async fn decide_unsent(
        &self,
        request: &VerifierRequest,
        seen: Versioned<VerificationRecord>,
        action: &Action,
        debt: Option<Debt>,
    ) -> Result<(), VerifierError> {
        if let Some(debt) = debt {
            self.limits.forgive_debt(debt).await;
        }
        let note = |_: &Verification, notes: &mut Notes| {
            notes.language = request.locale.tag().to_owned();
        };
        let decided = self.decide(request.verification(), seen, action, None, note);
        answer(&decided.await?.0)
    }

    /// Checks a plan before anything is counted: the destination policy, and the provider's
    /// circuit breaker.
    fn may_be_sent(
        &self,
        source: &Source,
        plan: &AttemptPlan,
        now: Timestamp,
    ) -> Result<(), Refusal> {
        let (channel, number) = (plan.channel(), &plan.recipient().number);
        if let Err(refusal) = self.destinations.check(plan.recipient(), channel) {
            return Err(self.noted(source, number, "served numbers", refusal));
        }
        let Some(cooldown) = self.provider.cooldown(channel) else {
            return Ok(());
        };
        let until = now.saturating_add(cooldown);
        let refusal = Refusal::ChannelDown { channel, until };
        Err(self.noted(source, number, "rest of the provider", refusal))
    }

    /// Records the limit behind `refusal` in the audit trail, and returns the refusal.
    fn noted(
        &self,
        source: &Source,
        number: &PhoneNumber,
        limit: &'static str,
        refusal: Refusal,
    ) -> Refusal {
        self.audit_denied(source, limit, Some(number));
        refusal
    }

    /// Charges an attempt to the shared limits and counts it in the number's history, at the same
    /// time, or does neither. If both deny it, a limit of whoever asks is told, which reveals
    /// nothing about the number, else the longer wait.
    async fn reserve(
        &self,
        request: &VerifierRequest,
        attempt: PricedAttempt,
        history: Option<Versioned<History>>,
        own: &OwnAttempts,
        now: Timestamp,
    ) -> Result<Reservation, VerifierError> {
        let (source, locale) = (&request.source(), request.locale);
        let (number, channel) = (
            attempt.plan.recipient().number.clone(),
            attempt.plan.channel(),
        );
        let history = match history {
            Some(seen) => seen,
            None => self.records.history(&number).await?,
        };
        let counted = self.count_attempt(channel, history, own);
        let denied = |limited: RateLimited| {
            self.audit_denied(source, limited.limit.name(), Some(&number));
            VerifierError::attempt_denied(limited, now)
        };
        let limited_number = |refusal| {
            let refusal = self.noted(source, &number, "sends to a number", refusal);
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
            (Ok(permit), Ok(counted)) => Ok(Reservation {
                permit,
                locale,
                counted,
            }),
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

    /// Counts an attempt in its number's history.
    async fn count_attempt(
        &self,
        channel: Channel,
        seen: Versioned<History>,
        own: &OwnAttempts,
    ) -> Result<CountedAttempt, ChangeError> {
        let count = |history: &mut History, now| {
            let counted = history.count_attempt(channel, own, &self.policy, now);
            counted.map(|()| now)
        };
        let (at, seen) = self.records.change_history(seen, count).await?;
        Ok(CountedAttempt { channel, at, seen })
    }

    /// Takes a counted attempt back. If the store fails it stays counted: never one too few.
    async fn uncount_attempt(&self, counted: CountedAttempt) {
        let CountedAttempt { channel, at, seen } = counted;
        let correct = |history: &mut History| history.uncount_attempt(channel, at);
        if let Err(error) = self.records.correct_history(seen, correct).await {
            warn!(fault = %error, "a send stays counted");
        }
    }

    /// Takes back all charges and counts: the provider was not asked.
    async fn release(&self, reservation: Reservation) {
        join!(
            self.limits.release(reservation.permit),
            self.uncount_attempt(reservation.counted)
        );
    }

    /// Tells that a code is about to be sent to a number, if there was none for it.
    fn tell_begun(&self, request: &VerifierRequest, decision: &Decision, begins: bool) {
        let recipient = decision.verification.recipient().filter(|_| begins);
        let (Effect::Deliver(message), Some(recipient)) = (&decision.effect, recipient) else {
            return;
        };
        let name = &request.verification().name;
        self.tell(name, decision.now, || Happened::Begun {
            subject: request.subject(),
            recipient: recipient.clone(),
            attempt: message.attempt.clone(),
            expires_at: decision.now.saturating_add(message.expires_in),
        });
    }

    async fn settle(
        &self,
        request: &VerifierRequest,
        seen: Versioned<VerificationRecord>,
        decision: Decision,
        reservation: Reservation,
    ) -> Result<(), VerifierError> {
        match &decision.effect {
            Effect::Deliver(message) => self.deliver(request, seen, message, reservation).await,
            Effect::None | Effect::Verified(_) => {
                self.release(reservation).await;
                answer(&decision)
            }
        }
    }
}
