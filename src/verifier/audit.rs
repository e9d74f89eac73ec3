//! The audit trail: who asked for what, and what came of it; never a number or a code.
//!
//! Events go to the target `audit`, which no log filter silences unless it names it, as
//! fields that a line cannot be forged through: names of ours, a keyed fingerprint of the
//! number, and ids of Plivo's that have the shape of one. The client's address stands in the
//! span around them. Names and values of fields are a promise: whoever reads the log as JSON
//! follows a text by `attempt`, `plivo_id` and `phone`.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};
use tracing::{info, warn};

use crate::domain::{AttemptId, Channel, DeliveryStatus};
use crate::telephony::SendOutcome;

/// Stands for a phone number: the same for the same number and secret, and nothing that
/// could be turned back without the secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fingerprint(pub String);

/// Stands for an attempt. Its own id is part of the address that its reports come to, which
/// is nobody's business.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttemptDigest(String);

/// An event of the audit trail.
#[derive(Clone, Copy, Debug)]
pub enum Event<'a> {
    /// A verification began.
    Started,
    /// The provider was asked to deliver a code, and said this.
    Sent {
        attempt: &'a AttemptDigest,
        channel: Channel,
        outcome: &'a SendOutcome,
    },
    /// The provider reported how far a text or a call got.
    Reported(&'a Report<'a>),
    /// A code was compared and wrong.
    WrongGuess,
    /// No more guesses are taken: for a `code`, a `verification` or a `phone`.
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

/// A provider's report on an attempt. Texts of the provider's are words of letters, digits and
/// hyphens, or empty.
#[derive(Clone, Debug)]
pub struct Report<'a> {
    /// The attempt.
    pub attempt: &'a AttemptDigest,
    /// Its channel.
    pub channel: Channel,
    /// Its status.
    pub state: DeliveryStatus,
    /// The provider's id of the text or the call.
    pub plivo_id: String,
    /// Why a text failed, as the provider numbers it.
    pub error_code: String,
    /// Why a call ended, as the provider calls it.
    pub hangup_cause: String,
}

impl AttemptDigest {
    /// The one with this id.
    pub fn of(id: &AttemptId) -> Self {
        let hash = Sha256::digest(id.0.as_bytes());
        Self(BASE64_URL_SAFE_NO_PAD.encode(&hash[..9]))
    }
}

/// Writes down what happened, about which number.
pub fn record(event: Event<'_>, phone: Option<&Fingerprint>) {
    let phone = phone.map(|fingerprint| &*fingerprint.0);
    match event {
        Event::Started => info!(target: "audit", phone, "start"),
        Event::Sent {
            attempt,
            channel,
            outcome,
        } => {
            let channel = channel.name();
            let (outcome, reason, plivo_id) = parts(outcome);
            let attempt = &*attempt.0;
            info!(target: "audit", phone, attempt, channel, outcome, reason, plivo_id, "send");
        }
        Event::Reported(report) => reported(report, phone),
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

fn reported(report: &Report<'_>, phone: Option<&str>) {
    let attempt = &*report.attempt.0;
    let (channel, state) = (report.channel.name(), state_name(report.state));
    let given = |text: &'_ String| Some(text.clone()).filter(|text| !text.is_empty());
    let [plivo_id, error_code, hangup_cause] =
        [&report.plivo_id, &report.error_code, &report.hangup_cause].map(given);
    info!(
        target: "audit",
        phone, attempt, channel, state, plivo_id, error_code, hangup_cause, "report"
    );
}

fn parts(outcome: &SendOutcome) -> (&'static str, Option<&'static str>, Option<&str>) {
    match outcome {
        SendOutcome::Accepted { provider_id } => ("accepted", None, provider_id.as_deref()),
        SendOutcome::Refused(reason) => ("refused", Some(reason.name()), None),
        SendOutcome::Unknown => ("unknown", None, None),
    }
}

fn state_name(state: DeliveryStatus) -> &'static str {
    match state {
        DeliveryStatus::Sending => "sending",
        DeliveryStatus::Unknown => "unknown",
        DeliveryStatus::Queued => "queued",
        DeliveryStatus::Sent => "sent",
        DeliveryStatus::Ringing => "ringing",
        DeliveryStatus::Answered => "answered",
        DeliveryStatus::Delivered => "delivered",
        DeliveryStatus::Spoken => "spoken",
        DeliveryStatus::Ended => "ended",
        DeliveryStatus::NoKey => "no_key",
        DeliveryStatus::Busy => "busy",
        DeliveryStatus::NoAnswer => "no_answer",
        DeliveryStatus::Voicemail => "voicemail",
        DeliveryStatus::Failed => "failed",
    }
}
