//! A callback of Plivo's: as it arrived, and once its signature has proven it.

use std::time::Duration;

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Path, Request};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use url::form_urlencoded;

use crate::domain::channel::Channel;
use crate::domain::code::Code;
use crate::domain::delivery_status::DeliveryStatus;
use crate::domain::phone::PhoneNumber;
use crate::domain::verification::AttemptId;
use crate::i18n::Locale;
use crate::repository::records::{Fault, VerificationId};
use crate::telephony::Callbacks;
use crate::telephony::answer::Script;
use crate::telephony::keypress::{Key, Turn};
use crate::telephony::signature::{NotSigned, Signed};
use crate::verifier::audit;
use crate::verifier::audit::{AttemptDigest, Event, Report};
use crate::web::state::AppState;

/// The states of a call, in Plivo's words.
const CALL_STATES: [&str; 9] = [
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

/// What Plivo calls us about: the second word of each route.
const KINDS: [&str; 5] = ["message", "ring", "answer", "digits", "hangup"];

pub(super) type Verify =
    for<'a> fn(Signed<'a>, &crate::telephony::AuthToken) -> Result<&'a str, NotSigned>;

/// A proven callback: which attempt it is about, and its form.
///
/// The signature covers names and values without what stood between them. So of a form only
/// known words of known fields are read: whoever moves the bounds of a signed one can hide a
/// field, which then says nothing, and make up none.
pub(super) struct Callback {
    verification: VerificationId,
    attempt: AttemptId,
    /// Which document of a call is asked for, where one is.
    pub(super) turn: Option<Turn>,
    fields: Vec<(String, String)>,
}

/// A callback as it arrived.
pub(super) struct Arrived {
    verification: String,
    attempt: String,
    parts: Parts,
    body: Bytes,
}

impl FromRequest<AppState> for Arrived {
    type Rejection = Response;

    async fn from_request(request: Request, app: &AppState) -> Result<Self, Response> {
        let (mut parts, body) = request.into_parts();
        let path = Path::from_request_parts(&mut parts, app).await;
        let Path((verification, attempt)) = path.map_err(IntoResponse::into_response)?;
        let whole = Request::from_parts(parts.clone(), body);
        let body = Bytes::from_request(whole, app)
            .await
            .map_err(IntoResponse::into_response)?;
        Ok(Self {
            verification,
            attempt,
            parts,
            body,
        })
    }
}

impl Arrived {
    /// Proves that this comes from Plivo: signed with our token for our own public
    /// address, whatever `Host` the request names.
    pub(super) fn proven(&self, app: &AppState, verify: Verify) -> Result<Callback, NotSigned> {
        let fields: Vec<(String, String)> =
            form_urlencoded::parse(&self.body).into_owned().collect();
        let path = self
            .parts
            .uri
            .path_and_query()
            .map_or("/", |path| path.as_str());
        let url = format!("{}{path}", app.settings.public_base());
        let (method, headers) = (&self.parts.method, &self.parts.headers);
        verify(
            Signed {
                method,
                url: &url,
                params: &fields,
                headers,
            },
            &app.token,
        )?;
        let (verification, attempt) = (
            VerificationId(self.verification.clone()),
            AttemptId(self.attempt.clone()),
        );
        Ok(Callback {
            verification,
            attempt,
            turn: self.parts.uri.query().and_then(Turn::of_query),
            fields,
        })
    }

    pub(super) fn forged(&self, app: &AppState) -> Response {
        let asked = self.parts.uri.path().split('/').nth(2);
        let known = KINDS.into_iter().find(|kind| Some(*kind) == asked);
        let kind = known.unwrap_or_default();
        if let Some(client) = self.parts.extensions.get() {
            app.verifier.denials.reject_callback(*client, kind);
        }
        StatusCode::FORBIDDEN.into_response()
    }
}

impl Callback {
    /// The form's value under that name; empty where it is missing, or there twice.
    pub(super) fn field(&self, name: &str) -> &str {
        let mut values = self.fields.iter().filter(|(key, _)| key == name);
        match (values.next(), values.next()) {
            (Some((_, value)), None) => value,
            _ => "",
        }
    }

    /// How a call ended; `None` where no state is told that we know. One that was answered
    /// and told nothing more is over; the verifier's record knows whether a machine had
    /// answered.
    pub(super) fn ending(&self) -> Option<DeliveryStatus> {
        let status = self.field("CallStatus");
        if !CALL_STATES.contains(&status) {
            return None;
        }
        Some(match (status, self.field("HangupCause")) {
            ("busy", _) | (_, "USER_BUSY" | "CALL_REJECTED") => DeliveryStatus::Busy,
            ("no-answer" | "timeout" | "cancel", _) | (_, "NO_ANSWER" | "ORIGINATOR_CANCEL") => {
                DeliveryStatus::NoAnswer
            }
            _ if self.field("Machine") == "true"
                || self.field("HangupCauseName").contains("Machine") =>
            {
                DeliveryStatus::Voicemail
            }
            ("failed", _) => DeliveryStatus::Failed,
            _ if self.field("AnswerTime").is_empty() && status != "completed" => {
                DeliveryStatus::Failed
            }
            _ => DeliveryStatus::Ended,
        })
    }

    /// Writes down how far the attempt got, in the audit trail and in its verification.
    pub(super) async fn report(
        &self,
        app: &AppState,
        channel: Channel,
        delivery: DeliveryStatus,
    ) -> Result<(), Fault> {
        let plivo_id = match channel {
            Channel::Text => "MessageUUID",
            Channel::Call => "CallUUID",
        };
        let report = Report {
            attempt: &AttemptDigest::of(&self.attempt),
            channel,
            state: delivery,
            plivo_id: plain(self.field(plivo_id)),
            error_code: plain(self.field("ErrorCode")),
            hangup_cause: plain(self.field("HangupCause")),
        };
        // Signed, so that it is the number that was asked for.
        let number = PhoneNumber::from_e164(&format!("+{}", self.field("To")));
        let number = number.ok();
        let phone = number.and_then(|number| app.verifier.records.fingerprint(&number));
        audit::record(Event::Reported(&report), phone.as_ref());
        app.verifier
            .report(&self.verification, &self.attempt, delivery)
            .await
    }

    pub(super) async fn spoken(
        &self,
        app: &AppState,
    ) -> Result<(Locale, Option<(Code, Duration)>), Fault> {
        app.verifier
            .spoken_code(&self.verification, &self.attempt)
            .await
    }

    pub(super) fn path(&self) -> String {
        format!("{}/{}", self.verification.0, self.attempt.0)
    }

    pub(super) fn script(
        &self,
        app: &AppState,
        locale: Locale,
        speak: impl FnOnce(Script<'_>) -> String,
    ) -> String {
        let digits_url = Callbacks::new(app.settings.public_base()).digits(&self.path());
        speak(Script {
            locale,
            brand: &app.settings.brand,
            key: Key::of(&self.path()),
            digits_url: &digits_url,
        })
    }
}

/// The most characters of somebody else's word in a log: those of a UUID.
const LONGEST: usize = 36;

/// What a log may repeat of somebody else's text: a short word.
fn plain(text: &str) -> String {
    text.chars()
        .filter(|c| c.is_ascii_alphanumeric() || "-_".contains(*c))
        .take(LONGEST)
        .collect()
}
