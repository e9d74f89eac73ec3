//! What Redis is asked without a script, which would be several times the work for it: to
//! look at a record, and to begin one. User data comes in arguments, as in `scripts`.

use ::redis::{Pipeline, pipe};

/// Answers the record, or nil, and the time: seconds, and microseconds of the second.
///
/// `GETEX` counts as a command that writes, though without options it only reads: so any
/// server that could not write refuses it, as it refuses every script of ours. One that is
/// full does not.
pub(super) fn look(key: &str) -> Pipeline {
    let mut look = pipe();
    look.cmd("GETEX").arg(key).cmd("TIME");
    look
}

/// Stores a record (its version, then its content) for so many milliseconds where there is
/// none. Answers the one that was there; nil when this one is now.
pub(super) fn begin(key: &str, record: &[u8], life: &str) -> Pipeline {
    let mut begin = pipe();
    let set = begin.cmd("SET").arg(key).arg(record);
    set.arg("PX").arg(life).arg("NX").arg("GET");
    begin
}
