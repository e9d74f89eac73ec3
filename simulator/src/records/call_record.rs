//! A call as the account remembers it, and as callbacks and the API tell of it. Source: Plivo's
//! call record and voice callback pages.

use serde::Serialize;
use serde_json::{Value, json};
use tokio::sync::mpsc::UnboundedSender;

use super::hangup::Hangup;
use super::recent_items::HasUuid;
use crate::callbacks::{CallbackForm, callback_form};
use crate::utc_time::UtcTime;

/// Lines kept of a transcript.
const TRANSCRIPT_LINES: usize = 200;

/// One call to one destination. Its UUID is also its request's.
pub(crate) struct CallRecord {
    pub(crate) uuid: String,
    pub(crate) from: String,
    pub(crate) to: String,
    pub(crate) caller_name: String,
    pub(crate) state: CallState,
    pub(crate) transcript: Vec<TranscriptLine>,
    pub(crate) created: UtcTime,
    answered: Option<UtcTime>,
    ended: Option<UtcTime>,
    signals: UnboundedSender<CallSignal>,
}

/// The stage that a call has reached.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum CallState {
    Ringing,
    InProgress,
    Ended(Hangup),
}

/// An event that reaches a call from outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CallSignal {
    Answer,
    Decline,
    HangUp,
    Press(char),
    /// Asynchronous machine detection found a machine.
    MachineFound,
    /// `DELETE Call`.
    HangUpByApi,
    /// `DELETE Request`.
    CancelByApi,
}

/// The speaker of a line in a transcript.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Speaker {
    /// The voice that reads the application's XML.
    Plivo,
    /// The person at the handset.
    You,
    /// The telephone line itself.
    Line,
}

/// One line of a transcript.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct TranscriptLine {
    who: Speaker,
    text: String,
    /// BCP 47 tag.
    language: String,
    /// Milliseconds since the Unix epoch.
    at: u64,
}

impl TranscriptLine {
    /// A line said now.
    pub(crate) fn new(who: Speaker, text: &str, language: &str) -> Self {
        Self {
            who,
            text: text.to_owned(),
            language: language.to_owned(),
            at: UtcTime::now().unix_millis(),
        }
    }
}

impl CallRecord {
    /// A call that begins to ring. Whoever holds the other end of `signals` carries it out.
    pub(crate) fn new(
        uuid: &str,
        [from, to, caller_name]: [&str; 3],
        signals: UnboundedSender<CallSignal>,
    ) -> Self {
        Self {
            uuid: uuid.to_owned(),
            from: from.to_owned(),
            to: to.to_owned(),
            caller_name: caller_name.to_owned(),
            state: CallState::Ringing,
            transcript: Vec::new(),
            created: UtcTime::now(),
            answered: None,
            ended: None,
            signals,
        }
    }

    /// Passes a signal to the call; `false` if it has ended.
    pub(crate) fn signal(&self, signal: CallSignal) -> bool {
        !matches!(self.state, CallState::Ended(_)) && self.signals.send(signal).is_ok()
    }

    /// Records that the call was answered.
    pub(crate) fn answer(&mut self) {
        self.state = CallState::InProgress;
        self.answered = Some(UtcTime::now());
    }

    /// Records that the call ended.
    pub(crate) fn end(&mut self, hangup: &Hangup) {
        self.state = CallState::Ended(hangup.clone());
        self.ended = Some(UtcTime::now());
    }

    /// Adds a line to the transcript; a full one loses its last line.
    pub(crate) fn transcribe(&mut self, line: TranscriptLine) {
        self.transcript.truncate(TRANSCRIPT_LINES - 1);
        self.transcript.push(line);
    }

    /// The fields of every callback about this call.
    pub(crate) fn callback_fields(&self) -> CallbackForm {
        callback_form([
            ("Direction", "outbound"),
            ("From", &self.from),
            ("To", &self.to),
            ("CallUUID", &self.uuid),
            ("RequestUUID", &self.uuid),
            ("ALegUUID", &self.uuid),
            ("ALegRequestUUID", &self.uuid),
            ("CallStatus", self.status()),
            ("BillRate", "0.00850"),
            ("SessionStart", &self.created.to_plivo_string()),
        ])
    }

    /// The further fields of the callback about the end of the call.
    pub(crate) fn hangup_fields(&self, hangup: &Hangup) -> CallbackForm {
        let time = |at: Option<UtcTime>| at.map(UtcTime::to_plivo_string).unwrap_or_default();
        let seconds = self.seconds().to_string();
        callback_form([
            ("HangupCause", hangup.cause),
            ("HangupCauseCode", &hangup.code.to_string()),
            ("HangupCauseName", &hangup.name),
            ("HangupSource", hangup.source),
            ("StartTime", &self.created.to_plivo_string()),
            ("AnswerTime", &time(self.answered)),
            ("EndTime", &time(self.ended)),
            ("Duration", &seconds),
            ("BillDuration", &seconds),
            ("TotalCost", "0.00000"),
            ("STIRVerification", "Not Applicable"),
        ])
    }

    /// Plivo's `CallStatus`.
    pub(crate) fn status(&self) -> &'static str {
        match &self.state {
            CallState::Ringing => "ringing",
            CallState::InProgress => "in-progress",
            CallState::Ended(hangup) => hangup.status,
        }
    }

    /// The object that `?status=live` and `?status=queued` ask for.
    pub(crate) fn to_live_json(&self) -> Value {
        json!({
            "call_status": self.status(),
            "call_uuid": self.uuid,
            "caller_name": self.caller_name,
            "direction": "outbound",
            "from": self.from,
            "request_uuid": self.uuid,
            "session_start": self.created.to_plivo_string(),
            "stir_attestation": "",
            "stir_verification": "Not Applicable",
            "to": self.to,
        })
    }

    /// The object of a call that has ended.
    pub(crate) fn to_ended_json(&self, auth_id: &str, hangup: &Hangup) -> Value {
        let seconds = self.seconds();
        let time = |at: Option<UtcTime>| at.map(UtcTime::to_plivo_string);
        json!({
            "answer_time": time(self.answered),
            "bill_duration": seconds,
            "billed_duration": seconds.next_multiple_of(60),
            "call_direction": "outbound",
            "call_duration": seconds,
            "call_state": if self.answered.is_some() { "ANSWER" } else { hangup.cause },
            "call_uuid": self.uuid,
            "end_time": time(self.ended),
            "from_number": self.from,
            "hangup_cause_code": hangup.code,
            "hangup_cause_name": hangup.name,
            "hangup_source": hangup.source,
            "initiation_time": self.created.to_plivo_string(),
            "parent_call_uuid": null,
            "resource_uri": format!("/v1/Account/{auth_id}/Call/{}/", self.uuid),
            "stir_verification": "Not Applicable",
            "to_number": self.to,
            "total_amount": "0.00000",
            "total_rate": "0.00850",
            "voice_network_group": "Local",
        })
    }

    /// Seconds from the answer to the end.
    fn seconds(&self) -> u64 {
        let talk = self.answered.zip(self.ended);
        talk.map_or(0, |(answered, ended)| ended.seconds_since(answered))
    }
}

impl HasUuid for CallRecord {
    fn uuid(&self) -> &str {
        &self.uuid
    }
}
