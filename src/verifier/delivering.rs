//! Delivers: asks the provider, once, and saves its answer, its later reports, and gives it the
//! code that a call speaks.

use std::time::Duration;

use tokio::time::Instant;
use tracing::warn;

use crate::domain::{
    AttemptId, Channel, Code, CodeMessage, DeliveryStatus, Refusal, Timestamp, Verification,
};
use crate::i18n::Locale;
use crate::repository::{RepositoryError, VerificationId, VerificationRecord, Versioned};
use crate::statistics::{Counted, Step};
use crate::telephony::{OutgoingAttempt, ProviderRefusal, SendOutcome};
use crate::verifier::audit::{AttemptDigest, Event, Report};
use crate::verifier::reserving::Reservation;
use crate::verifier::{Happened, Verifier, VerifierError, VerifierRequest, counting};

impl Verifier {
    /// Asks the provider, once, to make the reserved attempt, and saves its answer. `begins`:
    /// there was no code for the number before.
    pub(super) async fn deliver(
        &self,
        request: &VerifierRequest,
        seen: Versioned<VerificationRecord>,
        message: &CodeMessage,
        reservation: Reservation,
        begins: bool,
    ) -> Result<(), VerifierError> {
        let asked = Instant::now();
        let name = &request.verification().name;
        let callback_path = format!("{}/{}", name.0, message.attempt.0);
        let (recipient, channel) = (reservation.plan().recipient(), reservation.plan().channel());
        let outgoing = OutgoingAttempt {
            channel,
            to: &recipient.number,
            country: &recipient.country,
            code: &message.code,
            locale: reservation.locale,
            expires_in: message.expires_in,
            callback_path: &callback_path,
        };
        let outcome = &self.provider.send(&outgoing).await;
        let sent = Event::Sent {
            attempt: &AttemptDigest::new(&message.attempt),
            channel,
            outcome,
            cost: self.limits.cost(&reservation.permit),
        };
        self.audit(sent, recipient);
        let (reached, refusal) = status_and_refusal(outcome, channel);
        if reached == DeliveryStatus::Failed {
            self.limits.refund_service(reservation.permit).await;
        } else if begins {
            self.statistics.count(Counted::Reached(Step::CodeShown));
        }
        let seen = seen.after(asked.elapsed());
        self.tell(name, seen.now(), || Happened::Attempted {
            attempt: message.attempt.clone(),
            channel,
            status: reached,
        });
        let written = self.write_answer(seen, &message.attempt, reached, refusal);
        if let Err(error) = written.await {
            // The message is out; the page shows it as being sent, and a receipt may still come.
            warn!(%error, "the provider's answer could not be written down");
        }
        refusal.map_or(Ok(()), |refusal| {
            Err(VerifierError::recorded(refusal, Timestamp::EPOCH))
        })
    }

    async fn write_answer(
        &self,
        seen: Versioned<VerificationRecord>,
        attempt: &AttemptId,
        reached: DeliveryStatus,
        refusal: Option<Refusal>,
    ) -> Result<(), RepositoryError> {
        self.records
            .update(seen, |verification: Option<Verification>, now| {
                let Some(mut verification) = verification else {
                    return (None, ());
                };
                match refusal {
                    Some(refusal) => verification.report_refused(attempt, reached, refusal, now),
                    None => _ = verification.report(attempt, reached, now),
                }
                (Some(verification), ())
            })
            .await
            .map(|_| ())
    }

    /// Saves the reported status of an attempt, which has this ID. Unknown attempts change
    /// nothing.
    ///
    /// # Errors
    /// [`RepositoryError::Unavailable`] when the store fails.
    pub async fn report(
        &self,
        name: &VerificationId,
        attempt: &AttemptId,
        told: &Report<'_>,
    ) -> Result<(), RepositoryError> {
        let seen = self.records.verification_by_id(name).await?;
        let report = |verification: Option<Verification>, now| {
            let Some(mut verification) = verification else {
                return (None, None);
            };
            match verification.report(attempt, told.state, now) {
                Some(report) => (Some(verification), Some(report)),
                None => (None, None),
            }
        };
        let (reported, seen) = self.records.update(seen, report).await?;
        let recipient = seen.verification().and_then(Verification::recipient);
        if let (Some(report), Some(recipient)) = (reported, recipient) {
            let (country, reason) = (&*recipient.country, told.short_reason());
            counting::count_delivery(&report, country, reason, &self.metrics);
            counting::count_delivery_in_totals(&report, country, reason, &self.statistics);
            self.tell(name, report.reached_at, || Happened::Attempted {
                attempt: attempt.clone(),
                channel: report.channel,
                status: report.status,
            });
        }
        Ok(())
    }

    /// The content of a call: its language, and the code with its remaining life; no code for an
    /// attempt that is unknown or over, or not spoken.
    ///
    /// # Errors
    /// [`RepositoryError::Unavailable`] when the store fails.
    pub async fn spoken_code(
        &self,
        name: &VerificationId,
        attempt: &AttemptId,
    ) -> Result<(Locale, Option<(Code, Duration)>), RepositoryError> {
        let seen = self.records.verification_by_id(name).await?;
        let Some(record) = &seen.record else {
            return Ok((Locale::english(), None));
        };
        let spoken = record
            .verification
            .spoken_code(attempt, seen.now())
            .map(|(code, left)| (code.clone(), left));
        Ok((locale_of(&record.notes.language), spoken))
    }
}

fn status_and_refusal(
    outcome: &SendOutcome,
    channel: Channel,
) -> (DeliveryStatus, Option<Refusal>) {
    match outcome {
        SendOutcome::Accepted { .. } => (DeliveryStatus::Queued, None),
        SendOutcome::Unknown => (
            DeliveryStatus::Unknown,
            Some(Refusal::MaybeSent { channel }),
        ),
        SendOutcome::Refused(ProviderRefusal::BadNumber | ProviderRefusal::Barred) => (
            DeliveryStatus::Failed,
            Some(Refusal::NumberUnreachable { channel }),
        ),
        SendOutcome::Refused(_) => (DeliveryStatus::Failed, Some(Refusal::NotSent { channel })),
    }
}

/// The locale with this tag; English if there is none.
pub(super) fn locale_of(language: &str) -> Locale {
    Locale::from_tag(language).unwrap_or_else(Locale::english)
}
