//! The Lua scripts. They are constant text: user data comes in ARGV, the key in KEYS.
//!
//! Each script touches exactly one key and takes the time from the server it runs on, so
//! a single server, Sentinel, Cluster and Valkey all run them unchanged. `#!lua` (Redis 7)
//! makes a Cluster refuse keys of another slot. As no script is flagged `no-writes`, it also
//! makes a server that cannot write refuse them all: a replica, or a master cut off from its
//! replicas (`NOREPLICAS`), knows only the past and must not decide anything.
//!
//! A record is a string: its version (16 bytes), then its value. Keeping both in one string lets
//! one `SET … PX` store value, version and end together, or nothing.
//!
//! The buckets of one subject are one hash, which Redis packs tightly while it is small. A field
//! is a time in microseconds, in decimal: the state of a bucket as [`quota`] describes it, or
//! until when a deduplication key is known. A time in the past is the same as no field. The hash
//! expires when all of its buckets are full, since a full bucket is the same as none.
//!
//! [`quota`]: crate::store::quota

use std::sync::OnceLock;

use ::redis::Cmd;

/// A script, and the hash by which a server may know it already.
pub(super) struct LuaScript {
    code: &'static str,
    hash: OnceLock<String>,
}

impl LuaScript {
    const fn new(code: &'static str) -> Self {
        let hash = OnceLock::new();
        Self { code, hash }
    }

    /// The command that runs the script by its hash. A server that lost it replies `NOSCRIPT`.
    pub(super) fn by_hash(&self, key: &str, arguments: &[&[u8]]) -> Cmd {
        let hash = || ::redis::Script::new(self.code).get_hash().to_owned();
        command("EVALSHA", self.hash.get_or_init(hash), key, arguments)
    }

    /// The command that sends the script itself, which also leaves it with that server.
    pub(super) fn in_full(&self, key: &str, arguments: &[&[u8]]) -> Cmd {
        command("EVAL", self.code, key, arguments)
    }
}

fn command(verb: &str, script: &str, key: &str, arguments: &[&[u8]]) -> Cmd {
    let length: usize = arguments.iter().map(|argument| argument.len()).sum();
    let length = verb.len() + script.len() + key.len() + length + 1;
    let mut command = Cmd::with_capacity(arguments.len() + 4, length);
    command.arg(verb).arg(script).arg(1).arg(key).arg(arguments);
    command
}

/// Replaces a record. ARGV: expected version; the new record (its version, then its value); time
/// to live in milliseconds. Replies 1 for written, 0 for a conflict.
pub(super) static WRITE: LuaScript = LuaScript::new(include_str!("write.lua"));

/// Removes a record. ARGV: expected version. Replies 1 for removed, 0 for a conflict.
pub(super) static REMOVE: LuaScript = LuaScript::new(include_str!("remove.lua"));

/// Takes all charges or none. ARGV: as `charge_encoding` describes it.
///
/// Replies 1 and the used amount of each bucket (-1: the deduplication key was known); or 0,
/// the index of the charge that has to wait longest, and that wait in microseconds.
pub(super) static TAKE: LuaScript = LuaScript::new(include_str!("take.lua"));

/// Refunds charges, except those with a deduplication key. ARGV: as for [`TAKE`]. Replies 0.
pub(super) static REFUND: LuaScript = LuaScript::new(include_str!("refund.lua"));

/// Reads what a health check needs. ARGV: the ID for a data set that has none, and its time to
/// live in milliseconds. Replies the time in milliseconds, the ID that is there, the
/// maxmemory-policy and whether the server is a node of a Cluster (`1`); the last two are empty
/// when they cannot be read.
pub(super) static HEALTH: LuaScript = LuaScript::new(include_str!("health.lua"));

/// Tries every command of the other scripts. Replies the names of those that the user may not
/// run.
pub(super) static PERMISSIONS: LuaScript = LuaScript::new(include_str!("permissions.lua"));

/// Does nothing, but counts as a script that writes: it is refused wherever a write would be.
pub(super) static PING: LuaScript = LuaScript::new(include_str!("ping.lua"));
