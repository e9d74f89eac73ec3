//! The fields of a proven callback, read as delivery statuses and keys.
//!
//! A V3 signature covers names and values without what stood between them. So only known words
//! of known fields are read: whoever moves the bounds of a signed form can hide a field, which
//! then says nothing, but cannot make one up.

use super::dtmf::CallStage;
use crate::domain::{Channel, DeliveryStatus, PhoneNumber};

/// Plivo's states of a call.
const CALL_STATUSES: [&str; 9] = [
    "ringing",
    "in-progress",
    "completed",
    "busy",
    "failed",
    "timeout",
    "no-answer",
    "cancel",
    "canceled",
];

/// The form of a callback, and the stage of the call that its query names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallbackFields {
    form: Vec<(String, String)>,
    call_stage: Option<CallStage>,
}

impl CallbackFields {
    /// Reads the form and the query of a callback whose signature is verified.
    pub(super) fn new(form: Vec<(String, String)>, query: Option<&str>) -> Self {
        Self {
            form,
            call_stage: query.and_then(CallStage::from_query),
        }
    }

    /// The status that a receipt reports of a text; `None` for an unknown status.
    pub fn message_status(&self) -> Option<DeliveryStatus> {
        Some(match self.field("Status") {
            "queued" => DeliveryStatus::Queued,
            "sent" => DeliveryStatus::Sent,
            "delivered" | "read" => DeliveryStatus::Delivered,
            "failed" | "undelivered" | "rejected" => DeliveryStatus::Failed,
            _ => return None,
        })
    }

    /// The status in which a call ended; `None` for an unknown status. A call that was answered
    /// and reports nothing more has ended; the verification's record knows whether a machine
    /// answered.
    pub fn call_ending(&self) -> Option<DeliveryStatus> {
        let status = self.field("CallStatus");
        if !CALL_STATUSES.contains(&status) {
            return None;
        }
        Some(match (status, self.field("HangupCause")) {
            ("busy", _) | (_, "USER_BUSY" | "CALL_REJECTED") => DeliveryStatus::Busy,
            ("no-answer" | "timeout" | "cancel", _) | (_, "NO_ANSWER" | "ORIGINATOR_CANCEL") => {
                DeliveryStatus::NoAnswer
            }
            _ if self.is_machine() || self.field("HangupCauseName").contains("Machine") => {
                DeliveryStatus::Voicemail
            }
            ("failed", _) => DeliveryStatus::Failed,
            _ if self.field("AnswerTime").is_empty() && status != "completed" => {
                DeliveryStatus::Failed
            }
            _ => DeliveryStatus::Ended,
        })
    }

    /// Whether a machine answered the call.
    pub fn is_machine(&self) -> bool {
        self.field("Machine") == "true"
    }

    /// The stage of the call at which a key was pressed; `None` where the query names none.
    pub fn call_stage(&self) -> Option<CallStage> {
        self.call_stage
    }

    /// The keys that were pressed; empty where there were none.
    pub fn digits(&self) -> &str {
        self.field("Digits")
    }

    /// The recipient of the attempt.
    pub fn recipient(&self) -> Option<PhoneNumber> {
        PhoneNumber::from_e164(&format!("+{}", self.field("To")))
    }

    /// Plivo's ID of the text or call, in whatever form it was sent.
    pub fn provider_id(&self, channel: Channel) -> &str {
        self.field(match channel.is_spoken() {
            true => "CallUUID",
            false => "MessageUUID",
        })
    }

    /// Plivo's number for the reason why a text failed, in whatever form it was sent.
    pub fn error_code(&self) -> &str {
        self.field("ErrorCode")
    }

    /// Plivo's name for the reason why a call ended, in whatever form it was sent.
    pub fn hangup_cause(&self) -> &str {
        self.field("HangupCause")
    }

    /// The value of a field; empty where the field is missing or repeated.
    fn field(&self, name: &str) -> &str {
        let mut values = self.form.iter().filter(|(key, _)| key == name);
        match (values.next(), values.next()) {
            (Some((_, value)), None) => value,
            _ => "",
        }
    }
}
