//! How many files the system lets this process have open: each connection is one.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use tracing::{error, info};

/// Files for everything but browsers: Redis, Plivo, listeners, the log, what is read.
const OTHERS: u64 = 256;

/// Raises what this process may have open as far as it needs and may. The connections that
/// it then can serve: those that were asked for, or as many as there is room for, which the
/// operator hears of.
pub fn make_room(connections: usize) -> usize {
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

/// How many files may be open once that is at least `needed`, or as many as can be.
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
