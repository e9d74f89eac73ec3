//! [`ClientsState`]: what is known of signing keys and webhooks.

use crate::clients::Clients;
use crate::domain::Timestamp;
use crate::findings::WebhookBacklog;
use crate::metrics::Metrics;

/// The state of signing keys and webhooks that an instance knows without asking the store.
#[derive(Clone, Debug, Default)]
pub struct ClientsState {
    /// The algorithms of signing keys, each with the day from which the newest signs.
    pub signing_keys: Vec<(&'static str, Timestamp)>,
    /// The webhooks.
    pub webhooks: Vec<WebhookBacklog>,
}

impl ClientsState {
    /// The state of `clients`, with what was counted of their events.
    pub fn new(clients: &Clients, metrics: &Metrics) -> Self {
        let keys = clients.keys.newest();
        let webhooks = clients.with_webhooks().map(|(client, _)| WebhookBacklog {
            client: client.id.clone(),
            waiting: metrics.waiting_webhooks(&client.id),
            lost: metrics.lost_webhooks(&client.id),
        });
        Self {
            signing_keys: keys.map(|(key, from)| (key.name(), from)).collect(),
            webhooks: webhooks.collect(),
        }
    }
}
