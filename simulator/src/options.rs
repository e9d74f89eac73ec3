//! The options of a simulator: its account, its speed and how strict it is.

use std::time::Duration;

pub(crate) const DEFAULT_AUTH_ID: &str = "MARINGCODEDEVELOPER0";
pub(crate) const DEFAULT_AUTH_TOKEN: &str = "ringcode-development-only-auth-token-000";

/// Longest wait in seconds, whatever a request or a document asks for: one day.
const LONGEST_WAIT: f64 = 86_400.0;

/// Options of a simulator. `Options::default()` is the documented development account at
/// lifelike speed.
#[derive(Clone, Debug)]
pub struct Options {
    /// Auth ID of the account: `MA` and 18 characters of `[A-Z0-9]`, which Plivo's SDKs insist on.
    pub auth_id: String,
    /// Auth token of the account: the password of Basic auth and the key of every signature.
    pub auth_token: String,
    /// Factor for every wait that a carrier, a person or a retry schedule causes: 1.0 is
    /// lifelike, 0.01 is for tests.
    pub time_scale: f64,
    /// Time for which the number that never answers keeps a request open. Not scaled.
    pub unanswered_hold: Duration,
    /// Time an application has to answer a receipt (Plivo: 8 s). Not scaled.
    pub receipt_timeout: Duration,
    /// Whether more than 300 requests in 5 s are refused with 429, as Plivo does.
    pub rate_limit: bool,
    /// Whether a wrong password is answered in JSON instead of plain text.
    pub json_unauthorized: bool,
    /// Signatures that receipts carry. Voice callbacks always carry V3.
    pub receipt_signatures: CallbackSignatures,
}

/// Signature versions of a callback. V2 is documented for receipts and V3 has been seen on live
/// traffic, so receipts carry both by default.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallbackSignatures {
    /// Only `X-Plivo-Signature-V2` and its companions.
    V2,
    /// Only `X-Plivo-Signature-V3` and its companions.
    V3,
    /// Both versions on every callback.
    Both,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            auth_id: DEFAULT_AUTH_ID.to_owned(),
            auth_token: DEFAULT_AUTH_TOKEN.to_owned(),
            time_scale: 1.0,
            unanswered_hold: Duration::from_secs(30),
            receipt_timeout: Duration::from_secs(8),
            rate_limit: true,
            json_unauthorized: false,
            receipt_signatures: CallbackSignatures::Both,
        }
    }
}

impl Options {
    /// A wait of so many lifelike seconds at this simulator's speed; at most one day.
    pub(crate) fn scaled(&self, seconds: f64) -> Duration {
        let seconds = (seconds * self.time_scale).clamp(0.0, LONGEST_WAIT);
        Duration::try_from_secs_f64(seconds).unwrap_or_default()
    }
}
