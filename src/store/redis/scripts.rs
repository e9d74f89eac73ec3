//! What Redis is asked to do, in Lua. Constant text: user data comes in ARGV, the key in KEYS.
//!
//! Each script touches exactly one key and takes the time from the server it runs on, so
//! a single server, Sentinel, Cluster and Valkey all run them unchanged. `#!lua` (Redis 7)
//! makes a cluster refuse keys of another slot, and, as no script is flagged `no-writes`,
//! makes any server that could not write refuse them all: a replica, or a master cut off
//! from its replicas (`NOREPLICAS`), knows only the past and must not decide anything.
//!
//! A record is a string: its version (16 bytes), then its content. Keeping both in one value
//! lets one `SET … PX` store content, version and end together, or nothing.
//! The buckets of one holder are one hash, which Redis packs tightly while it is small. A field
//! is a time in microseconds, in decimal: a bucket's theoretical arrival time, the end of its
//! period and one more for each that was taken, or until when something counts as counted.
//! What is in the past is as good as gone. The hash ends when all of its buckets are full,
//! since a full bucket is the same as none.

use std::sync::LazyLock;

use ::redis::Cmd;

/// One script, and the hash by which a server may know it already.
pub(super) struct Script {
    code: &'static str,
    hash: String,
}

impl Script {
    fn new(code: &'static str) -> Self {
        let hash = ::redis::Script::new(code).get_hash().to_owned();
        Self { code, hash }
    }

    /// Asks for the script by its hash; a server that lost it answers `NOSCRIPT`.
    pub(super) fn by_hash(&self, key: &str, arguments: &[&[u8]]) -> Cmd {
        request("EVALSHA", &self.hash, key, arguments)
    }

    /// Sends the script itself, which also leaves it with that server for the next time.
    pub(super) fn in_full(&self, key: &str, arguments: &[&[u8]]) -> Cmd {
        request("EVAL", self.code, key, arguments)
    }
}

fn request(verb: &str, script: &str, key: &str, arguments: &[&[u8]]) -> Cmd {
    let told: usize = arguments.iter().map(|argument| argument.len()).sum();
    let told = verb.len() + script.len() + key.len() + told + 1;
    let mut request = Cmd::with_capacity(arguments.len() + 4, told);
    request.arg(verb).arg(script).arg(1).arg(key).arg(arguments);
    request
}

/// ARGV: expected version, the new record (its version, then its content), life in
/// milliseconds. Answers 1 for written, 0 for a conflict.
pub(super) static WRITE: LazyLock<Script> =
    LazyLock::new(|| Script::new(include_str!("write.lua")));

/// ARGV: expected version. Answers 1 for removed, 0 for a conflict.
pub(super) static REMOVE: LazyLock<Script> =
    LazyLock::new(|| Script::new(include_str!("remove.lua")));

/// ARGV: the numbers of all portions, then for each the field of its bucket and, where it
/// counts once, that of what it counts for. The numbers of a portion are 26 bytes, little
/// endian: its kind (0 steady, 1 by the clock), whether it counts once, two of its quota
/// (interval and depth of a steady one, period and most in it of one by the clock), the amount,
/// and how much has to be left. Times are microseconds.
///
/// Answers 1 and how much of each bucket is used (-1: it counted already); or 0, which
/// portion has to wait longest, and how long in microseconds.
pub(super) static TAKE: LazyLock<Script> = LazyLock::new(|| Script::new(include_str!("take.lua")));

/// ARGV: as for taking. What counts once stays. Answers 0.
pub(super) static GIVE_BACK: LazyLock<Script> =
    LazyLock::new(|| Script::new(include_str!("give_back.lua")));

/// ARGV: a new mark, and its life in milliseconds. Answers the time in milliseconds, the
/// mark that is there, the maxmemory-policy and whether it is a node of a cluster (`1`); the
/// last two are empty where they cannot be read.
pub(super) static HEALTH: LazyLock<Script> =
    LazyLock::new(|| Script::new(include_str!("health.lua")));

/// Answers the names of the commands that the user may not run.
pub(super) static RIGHTS: LazyLock<Script> =
    LazyLock::new(|| Script::new(include_str!("rights.lua")));

/// Does nothing, but counts as a script that writes: refused wherever a write would be.
pub(super) static PING: LazyLock<Script> = LazyLock::new(|| Script::new(include_str!("ping.lua")));
