//! Host applications, the *clients* of this service: which there are, where they may be returned
//! to, how they prove who they are, what they are told of, and the keys that sign that.
//!
//! All of it stands in `clients.toml`: a table a client, and `[[signing_keys]]`. [`registry`]
//! loads the file, reports every problem at once, and loads it again on request; a file with a
//! problem leaves the previous one in force. Secrets are there as hashes only, and keys as the
//! names of their files. Nothing here speaks HTTP or a protocol.

mod address;
mod authentication;
mod client;
mod client_table;
mod error;
mod public_key;
mod registry;
mod ring_provider;
mod signing_algorithm;
mod signing_key;
mod signing_key_table;
mod signing_keys;
mod table_reader;
mod webhook;
mod webhook_table;

pub use authentication::{ClientAuthentication, SecretHash};
pub use client::{Client, ClientLimits, Purpose};
pub use error::InvalidSigningKey;
pub use public_key::{PublicJwk, PublicKey};
pub use registry::{ClientRegistry, Clients, ClientsSource};
pub use signing_algorithm::SigningAlgorithm;
pub use signing_key::SigningKey;
pub use signing_keys::SigningKeys;
pub use webhook::Webhook;
