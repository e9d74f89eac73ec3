//! Alerts: what an operator has to hear of at once. Each is written to the log, and told to whoever
//! subscribed.

use std::fmt;
use std::sync::{Arc, OnceLock};

use serde::{Deserialize, Serialize};
use tracing::{error, info};

use crate::domain::{Channel, Timestamp};

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
    /// Something is out of the ordinary, or is so no longer.
    Finding(FindingAlert),
}

/// An alert about a finding, told once when the finding is new and once when it is over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FindingAlert {
    /// The name: the heading of its entry in `docs/operate/runbook.md`.
    pub name: String,
    /// Whether people cannot verify or money is lost, so that it cannot wait for the morning.
    pub is_urgent: bool,
    /// The kind and the name of its place, such as `country` and `ES`; `None` where it is everywhere.
    pub place: Option<(String, String)>,
    /// The finding in words.
    pub text: String,
    /// The time since which it is so.
    pub since: Timestamp,
    /// The time at which it was seen first or, where it is over, at which that was.
    pub at: Timestamp,
    /// Whether it is over.
    pub is_over: bool,
}

impl FindingAlert {
    /// The name and the place, which tell it from all others.
    pub fn key(&self) -> String {
        key_of(&self.name, self.place.as_ref())
    }

    /// The address of its entry in the runbook.
    pub fn runbook(&self) -> String {
        runbook_address(&self.name)
    }
}

/// The key of what is called `name` at a place, as kind and name of that.
pub fn key_of(name: &str, place: Option<&(String, String)>) -> String {
    match place {
        Some((kind, place)) => format!("{name} {kind} {place}"),
        None => name.to_owned(),
    }
}

/// The address of an entry of the runbook, by its heading.
pub fn runbook_address(entry: &str) -> String {
    let anchor = entry.to_lowercase().replace(' ', "-");
    format!("docs/operate/runbook.md#{anchor}")
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

/// Writes an alert to the log.
pub fn log(alert: &Alert) {
    match alert {
        Alert::Finding(FindingAlert {
            name,
            text,
            is_over: true,
            ..
        }) => info!(name, text, "what the operator was alerted to is over"),
        Alert::Finding(FindingAlert { name, text, .. }) => {
            error!(name, text, "alert: something is out of the ordinary");
        }
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
