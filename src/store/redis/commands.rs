//! Names of keys, which all begin with `ringcode:`, and requests that need no script: reading a
//! record, and storing the first content of one. A script would be several times the work for the
//! server. User data comes in arguments, as in `scripts`.

use ::redis::{Pipeline, pipe};

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
