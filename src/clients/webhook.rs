//! [`Webhook`]: where and how a client is told of events.

use url::Url;

use crate::webhooks::{EventType, WebhookKeys};

/// An address that events are posted to.
#[derive(Debug)]
pub struct Webhook {
    /// The address, which may carry a secret in its query.
    pub url: Url,
    /// The keys that sign: one, or two while one replaces the other.
    pub keys: WebhookKeys,
    /// The types of events that it is told of.
    pub events: Vec<EventType>,
    /// Whether it is told whole phone numbers, or masked ones.
    pub is_told_numbers: bool,
    /// Whether it may be at an address that is not public, and without TLS there.
    pub allows_private_addresses: bool,
    /// Whether it is the operator's own: told of everybody's verifications, and of the service.
    pub is_of_service: bool,
}

impl Webhook {
    /// Whether it is told of events of this type.
    pub fn is_told(&self, event_type: EventType) -> bool {
        self.events.contains(&event_type)
    }
}
