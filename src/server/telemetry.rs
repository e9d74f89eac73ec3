//! Logs: one line an event, to standard error, filtered by the settings.

use std::panic;

use tracing::error;
use tracing_subscriber::EnvFilter;

/// What is written whatever the filter says.
const ALWAYS: &str = "audit=info";

/// Starts logging. What `filter` cannot say, `info` says; `json` makes each line an object.
pub fn start(filter: &str, json: bool) {
    let filter = EnvFilter::try_new(filter).unwrap_or_else(|_| EnvFilter::new("info"));
    let filter = match ALWAYS.parse() {
        Ok(always) => filter.add_directive(always),
        Err(_) => filter,
    };
    let lines = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    match json {
        true => lines.json().init(),
        false => lines.init(),
    }
    panic::set_hook(Box::new(|panic| {
        // The message could hold a number or a code; where it happened says what to look for.
        let place = panic
            .location()
            .map(ToString::to_string)
            .unwrap_or_default();
        error!(place, "panicked");
    }));
}
