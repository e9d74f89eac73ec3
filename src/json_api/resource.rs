//! A verification as the API tells of it.

use serde::Serialize;
use utoipa::ToSchema;

use super::records::{ApiVerificationRecord, End};
use super::refusals::refusal_name;
use super::requests::ApiChannel;
use crate::domain::{
    Availability, Channel, CodeScreen, CodeState, History, Policy, Refusal, Timestamp, Verification,
};
use crate::rfc3339;

/// The status of a verification. All but `pending` are final.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum VerificationStatus {
    /// The code can be checked, or sent again.
    Pending,
    /// The right code was checked.
    Approved,
    /// The client canceled it.
    Canceled,
    /// The code expired.
    Expired,
    /// Too many wrong codes were checked.
    MaxAttemptsReached,
    /// Nothing is sent to the number; `reasons` says why.
    Blocked,
}

/// A verification. It contains neither the code nor the whole number.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Verification)]
pub struct VerificationResource {
    /// The ID, which only the client that began it can use.
    pub id: String,
    pub status: VerificationStatus,
    /// The reasons for which it is blocked.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<String>,
    /// The number with all but its first two and last two digits hidden.
    #[schema(example = "+14•••••••00")]
    pub to_masked: String,
    /// ISO 3166-1 code of the number's country; `001` for numbers of no country.
    pub country: String,
    /// The channel of the last attempt.
    pub channel: ApiChannel,
    /// BCP 47 tag of the language of messages.
    pub locale: String,
    /// The client's reference.
    pub client_ref: Option<String>,
    #[serde(serialize_with = "rfc3339::serialize")]
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Timestamp,
    /// The time at which it ended; null while it is pending, and where the code expired.
    #[serde(serialize_with = "rfc3339::option::serialize")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub ended_at: Option<Timestamp>,
    /// The time at which the code expires; null where there is no code to check.
    #[serde(serialize_with = "rfc3339::option::serialize")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub expires_at: Option<Timestamp>,
    /// The time from which the text can be sent again; null where it cannot.
    #[serde(serialize_with = "rfc3339::option::serialize")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub resend_at: Option<Timestamp>,
    /// The time from which a call can be made; null where it cannot.
    #[serde(serialize_with = "rfc3339::option::serialize")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub call_at: Option<Timestamp>,
    /// The delivery of the last attempt; null before the first.
    pub delivery: Option<DeliveryResource>,
    /// The attempts, the first one first.
    pub attempts: Vec<AttemptResource>,
    /// The wrong codes that were checked.
    pub wrong_checks: u32,
    /// The result of the check that this answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub check: Option<CheckResult>,
}

/// The delivery of an attempt, as far as the provider reported it.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Delivery)]
pub struct DeliveryResource {
    /// One of `sending`, `unknown`, `queued`, `sent`, `ringing`, `answered`, `delivered`,
    /// `spoken`, `ended`, `no_key`, `busy`, `no_answer`, `voicemail`, `failed`.
    #[schema(value_type = String, example = "delivered")]
    pub state: &'static str,
    /// Whether the person certainly did not get the code.
    pub failed: bool,
    /// The time at which that was reported.
    #[serde(serialize_with = "rfc3339::serialize")]
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
    /// The reason why nothing was sent, where it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// One text or call.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Attempt)]
pub struct AttemptResource {
    pub channel: ApiChannel,
    #[serde(serialize_with = "rfc3339::serialize")]
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
    pub delivery: DeliveryResource,
}

/// The result of a check.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct CheckResult {
    /// Whether the code was right.
    pub correct: bool,
    /// The reason for a "no": `code_wrong`, `code_used_up` or `verification_locked`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The wrong codes that the current code still takes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tries_left: Option<u32>,
}

/// The newest verifications of a reference.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct VerificationList {
    /// The newest first; at most ten.
    pub verifications: Vec<VerificationResource>,
}

impl CheckResult {
    /// The result of a code that was refused.
    pub fn wrong(refusal: Refusal) -> Self {
        Self {
            correct: false,
            reason: Some(refusal_name(refusal)),
            tries_left: match refusal {
                Refusal::CodeWrong { tries_left } => Some(tries_left),
                _ => None,
            },
        }
    }
}

impl VerificationStatus {
    /// The name in answers.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Approved => "approved",
            Self::Canceled => "canceled",
            Self::Expired => "expired",
            Self::MaxAttemptsReached => "max_attempts_reached",
            Self::Blocked => "blocked",
        }
    }
}

impl VerificationResource {
    /// Tells of a verification at `now`; `stored` is the verification with
    /// the history of its number, while it is kept.
    pub fn new(
        id: &str,
        record: &ApiVerificationRecord,
        stored: Option<&(Verification, History)>,
        policy: &Policy,
        now: Timestamp,
    ) -> Self {
        let verification = stored.map(|(verification, _)| verification);
        let screen = stored
            .and_then(|(verification, history)| verification.code_screen(history, policy, now));
        let status = status(record, verification, screen.as_ref());
        let is_pending = status == VerificationStatus::Pending;
        let code = screen.filter(|_| is_pending);
        let from = |channel| match code.as_ref()?.channels[channel] {
            Availability::Now => Some(now),
            Availability::From(at) => Some(at),
            Availability::Never => None,
        };
        let attempts = verification.map(attempts).unwrap_or_default();
        let last = attempts.last();
        Self {
            id: id.to_owned(),
            status,
            reasons: reasons(record),
            to_masked: record.number.masked(),
            country: record.country.clone(),
            channel: last.map_or(record.channel.into(), |last| last.channel),
            locale: record.language.clone(),
            client_ref: record.client_ref.clone(),
            created_at: record.created_at,
            ended_at: record.end.as_ref().map(|(_, at)| *at),
            expires_at: code.as_ref().and_then(|code| match code.code {
                CodeState::Live { until } => Some(until),
                _ => None,
            }),
            resend_at: from(Channel::Text),
            call_at: from(Channel::Call),
            delivery: last.map(|last| last.delivery.clone()),
            attempts,
            wrong_checks: verification.map_or(0, Verification::wrong_guesses),
            check: None,
        }
    }
}

fn status(
    record: &ApiVerificationRecord,
    verification: Option<&Verification>,
    screen: Option<&CodeScreen>,
) -> VerificationStatus {
    use VerificationStatus as Status;
    if let Some((end, _)) = &record.end {
        return match end {
            End::Approved => Status::Approved,
            End::Canceled => Status::Canceled,
            End::MaxAttemptsReached => Status::MaxAttemptsReached,
            End::Blocked { .. } => Status::Blocked,
        };
    }
    match (verification, screen.map(|screen| screen.code)) {
        (None, _) | (_, Some(CodeState::Expired { .. })) => Status::Expired,
        (Some(verification), _) if verification.is_verified() => Status::Approved,
        (_, Some(CodeState::VerificationLocked)) => Status::MaxAttemptsReached,
        _ => Status::Pending,
    }
}

fn reasons(record: &ApiVerificationRecord) -> Vec<String> {
    match &record.end {
        Some((End::Blocked { reasons }, _)) => reasons.clone(),
        _ => Vec::new(),
    }
}

fn attempts(verification: &Verification) -> Vec<AttemptResource> {
    let attempts = verification.attempt_reports();
    let mut attempts: Vec<_> = attempts
        .map(|attempt| AttemptResource {
            channel: attempt.channel.into(),
            at: attempt.at,
            delivery: DeliveryResource {
                state: attempt.status.name(),
                failed: attempt.status.is_failed(),
                at: attempt.reached_at,
                reason: None,
            },
        })
        .collect();
    let refusal = verification
        .notice()
        .filter(|notice| notice.is_of_provider());
    if let (Some(last), Some(refusal)) = (attempts.last_mut(), refusal) {
        last.delivery.reason = Some(refusal_name(refusal));
    }
    attempts
}
