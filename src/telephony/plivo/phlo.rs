//! PHLO: flows that are drawn in Plivo's console and send the code in our place.
//!
//! Pure. A run is an ordinary POST; its response is written for people.

use serde_json::{Value, json};

use super::response::parse_id;
use crate::telephony::provider::{OutgoingAttempt, ProviderRefusal, SendOutcome};

/// The body of a run: the keys of Plivo's two-factor template, and the language tag for PHLOs
/// that speak more than one language. The code is a string: a number would lose its leading zeros.
pub(super) fn run_body(attempt: &OutgoingAttempt<'_>, from: &str, to: &str) -> Value {
    let mode = match attempt.channel.is_spoken() {
        true => "call",
        false => "sms",
    };
    json!({
        "from": from,
        "to": to,
        "otp": attempt.code.digits(),
        "mode": mode,
        "language": attempt.locale.tag(),
    })
}

/// Reads the JSON of a 2xx response, which is not a success yet: a PHLO that ran into a failing
/// node answers 201 as well and says so in its `message` only.
pub(super) fn parse_outcome(response: &Value) -> SendOutcome {
    let message = response["message"].as_str().unwrap_or_default();
    if message.starts_with("stopped.") || message.contains("output state: failed") {
        return SendOutcome::Refused(ProviderRefusal::Rejected);
    }
    let provider_id = message_id(message)
        .or_else(|| parse_id(&response["phlo_run_id"]))
        .or_else(|| parse_id(&response["api_id"]));
    SendOutcome::Accepted { provider_id }
}

/// Finds the message's ID, which appears only inside a sentence in Python's notation:
/// `'message_uuid': ['…']`. Best effort; the run's ID is the next best.
fn message_id(message: &str) -> Option<String> {
    let (_, rest) = message.split_once("'message_uuid': ['")?;
    let (id, _) = rest.split_once('\'')?;
    parse_id(&Value::from(id))
}
