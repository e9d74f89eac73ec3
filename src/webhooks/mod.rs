//! Webhooks: events that host applications are told of, signed as [Standard Webhooks] has it.
//!
//! [`WebhookKey`] signs, and [`EventType`] says what there is to tell.
//!
//! [Standard Webhooks]: https://www.standardwebhooks.com

mod event_type;
mod signing_key;

pub use event_type::EventType;
pub use signing_key::{InvalidWebhookKey, WebhookKey, WebhookKeys};
