//! Records events in the audit trail of the log, and in the trail that the operator looks at.

use crate::domain::{PhoneNumber, Recipient};
use crate::rate_limit::Source;
use crate::statistics::{Statistics, TrailNote};
use crate::verifier::audit::{self, AuditSubject, Event, Fingerprint};
use crate::verifier::{Verifier, counting};

/// Records an event about a number.
pub(super) fn record(event: Event<'_>, subject: &AuditSubject, statistics: &Statistics) {
    audit::log(event, subject.phone.as_ref());
    if let Some(note) = note(event, subject) {
        statistics.note(note);
    }
}

impl Verifier {
    /// Records an event about a number in the audit trail, and counts it.
    pub(super) fn audit(&self, event: Event<'_>, recipient: &Recipient) {
        self.audit_about(event, &self.subject_of(recipient));
        counting::count(event, &recipient.country, &self.metrics);
        counting::count_in_totals(event, &recipient.country, &self.statistics);
    }

    /// Records an event in the audit trail, and in the trail that the operator looks at.
    pub fn audit_about(&self, event: Event<'_>, subject: &AuditSubject) {
        record(event, subject, &self.statistics);
    }

    /// The number of a recipient, as the audit trail may tell it.
    pub fn subject_of(&self, recipient: &Recipient) -> AuditSubject {
        AuditSubject {
            phone: Some(self.fingerprint(&recipient.number)),
            country: Some(recipient.country.clone()),
        }
    }

    /// Returns the fingerprint of a number in the audit trail.
    pub fn fingerprint(&self, number: &PhoneNumber) -> Fingerprint {
        Fingerprint(self.records.phone_fingerprint(number))
    }

    /// Records in the audit trail that a limit denied something to `source`.
    pub(super) fn audit_denied(
        &self,
        source: &Source,
        limit: &'static str,
        recipient: Option<&Recipient>,
    ) {
        let subject = recipient.map(|recipient| self.subject_of(recipient));
        self.denials
            .record(source, limit, &subject.unwrap_or_default());
    }
}

/// The note of an event; `None` for one that repeats another.
fn note(event: Event<'_>, subject: &AuditSubject) -> Option<TrailNote> {
    let (event, channel, detail) = match event {
        Event::Started { .. } => ("start", None, String::new()),
        Event::AskedByApi { application, .. } => ("api start", None, application.to_owned()),
        Event::Sent {
            attempt,
            channel,
            outcome,
            ..
        } => {
            let told = [outcome.name(), outcome.reason().unwrap_or_default()];
            ("send", Some(channel), words(told, &attempt.0))
        }
        Event::Reported(report) => {
            let state = report.state.name();
            let reason = Some(report.short_reason()).filter(|reason| *reason != state);
            let told = [state, reason.unwrap_or_default()];
            (
                "report",
                Some(report.channel),
                words(told, &report.attempt.0),
            )
        }
        Event::WrongGuess => ("wrong guess", None, String::new()),
        Event::Locked { whom } => ("locked", None, whom.to_owned()),
        Event::Verified { channel, .. } => ("verified", Some(channel), String::new()),
        Event::VerifiedBefore => return None,
        Event::Denied { limit, .. } => ("denied", None, limit.to_owned()),
        Event::RecordedDenial { limit, .. } => ("denial recorded", None, limit.to_owned()),
        Event::Ruled { action, note } => (action, None, format!("{}: {}", note.by, note.reason)),
        Event::CallbackRejected { kind, .. } => ("callback rejected", None, kind.to_owned()),
    };
    Some(TrailNote {
        event,
        phone: subject.phone.as_ref().map(|phone| phone.0.clone()),
        country: subject.country.clone(),
        channel,
        detail,
    })
}

/// Words and the digest of an attempt, with a space between.
fn words(told: [&str; 2], digest: &str) -> String {
    let words = told.into_iter().filter(|word| !word.is_empty());
    words.chain([digest]).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{AttemptId, Channel, DeliveryStatus};
    use crate::telephony::{ProviderRefusal, SendOutcome};
    use crate::verifier::audit::{AttemptDigest, Report};

    fn detail(event: Event<'_>) -> String {
        note(event, &AuditSubject::default()).unwrap().detail
    }

    #[test]
    fn an_attempt_is_told_by_its_digest_and_outcome() {
        let attempt = AttemptDigest::new(&AttemptId("an attempt".to_owned()));
        for (outcome, words) in [
            (SendOutcome::Accepted { provider_id: None }, "accepted"),
            (SendOutcome::Unknown, "unknown"),
            (
                SendOutcome::Refused(ProviderRefusal::Barred),
                "refused barred",
            ),
        ] {
            let event = Event::Sent {
                attempt: &attempt,
                channel: Channel::Text,
                outcome: &outcome,
                cost: 1,
            };
            assert_eq!(detail(event), format!("{words} {}", attempt.0));
        }
    }

    /// A provider's words are not kept, since they could hold a number.
    #[test]
    fn a_report_is_told_by_its_status_and_a_short_code() {
        let attempt = AttemptDigest::new(&AttemptId("an attempt".to_owned()));
        for (error_code, words) in [
            ("", "failed"),
            ("000", "failed"),
            ("450", "failed 450"),
            ("14155550100", "failed"),
            ("+447", "failed"),
        ] {
            let report = Report {
                attempt: &attempt,
                channel: Channel::Text,
                state: DeliveryStatus::Failed,
                plivo_id: "an-id-of-the-provider".to_owned(),
                error_code: error_code.to_owned(),
                hangup_cause: "HANGUP".to_owned(),
            };
            let told = detail(Event::Reported(&report));
            assert_eq!(told, format!("{words} {}", attempt.0));
        }
    }

    #[test]
    fn a_number_is_told_by_its_fingerprint_and_country() {
        let subject = AuditSubject {
            phone: Some(Fingerprint("a fingerprint".to_owned())),
            country: Some("GB".to_owned()),
        };
        let limit = "sends to a block";
        let told = note(Event::Denied { limit, times: 10 }, &subject).unwrap();
        let expected = TrailNote {
            event: "denied",
            phone: Some("a fingerprint".to_owned()),
            country: Some("GB".to_owned()),
            channel: None,
            detail: limit.to_owned(),
        };
        assert_eq!(told, expected);
        assert_eq!(note(Event::VerifiedBefore, &subject), None);
    }
}
