//! The client: a text, a call, or a PHLO that does either.
//!
//! Ties the pieces: what to ask for is in `order`, how it travels in `post`, what
//! the reply means in `verdict`. What is left to do here is to log it, once.

use std::time::Duration;

use reqwest::StatusCode;
use tokio::time::Instant;
use tracing::{error, error_span, info, warn};

use crate::domain::channel::Channel;
use crate::i18n::Locale;
use crate::telephony::{
    Account, Delivery, Outcome, Reason, Timeouts, Unusable, answer,
    breaker::{Breaker, Health},
    order::{Order, Orders},
    post::{Poster, Reply},
    verdict,
};

/// Sends codes through Plivo. One for the whole server: it holds the connections.
///
/// A future that is dropped midway leaves it open whether Plivo was asked, and
/// unrecorded: await it in a task that outlives the browser's request.
#[derive(Debug)]
pub struct Plivo {
    orders: Orders,
    poster: Poster,
    texts: Breaker,
    calls: Breaker,
}

impl Plivo {
    /// A client for `account` that waits as long as [`Timeouts::default`] says.
    ///
    /// # Errors
    /// [`Unusable`] when a setting is wrong or the HTTP client cannot start.
    pub fn new(account: Account) -> Result<Self, Unusable> {
        Self::with_timeouts(account, Timeouts::default())
    }

    /// A client that waits as long as `timeouts` says.
    ///
    /// # Errors
    /// [`Unusable`] when a setting is wrong or the HTTP client cannot start.
    pub fn with_timeouts(account: Account, timeouts: Timeouts) -> Result<Self, Unusable> {
        let poster = Poster::new(&account, timeouts).map_err(Unusable::Client)?;
        let orders = Orders::new(account).map_err(Unusable::Setting)?;
        Ok(Self {
            orders,
            poster,
            texts: Breaker::new(timeouts.rest),
            calls: Breaker::new(timeouts.rest),
        })
    }

    /// Sends the code as a text message.
    pub async fn text(&self, delivery: &Delivery<'_>) -> Outcome {
        self.send(&self.texts, self.orders.text(delivery), delivery)
            .await
    }

    /// Calls the phone, to read the code to whoever presses the named key.
    pub async fn call(&self, delivery: &Delivery<'_>) -> Outcome {
        self.send(&self.calls, self.orders.call(delivery), delivery)
            .await
    }

    /// How many segments a text may take in this language, or how many minutes a call may last:
    /// what a price has to be paid for.
    pub fn units(&self, channel: Channel, locale: Locale) -> u32 {
        match channel {
            Channel::Text => self.orders.segments(locale),
            Channel::Call => answer::LONGEST_CALL_MINUTES,
        }
    }

    /// How long texts are left alone because Plivo is broken; `None` when they are not.
    pub fn texts_rest(&self) -> Option<Duration> {
        self.texts.rests(Instant::now())
    }

    /// How long calls are left alone because Plivo is broken; `None` when they are not.
    pub fn calls_rest(&self) -> Option<Duration> {
        self.calls.rests(Instant::now())
    }

    /// Asks Plivo for the account, which changes nothing, to find out whether it would be
    /// asked in vain.
    ///
    /// # Errors
    /// The mistake, for the operator.
    pub async fn try_account(&self) -> Result<(), String> {
        let reply = self.poster.get(&self.orders.account_url()?).await;
        match reply.answer().map(|answer| answer.status) {
            Some(status) if status.is_success() => Ok(()),
            Some(status @ (StatusCode::UNAUTHORIZED | StatusCode::NOT_FOUND)) => Err(format!(
                "plivo.auth_id or plivo.auth_token is wrong: Plivo answers {status}"
            )),
            Some(status) => Err(format!("plivo.api_url answers {status}")),
            None => Err(format!(
                "plivo.api_url cannot be asked: {}",
                reply.cause().unwrap_or_default()
            )),
        }
    }

    async fn send(&self, breaker: &Breaker, order: Order<'_>, delivery: &Delivery<'_>) -> Outcome {
        if self.orders.is_to_sender(delivery) {
            return Outcome::Refused(Reason::BadNumber);
        }
        if !breaker.lets_through(Instant::now()) {
            return Outcome::Refused(Reason::Resting);
        }
        let reply = self.poster.post(order.url, &order.body).await;
        let outcome = verdict::judge(&reply, order.read);
        log(order.kind, &delivery.to.masked(), &reply, &outcome);
        if breaker.learn(health(&outcome), Instant::now()) {
            error!(kind = order.kind, "alert: Plivo is broken and left alone");
        }
        outcome
    }
}

/// A number or country that is refused says nothing of the next one: a person could else
/// stop the service by typing it.
fn health(outcome: &Outcome) -> Health {
    match outcome {
        Outcome::Unknown | Outcome::Refused(Reason::Unreachable) => Health::Broken,
        Outcome::Refused(Reason::Unauthorized | Reason::NoCredit) => Health::Closed,
        Outcome::Accepted { .. } | Outcome::Refused(_) => Health::Well,
    }
}

/// One line for each delivery. Bodies stay out of it: they quote the number, as
/// addresses carry the callback's secret.
fn log(kind: &str, to: &str, reply: &Reply, outcome: &Outcome) {
    let answer = reply.answer();
    let status = answer.map(|answer| answer.status.as_u16());
    let api_id = answer.and_then(|answer| verdict::id(&answer.json["api_id"]));
    let request_id = answer.and_then(|answer| answer.request_id.as_deref());
    let cause = reply.cause();
    // A span of the highest level, so that no filter takes the fields from the line.
    let plivo_id = outcome.provider_id();
    let facts = error_span!(
        "delivery", kind, to, status, plivo_id, api_id, request_id, cause
    );
    let _facts = facts.entered();
    match outcome {
        Outcome::Accepted { .. } => info!("Plivo accepted"),
        Outcome::Refused(reason) if reason.alerts_operator() => {
            let reason = reason.name();
            error!(reason, "Plivo refused, and only the operator can help");
        }
        Outcome::Refused(reason) => warn!(reason = reason.name(), "Plivo refused"),
        Outcome::Unknown => warn!("Plivo did not say"),
    }
}
