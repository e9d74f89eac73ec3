//! What a reply of Plivo means for a delivery.
//!
//! Pure. Error bodies are JSON, plain text, HTML or nothing, so they are only
//! searched for known words, never parsed.

use reqwest::StatusCode;
use serde_json::Value;

use crate::telephony::{
    Outcome, Reason,
    post::{Answer, Reply},
};

/// Judges a reply; `accepted` reads the JSON (or `Null`) of a 2xx answer.
pub(super) fn judge(reply: &Reply, accepted: impl FnOnce(&Value) -> Outcome) -> Outcome {
    match reply {
        Reply::NotSent(_) => Outcome::Refused(Reason::Unreachable),
        Reply::Lost(_) => Outcome::Unknown,
        Reply::Answered(answer) if answer.status.is_success() => accepted(&answer.json),
        // A server that broke may have sent the message before it did.
        Reply::Answered(answer) if answer.status.is_server_error() => Outcome::Unknown,
        Reply::Answered(answer) => Outcome::Refused(reason(answer)),
    }
}

/// The value when it looks like one of Plivo's ids; what does not is not kept, nor logged.
pub(super) fn id(value: &Value) -> Option<String> {
    let text = value.as_str()?;
    let shaped = (1..=64).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    shaped.then(|| text.to_owned())
}

/// Sentences of Plivo, in lower case, where the status alone says too little.
const SENTENCES: [(&str, Reason); 11] = [
    ("insufficient credit", Reason::NoCredit),
    ("insufficient fund", Reason::NoCredit),
    ("insufficient balance", Reason::NoCredit),
    ("insufficient account", Reason::NoCredit),
    ("barred", Reason::Barred),
    ("geo-permission", Reason::Barred),
    ("geo permission", Reason::Barred),
    ("outbound calling is disabled", Reason::Barred),
    ("invalid auth token", Reason::Unauthorized),
    ("is not a valid phone number", Reason::BadNumber),
    ("identical to src", Reason::BadNumber),
];

fn reason(answer: &Answer) -> Reason {
    match answer.status {
        StatusCode::UNAUTHORIZED => Reason::Unauthorized,
        StatusCode::PAYMENT_REQUIRED => Reason::NoCredit,
        StatusCode::TOO_MANY_REQUESTS => Reason::TooMany,
        StatusCode::FORBIDDEN => sentence(&answer.body).unwrap_or(Reason::Barred),
        _ => sentence(&answer.body).unwrap_or(Reason::Rejected),
    }
}

fn sentence(body: &[u8]) -> Option<Reason> {
    let body = String::from_utf8_lossy(body).to_lowercase();
    SENTENCES
        .iter()
        .find(|(words, _)| body.contains(words))
        .map(|(_, reason)| *reason)
}
