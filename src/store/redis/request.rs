//! A request to the server: an operation on one key.

use ::redis::Pipeline;

use super::scripts::LuaScript;

/// An operation on one key.
#[derive(Clone, Copy)]
pub(super) struct RedisRequest<'a> {
    pub key: &'a str,
    pub operation: Operation<'a>,
    /// Number of replicas that must hold what was written before the request succeeds.
    pub replicas: u32,
}

/// The thing to do with the key.
#[derive(Clone, Copy)]
pub(super) enum Operation<'a> {
    /// Run a script with these arguments, by its hash.
    Script(&'a LuaScript, &'a [&'a [u8]]),
    /// Run a script that is sent in full, as to a server that does not know it.
    ScriptInFull(&'a LuaScript, &'a [&'a [u8]]),
    /// Run commands one after the other. Each is replied to; the first names the key.
    Commands(&'a Pipeline),
}

impl<'a> RedisRequest<'a> {
    /// A request that waits for no replicas.
    pub(super) const fn new(key: &'a str, operation: Operation<'a>) -> Self {
        Self {
            key,
            operation,
            replicas: 0,
        }
    }
}
