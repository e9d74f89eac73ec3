//! The end of a verification that nobody was told of when its code should expire. Pure.

use super::event::WebhookEvent;
use super::event_type::EventType;
use crate::domain::{Policy, Refusal, Timestamp, Verification};
use crate::repository::VerificationId;

/// The state of a verification when its code should expire.
pub enum Ending {
    /// There is a later code.
    Open { until: Timestamp },
    /// It has ended, which this event tells.
    Ended(WebhookEvent),
}

/// Whether a verification whose end nobody was told of has ended, and how. Usually its code
/// expired; where a server died before it told of another end, that is told now.
pub fn ending(
    id: &VerificationId,
    verification: Option<&Verification>,
    policy: &Policy,
    now: Timestamp,
) -> Ending {
    if let Some(proof) = verification.and_then(Verification::proof) {
        let approved = EventType::VerificationApproved;
        return Ending::Ended(WebhookEvent::end(approved, &id.0, proof.at));
    }
    let expires_at = verification.and_then(Verification::code_expires_at);
    let refusal = verification.and_then(|verification| verification.may_check(policy, now).err());
    match (refusal, expires_at) {
        (Some(Refusal::VerificationLocked), _) => {
            let locked = EventType::VerificationMaxAttemptsReached;
            Ending::Ended(WebhookEvent::end(locked, &id.0, now))
        }
        (_, Some(until)) if until > now => Ending::Open { until },
        _ => Ending::Ended(WebhookEvent::expired(&id.0, expires_at, now)),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    /// A server that dies while it tells of an end leaves it to another, a minute later.
    #[test]
    fn an_end_that_is_told_again_has_the_same_id() {
        let id = VerificationId("a verification".to_owned());
        let now = Timestamp::from_millis(1_800_000_000_000);
        let event = |now| match ending(&id, None, &Policy::default(), now) {
            Ending::Ended(event) => event,
            Ending::Open { .. } => panic!("it is gone"),
        };
        assert_eq!(event(now).id, event(now + Duration::from_mins(1)).id);
    }
}
