//! The life of a server: whether it is stopping, and the actions that it finishes first.

use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tracing::Instrument;

/// The life of one server, from its start to its stop. Clones share it.
#[derive(Clone, Debug, Default)]
pub struct Lifecycle {
    stopping: CancellationToken,
    actions: TaskTracker,
}

impl Lifecycle {
    /// Whether the server is stopping.
    pub fn is_stopping(&self) -> bool {
        self.stopping.is_cancelled()
    }

    /// Resolves when the server is stopping, which ends answers that have no end of their own.
    pub async fn stopping(&self) {
        self.stopping.cancelled().await;
    }

    /// Begins the stop.
    pub fn stop(&self) {
        self.stopping.cancel();
    }

    /// Runs an action to its end, even if the browser disconnects, so that what was counted and
    /// saved is also sent. A stop waits for it.
    pub fn carry_out<T: Send + 'static>(
        &self,
        action: impl Future<Output = T> + Send + 'static,
    ) -> JoinHandle<T> {
        // Boxed at once: it is large, and would be copied on its way to the runtime.
        self.actions.spawn(Box::pin(action).in_current_span())
    }

    /// Resolves when no action is in progress.
    pub async fn finished(&self) {
        self.actions.close();
        self.actions.wait().await;
    }
}
