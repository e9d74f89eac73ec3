//! Webhooks: events that host applications are told of, signed as [Standard Webhooks] has it.
//!
//! The verifier tells the [`Notifier`] what happens. `publisher` makes events of it and puts them
//! into queues in the store, `dispatcher` takes them out when they are due, and `delivery` posts
//! them, signed by [`WebhookKeys`]. [`check_url`] and [`http_client`] keep them from being told to
//! addresses inside the server's own network.
//!
//! [Standard Webhooks]: https://www.standardwebhooks.com

mod address;
mod batch;
mod delivery;
mod dispatcher;
mod event;
mod event_type;
mod expiry;
mod http_client;
mod notifier;
mod publisher;
mod queue;
mod queue_key;
mod records;
pub mod replay;
mod schedule;
mod signing_key;

pub use address::{InvalidWebhookUrl, check_url, is_public};
pub use event_type::EventType;
pub use http_client::{PublicResolver, http_client};
pub use notifier::{Notifier, NotifierParts};
pub use schedule::RetrySchedule;
pub use signing_key::{InvalidWebhookKey, WebhookKey, WebhookKeys};
