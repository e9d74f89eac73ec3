//! `[plivo]`: the account at Plivo, its addresses and the pace of requests.

use std::time::Duration;

use secrecy::SecretString;

use crate::config::RawSettings;
use crate::config::value_parser::{address, flag, number, seconds, secret, text};
use crate::telephony::plivo::account;

/// More than any account allows.
const MANY: u64 = 10_000_000;

section! {
    /// The account at Plivo, its addresses and the pace of requests.
    pub struct PlivoSettings in "plivo" {
        /// Plivo Auth ID: MA… or SA…, 20 characters; empty: the simulator is used.
        auth_id: Option<String> = text(), PLIVO_AUTH_ID = "";
        /// Plivo Auth Token.
        auth_token: Option<SecretString> = secret(), PLIVO_AUTH_TOKEN = "";
        /// Number (with country code) or sender ID that messages come from; a number unless calls
        /// are off.
        sender: String = text(), PLIVO_SENDER = "";
        /// ID of the PHLO that sends texts and calls; empty: none.
        phlo_id: Option<String> = text(), PLIVO_PHLO_ID = "";
        /// Address of Plivo's API.
        api_url: String = address(), PLIVO_API_URL = "https://api.plivo.com";
        /// Address of Plivo's PHLO runner.
        phlo_url: String = address(), PLIVO_PHLO_URL = "https://phlorunner.plivo.com";
        /// Seconds that a request to Plivo may take.
        timeout: Duration = seconds(1, 8), PLIVO_TIMEOUT = "8";
        /// Cooldown of the circuit breaker in seconds: how long nothing is sent after Plivo failed,
        /// before one message tries; 0: it never opens.
        rest: Duration = seconds(0, 600), PLIVO_REST = "10";
        /// Texts requested in a second by all instances, as the account allows; more wait a few
        /// seconds, then are refused.
        texts_per_second: u32 = number(1, MANY), PLIVO_TEXTS_PER_SECOND = "50";
        /// Calls requested in a second by all instances, as the account allows.
        calls_per_second: u32 = number(1, MANY), PLIVO_CALLS_PER_SECOND = "2";
        /// Accepts receipts of texts that Plivo signs by V2 alone, as it does on some accounts; V2
        /// proves the receipt's address, not its content. false: such receipts are refused and
        /// logged.
        signature_v2: bool = flag(), PLIVO_SIGNATURE_V2 = "false";
    }
}

impl PlivoSettings {
    /// The sender as Plivo takes it: a number without its plus sign.
    pub fn sender_without_plus(&self) -> &str {
        self.sender.trim_start_matches('+')
    }

    /// Checks that the account is complete and in Plivo's form. With `makes_calls`, its sender must
    /// be a number.
    pub(in crate::config) fn validate(&self, makes_calls: bool, raw: &mut RawSettings) {
        let Some(auth_id) = &self.auth_id else {
            for path in ["plivo.auth_token", "plivo.sender", "plivo.phlo_id"] {
                if raw.is_set(path) {
                    raw.error(path, "is set, but plivo.auth_id is not");
                }
            }
            return;
        };
        let sender = self.sender_without_plus();
        let phlo_id = self.phlo_id.as_deref();
        for (path, checked) in [
            ("plivo.auth_id", account::validate_auth_id(auth_id)),
            ("plivo.sender", account::validate_sender(sender)),
            (
                "plivo.phlo_id",
                phlo_id.map_or(Ok(()), account::validate_phlo_id),
            ),
        ] {
            if let Err(error) = checked {
                raw.error(path, error);
            }
        }
        let token = raw.text("plivo.auth_token");
        if token.is_empty() {
            raw.error("plivo.auth_token", "needed with plivo.auth_id");
        } else if token.contains(char::is_whitespace) {
            raw.error("plivo.auth_token", "has a space in it");
        }
        if makes_calls && sender.bytes().any(|byte| byte.is_ascii_alphabetic()) {
            let message = "letters cannot call: give a number, or set limits.calls_per_flow to 0";
            raw.error("plivo.sender", message);
        }
    }
}
