//! The audit trail: every request and its outcome, never a number or a code.
//!
//! Events go to the log target `audit`, which no filter silences unless it names it. No field can
//! forge a line: values are names of ours, a keyed fingerprint of the number, IDs of the provider
//! that have the shape of one, or the letters of a [`UserAgent`]. The client IP is in the span around them. Field names and
//! values are stable: a reader of the JSON log follows a text by `attempt`, `plivo_id` and
//! `phone`.

use std::time::Duration;

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};
use tracing::{info, warn};

use crate::domain::{AttemptId, Channel, DeliveryStatus};
use crate::rate_limit::{ClientId, ClientIp};
use crate::telephony::SendOutcome;

/// The keyed hash that stands for a phone number. It cannot be reversed without the secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fingerprint(pub String);

/// The number that an event is about, as far as it may be told.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuditSubject {
    /// The fingerprint.
    pub phone: Option<Fingerprint>,
    /// ISO 3166-1 code of the country.
    pub country: Option<String>,
}

impl Fingerprint {
    /// The length of one, in characters.
    const LENGTH: usize = 22;

    /// Reads a fingerprint as it stands in the trail; `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        let is_of_it = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        let is_one = text.len() == Self::LENGTH
            && text.chars().all(is_of_it)
            && text.contains(|c: char| c.is_ascii_alphabetic());
        is_one.then(|| Self(text.to_owned()))
    }
}

/// The hash that stands for an attempt. The ID itself is part of the secret address that its
/// reports come to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttemptDigest(pub(super) String);

/// A browser's name for itself, as far as it cannot be taken for something else in a log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserAgent(String);

/// The name of an operator and the reason for what they did, as far as these cannot be taken for
/// something else in a log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OperatorNote {
    /// The operator.
    pub by: String,
    /// The reason.
    pub reason: String,
}

/// An event of the audit trail.
#[derive(Clone, Copy, Debug)]
pub enum Event<'a> {
    /// A verification began, perhaps for the sake of a client.
    Started { client: Option<&'a ClientId> },
    /// A host application is about to begin one, by the JSON API, for a person whom it describes.
    AskedByApi {
        application: &'a str,
        person: Option<ClientIp>,
        user_agent: Option<&'a UserAgent>,
    },
    /// The provider was asked to deliver a code; its answer.
    Sent {
        attempt: &'a AttemptDigest,
        channel: Channel,
        outcome: &'a SendOutcome,
        /// The price, in [`PARTS`](crate::rate_limit::PARTS).
        cost: u32,
    },
    /// The provider reported the status of an attempt.
    Reported(&'a Report<'a>),
    /// A code was compared and wrong.
    WrongGuess,
    /// No more guesses are taken: `whom` is `code`, `flow` or `phone`.
    Locked { whom: &'static str },
    /// A number was verified: the channel of the last attempt, and the time since the first.
    Verified { channel: Channel, after: Duration },
    /// The code that verified a number came once more from the same browser, whose first answer
    /// may have been lost.
    VerifiedBefore,
    /// A limit denied a request: its name, and its recent denials of this client.
    Denied { limit: &'static str, times: u64 },
    /// An operator decided about a number: `block`, `allow`, `lift` or `unlock`.
    Ruled {
        action: &'static str,
        note: &'a OperatorNote,
    },
    /// A limit that only records would have denied a request; the same.
    RecordedDenial { limit: &'static str, times: u64 },
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
    pub fn new(id: &AttemptId) -> Self {
        let hash = Sha256::digest(id.0.as_bytes());
        Self(BASE64_URL_SAFE_NO_PAD.encode(&hash[..9]))
    }
}

impl Report<'_> {
    /// The error code if it is one of a few digits, else the name of the status: nothing that could
    /// be a number or a code.
    pub fn short_reason(&self) -> &str {
        let is_short = (1..=4).contains(&self.error_code.len());
        let is_code = self.error_code.bytes().all(|byte| byte.is_ascii_digit());
        match is_short && is_code && self.error_code.bytes().any(|byte| byte != b'0') {
            true => &self.error_code,
            false => self.state.name(),
        }
    }
}

impl UserAgent {
    /// Keeps letters, digits, spaces and the punctuation that browsers use, without `=`, `:` and
    /// quotes: with these it could pretend to be another field or line.
    pub fn from_text(text: &str) -> Self {
        Self(harmless(text, |c| {
            c.is_ascii_alphanumeric() || " .,;/()+-_".contains(c)
        }))
    }
}

impl OperatorNote {
    /// Keeps letters and digits of any language, spaces, and punctuation without `=`, `:` and
    /// quotes.
    pub fn new(by: &str, reason: &str) -> Self {
        let is_kept = |c: char| c.is_alphanumeric() || " .,;/()+-_#@&".contains(c);
        Self {
            by: harmless(by, is_kept),
            reason: harmless(reason, is_kept),
        }
    }
}

/// The first 200 characters of somebody else's text that a line of the log may contain.
fn harmless(text: &str, is_kept: impl Fn(char) -> bool) -> String {
    let kept = text.chars().filter(|c| is_kept(*c));
    kept.take(200).collect()
}

/// Writes an event about a number into the log.
pub(super) fn log(event: Event<'_>, phone: Option<&Fingerprint>) {
    let phone = phone.map(|fingerprint| &*fingerprint.0);
    match event {
        Event::Started { .. } => info!(target: "audit", phone, "start"),
        Event::AskedByApi {
            application,
            person,
            user_agent,
        } => {
            let person = person.map(|ip| ip.rate_limit_prefix().to_string());
            let user_agent = user_agent.map(|browser| &*browser.0);
            info!(target: "audit", phone, application, person, user_agent, "api start");
        }
        Event::Sent {
            attempt,
            channel,
            outcome,
            cost: _,
        } => {
            let channel = channel.name();
            let (plivo_id, reason) = (outcome.provider_id(), outcome.reason());
            let outcome = outcome.name();
            let attempt = &*attempt.0;
            info!(target: "audit", phone, attempt, channel, outcome, reason, plivo_id, "send");
        }
        Event::Reported(report) => reported(report, phone),
        Event::WrongGuess => info!(target: "audit", phone, "wrong guess"),
        Event::Locked { whom } => warn!(target: "audit", phone, whom, "locked"),
        Event::Verified { .. } => info!(target: "audit", phone, "verified"),
        Event::VerifiedBefore => info!(target: "audit", phone, "told again: verified"),
        Event::Denied { limit, times } => {
            info!(target: "audit", phone, limit, times, "denied");
        }
        Event::Ruled { action, note } => {
            let (by, reason) = (&*note.by, &*note.reason);
            warn!(target: "audit", phone, action, by, reason, "operator");
        }
        Event::RecordedDenial { limit, times } => {
            info!(target: "audit", phone, limit, times, "denial only recorded");
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_forges_no_line() {
        for (typed, kept) in [
            ("Zoë O'Neil", "Zoë ONeil"),
            ("pumping, see #12", "pumping, see #12"),
            ("x\n2026 INFO audit: by=\"root\"", "x2026 INFO audit byroot"),
            (&"a".repeat(300), &"a".repeat(200)),
        ] {
            let note = OperatorNote::new(typed, typed);
            assert_eq!((&*note.by, &*note.reason), (kept, kept));
        }
    }
}
