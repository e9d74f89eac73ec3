//! A Verify session: a code of Plivo's own, and the checks of it.

use serde_json::{Value, json};

use super::message_record::MessageStatus;
use super::recent_items::HasUuid;
use crate::callbacks::{CallbackForm, callback_form};
use crate::random;
use crate::utc_time::UtcTime;

/// Checks that a session allows.
const MAX_CHECKS: u8 = 10;
/// Lifetime of a code.
const LIFETIME_SECONDS: u64 = 600;

/// One verification of one phone number.
pub(crate) struct VerifySession {
    pub(crate) uuid: String,
    attempt_uuid: String,
    pub(crate) recipient: String,
    /// `sms` or `voice`.
    pub(crate) channel: String,
    locale: String,
    pub(crate) code: String,
    checks: u8,
    verified: bool,
    message_status: MessageStatus,
    created: UtcTime,
}

/// Reason why a check does not verify a session.
#[derive(Debug, thiserror::Error)]
pub(crate) enum VerifyCheckError {
    #[error("session is no longer in progress")]
    NotInProgress,
    #[error("incorrect otp")]
    IncorrectCode,
}

impl VerifySession {
    /// A session that begins now.
    pub(crate) fn new(recipient: &str, channel: String, locale: String, code: String) -> Self {
        Self {
            uuid: random::uuid(),
            attempt_uuid: random::uuid(),
            recipient: recipient.to_owned(),
            channel,
            locale,
            code,
            checks: 0,
            verified: false,
            message_status: MessageStatus::Queued,
            created: UtcTime::now(),
        }
    }

    /// Checks a typed code.
    ///
    /// # Errors
    /// [`VerifyCheckError::NotInProgress`] after ten minutes, ten checks or success;
    /// [`VerifyCheckError::IncorrectCode`] for another code.
    pub(crate) fn check(&mut self, typed: &str) -> Result<(), VerifyCheckError> {
        if self.status() != "in-progress" {
            return Err(VerifyCheckError::NotInProgress);
        }
        self.checks += 1;
        self.verified = typed == self.code;
        if self.verified {
            Ok(())
        } else {
            Err(VerifyCheckError::IncorrectCode)
        }
    }

    /// Takes on the status of its message and returns the fields of the callback about it.
    pub(crate) fn advance(&mut self, status: MessageStatus) -> CallbackForm {
        self.message_status = status;
        let code = status.error_code().map(|code| code.to_string());
        callback_form([
            ("AttemptSequence", "1"),
            ("AttemptUUID", &self.attempt_uuid),
            ("Channel", &self.channel),
            ("ChannelErrorCode", code.as_deref().unwrap_or("")),
            ("ChannelStatus", status.word()),
            ("Recipient", &self.recipient),
            ("RequestTime", &self.created.to_plivo_string()),
            ("SessionStatus", self.status()),
            ("SessionUUID", &self.uuid),
        ])
    }

    /// The session object of the API.
    pub(crate) fn to_json(&self) -> Value {
        json!({
            "session_uuid": self.uuid,
            "app_uuid": "00000000-0000-4000-8000-000000000000",
            "alias": "default",
            "recipient": self.recipient,
            "channel": self.channel,
            "locale": self.locale,
            "status": self.status(),
            "count": 1,
            "requestor_ip": "127.0.0.1",
            "destination_country_iso2": "US",
            "destination_network": null,
            "attempt_details": [{
                "channel": self.channel,
                "attempt_uuid": self.attempt_uuid,
                "status": self.message_status.word(),
                "time": self.created.to_plivo_string(),
            }],
            "charges": {
                "total_charge": "0.00550",
                "validation_charge": "0.00000",
                "attempt_charges": [],
            },
            "created_at": self.created.to_plivo_string(),
            "updated_at": self.created.to_plivo_string(),
        })
    }

    fn status(&self) -> &'static str {
        let age = UtcTime::now().seconds_since(self.created);
        match self.verified {
            true => "verified",
            false if age > LIFETIME_SECONDS || self.checks >= MAX_CHECKS => "expired",
            false => "in-progress",
        }
    }
}

impl HasUuid for VerifySession {
    fn uuid(&self) -> &str {
        &self.uuid
    }
}
