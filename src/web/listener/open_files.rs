//! The system's limit of open files for this process: each connection is one.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use tracing::{error, info};

/// Open files that are kept for everything but browsers: Redis, Plivo, listeners, the log.
const OTHERS: u64 = 256;

/// Raises the limit of open files as far as `connections` need and the system allows. Returns
/// how many connections can be served then; where they are fewer, the operator hears of it.
pub fn raise_open_files_limit(connections: usize) -> usize {
    let needed = u64::try_from(connections)
        .unwrap_or(u64::MAX)
        .saturating_add(OTHERS);
    let allowed = raise(needed);
    if allowed >= needed {
        return connections;
    }
    let room = allowed.saturating_sub(OTHERS).max(allowed / 2);
    let room = usize::try_from(room).unwrap_or(connections);
    error!(
        open_files = allowed,
        needed,
        connections = room,
        "alert: too few files may be open (ulimit -n) for server.connections: fewer are accepted"
    );
    room
}

/// Raises the limit to `needed`, or as far as it goes, and returns it.
fn raise(needed: u64) -> u64 {
    let limit = getrlimit(Resource::Nofile);
    let current = limit.current.unwrap_or(u64::MAX);
    let most = limit.maximum.unwrap_or(u64::MAX);
    let wanted = needed.min(most);
    if current >= wanted {
        return current;
    }
    let raised = Rlimit {
        current: Some(wanted),
        maximum: limit.maximum,
    };
    match setrlimit(Resource::Nofile, raised) {
        Ok(()) => {
            info!(from = current, to = wanted, "more files may be open");
            wanted
        }
        Err(_) => current,
    }
}
