//! Plivo's responses, read as the outcome of a send.
//!
//! Pure. Error bodies are JSON, plain text, HTML or nothing, so they are only
//! searched for known phrases, never parsed.

use reqwest::StatusCode;
use serde_json::Value;

use crate::telephony::plivo::http::{HttpError, HttpOutcome, HttpResponse};
use crate::telephony::{ProviderRefusal, SendOutcome};

/// Phrases of Plivo's errors, in lower case, where the status alone says too little.
const ERROR_PHRASES: [(&str, ProviderRefusal); 11] = [
    ("insufficient credit", ProviderRefusal::NoCredit),
    ("insufficient fund", ProviderRefusal::NoCredit),
    ("insufficient balance", ProviderRefusal::NoCredit),
    ("insufficient account", ProviderRefusal::NoCredit),
    ("barred", ProviderRefusal::Barred),
    ("geo-permission", ProviderRefusal::Barred),
    ("geo permission", ProviderRefusal::Barred),
    ("outbound calling is disabled", ProviderRefusal::Barred),
    ("invalid auth token", ProviderRefusal::Unauthorized),
    ("is not a valid phone number", ProviderRefusal::BadNumber),
    ("identical to src", ProviderRefusal::BadNumber),
];

/// Derives the outcome of a send; `parse` reads the JSON (or `Null`) of a 2xx response.
pub(super) fn send_outcome(
    http: &HttpOutcome,
    parse: impl FnOnce(&Value) -> SendOutcome,
) -> SendOutcome {
    match http {
        Err(HttpError::NotSent(_)) => SendOutcome::Refused(ProviderRefusal::Unreachable),
        Err(HttpError::NoResponse(_)) => SendOutcome::Unknown,
        Ok(response) if response.status.is_success() => parse(&response.json),
        // A server that broke may have sent the message before it did.
        Ok(response) if response.status.is_server_error() => SendOutcome::Unknown,
        Ok(response) => SendOutcome::Refused(refusal(response)),
    }
}

/// The value when it looks like one of Plivo's IDs; anything else is neither kept nor logged.
pub(super) fn parse_id(value: &Value) -> Option<String> {
    let text = value.as_str()?;
    let valid = (1..=64).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    valid.then(|| text.to_owned())
}

fn refusal(response: &HttpResponse) -> ProviderRefusal {
    match response.status {
        StatusCode::UNAUTHORIZED => ProviderRefusal::Unauthorized,
        StatusCode::PAYMENT_REQUIRED => ProviderRefusal::NoCredit,
        StatusCode::TOO_MANY_REQUESTS => ProviderRefusal::TooMany,
        StatusCode::FORBIDDEN => find_phrase(&response.body).unwrap_or(ProviderRefusal::Barred),
        _ => find_phrase(&response.body).unwrap_or(ProviderRefusal::Rejected),
    }
}

fn find_phrase(body: &[u8]) -> Option<ProviderRefusal> {
    let body = String::from_utf8_lossy(body).to_lowercase();
    ERROR_PHRASES
        .iter()
        .find(|(phrase, _)| body.contains(phrase))
        .map(|(_, refusal)| *refusal)
}
