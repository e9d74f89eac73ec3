//! [`RedisStore`]: each verb of the store as one request.

use std::{iter, time::Duration};

use ::redis::{FromRedisValue, Value};
use async_trait::async_trait;

use crate::store::redis::health::{DATA_SET_ID_TTL, HealthMonitor, clock_skew};
use crate::store::redis::request::{DATA_SET_KEY, buckets_key, record_key};
use crate::store::redis::{
    CallTimeouts, ConnectionPool, LuaScript, Operation, Pools, RedisAddress, ServerReport,
    charge_encoding, decode, request, scripts,
};
use crate::store::{
    Charge, NewValue, Snapshot, Store, StoreError, TakeOutcome, Version, WriteOutcome,
};

/// Records and buckets in Redis, under keys that begin with `ringcode:`.
///
/// A call fails when no reply has come within the timeout, connecting included, and on every error of the server (fail closed). A silent server is
/// probed once a second, and the other calls fail at once. No request is sent twice from here,
/// except a script that the server did not know and so did not run. The client for a Cluster
/// follows `MOVED` and `ASK`, and sends again when a connection breaks: a write then recognises
/// itself, a remove is a conflict, and a take or refund may count twice.
///
/// The permissions that its user needs are in `docs/operate/redis.acl`.
pub struct RedisStore {
    pools: Pools,
    health: HealthMonitor,
}

impl RedisStore {
    /// The store at `address`, whose calls wait for their replies for `timeout`. Connects when it
    /// is first used, and so never fails here.
    pub fn new(address: RedisAddress, timeout: Duration) -> Self {
        // The process picks one cryptography for TLS; that another part did so before is fine.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let (client, timeouts) = (address.into_client(), CallTimeouts(timeout));
        let pools = Pools {
            shared: ConnectionPool::new(client.clone(), timeouts),
            durable: ConnectionPool::new(client, timeouts),
            replicas: 0,
        };
        Self {
            pools,
            health: HealthMonitor::default(),
        }
    }

    /// Sets how many replicas must hold a durable write before it succeeds. They get two fifths
    /// of the timeout; after that the write is an error.
    #[must_use]
    pub fn with_replicas(mut self, replicas: u32) -> Self {
        self.pools.replicas = replicas;
        self
    }

    /// Asks the server what it tells about itself. The user needs the right to run `INFO`.
    ///
    /// # Errors
    /// Every error of the store.
    pub async fn report(&self) -> Result<ServerReport, StoreError> {
        let key = record_key(REPORT);
        let report = request::report(&key);
        let operation = Operation::Commands(&report);
        let (_, (seconds, micros), info): (Value, (u64, u64), String) =
            self.pools.call(&key, operation).await?;
        let now_ms = seconds.saturating_mul(1000).saturating_add(micros / 1000);
        Ok(ServerReport::parse(&info, clock_skew(now_ms)))
    }

    async fn run_on_buckets<T: FromRedisValue>(
        &self,
        script: &LuaScript,
        subject: &str,
        charges: &[Charge],
    ) -> Result<T, StoreError> {
        let packed = charge_encoding::pack(charges);
        let names = charge_encoding::names(charges);
        let arguments: Vec<_> = iter::once(&*packed).chain(names).collect();
        let operation = Operation::Script(script, &arguments);
        self.pools.call(&buckets_key(subject), operation).await
    }

    /// Stores the first content of a record; whether it did.
    async fn insert(
        &self,
        key: &str,
        content: &[u8],
        version: Version,
        new: &NewValue,
    ) -> Result<bool, StoreError> {
        let insert = request::insert(key, content, &millis(new.ttl));
        let operation = Operation::Commands(&insert);
        let reply = self.pools.write(key, operation, new.durable).await?;
        let (found,): (Option<Vec<u8>>,) = decode(reply)?;
        // With its own version in place, it was sent twice and has been done.
        Ok(found.is_none_or(|found| found.starts_with(version.as_slice())))
    }

    /// Replaces the content of a record that has the version `expected`; whether it did.
    async fn replace(
        &self,
        key: &str,
        content: &[u8],
        expected: Version,
        new: &NewValue,
    ) -> Result<bool, StoreError> {
        let ttl = millis(new.ttl);
        let arguments = [expected.as_slice(), content, ttl.as_bytes()];
        let operation = Operation::Script(&scripts::WRITE, &arguments);
        decode(self.pools.write(key, operation, new.durable).await?)
    }
}

#[async_trait]
impl Store for RedisStore {
    async fn read(&self, key: &str) -> Result<Snapshot, StoreError> {
        let key = record_key(key);
        let read = request::read(&key);
        let (record, (seconds, micros)): (Option<Vec<u8>>, (u64, u64)) =
            self.pools.call(&key, Operation::Commands(&read)).await?;
        let (value, version) = match record {
            Some(record) => split(record).map(|(version, value)| (Some(value), version))?,
            None => (None, Version::ABSENT),
        };
        Ok(Snapshot {
            value,
            version,
            now_ms: seconds.saturating_mul(1000).saturating_add(micros / 1000),
        })
    }

    async fn write(
        &self,
        key: &str,
        new: &NewValue,
        version: Version,
    ) -> Result<WriteOutcome, StoreError> {
        let (key, next) = (record_key(key), Version::random());
        let content = [next.as_slice(), &new.value].concat();
        let written = if version == Version::ABSENT {
            self.insert(&key, &content, next, new).await?
        } else {
            self.replace(&key, &content, version, new).await?
        };
        Ok(outcome(written, next))
    }

    async fn remove(&self, key: &str, version: Version) -> Result<WriteOutcome, StoreError> {
        let arguments = [version.as_slice()];
        let operation = Operation::Script(&scripts::REMOVE, &arguments);
        let removed = self.pools.call(&record_key(key), operation).await?;
        Ok(outcome(removed, Version::ABSENT))
    }

    async fn take(
        &self,
        subject: &str,
        charges: &[Charge],
    ) -> Result<(TakeOutcome, u64), StoreError> {
        let reply: Vec<i64> = self
            .run_on_buckets(&scripts::TAKE, subject, charges)
            .await?;
        match reply[..] {
            [1, now, ref used @ ..] if used.len() == charges.len() => {
                let used = used.iter().map(|used| u64::try_from(*used).ok());
                Ok((TakeOutcome::Granted(used.collect()), now.unsigned_abs()))
            }
            [0, now, charge, wait] => {
                let outcome = TakeOutcome::RetryAfter {
                    charge: usize::try_from(charge).map_err(|_| StoreError::Corrupt)?,
                    wait: Duration::from_micros(wait.unsigned_abs()),
                };
                Ok((outcome, now.unsigned_abs()))
            }
            _ => Err(StoreError::Corrupt),
        }
    }

    async fn refund(&self, subject: &str, charges: &[Charge]) -> Result<u64, StoreError> {
        self.run_on_buckets(&scripts::REFUND, subject, charges)
            .await
    }

    async fn ping(&self) -> Result<(), StoreError> {
        let (id, ttl) = (Version::random(), millis(DATA_SET_ID_TTL));
        let arguments = [id.as_slice(), ttl.as_bytes()];
        let operation = Operation::Script(&scripts::HEALTH, &arguments);
        let reply: Result<(u64, Vec<u8>, String, String), _> =
            self.pools.call(DATA_SET_KEY, operation).await;
        let (now_ms, id, policy, cluster) = match reply {
            // A command in the script was refused; the check of permissions names it.
            Err(refused) if refused.kind() == "ERR" => {
                let permissions = self.pools.check_permissions().await;
                return permissions.and(Err(refused));
            }
            reply => reply?,
        };
        self.health.observe(now_ms, id, &policy)?;
        if cluster == CLUSTER_NODE && !self.pools.shared.is_cluster() {
            self.pools.check_other_slots().await?;
        }
        self.pools.check_permissions().await
    }
}

/// The key of a record that is never there, which only leads to a server.
const REPORT: &str = "report";

/// The value of `cluster_enabled` in `INFO` of a node of a Cluster.
const CLUSTER_NODE: &str = "1";

/// Splits what is stored into the version and the value of a record.
fn split(mut record: Vec<u8>) -> Result<(Version, Vec<u8>), StoreError> {
    let value = record.split_off(Version::LENGTH.min(record.len()));
    let version = Version::from_slice(&record).ok_or(StoreError::Corrupt)?;
    Ok((version, value))
}

fn outcome(written: bool, version: Version) -> WriteOutcome {
    if written {
        WriteOutcome::Written(version)
    } else {
        WriteOutcome::Conflict
    }
}

fn millis(ttl: Duration) -> String {
    ttl.as_millis().max(1).to_string()
}
