//! The connections to one Redis, and the check that it allows all that serving asks of it.

use ::redis::{FromRedisValue, Value};

use crate::store::StoreError;
use crate::store::redis::request::{buckets_key, record_key};
use crate::store::redis::{ConnectionPool, Operation, RedisRequest, decode, request, scripts};

/// Two pools to the same server.
pub(super) struct Pools {
    pub shared: ConnectionPool,
    /// Connections for durable writes: waiting for replicas holds up every call on the same one.
    pub durable: ConnectionPool,
    /// Number of replicas that a durable write waits for.
    pub replicas: u32,
}

impl Pools {
    /// Carries out an operation on `key` and decodes the reply.
    pub(super) async fn call<T: FromRedisValue>(
        &self,
        key: &str,
        operation: Operation<'_>,
    ) -> Result<T, StoreError> {
        decode(self.shared.call(RedisRequest::new(key, operation)).await?)
    }

    /// Carries out a write on `key`. A `durable` one succeeds once enough replicas hold it.
    pub(super) async fn write(
        &self,
        key: &str,
        operation: Operation<'_>,
        durable: bool,
    ) -> Result<Value, StoreError> {
        let request = RedisRequest::new(key, operation);
        match self.replicas {
            replicas @ 1.. if durable => {
                let request = RedisRequest {
                    replicas,
                    ..request
                };
                self.durable.call(request).await
            }
            _ => self.shared.call(request).await,
        }
    }

    /// Runs every command that serving needs on probe keys, so that a missing permission is known
    /// before a person meets it. A durable write waits for replicas as it will then.
    ///
    /// # Errors
    /// `NOPERM` with the names of the refused commands, and every error of the store.
    pub(super) async fn check_permissions(&self) -> Result<(), StoreError> {
        let (record, buckets) = (record_key(PROBE), buckets_key(PROBE));
        let read = request::read(&record);
        self.call::<Value>(&record, Operation::Commands(&read))
            .await?;
        let insert = request::insert(&record, b"", PROBE_TTL_MS);
        self.call::<Value>(&record, Operation::Commands(&insert))
            .await?;
        let in_full = Operation::ScriptInFull(&scripts::PERMISSIONS, &[]);
        let mut refused: Vec<String> = decode(self.write(&record, in_full, true).await?)?;
        if refused.is_empty() {
            let by_hash = Operation::Script(&scripts::PERMISSIONS, &[]);
            refused = self.call(&buckets, by_hash).await?;
        }
        if refused.is_empty() {
            return Ok(());
        }
        let refused = refused.join(", ");
        Err(StoreError::Refused(format!(
            "NOPERM the user may not run {refused}"
        )))
    }

    /// Reads keys of many slots: a client that knows one node of a Cluster only gets `MOVED`
    /// for most of them.
    ///
    /// # Errors
    /// `MOVED`, and every error of the store.
    pub(super) async fn check_other_slots(&self) -> Result<(), StoreError> {
        for nth in 0..SLOTS_TRIED {
            let key = record_key(&format!("{PROBE}-{nth}"));
            let read = request::read(&key);
            self.call::<Value>(&key, Operation::Commands(&read)).await?;
        }
        Ok(())
    }
}

/// Keys that are read to find out whether one node of a Cluster has all of it. On a node with
/// half of the slots, all of them are there once in 65,000 times.
const SLOTS_TRIED: usize = 16;

/// The name of the probe keys; no record has such a short one.
const PROBE: &str = "probe";

/// Time to live of what is written, in milliseconds.
const PROBE_TTL_MS: &str = "1000";
