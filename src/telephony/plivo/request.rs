//! Requests to Plivo: a URL, a body, and the reader of a successful response.
//!
//! Pure. Whether a text or call is requested directly or through a PHLO is decided here.

use reqwest::Url;
use serde_json::{Value, json};

use super::account::{Account, AccountError};
use super::callback_receiver::{CallbackKind, CallbackUrls};
use super::phlo;
use super::response::parse_id;
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

    /// Builds the request that delivers `attempt`.
    pub fn request(&self, attempt: &OutgoingAttempt<'_>) -> PlivoRequest<'_> {
        if let Some(url) = &self.phlo_url {
            return PlivoRequest {
                kind: "phlo",
                url,
                body: phlo::run_body(attempt, &self.account.sender, recipient(attempt)),
                parse: phlo::parse_outcome,
            };
        }
        match attempt.channel {
            Channel::Text => PlivoRequest {
                kind: "text",
                url: &self.message_url,
                body: self.message_body(attempt),
                parse: |response| accepted(&response["message_uuid"][0]),
            },
            Channel::Call => PlivoRequest {
                kind: "call",
                url: &self.call_url,
                body: self.call_body(attempt),
                parse: |response| accepted(&response["request_uuid"]),
            },
        }
    }

    /// Upper bound of the segments of a text in this language. The text of a PHLO is not known
    /// here; it is counted as if it were ours.
    pub fn segments(&self, locale: Locale) -> u32 {
        let mut longer = self.multi_segment_locales.iter();
        let segments = longer.find(|(longer, _)| *longer == locale);
        segments.map_or(1, |(_, segments)| {
            u32::try_from(*segments).unwrap_or(u32::MAX)
        })
    }

    /// Whether the recipient is the sender itself, which Plivo refuses.
    pub fn is_to_sender(&self, attempt: &OutgoingAttempt<'_>) -> bool {
        recipient(attempt) == self.account.sender
    }

    /// Plivo keeps neither text nor number (`log`), and drops a text that is still
    /// queued when its code has expired.
    fn message_body(&self, attempt: &OutgoingAttempt<'_>) -> Value {
        let (brand, host) = (&self.account.brand, &self.account.host);
        let expires_in = attempt.expires_in;
        json!({
            "src": self.account.sender,
            "dst": recipient(attempt),
            "text": sms::compose(attempt.locale, brand, host, attempt.code, expires_in),
            "type": "sms",
            "url": self.callback_url(CallbackKind::Message, attempt),
            "method": "POST",
            "log": "false",
            "message_expiry": expires_in.as_secs().max(1),
        })
    }

    /// Without `machine_detection`: it keeps people waiting in silence (Plivo plays nothing
    /// while it listens) and hangs up on some of them, to guard a code that the
    /// [key](super::dtmf) already keeps from voicemails.
    fn call_body(&self, attempt: &OutgoingAttempt<'_>) -> Value {
        json!({
            "from": self.account.sender,
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
