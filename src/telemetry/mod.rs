//! Logs: one line an event, to standard error, filtered by the settings.
//!
//! A thread of its own writes the lines. When standard error is not read, lines are dropped and
//! counted, and requests go on. With the feature `otlp`, spans go to a collector too (`traces`).

#[cfg(feature = "otlp")]
mod traces;

use std::io::{self, BufWriter, IsTerminal, Stderr, Write};
use std::time::Duration;
use std::{panic, thread};

use tracing::{error, warn};
use tracing_appender::non_blocking::{ErrorCounter, NonBlockingBuilder, WorkerGuard};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, Layer};

use crate::config::log_filter;

/// Lines that are kept until they are written. Memory for all of them, 32 bytes each, is taken
/// at the start.
const MAX_BUFFERED_LINES: usize = 10_000;

/// Time in which lines are gathered to be written together. Waking the writing thread for each
/// line would cost the thread that logs more than the line does.
const BATCH_TIME: Duration = Duration::from_millis(10);

/// Keeps logging alive. When it is dropped, the lines that are still waiting are written.
pub struct LogGuard {
    #[cfg(feature = "otlp")]
    _traces: Option<traces::Traces>,
    _writer: WorkerGuard,
    dropped: ErrorCounter,
}

impl Drop for LogGuard {
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

/// Standard error that pauses for [`BATCH_TIME`] after each flush.
struct BatchingStderr(BufWriter<Stderr>);

impl Write for BatchingStderr {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()?;
        thread::sleep(BATCH_TIME);
        Ok(())
    }
}

/// Starts logging. `info` stands in for a filter that is invalid; `json` makes each line a JSON
/// object.
pub fn start(filter: &str, json: bool) -> LogGuard {
    let filter = log_filter::parse(filter).unwrap_or_else(|_| EnvFilter::new("info"));
    let (output, writer) = NonBlockingBuilder::default()
        .lossy(true)
        .buffered_lines_limit(MAX_BUFFERED_LINES)
        .finish(BatchingStderr(BufWriter::new(io::stderr())));
    let dropped = output.error_counter();
    let lines = tracing_subscriber::fmt::layer()
        .with_ansi(io::stderr().is_terminal())
        .with_writer(output);
    let lines = match json {
        true => lines.json().boxed(),
        false => lines.boxed(),
    };
    let log = tracing_subscriber::registry().with(filter).with(lines);
    #[cfg(feature = "otlp")]
    let traces = traces::Traces::start();
    #[cfg(feature = "otlp")]
    let log = log.with(traces.as_ref().map(traces::Traces::layer));
    log.init();
    panic::set_hook(Box::new(|panic| {
        // The message could contain a number or a code; the place says where to look.
        let place = panic
            .location()
            .map(ToString::to_string)
            .unwrap_or_default();
        error!(place, "panicked");
    }));
    LogGuard {
        #[cfg(feature = "otlp")]
        _traces: traces,
        _writer: writer,
        dropped,
    }
}
