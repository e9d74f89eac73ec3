//! The store in Redis 7 or Valkey: one server, Sentinel or Cluster.
//!
//! Start with [`RedisStore`] in `store`. Every call is one script on one key (`scripts`), or or
//! one of the few commands that do what a script need not. All calls of a thread share one
//! connection, which `connection_pool` makes when it is first needed and again whenever it is
//! lost: the program starts while Redis is away and recovers with it, without a restart.
//! No retry is made here, and nothing outside this module knows the `redis` crate.

mod address;
mod call_gate;
mod certificates;
mod charge_encoding;
mod client;
mod connection;
mod connection_pool;
mod health;
mod pools;
mod reply;
mod request;
mod scripts;
mod server_report;
mod store;

pub use address::{AddressError, RedisAddress, RedisCredentials};
pub use certificates::{CertificateError, check_ca_certificates, check_client_certificate};
pub(in crate::store::redis) use client::{RedisClient, SentinelService};
pub(in crate::store::redis) use connection::{CallTimeouts, RedisConnection};
pub(in crate::store::redis) use connection_pool::ConnectionPool;
pub(in crate::store::redis) use pools::Pools;
pub(in crate::store::redis) use reply::{decode, store_error};
pub(in crate::store::redis) use request::{Operation, RedisRequest};
pub(in crate::store::redis) use scripts::LuaScript;
pub use server_report::ServerReport;
pub use store::RedisStore;
