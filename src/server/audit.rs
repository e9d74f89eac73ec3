//! The audit trail: who asked for what, and what came of it; never a number or a code.
//!
//! Events go to the target `audit`, which no log filter silences unless it names it, as
//! fields that a line cannot be forged through: names of ours, a keyed fingerprint of the
//! number, and what `Debug` escapes. The client's address stands in the span around them.

use tracing::{info, warn};

use crate::domain::step::Channel;
use crate::telephony::Outcome;

/// Stands for a phone number: the same for the same number and secret, and nothing that
/// could be turned back without the secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fingerprint(pub(super) String);

/// What happened.
#[derive(Clone, Copy, Debug)]
pub enum Event<'a> {
    /// A flow began.
    Started,
    /// The provider was asked to deliver a code, and said this.
    Sent {
        channel: Channel,
        outcome: &'a Outcome,
    },
    /// A code was compared and wrong.
    WrongGuess,
    /// No more guesses are taken: for a `code`, a `flow` or a `phone`.
    Locked { whom: &'static str },
    /// A number was verified.
    Verified,
    /// The code that verified a number came once more from the same browser, which was told
    /// so. If no answer came of the first time, this is the line that tells of it.
    VerifiedBefore,
    /// A limit held; what it is called, and how many times it has lately for this client.
    Denied { limit: &'static str, times: u64 },
    /// A callback was not the provider's; `kind` is the second word of its route. How many
    /// times this has come lately from this client.
    CallbackRejected { kind: &'static str, times: u64 },
}

/// Writes down what happened, about which number.
pub fn record(event: Event<'_>, phone: Option<&Fingerprint>) {
    let phone = phone.map(|fingerprint| &*fingerprint.0);
    match event {
        Event::Started => info!(target: "audit", phone, "start"),
        Event::Sent { channel, outcome } => {
            info!(target: "audit", phone, ?channel, ?outcome, "send");
        }
        Event::WrongGuess => info!(target: "audit", phone, "wrong guess"),
        Event::Locked { whom } => warn!(target: "audit", phone, whom, "locked"),
        Event::Verified => info!(target: "audit", phone, "verified"),
        Event::VerifiedBefore => info!(target: "audit", phone, "told again: verified"),
        Event::Denied { limit, times } => {
            info!(target: "audit", phone, limit, times, "denied");
        }
        Event::CallbackRejected { kind, times } => {
            warn!(target: "audit", kind, times, "callback rejected");
        }
    }
}
