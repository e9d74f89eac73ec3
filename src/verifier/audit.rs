//! The audit trail: every request and its outcome, never a number or a code.
//!
//! Events go to the log target `audit`, which no filter silences unless it names it. No field can
//! forge a line: values are names of ours, a keyed fingerprint of the number, or IDs of the
//! provider that have the shape of one. The client IP is in the span around them. Field names and
//! values are stable: a reader of the JSON log follows a text by `attempt`, `plivo_id` and
//! `phone`.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};
use tracing::{info, warn};

use crate::domain::{AttemptId, Channel, DeliveryStatus};
use crate::telephony::SendOutcome;

/// The keyed hash that stands for a phone number. It cannot be reversed without the secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fingerprint(pub String);

/// The hash that stands for an attempt. The ID itself is part of the secret address that its
/// reports come to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttemptDigest(String);

/// An event of the audit trail.
#[derive(Clone, Copy, Debug)]
pub enum Event<'a> {
    /// A verification began.
    Started,
    /// The provider was asked to deliver a code; its answer.
    Sent {
        attempt: &'a AttemptDigest,
        channel: Channel,
        outcome: &'a SendOutcome,
    },
    /// The provider reported the status of an attempt.
    Reported(&'a Report<'a>),
    /// A code was compared and wrong.
    WrongGuess,
    /// No more guesses are taken: `whom` is `code`, `flow` or `phone`.
    Locked { whom: &'static str },
    /// A number was verified.
    Verified,
    /// The code that verified a number came once more from the same browser, whose first answer
    /// may have been lost.
    VerifiedBefore,
    /// A limit denied a request: its name, and its recent denials of this client.
    Denied { limit: &'static str, times: u64 },
    /// A callback was not the provider's: the second word of its route, and the recent ones of
    /// this client.
    CallbackRejected { kind: &'static str, times: u64 },
}

/// A provider's report about an attempt. Its texts are words of letters, digits and hyphens, or
/// empty.
#[derive(Clone, Debug)]
pub struct Report<'a> {
    /// The attempt.
    pub attempt: &'a AttemptDigest,
    /// The channel of the attempt.
    pub channel: Channel,
    /// The status of the attempt.
    pub state: DeliveryStatus,
    /// The provider's ID of the text or call.
    pub plivo_id: String,
    /// The provider's number for the reason why a text failed.
    pub error_code: String,
    /// The provider's name for the reason why a call ended.
    pub hangup_cause: String,
}

impl AttemptDigest {
    /// The digest of this ID.
    pub fn of(id: &AttemptId) -> Self {
        let hash = Sha256::digest(id.0.as_bytes());
        Self(BASE64_URL_SAFE_NO_PAD.encode(&hash[..9]))
    }
}

/// Records an event about a number.
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
    let (channel, state) = (report.channel.name(), report.state.name());
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
