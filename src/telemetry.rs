//! Logs: one line an event, to standard error, filtered by the settings.
//!
//! Lines are written behind the requests' backs: when whoever reads them stands still, they
//! are dropped and counted, and the requests go on.

use std::io::{self, BufWriter, IsTerminal, Stderr, Write};
use std::time::Duration;
use std::{panic, thread};

use tracing::{error, warn};
use tracing_appender::non_blocking::{ErrorCounter, NonBlockingBuilder, WorkerGuard};
use tracing_subscriber::EnvFilter;

use crate::config::log_filter;

/// Lines that wait for whoever reads them. There is a place for each from the start, so
/// this is memory: 32 bytes a line, and the line.
const WAITING: usize = 10_000;

/// How long lines are collected before they are written together. The thread that writes
/// them need not be woken for each, which costs whoever logs more than the line does.
const COLLECTING: Duration = Duration::from_millis(10);

/// Logging, for as long as this is held; then what is still to be written is.
pub struct Logs {
    _writing: WorkerGuard,
    dropped: ErrorCounter,
}

impl Drop for Logs {
    fn drop(&mut self) {
        let lines = self.dropped.dropped_lines();
        if lines > 0 {
            warn!(
                lines,
                "lines of the log were dropped: nobody read them in time"
            );
        }
    }
}

/// Standard error, where each flush is followed by a pause.
struct Unhurried(BufWriter<Stderr>);

impl Write for Unhurried {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()?;
        thread::sleep(COLLECTING);
        Ok(())
    }
}

/// Starts logging. What `filter` cannot say, `info` says; `json` makes each line an object.
pub fn start(filter: &str, json: bool) -> Logs {
    let filter = log_filter::parse(filter).unwrap_or_else(|_| EnvFilter::new("info"));
    let (writer, writing) = NonBlockingBuilder::default()
        .lossy(true)
        .buffered_lines_limit(WAITING)
        .finish(Unhurried(BufWriter::new(io::stderr())));
    let dropped = writer.error_counter();
    let lines = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(io::stderr().is_terminal())
        .with_writer(writer);
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
    Logs {
        _writing: writing,
        dropped,
    }
}
