//! Alerts: what an operator has to hear of at once. Each is written to the log, and told to whoever
//! subscribed.

use std::fmt;
use std::sync::{Arc, OnceLock};

use tracing::error;

use crate::domain::Channel;

/// Something that an operator has to hear of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Alert {
    /// A limit is being used up.
    LimitUsed {
        /// Its name.
        limit: &'static str,
        /// Whether it is one of money.
        is_spend: bool,
        /// Its subject, such as `service` or `block +4477009001xxxx`.
        subject: String,
        /// The part of the subject, such as a country; empty for the whole.
        part: String,
        /// The host application that it concerns; `None` where it concerns everybody.
        application: Option<String>,
        /// The used part, in percent.
        percent: u64,
    },
    /// The provider fails on a channel, and is left alone.
    ProviderDown(Channel),
}

/// Raises alerts. Clones share the subscriber.
#[derive(Clone, Default)]
pub struct Alerts(Arc<OnceLock<Subscriber>>);

type Subscriber = Box<dyn Fn(Alert) + Send + Sync>;

impl fmt::Debug for Alerts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Alerts")
    }
}

impl Alerts {
    /// Tells `subscriber` of every alert from now on. There is one subscriber, the first.
    pub fn subscribe(&self, subscriber: impl Fn(Alert) + Send + Sync + 'static) {
        _ = self.0.set(Box::new(subscriber));
    }

    /// Raises an alert.
    pub fn raise(&self, alert: Alert) {
        log(&alert);
        if let Some(subscriber) = self.0.get() {
            subscriber(alert);
        }
    }
}

fn log(alert: &Alert) {
    match alert {
        Alert::LimitUsed {
            limit,
            subject: whom,
            part,
            percent,
            ..
        } => error!(
            limit,
            whom, part, percent, "alert: a limit is being used up"
        ),
        Alert::ProviderDown(channel) => {
            let kind = channel.name();
            error!(kind, "alert: Plivo is broken and left alone");
        }
    }
}
