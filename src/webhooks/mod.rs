//! Webhooks: events that host applications are told of, signed as [Standard Webhooks] has it.
//!
//! [`WebhookKey`] signs, [`EventType`] says what there is to tell, and [`check_url`] and
//! [`http_client`] keep it from being told to addresses inside the server's own network.
//!
//! [Standard Webhooks]: https://www.standardwebhooks.com

mod address;
mod event_type;
mod http_client;
mod signing_key;

pub use address::{InvalidWebhookUrl, check_url, is_public};
pub use event_type::EventType;
pub use http_client::{PublicResolver, http_client};
pub use signing_key::{InvalidWebhookKey, WebhookKey, WebhookKeys};
