//! Occurrences: what happens to verifications, for whoever is told of it.

use crate::domain::{AttemptId, Channel, DeliveryStatus, Recipient, Timestamp};
use crate::rate_limit::ClientId;
use crate::repository::VerificationId;
use crate::verifier::Verifier;

/// Hears of occurrences.
pub trait Observer: Send + Sync {
    /// Whether anybody is to be told. If not, no occurrence is described.
    fn is_listening(&self) -> bool;

    /// Takes an occurrence, and returns at once: a person waits.
    fn observe(&self, occurrence: Occurrence);
}

/// The observer of a verifier whose occurrences nobody is told of.
#[derive(Clone, Copy, Debug)]
pub struct NoObserver;

/// One thing that happened to one verification.
#[derive(Clone, Debug)]
pub struct Occurrence {
    /// The verification.
    pub verification: VerificationId,
    /// The occurrence.
    pub happened: Happened,
    /// The time of it, by the store's clock.
    pub at: Timestamp,
}

/// The client of a verification, and the names by which it knows it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Subject {
    /// The client; `None` where a person came by themselves.
    pub client: Option<ClientId>,
    /// The names.
    pub names: ClientNames,
}

/// The names by which a client knows a verification.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClientNames {
    /// The ID that the client was told; `None` where it is derived from the record's key.
    pub id: Option<String>,
    /// The client's own reference.
    pub reference: Option<String>,
}

/// A kind of occurrence.
#[derive(Clone, Debug)]
pub enum Happened {
    /// A code for a number was saved, and is about to be sent.
    Begun {
        /// The client that it is for.
        subject: Subject,
        /// The recipient.
        recipient: Recipient,
        /// The attempt that carries it.
        attempt: AttemptId,
        /// The end of the code's life.
        expires_at: Timestamp,
    },
    /// An attempt reached a status, by the provider's answer or by a report.
    Attempted {
        /// The attempt.
        attempt: AttemptId,
        /// Its channel.
        channel: Channel,
        /// The status.
        status: DeliveryStatus,
    },
    /// The number was verified.
    Approved,
    /// No more guesses are taken.
    Locked,
    /// The person or the client ended it.
    Canceled,
    /// Nothing is ever sent to the number, for these reasons.
    Blocked {
        /// The client that it is for.
        subject: Subject,
        /// The recipient.
        recipient: Recipient,
        /// Machine names of the refusals.
        reasons: Vec<String>,
    },
}

impl Verifier {
    /// Tells the observer, if it listens, what happened to a verification.
    pub fn tell(
        &self,
        verification: &VerificationId,
        at: Timestamp,
        happened: impl FnOnce() -> Happened,
    ) {
        if self.observer.is_listening() {
            self.observer.observe(Occurrence {
                verification: verification.clone(),
                happened: happened(),
                at,
            });
        }
    }
}

impl Observer for NoObserver {
    fn is_listening(&self) -> bool {
        false
    }

    fn observe(&self, _: Occurrence) {}
}
