//! `[plivo]`: the account at Plivo, its addresses and the pace of requests.

use std::time::Duration;

use secrecy::SecretString;

use crate::config::RawSettings;
use crate::config::sender_parsers::{callers, dlt_category, dlt_id, sender, senders, texts};
use crate::config::value_parser::{address, flag, number, seconds, secret, text};
use crate::domain::PerCountry;
use crate::telephony::plivo::account;
use crate::telephony::plivo::dlt::{DltCategory, DltId};
use crate::telephony::plivo::senders::{Caller, Sender};
use crate::telephony::text_template::TextTemplate;

/// More than any account allows.
const MANY: u64 = 10_000_000;

section! {
    /// The account at Plivo, its addresses and the pace of requests.
    pub struct PlivoSettings in "plivo" {
        /// Plivo Auth ID: MA… or SA…, 20 characters; empty: the simulator is used.
        auth_id: Option<String> = text(), PLIVO_AUTH_ID = "";
        /// Plivo Auth Token.
        auth_token: Option<SecretString> = secret(), PLIVO_AUTH_TOKEN = "";
        /// Sender of texts to all countries that plivo.senders does not name: a number with its
        /// country code, a short code, 1 to 11 letters and digits, or powerpack: and its UUID.
        sender: Option<Sender> = sender(), PLIVO_SENDER = "";
        /// Senders of texts by country: GB=ACME, US=powerpack:UUID. With *=14155550100, for all
        /// others, plivo.sender is not needed.
        senders: PerCountry<Option<Sender>> = senders(), PLIVO_SENDERS = "";
        /// Numbers that calls come from by country, or none where there are no calls:
        /// *=14155550100, IN=none. For a country without, the sender of its texts calls, if that is
        /// a number.
        callers: PerCountry<Option<Caller>> = callers(), PLIVO_CALLERS = "";
        /// Texts in your own words by country, a line each: IN=Your {brand} code is {code}. Sent to
        /// the letter in every language, with {minutes}, {host} and \n for a line break where they
        /// stand there. Empty: the built-in text.
        texts: PerCountry<Option<TextTemplate>> = texts(), PLIVO_TEXTS = "";
        /// ID of the business in India's DLT register, for texts there.
        dlt_entity_id: Option<DltId> = dlt_id(), PLIVO_DLT_ENTITY_ID = "";
        /// ID of India's text in that register.
        dlt_template_id: Option<DltId> = dlt_id(), PLIVO_DLT_TEMPLATE_ID = "";
        /// Category of India's text in that register: transactional, promotional, service_implicit
        /// or service_explicit.
        dlt_template_category: DltCategory = dlt_category(), PLIVO_DLT_TEMPLATE_CATEGORY = "service_implicit";
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
    /// Checks that the account is complete and in Plivo's form. The senders are checked beside the
    /// countries, in [`senders`](crate::config::senders).
    pub(in crate::config) fn validate(&self, raw: &mut RawSettings) {
        let Some(auth_id) = &self.auth_id else {
            for path in ["plivo.auth_token", "plivo.phlo_id"] {
                if raw.is_set(path) {
                    raw.error(path, "is set, but plivo.auth_id is not");
                }
            }
            return;
        };
        let phlo_id = self.phlo_id.as_deref();
        for (path, checked) in [
            ("plivo.auth_id", account::validate_auth_id(auth_id)),
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
    }
}
