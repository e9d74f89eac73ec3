//! Delivers: asks the provider, once, and saves its answer.

use tokio::time::Instant;
use tracing::warn;

use crate::domain::{
    AttemptId, Channel, CodeMessage, DeliveryStatus, Refusal, Timestamp, Verification,
};
use crate::repository::{RepositoryError, VerificationId, VerificationRecord, Versioned};
use crate::telephony::{OutgoingAttempt, ProviderRefusal, SendOutcome};
use crate::verifier::audit::{AttemptDigest, Event};
use crate::verifier::sending::Reservation;
use crate::verifier::{Verifier, VerifierError};

impl Verifier {
    /// Asks the provider, once, to make the reserved attempt, and saves its answer.
    pub(super) async fn deliver(
        &self,
        name: &VerificationId,
        seen: Versioned<VerificationRecord>,
        message: &CodeMessage,
        reservation: Reservation,
    ) -> Result<(), VerifierError> {
        let asked = Instant::now();
        let callback_path = format!("{}/{}", name.0, message.attempt.0);
        let (to, channel) = (
            &reservation.plan().recipient().number,
            reservation.plan().channel(),
        );
        let outgoing = OutgoingAttempt {
            channel,
            to,
            code: &message.code,
            locale: reservation.locale,
            expires_in: message.expires_in,
            callback_path: &callback_path,
        };
        let outcome = &self.provider.send(&outgoing).await;
        let sent = Event::Sent {
            attempt: &AttemptDigest::of(&message.attempt),
            channel,
            outcome,
        };
        self.audit(sent, to);
        let (reached, refusal) = verdict(outcome, channel);
        if reached == DeliveryStatus::Failed {
            self.limits.refund_service(reservation.permit).await;
        }
        let seen = seen.after(asked.elapsed());
        let written = self.write_verdict(seen, &message.attempt, reached, refusal);
        if let Err(error) = written.await {
            // The message is out; the page shows it as being sent, and a receipt may still come.
            warn!(fault = %error, "the provider's answer could not be written down");
        }
        refusal.map_or(Ok(()), |refusal| {
            Err(VerifierError::recorded(refusal, Timestamp::EPOCH))
        })
    }

    async fn write_verdict(
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
}

fn verdict(outcome: &SendOutcome, channel: Channel) -> (DeliveryStatus, Option<Refusal>) {
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
