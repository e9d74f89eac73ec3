//! The state of the phone as the page draws it.

use serde_json::{Value, json};

use crate::magic_number::{self, CallOutcome};
use crate::records::{CallRecord, CallState, MessageRecord};
use crate::simulator::Simulator;

/// Texts and calls in a snapshot; all of them could be large.
const MAX_ITEMS: usize = 60;

/// The texts that have arrived and the calls, newest first. `to` limits them to one number, in
/// digits.
pub(super) fn snapshot(simulator: &Simulator, to: Option<&str>) -> Value {
    let is_shown = |number: &str| to.is_none_or(|to| number == to);
    let state = simulator.state();
    let texts = state.messages.newest_first();
    let texts = texts
        .filter(|text| is_shown(&text.to))
        .filter_map(text_json);
    let texts: Vec<Value> = texts.take(MAX_ITEMS).collect();
    let calls = state.calls.newest_first();
    let calls = calls.filter(|call| is_shown(&call.to)).map(call_json);
    let calls: Vec<Value> = calls.take(MAX_ITEMS).collect();
    json!({ "texts": texts, "calls": calls })
}

/// A text, once it has arrived.
fn text_json(message: &MessageRecord) -> Option<Value> {
    let arrived = message.arrived?;
    Some(json!({
        "uuid": message.uuid,
        "from": international(&message.from),
        "powerpack": message.powerpack,
        "dlt_template": message.dlt.as_ref().map(|dlt| &dlt.template_id),
        "to": international(&message.to),
        "text": message.text,
        "type": message.kind,
        "at": arrived.unix_millis(),
    }))
}

fn call_json(call: &CallRecord) -> Value {
    let hangup = match &call.state {
        CallState::Ended(hangup) => Some(hangup),
        CallState::Ringing | CallState::InProgress => None,
    };
    json!({
        "uuid": call.uuid,
        "from": international(&call.from),
        "caller_name": call.caller_name,
        "to": international(&call.to),
        "rings_here": magic_number::lookup(&call.to).call == CallOutcome::RingsHandset,
        "stage": match call.state {
            CallState::Ringing => "ringing",
            CallState::InProgress => "in-progress",
            CallState::Ended(_) => "ended",
        },
        "status": call.status(),
        "ending": hangup.map(|hangup| format!("{} ({})", hangup.name, hangup.code)),
        "transcript": call.transcript,
        "at": call.created.unix_millis(),
    })
}

/// A number in E.164; a name or a SIP address as it is.
fn international(party: &str) -> String {
    let is_number = !party.is_empty() && party.bytes().all(|byte| byte.is_ascii_digit());
    if is_number {
        format!("+{party}")
    } else {
        party.to_owned()
    }
}
