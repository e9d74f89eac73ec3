//! Signals that the system sends to this process.
//!
//! Their handlers are installed before anything else is done. Without one, the kernel drops a
//! signal to the first process of a container, and ends any other process at once.

use std::io;
use std::sync::Arc;

use futures_util::future::select_all;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::Notify;
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

/// The signal that asks to load the clients again.
const RELOAD: NamedSignal = ("SIGHUP", SignalKind::hangup);

/// Signals that would end a process without a handler. Here they have no meaning: there is no
/// log file to open again.
const IGNORED: [NamedSignal; 2] = [
    ("SIGUSR1", SignalKind::user_defined1),
    ("SIGUSR2", SignalKind::user_defined2),
];

/// The requests of signals to this process: to stop, or to load its clients again. Clones share it.
#[derive(Clone, Debug, Default)]
pub struct Signals {
    stop: CancellationToken,
    reload: Arc<Notify>,
}

impl Signals {
    /// Installs the handlers. A signal that comes before anybody waits for it counts as well.
    ///
    /// # Errors
    /// The error of the system, when it refuses a handler.
    pub fn listen() -> io::Result<Self> {
        let install = |(name, kind): NamedSignal| signal(kind()).map(|signal| (name, signal));
        let stopping = STOP.into_iter().map(install).collect::<Result<_, _>>()?;
        let (name, reload) = install(RELOAD)?;
        let ignored = IGNORED.into_iter().map(install).collect::<Result<_, _>>()?;
        let signals = Self::default();
        tokio::spawn(signals.clone().receive_stop(stopping));
        tokio::spawn(signals.clone().receive_reload(name, reload));
        tokio::spawn(ignore(ignored));
        Ok(signals)
    }

    /// Waits until a signal asks the process to stop.
    pub async fn stop_requested(&self) {
        self.stop.cancelled().await;
    }

    /// Waits until a signal asks to load the clients again. One that came while nobody waited
    /// counts as well.
    pub async fn reload_requested(&self) {
        self.reload.notified().await;
    }

    /// The first signal requests the stop. Further ones do not shorten the time in which open
    /// requests are finished.
    async fn receive_stop(self, mut signals: Vec<(&'static str, Signal)>) {
        loop {
            let signal = next(&mut signals).await;
            if self.stop.is_cancelled() {
                info!(signal, "stopping already");
            } else {
                info!(signal, "told to stop");
                self.stop.cancel();
            }
        }
    }

    async fn receive_reload(self, signal: &'static str, mut signals: Signal) {
        while signals.recv().await.is_some() {
            info!(signal, "told to load the clients again");
            self.reload.notify_one();
        }
    }
}

/// Logs the signals that have no meaning here.
async fn ignore(mut signals: Vec<(&'static str, Signal)>) {
    loop {
        let signal = next(&mut signals).await;
        warn!(signal, "ignored: it has no meaning here");
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
