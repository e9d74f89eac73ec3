//! The end of a verification that nobody was told of when its code should expire. Pure.

use super::event::WebhookEvent;
use crate::domain::{Policy, Refusal, Timestamp, Verification};
use crate::repository::VerificationId;
use crate::verifier::Happened;

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
    let tell = |happened: &Happened, at| WebhookEvent::of(&id.0, happened, at);
    let proof = verification.and_then(Verification::proof);
    if let Some(event) = proof.and_then(|proof| tell(&Happened::Approved, proof.at)) {
        return Ending::Ended(event);
    }
    let expires_at = verification.and_then(Verification::code_expires_at);
    let refusal = verification.and_then(|verification| verification.may_check(policy, now).err());
    match (refusal, expires_at) {
        (Some(Refusal::VerificationLocked), _) => {
            let locked = tell(&Happened::Locked, now);
            locked.map_or(Ending::Open { until: now }, Ending::Ended)
        }
        (_, Some(until)) if until > now => Ending::Open { until },
        (_, expires_at) => Ending::Ended(WebhookEvent::expired(&id.0, expires_at.unwrap_or(now))),
    }
}
