//! Requests to Plivo: a URL, a body, and the reader of a successful response.
//!
//! Pure. Whether a text or call is requested directly or through a PHLO is decided here.

use reqwest::Url;
use serde_json::{Value, json};

use super::account::{Account, AccountError};
use super::callback_receiver::{CallbackKind, CallbackUrls};
use super::phlo;
use super::response::parse_id;
use super::self_test::SignedReceipt;
use super::senders::Sender;
use super::voice_xml::MAX_CALL_SECONDS;
use crate::domain::Channel;
use crate::i18n::Locale;
use crate::telephony::provider::{OutgoingAttempt, SendOutcome};
use crate::telephony::sms;

/// Seconds that a phone rings before the call is given up (Plivo's own default is 120).
const RING_TIMEOUT: u32 = 30;

/// One request to Plivo.
pub(super) struct PlivoRequest<'a> {
    /// `text`, `call` or `phlo`, for the log.
    pub kind: &'static str,
    pub url: &'a Url,
    pub body: Value,
    /// Reads the JSON (or `Null`) of a 2xx response.
    pub parse: fn(&Value) -> SendOutcome,
}

/// Plivo's endpoints for one account, and the bodies they take.
#[derive(Debug)]
pub(super) struct PlivoApi {
    account: Account,
    callback_urls: CallbackUrls,
    message_url: Url,
    call_url: Url,
    phlo_url: Option<Url>,
    account_url: Url,
    /// The languages whose texts take more than one segment.
    multi_segment_locales: Vec<(Locale, usize)>,
}

impl PlivoApi {
    /// The endpoints of `account`.
    ///
    /// # Errors
    /// The first setting that is invalid.
    pub fn new(account: Account) -> Result<Self, AccountError> {
        account.validate()?;
        let (auth_id, api_url) = (&account.auth_id, &account.api_url);
        let phlo = |id: &String| format!("v1/account/{auth_id}/phlo/{id}");
        let run = |id: &String| join_url(&account.phlo_url, &phlo(id));
        Ok(Self {
            message_url: join_url(api_url, &format!("v1/Account/{auth_id}/Message/"))?,
            call_url: join_url(api_url, &format!("v1/Account/{auth_id}/Call/"))?,
            account_url: join_url(api_url, &format!("v1/Account/{auth_id}/"))?,
            phlo_url: account.phlo_id.as_ref().map(run).transpose()?,
            callback_urls: CallbackUrls::new(&account.public_url),
            multi_segment_locales: sms::multi_segment_locales(&account.brand, &account.host),
            account,
        })
    }

    /// The URL of the account itself.
    pub fn account_url(&self) -> &Url {
        &self.account_url
    }

    /// The receipt of a self-test, as Plivo would sign it.
    pub fn self_test(&self, nonce: u64) -> SignedReceipt {
        SignedReceipt::new(&self.callback_urls, &self.account.auth_token, nonce)
    }

    /// Builds the request that delivers `attempt`; `None` where the country has no sender for it.
    pub fn request(&self, attempt: &OutgoingAttempt<'_>) -> Option<PlivoRequest<'_>> {
        let from = self.sender(attempt)?;
        if let Some(url) = &self.phlo_url {
            return Some(PlivoRequest {
                kind: "phlo",
                url,
                body: phlo::run_body(attempt, from.1, recipient(attempt)),
                parse: phlo::parse_outcome,
            });
        }
        Some(match attempt.channel {
            Channel::Text => PlivoRequest {
                kind: "text",
                url: &self.message_url,
                body: self.message_body(attempt, from),
                parse: |response| accepted(&response["message_uuid"][0]),
            },
            Channel::Call => PlivoRequest {
                kind: "call",
                url: &self.call_url,
                body: self.call_body(attempt, from),
                parse: |response| accepted(&response["request_uuid"]),
            },
        })
    }

    /// Upper bound of the segments of a text to this country in this language. The text of a PHLO
    /// is not known here; it is counted as if it were ours.
    pub fn segments(&self, country: &str, locale: Locale) -> u32 {
        let Account {
            brand, host, texts, ..
        } = &self.account;
        let mut longer = self.multi_segment_locales.iter();
        let segments = match texts.get(country) {
            Some(template) => template.segments(brand, host),
            None => longer
                .find(|(longer, _)| *longer == locale)
                .map_or(1, |(_, segments)| *segments),
        };
        u32::try_from(segments).unwrap_or(u32::MAX)
    }

    /// Whether the recipient is the sender itself, which Plivo refuses.
    pub fn is_to_sender(&self, attempt: &OutgoingAttempt<'_>) -> bool {
        self.sender(attempt)
            .is_some_and(|(_, sender)| sender == recipient(attempt))
    }

    /// The parameter that names the sender, and its value.
    fn sender(&self, attempt: &OutgoingAttempt<'_>) -> Option<(&'static str, &str)> {
        let senders = &self.account.senders;
        match attempt.channel {
            Channel::Text => senders.of_texts(attempt.country).map(Sender::parameter),
            Channel::Call => Some(("from", senders.of_calls(attempt.country)?)),
        }
    }

    /// Plivo keeps neither text nor number (`log`), and drops a text that is still
    /// queued when its code has expired.
    fn message_body(
        &self,
        attempt: &OutgoingAttempt<'_>,
        (parameter, sender): (&str, &str),
    ) -> Value {
        let mut body = json!({
            parameter: sender,
            "dst": recipient(attempt),
            "text": self.text(attempt),
            "type": "sms",
            "url": self.callback_url(CallbackKind::Message, attempt),
            "method": "POST",
            "log": "false",
            "message_expiry": attempt.expires_in.as_secs().max(1),
        });
        let registration = self.account.registration(attempt.country);
        for (parameter, value) in registration.iter().flat_map(|dlt| dlt.parameters()) {
            body[parameter] = value.into();
        }
        body
    }

    /// The text in the operator's words for the country, else in the person's language.
    fn text(&self, attempt: &OutgoingAttempt<'_>) -> String {
        let (brand, host) = (&self.account.brand, &self.account.host);
        let (code, expires_in) = (attempt.code, attempt.expires_in);
        match self.account.texts.get(attempt.country) {
            Some(template) => template.compose(brand, host, code, expires_in),
            None => sms::compose(attempt.locale, brand, host, code, expires_in),
        }
    }

    /// Without `machine_detection`: it keeps people waiting in silence (Plivo plays nothing
    /// while it listens) and hangs up on some of them, to guard a code that the
    /// [key](super::dtmf) already keeps from voicemails.
    fn call_body(&self, attempt: &OutgoingAttempt<'_>, (parameter, caller): (&str, &str)) -> Value {
        json!({
            parameter: caller,
            "to": recipient(attempt),
            "answer_url": self.callback_url(CallbackKind::Answer, attempt),
            "answer_method": "POST",
            "ring_url": self.callback_url(CallbackKind::Ring, attempt),
            "ring_method": "POST",
            "hangup_url": self.callback_url(CallbackKind::Hangup, attempt),
            "hangup_method": "POST",
            "ring_timeout": RING_TIMEOUT,
            "time_limit": MAX_CALL_SECONDS,
        })
    }

    fn callback_url(&self, kind: CallbackKind, attempt: &OutgoingAttempt<'_>) -> String {
        self.callback_urls.attempt_url(kind, attempt.callback_path)
    }
}

fn join_url(base: &str, path: &str) -> Result<Url, AccountError> {
    let url = Url::parse(&format!("{}/{path}", base.trim_end_matches('/'))).ok();
    url.filter(|url| matches!(url.scheme(), "http" | "https"))
        .ok_or_else(|| AccountError::BaseUrl(base.to_owned()))
}

/// The recipient's digits, without `+`.
fn recipient<'a>(attempt: &OutgoingAttempt<'a>) -> &'a str {
    attempt.to.as_e164().trim_start_matches('+')
}

fn accepted(id: &Value) -> SendOutcome {
    SendOutcome::Accepted {
        provider_id: parse_id(id),
    }
}
