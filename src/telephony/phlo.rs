//! PHLO: flows that are drawn in Plivo's console and send the code in our place.
//!
//! Pure. A run is an ordinary POST; what it answers is for people to read.

use serde_json::{Value, json};

use crate::domain::code::Code;
use crate::i18n::Locale;
use crate::telephony::{Outcome, Reason, verdict};

/// Which way a PHLO is to deliver: its `mode`.
#[derive(Clone, Copy, Debug)]
pub(super) enum Mode {
    Sms,
    Call,
}

/// The body of a run: the keys of Plivo's two-factor template, and the language's tag for
/// flows that speak more than one. The code is a string: as a number it would lose its
/// leading zeros.
pub(super) fn body(from: &str, to: &str, code: &Code, mode: Mode, locale: Locale) -> Value {
    let mode = match mode {
        Mode::Sms => "sms",
        Mode::Call => "call",
    };
    json!({ "from": from, "to": to, "otp": code.digits(), "mode": mode, "language": locale.tag() })
}

/// Reads a 2xx answer, which is no success yet: a flow that ran into a failing
/// node answers 201 as well and says so in its `message` only.
pub(super) fn accepted(answer: &Value) -> Outcome {
    let message = answer["message"].as_str().unwrap_or_default();
    if message.starts_with("stopped.") || message.contains("output state: failed") {
        return Outcome::Refused(Reason::Rejected);
    }
    let provider_id = sent_id(message)
        .or_else(|| verdict::id(&answer["phlo_run_id"]))
        .or_else(|| verdict::id(&answer["api_id"]));
    Outcome::Accepted { provider_id }
}

/// The message's id, which stands only inside a sentence in Python's notation:
/// `'message_uuid': ['…']`. Best effort; the run's id is the next best.
fn sent_id(message: &str) -> Option<String> {
    let (_, rest) = message.split_once("'message_uuid': ['")?;
    let (id, _) = rest.split_once('\'')?;
    verdict::id(&Value::from(id))
}
