//! Room `simulator`: a call as it is remembered: what it said, how far it is,
//! and how callbacks and records tell it. Source: Plivo's call record and
//! voice callback pages.

use serde::Serialize;
use serde_json::{Value, json};
use tokio::sync::mpsc::UnboundedSender;

use super::Simulator;
use super::clock::Moment;
use super::ending::Ending;
use super::state::{Named, State};
use super::webhook::{Params, owned};

/// Lines of a transcript that are kept.
const TRANSCRIPT: usize = 200;

/// One call to one destination. Its UUID is also its request's.
pub(super) struct Call {
    pub(super) uuid: String,
    pub(super) from: String,
    pub(super) to: String,
    pub(super) caller_name: String,
    pub(super) stage: Stage,
    pub(super) transcript: Vec<Said>,
    pub(super) created: Moment,
    pub(super) answered: Option<Moment>,
    pub(super) ended: Option<Moment>,
    pub(super) control: UnboundedSender<Control>,
}

/// How far a call is.
#[derive(Clone, PartialEq, Eq)]
pub(super) enum Stage {
    Ringing,
    InProgress,
    Ended(Ending),
}

/// What may happen to a call from outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Control {
    Answer,
    Decline,
    HangUp,
    Press(char),
    /// Machine detection ran beside the call and found a machine.
    MachineFound,
    /// `DELETE Call`.
    Kill,
    /// `DELETE Request`.
    Cancel,
}

/// Who a line of a transcript is by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Who {
    /// The voice that reads our XML.
    Plivo,
    /// The person at the handset.
    You,
    /// The telephone line itself.
    Line,
}

/// One line of a transcript.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Said {
    who: Who,
    text: String,
    language: String,
    at: u64,
}

impl Said {
    pub(super) fn new(who: Who, text: &str, language: &str) -> Self {
        Self {
            who,
            text: text.to_owned(),
            language: language.to_owned(),
            at: Moment::now().millis(),
        }
    }
}

/// Passes something on to a call that is not over; false when there is none.
pub(super) fn control(state: &State, uuid: &str, what: Control) -> bool {
    let call = state.calls.get(uuid);
    let open = call.filter(|call| !matches!(call.stage, Stage::Ended(_)));
    open.is_some_and(|call| call.control.send(what).is_ok())
}

/// The call was picked up.
pub(super) fn answer(state: &mut State, uuid: &str) {
    if let Some(call) = state.calls.get_mut(uuid) {
        call.stage = Stage::InProgress;
        call.answered = Some(Moment::now());
    }
}

/// The call is over.
pub(super) fn end(state: &mut State, uuid: &str, ending: &Ending) {
    if let Some(call) = state.calls.get_mut(uuid) {
        call.stage = Stage::Ended(ending.clone());
        call.ended = Some(Moment::now());
    }
}

/// Something was said on the line.
pub(super) fn note(state: &mut State, uuid: &str, line: Said) {
    if let Some(call) = state.calls.get_mut(uuid) {
        call.transcript.truncate(TRANSCRIPT - 1);
        call.transcript.push(line);
    }
}

impl Call {
    /// The fields of every callback about this call.
    pub(super) fn params(&self) -> Params {
        owned([
            ("Direction", "outbound"),
            ("From", &self.from),
            ("To", &self.to),
            ("CallUUID", &self.uuid),
            ("RequestUUID", &self.uuid),
            ("ALegUUID", &self.uuid),
            ("ALegRequestUUID", &self.uuid),
            ("CallStatus", self.status()),
            ("BillRate", "0.00850"),
            ("SessionStart", &self.created.stamp()),
        ])
    }

    /// The further fields of the callback about its end.
    pub(super) fn ending_params(&self, ending: &Ending) -> Params {
        let stamp = |at: Option<Moment>| at.map(Moment::stamp).unwrap_or_default();
        owned([
            ("HangupCause", ending.cause),
            ("HangupCauseCode", &ending.code.to_string()),
            ("HangupCauseName", &ending.name),
            ("HangupSource", ending.source),
            ("StartTime", &self.created.stamp()),
            ("AnswerTime", &stamp(self.answered)),
            ("EndTime", &stamp(self.ended)),
            ("Duration", &self.seconds().to_string()),
            ("BillDuration", &self.seconds().to_string()),
            ("TotalCost", "0.00000"),
            ("STIRVerification", "Not Applicable"),
        ])
    }

    /// Seconds from the answer to the end.
    pub(super) fn seconds(&self) -> u64 {
        let answered = self.answered.zip(self.ended);
        answered.map_or(0, |(answered, ended)| ended.seconds_since(answered))
    }

    pub(super) fn status(&self) -> &'static str {
        match &self.stage {
            Stage::Ringing => "ringing",
            Stage::InProgress => "in-progress",
            Stage::Ended(ending) => ending.status,
        }
    }

    /// As `?status=live` and `?status=queued` tell it.
    pub(super) fn live(&self) -> Value {
        json!({
            "call_status": self.status(),
            "call_uuid": self.uuid,
            "caller_name": self.caller_name,
            "direction": "outbound",
            "from": self.from,
            "request_uuid": self.uuid,
            "session_start": self.created.stamp(),
            "stir_attestation": "",
            "stir_verification": "Not Applicable",
            "to": self.to,
        })
    }

    /// As it is told once it is over.
    pub(super) fn record(&self, simulator: &Simulator, ending: &Ending) -> Value {
        let (auth_id, seconds) = (&simulator.options().auth_id, self.seconds());
        let stamp = |at: Option<Moment>| at.map(Moment::stamp);
        json!({
            "answer_time": stamp(self.answered),
            "bill_duration": seconds,
            "billed_duration": seconds.next_multiple_of(60),
            "call_direction": "outbound",
            "call_duration": seconds,
            "call_state": if self.answered.is_some() { "ANSWER" } else { ending.cause },
            "call_uuid": self.uuid,
            "end_time": stamp(self.ended),
            "from_number": self.from,
            "hangup_cause_code": ending.code,
            "hangup_cause_name": ending.name,
            "hangup_source": ending.source,
            "initiation_time": self.created.stamp(),
            "parent_call_uuid": null,
            "resource_uri": format!("/v1/Account/{auth_id}/Call/{}/", self.uuid),
            "stir_verification": "Not Applicable",
            "to_number": self.to,
            "total_amount": "0.00000",
            "total_rate": "0.00850",
            "voice_network_group": "Local",
        })
    }
}

impl Named for Call {
    fn uuid(&self) -> &str {
        &self.uuid
    }
}
