//! Sends: plans an attempt, charges it to all limits, decides and saves, before the provider is
//! asked.
//!
//! Only what was reserved is sent: the reservation is made for one plan, the verification decides
//! on nothing but that plan, and the provider's request is written from the reservation.

use crate::domain::{
    Action, ApprovedAttempt, AttemptPlan, Decision, Effect, History, Refusal, Timestamp,
    Verification,
};
use crate::i18n::Locale;
use crate::rate_limit::{Debt, PricedAttempt, RateLimitError, Source};
use crate::repository::{Notes, RepositoryError, VerificationRecord, Versioned};
use crate::verifier::audit::Event;
use crate::verifier::error::answer;
use crate::verifier::number_rules::Ruling;
use crate::verifier::reserving::Reservation;
use crate::verifier::{Happened, Verifier, VerifierError, VerifierRequest, draw, verification_for};

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
        let ruling = self.ruling(number, now);
        if let Err(refusal) = self.may_be_sent(&request.source(), &plan, ruling, now) {
            self.limits.forgive_debt(debt).await;
            return Err(VerifierError::refused(refusal, now));
        }
        let attempt = PricedAttempt {
            units: self.billed_units(&plan, request.locale),
            plan,
            debt,
            client: request.client.clone(),
            is_allowed: ruling == Some(Ruling::Allow),
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
        let known = reservation.known_history();
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
                self.settle(request, seen, decision, reservation, begins)
                    .await
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

    /// Checks a plan before anything is counted: the destination policy, the operator's rules, and
    /// the provider's circuit breaker.
    fn may_be_sent(
        &self,
        source: &Source,
        plan: &AttemptPlan,
        ruling: Option<Ruling>,
        now: Timestamp,
    ) -> Result<(), Refusal> {
        let (channel, recipient) = (plan.channel(), plan.recipient());
        if let Err(refusal) = self.destinations.check(recipient, channel) {
            return Err(self.noted(source, recipient, "served numbers", refusal));
        }
        if ruling == Some(Ruling::Block) {
            let refusal = Refusal::NumberNotServed { channel };
            return Err(self.noted(source, recipient, "blocked numbers", refusal));
        }
        let Some(cooldown) = self.provider.cooldown(channel) else {
            return Ok(());
        };
        let until = now.saturating_add(cooldown);
        let refusal = Refusal::ChannelDown { channel, until };
        Err(self.noted(source, recipient, "rest of the provider", refusal))
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
        begins: bool,
    ) -> Result<(), VerifierError> {
        match &decision.effect {
            Effect::Deliver(message) => {
                self.deliver(request, seen, message, reservation, begins)
                    .await
            }
            Effect::None | Effect::Verified(_) => {
                self.release(reservation).await;
                answer(&decision)
            }
        }
    }
}
