//! Requests to the server: each is an operation on one key, whose name begins with `ringcode:`.
//!
//! Reading a record, and storing the first content of one, need no script, which would be several
//! times the work for the server. User data comes in arguments, as in `scripts`.

use ::redis::{Pipeline, pipe};

use crate::store::redis::LuaScript;

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

/// Reads a record. Replies with the record or nil, and the time: seconds, and microseconds of
/// the second.
///
/// `GETEX` counts as a command that writes, though without options it only reads. So a server
/// that cannot write refuses it, as it refuses every script of ours. One that is full does not.
pub(super) fn read(key: &str) -> Pipeline {
    let mut read = pipe();
    read.cmd("GETEX").arg(key).cmd("TIME");
    read
}

/// Stores a record (its version, then its value) for `ttl_ms` milliseconds if there is none.
/// Replies with the record that was there, or nil when this one is stored.
pub(super) fn insert(key: &str, record: &[u8], ttl_ms: &str) -> Pipeline {
    let mut insert = pipe();
    let set = insert.cmd("SET").arg(key).arg(record);
    set.arg("PX").arg(ttl_ms).arg("NX").arg("GET");
    insert
}

/// Asks the server for its time and for everything that it tells about itself. Replies with what
/// [`read`] replies, and with the text of `INFO`.
pub(super) fn report(key: &str) -> Pipeline {
    let mut report = read(key);
    report.cmd("INFO");
    report
}

/// The key of the random bytes that identify the data set for health checks.
pub(super) const DATA_SET_KEY: &str = "ringcode:mark";

/// The key of a record.
pub(super) fn record_key(key: &str) -> String {
    format!("ringcode:record:{key}")
}

/// The key of the hash with all buckets of a subject.
pub(super) fn buckets_key(subject: &str) -> String {
    format!("ringcode:buckets:{subject}")
}
