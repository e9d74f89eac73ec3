//! The connections to one Redis: shared ones, and those on which durable writes wait.

use ::redis::{FromRedisValue, Value};

use super::{
    connection_pool::ConnectionPool,
    reply::decode,
    request::{Operation, RedisRequest},
};
use crate::store::error::StoreError;

/// Two pools to the same server.
pub(super) struct Pools {
    pub shared: ConnectionPool,
    /// For durable writes: waiting for replicas holds up every call on the same connection.
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
}
