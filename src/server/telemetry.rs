//! Logs: one line an event, to standard error, filtered by the settings.

use tracing_subscriber::EnvFilter;

/// Starts logging. What `filter` cannot say, `info` says.
pub fn start(filter: &str) {
    let filter = EnvFilter::try_new(filter).unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .init();
}
