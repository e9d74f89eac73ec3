//! What Plivo is asked for: an address, a body, and how its "yes" is to be read.
//!
//! Pure. Whether a text or call is asked for directly or through a PHLO is decided here.

use reqwest::Url;
use serde_json::{Value, json};

use crate::i18n::Locale;
use crate::telephony::{Account, Callbacks, Delivery, Outcome, answer, phlo, verdict, words};

/// Seconds a phone rings before we give up (Plivo's own default is 120).
const RING_TIMEOUT: u32 = 30;

/// One request to Plivo.
pub(super) struct Order<'a> {
    /// `text`, `call` or `phlo`, for the log.
    pub kind: &'static str,
    pub url: &'a Url,
    pub body: Value,
    /// Reads the JSON (or `Null`) of a 2xx answer.
    pub read: fn(&Value) -> Outcome,
}

/// Writes orders for one account.
#[derive(Debug)]
pub(super) struct Orders {
    account: Account,
    callbacks: Callbacks,
    message: Url,
    call: Url,
    phlo: Option<Url>,
    /// The languages whose texts take more than one segment.
    long: Vec<(Locale, usize)>,
}

impl Orders {
    /// Orders for `account`.
    ///
    /// # Errors
    /// The first setting that is wrong, as a sentence.
    pub fn new(account: Account) -> Result<Self, String> {
        account.check()?;
        let Account {
            auth_id,
            api_url,
            phlo_url,
            phlo_id,
            ..
        } = &account;
        let run = |id: &String| address(phlo_url, &format!("v1/account/{auth_id}/phlo/{id}"));
        Ok(Self {
            message: address(api_url, &format!("v1/Account/{auth_id}/Message/"))?,
            call: address(api_url, &format!("v1/Account/{auth_id}/Call/"))?,
            phlo: phlo_id.as_ref().map(run).transpose()?,
            callbacks: Callbacks::new(&account.public_url),
            long: words::long_messages(&account.brand, &account.host),
            account,
        })
    }

    /// Where the account itself is.
    ///
    /// # Errors
    /// As [`Orders::new`].
    pub fn account_url(&self) -> Result<Url, String> {
        let Account {
            auth_id, api_url, ..
        } = &self.account;
        address(api_url, &format!("v1/Account/{auth_id}/"))
    }

    /// The order for a text message.
    pub fn text(&self, delivery: &Delivery<'_>) -> Order<'_> {
        if let Some(url) = &self.phlo {
            return self.run(url, delivery, phlo::Mode::Sms);
        }
        let read = |answer: &Value| accepted(&answer["message_uuid"][0]);
        Order {
            kind: "text",
            url: &self.message,
            body: self.message_body(delivery),
            read,
        }
    }

    /// The order for a call.
    pub fn call(&self, delivery: &Delivery<'_>) -> Order<'_> {
        if let Some(url) = &self.phlo {
            return self.run(url, delivery, phlo::Mode::Call);
        }
        let read = |answer: &Value| accepted(&answer["request_uuid"]);
        Order {
            kind: "call",
            url: &self.call,
            body: self.call_body(delivery),
            read,
        }
    }

    /// How many segments a text takes at most in this language. What a PHLO makes of it is not
    /// known here; it is counted as if it said the same.
    pub fn segments(&self, locale: Locale) -> u32 {
        let long = self.long.iter().find(|(long, _)| *long == locale);
        long.map_or(1, |(_, segments)| {
            u32::try_from(*segments).unwrap_or(u32::MAX)
        })
    }

    /// Whether the delivery is to the very number it would come from, which Plivo refuses.
    pub fn is_to_sender(&self, delivery: &Delivery<'_>) -> bool {
        digits(delivery) == self.account.sender
    }

    fn run<'a>(&self, url: &'a Url, delivery: &Delivery<'_>, mode: phlo::Mode) -> Order<'a> {
        let Delivery { code, locale, .. } = *delivery;
        let body = phlo::body(&self.account.sender, digits(delivery), code, mode, locale);
        Order {
            kind: "phlo",
            url,
            body,
            read: phlo::accepted,
        }
    }

    /// Plivo keeps neither text nor number (`log`), and drops a text that is still
    /// queued when its code has expired.
    fn message_body(&self, delivery: &Delivery<'_>) -> Value {
        let Account {
            sender,
            brand,
            host,
            ..
        } = &self.account;
        json!({
            "src": sender,
            "dst": digits(delivery),
            "text": words::message(delivery.locale, brand, host, delivery.code, delivery.expires_in),
            "type": "sms",
            "url": self.callbacks.message(delivery.callback),
            "method": "POST",
            "log": "false",
            "message_expiry": delivery.expires_in.as_secs().max(1),
        })
    }

    /// No `machine_detection`: it keeps people waiting in silence (Plivo plays nothing
    /// while it listens) and hangs up on some of them, to guard a code that the
    /// [key](super::keypress) already keeps from voicemails.
    fn call_body(&self, delivery: &Delivery<'_>) -> Value {
        json!({
            "from": self.account.sender,
            "to": digits(delivery),
            "answer_url": self.callbacks.answer(delivery.callback),
            "answer_method": "POST",
            "ring_url": self.callbacks.ring(delivery.callback),
            "ring_method": "POST",
            "hangup_url": self.callbacks.hangup(delivery.callback),
            "hangup_method": "POST",
            "ring_timeout": RING_TIMEOUT,
            "time_limit": answer::LONGEST_CALL,
        })
    }
}

fn address(base: &str, path: &str) -> Result<Url, String> {
    let url = Url::parse(&format!("{}/{path}", base.trim_end_matches('/'))).ok();
    url.filter(|url| matches!(url.scheme(), "http" | "https"))
        .ok_or_else(|| format!("{base:?} is not an http or https address"))
}

fn digits<'a>(delivery: &Delivery<'a>) -> &'a str {
    delivery.to.as_e164().trim_start_matches('+')
}

fn accepted(id: &Value) -> Outcome {
    Outcome::Accepted {
        provider_id: verdict::id(id),
    }
}
