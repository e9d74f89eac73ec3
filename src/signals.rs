//! Signals that the system sends to this process.
//!
//! The handlers stand before anything else is done: the kernel drops a signal to the first
//! process of a container that has no handler for it, and ends any other process on the spot.

use std::io;

use futures_util::future::select_all;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio_util::sync::CancellationToken;
use tracing::{info, warn};

/// A signal by its name.
type Named = (&'static str, fn() -> SignalKind);

/// Signals that stop the server: what supervisors, terminals and people send.
const STOP: [Named; 3] = [
    ("SIGTERM", SignalKind::terminate),
    ("SIGINT", SignalKind::interrupt),
    ("SIGQUIT", SignalKind::quit),
];

/// Signals that would end a process that does not know them. There is nothing to reload, and
/// the log is no file to open again.
const IGNORED: [Named; 3] = [
    ("SIGHUP", SignalKind::hangup),
    ("SIGUSR1", SignalKind::user_defined1),
    ("SIGUSR2", SignalKind::user_defined2),
];

/// Whether this process was told to stop. Clones share it.
#[derive(Clone, Debug)]
pub struct Stop(CancellationToken);

impl Stop {
    /// Listens from now on, also to signals that come before anybody waits for them.
    ///
    /// # Errors
    /// When the system does not let it.
    pub fn listen() -> io::Result<Self> {
        let install = |(name, kind): Named| signal(kind()).map(|signal| (name, signal));
        let stopping = STOP.into_iter().map(install).collect::<Result<_, _>>()?;
        let ignored = IGNORED.into_iter().map(install).collect::<Result<_, _>>()?;
        let stop = Self(CancellationToken::new());
        tokio::spawn(stop.clone().hear(stopping));
        tokio::spawn(ignore(ignored));
        Ok(stop)
    }

    /// Done when the process is told to stop.
    pub async fn told(&self) {
        self.0.cancelled().await;
    }

    /// The first signal stops; from then on requests are being finished, which takes as long
    /// as it may, whatever else comes.
    async fn hear(self, mut signals: Vec<(&'static str, Signal)>) {
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

async fn ignore(mut signals: Vec<(&'static str, Signal)>) {
    loop {
        let signal = next(&mut signals).await;
        warn!(signal, "ignored: there is nothing to reload");
    }
}

/// The name of the next signal that comes.
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
