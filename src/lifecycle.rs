//! Whether the server is being stopped, and what it finishes before it ends.

use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tracing::Instrument;

/// The life of one server, from its start to its stop. Clones share it.
#[derive(Clone, Debug, Default)]
pub struct Lifecycle {
    stopping: CancellationToken,
    acts: TaskTracker,
}

impl Lifecycle {
    /// Whether the server was told to stop: it is not ready any more, and soon gone.
    pub fn is_stopping(&self) -> bool {
        self.stopping.is_cancelled()
    }

    /// Done when the server was told to stop: the end of every answer that would go on for ever.
    pub async fn stopping(&self) {
        self.stopping.cancelled().await;
    }

    /// Tells everybody that the server stops.
    pub fn stop(&self) {
        self.stopping.cancel();
    }

    /// Carries out what a person did, to its end, whether or not their browser waits for
    /// it: what was counted and saved is also sent, and a stop waits for it.
    pub fn carry_out<T: Send + 'static>(
        &self,
        act: impl Future<Output = T> + Send + 'static,
    ) -> JoinHandle<T> {
        // Boxed at once: it is large, and would be copied on its way to the runtime.
        self.acts.spawn(Box::pin(act).in_current_span())
    }

    /// Done when nothing is being carried out.
    pub async fn finished(&self) {
        self.acts.close();
        self.acts.wait().await;
    }
}
