//! Signals that the system sends to this process.
//!
//! Their handlers are installed before anything else is done. Without one, the kernel drops a
//! signal to the first process of a container, and ends any other process at once.

use std::io;

use futures_util::future::select_all;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio_util::sync::CancellationToken;
use tracing::{info, warn};

/// A signal and its name.
type NamedSignal = (&'static str, fn() -> SignalKind);

/// Signals that stop the server; supervisors, terminals and people send them.
const STOP: [NamedSignal; 3] = [
    ("SIGTERM", SignalKind::terminate),
    ("SIGINT", SignalKind::interrupt),
    ("SIGQUIT", SignalKind::quit),
];

/// Signals that would end a process without a handler. Here they have no meaning: there is
/// nothing to reload, and no log file to open again.
const IGNORED: [NamedSignal; 3] = [
    ("SIGHUP", SignalKind::hangup),
    ("SIGUSR1", SignalKind::user_defined1),
    ("SIGUSR2", SignalKind::user_defined2),
];

/// The request to stop this process, once a signal made it. Clones share it.
#[derive(Clone, Debug)]
pub struct ShutdownSignal(CancellationToken);

impl ShutdownSignal {
    /// Installs the handlers. A signal that comes before anybody waits for it counts as well.
    ///
    /// # Errors
    /// The error of the system, when it refuses a handler.
    pub fn listen() -> io::Result<Self> {
        let install = |(name, kind): NamedSignal| signal(kind()).map(|signal| (name, signal));
        let stopping = STOP.into_iter().map(install).collect::<Result<_, _>>()?;
        let ignored = IGNORED.into_iter().map(install).collect::<Result<_, _>>()?;
        let shutdown = Self(CancellationToken::new());
        tokio::spawn(shutdown.clone().receive(stopping));
        tokio::spawn(ignore(ignored));
        Ok(shutdown)
    }

    /// Waits until a signal asks the process to stop.
    pub async fn requested(&self) {
        self.0.cancelled().await;
    }

    /// The first signal requests the stop. Further ones do not shorten the time in which open
    /// requests are finished.
    async fn receive(self, mut signals: Vec<(&'static str, Signal)>) {
        loop {
            let signal = next(&mut signals).await;
            if self.0.is_cancelled() {
                info!(signal, "stopping already");
            } else {
                info!(signal, "told to stop");
                self.0.cancel();
            }
        }
    }
}

/// Logs the signals that have no meaning here.
async fn ignore(mut signals: Vec<(&'static str, Signal)>) {
    loop {
        let signal = next(&mut signals).await;
        warn!(signal, "ignored: there is nothing to reload");
    }
}

/// Waits for the next of the signals and returns its name.
async fn next(signals: &mut [(&'static str, Signal)]) -> &'static str {
    let waits = signals.iter_mut().map(|(name, signal)| {
        Box::pin(async move {
            // A stream of signals never ends.
            signal.recv().await;
            *name
        })
    });
    select_all(waits).await.0
}
