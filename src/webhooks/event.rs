//! Events: what a client is told of an occurrence.

use std::collections::BTreeMap;

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::event_type::EventType;
use super::records::SubjectRecord;
use crate::alerts::{Alert, FindingAlert};
use crate::domain::{DeliveryStatus, Timestamp};
use crate::json_api::ApiChannel;
use crate::rfc3339;
use crate::verifier::Happened;

/// An event, before it is written for a client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WebhookEvent {
    /// The ID: the same for the same occurrence, so that nobody counts it twice.
    pub id: String,
    /// The type.
    pub event_type: EventType,
    /// The time at which it happened.
    pub at: Timestamp,
    /// The rest of what is told.
    pub details: EventDetails,
}

/// The details of an event, beside the names and number of its verification.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum EventDetails {
    /// Nothing more.
    None {},
    /// A code that can be checked until then, as RFC 3339 has it.
    Code { expires_at: String },
    /// A message, with the name of its delivery status.
    Message {
        channel: ApiChannel,
        delivery: &'static str,
    },
    /// The machine names of the reasons why nothing is sent to a number.
    Blocked { reasons: Vec<String> },
    /// A limit by its machine name, the part of it that is used, and its subject, such as
    /// `service`; of a client's own limits the client.
    Limit {
        limit: String,
        percent: u64,
        #[serde(skip_serializing_if = "Option::is_none")]
        subject: Option<String>,
        #[serde(skip_serializing_if = "Option::is_none")]
        client: Option<String>,
    },
    /// A channel that the provider fails on.
    Provider { channel: ApiChannel },
    /// Something that an operator has to know of, by its name, with the kind and the name of its
    /// place where it has one.
    Finding {
        alert: String,
        severity: &'static str,
        #[serde(flatten)]
        place: BTreeMap<String, String>,
        since: String,
        text: String,
        runbook: String,
        resolved: bool,
    },
}

#[derive(Serialize)]
struct Payload<'a> {
    #[serde(rename = "type")]
    event_type: &'static str,
    timestamp: String,
    data: Data<'a>,
}

#[derive(Serialize)]
struct Data<'a> {
    #[serde(flatten)]
    verification: Option<VerificationData<'a>>,
    #[serde(flatten)]
    details: &'a EventDetails,
}

#[derive(Serialize)]
struct VerificationData<'a> {
    verification_id: &'a str,
    client: Option<&'a str>,
    client_ref: Option<&'a str>,
    phone_number: String,
    country: &'a str,
}

impl WebhookEvent {
    /// The event that tells of an occurrence; `None` where it says nothing that anybody is told.
    pub fn from_occurrence(verification: &str, happened: &Happened, at: Timestamp) -> Option<Self> {
        use EventType as T;
        let end = |event_type| Some(Self::end(event_type, verification, at));
        let (event_type, mark, details) = match happened {
            Happened::Begun {
                attempt,
                expires_at,
                ..
            } => {
                let expires_at = rfc3339::text(*expires_at);
                let code = EventDetails::Code { expires_at };
                (T::VerificationPending, &*attempt.0, code)
            }
            Happened::Attempted {
                attempt,
                channel,
                status,
            } => {
                let message = EventDetails::Message {
                    channel: (*channel).into(),
                    delivery: status.name(),
                };
                (message_event(*status)?, &*attempt.0, message)
            }
            Happened::Approved => return end(T::VerificationApproved),
            Happened::Locked => return end(T::VerificationMaxAttemptsReached),
            Happened::Canceled => return end(T::VerificationCanceled),
            Happened::Blocked { reasons, .. } => {
                let reasons = reasons.clone();
                (
                    T::VerificationBlocked,
                    "",
                    EventDetails::Blocked { reasons },
                )
            }
        };
        Some(Self::new(event_type, &[verification, mark], at, details))
    }

    /// The event that tells of an end that a verification has once.
    pub fn end(event_type: EventType, verification: &str, at: Timestamp) -> Self {
        let details = EventDetails::None {};
        Self::new(event_type, &[verification, ""], at, details)
    }

    /// The event that tells that a code expired. A verification whose record is gone has no other
    /// code, so that the time at which that is noticed need not tell its event from others.
    pub fn expired(verification: &str, expires_at: Option<Timestamp>, now: Timestamp) -> Self {
        let mark = expires_at.map(|at| at.as_millis().to_string());
        let (event_type, details) = (EventType::VerificationExpired, EventDetails::None {});
        let identity = [verification, &mark.unwrap_or_default()];
        Self::new(event_type, &identity, expires_at.unwrap_or(now), details)
    }

    /// The event that tells of an alert, which `mark` tells from others.
    pub fn from_alert(alert: &Alert, mark: &str, at: Timestamp) -> Self {
        let (event_type, details) = match alert {
            Alert::LimitUsed {
                limit,
                is_spend,
                subject,
                part,
                application,
                percent,
            } => {
                let event_type = match is_spend {
                    true => EventType::SpendThreshold,
                    false => EventType::LimitReached,
                };
                let details = EventDetails::Limit {
                    limit: limit.replace(' ', "_"),
                    percent: *percent,
                    subject: match application {
                        Some(_) => None,
                        None => Some(format!("{subject} {part}").trim_end().to_owned()),
                    },
                    client: application.clone(),
                };
                (event_type, details)
            }
            Alert::ProviderDown(channel) => {
                let channel = (*channel).into();
                (
                    EventType::ProviderDegraded,
                    EventDetails::Provider { channel },
                )
            }
            Alert::Finding(finding) => (EventType::OperatorAlert, finding_details(finding)),
        };
        Self::new(event_type, &[mark], at, details)
    }

    /// An event that `identity` tells from all others of its type.
    fn new(event_type: EventType, identity: &[&str], at: Timestamp, details: EventDetails) -> Self {
        let mut hash = Sha256::new_with_prefix(event_type.name());
        for part in identity {
            hash.update([0]);
            hash.update(part);
        }
        let id = BASE64_URL_SAFE_NO_PAD.encode(&hash.finalize()[..16]);
        Self {
            id: format!("evt_{id}"),
            event_type,
            at,
            details,
        }
    }

    /// The body for a client, which is told the whole number or only its first and last digits.
    pub fn body(&self, subject: Option<&SubjectRecord>, is_told_numbers: bool) -> String {
        let verification = subject.map(|subject| VerificationData {
            verification_id: &subject.id,
            client: subject.client.as_deref(),
            client_ref: subject.reference.as_deref(),
            phone_number: match is_told_numbers {
                true => subject.number.as_e164().to_owned(),
                false => subject.number.masked(),
            },
            country: &subject.country,
        });
        let payload = Payload {
            event_type: self.event_type.name(),
            timestamp: rfc3339::text(self.at),
            data: Data {
                verification,
                details: &self.details,
            },
        };
        // Texts and numbers can always be written.
        serde_json::to_string(&payload).unwrap_or_default()
    }
}

fn finding_details(finding: &FindingAlert) -> EventDetails {
    EventDetails::Finding {
        alert: finding.name.clone(),
        severity: match finding.is_urgent {
            true => "critical",
            false => "warning",
        },
        place: finding.place.clone().into_iter().collect(),
        since: rfc3339::text(finding.since),
        text: finding.text.clone(),
        runbook: finding.runbook(),
        resolved: finding.is_over,
    }
}

/// The event that tells of a status; `None` for a step on the way.
fn message_event(status: DeliveryStatus) -> Option<EventType> {
    match status {
        DeliveryStatus::Queued => Some(EventType::MessageSent),
        status if status.is_delivered() => Some(EventType::MessageDelivered),
        status if status.is_failed() => Some(EventType::MessageUndelivered),
        _ => None,
    }
}
