//! Decodes replies of the server.

use ::redis::{FromRedisValue, Value, from_redis_value};

use crate::store::error::StoreError;

/// Decodes a reply as the shape that is expected of it.
///
/// # Errors
/// [`StoreError::Corrupt`] when it has another shape.
pub(super) fn decode<T: FromRedisValue>(reply: Value) -> Result<T, StoreError> {
    from_redis_value(reply).map_err(|_| StoreError::Corrupt)
}
