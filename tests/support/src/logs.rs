//! The log of a test's thread.

use std::cell::RefCell;
use std::io::Write;
use std::sync::Once;

use tracing_subscriber::EnvFilter;

thread_local! {
    /// The lines logged on this thread: each test has one to itself.
    static LOG: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

struct ThreadLog;

impl Write for ThreadLog {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        LOG.with_borrow_mut(|log| log.write(bytes))
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Captures what is logged on this thread from now on, by us and by every crate below.
///
/// One subscriber serves all threads, and the first `filter` of a program counts: with a
/// subscriber for one test only, the others would teach `tracing` that nobody listens.
pub fn capture(filter: &str) {
    static SUBSCRIBED: Once = Once::new();
    SUBSCRIBED.call_once(|| {
        tracing_subscriber::fmt()
            .with_env_filter(EnvFilter::new(filter))
            .with_ansi(false)
            .with_writer(|| ThreadLog)
            .init();
    });
    LOG.take();
}

/// The log of this thread so far.
pub fn seen() -> String {
    LOG.with_borrow(|log| String::from_utf8(log.clone()).unwrap())
}

/// A log without its times, whose fractions of six digits could be anything that must not be logged.
pub fn untimed(log: &str) -> String {
    let lines = log
        .lines()
        .map(|line| line.split_once('Z').map_or(line, |(_, rest)| rest));
    lines.collect::<Vec<_>>().join("\n")
}

/// Takes what was logged on this thread.
pub fn captured() -> String {
    String::from_utf8(LOG.take()).unwrap()
}
