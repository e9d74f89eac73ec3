//! [`Notifier`]: takes occurrences from the verifier, and sees to it that clients are told.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use parking_lot::Mutex;
use tokio::sync::{Notify, mpsc, oneshot};
use tokio::task::JoinHandle;
use tokio::time::{interval, sleep};
use tokio_util::sync::{CancellationToken, DropGuard};
use tracing::{error, warn};

use super::batch::Batch;
use super::delivery::Endpoints;
use super::dispatcher::Dispatcher;
use super::event_type::EventType;
use super::publisher::Publisher;
use super::queue_key::QueueKey;
use super::schedule::RetrySchedule;
use crate::alerts::Alert;
use crate::clients::ClientRegistry;
use crate::domain::Policy;
use crate::lifecycle::Lifecycle;
use crate::metrics::Metrics;
use crate::repository::{Repository, RepositoryError};
use crate::verifier::{Observer, Occurrence};

/// Occurrences that wait in memory to be stored. More are only there while the store is away.
const INBOX: usize = 10_000;

/// Occurrences that are stored together.
const BATCH: usize = 64;

/// The time between two looks at all queues.
const SWEEP_INTERVAL: Duration = Duration::from_secs(5);

/// The longest pause before a batch that the store failed to take is tried again.
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

/// Tells clients what happens. Dropped, it ends its tasks.
pub struct Notifier {
    clients: Arc<ClientRegistry>,
    lifecycle: Lifecycle,
    inbox: mpsc::Sender<Item>,
    lost: AtomicU64,
    _sweeping: DropGuard,
}

/// The parts that a notifier is made of.
pub struct NotifierParts {
    /// The records, which a notifier has for itself.
    pub records: Repository,
    /// The clients.
    pub clients: Arc<ClientRegistry>,
    /// The policy, which says when a verification has ended.
    pub policy: Policy,
    /// The most events of one client that wait.
    pub queue_length: usize,
    /// The waits between tries.
    pub schedule: RetrySchedule,
    /// The metrics that events are counted in.
    pub metrics: Arc<Metrics>,
    /// The work that a stop waits for.
    pub lifecycle: Lifecycle,
}

enum Told {
    Occurrence(Occurrence),
    /// An alert, with a random mark that tells it from others of its kind.
    Alert(Alert, String),
}

/// Something to store, and the one who waits until it is.
struct Item {
    told: Told,
    stored: oneshot::Sender<()>,
}

impl Notifier {
    /// Starts to tell clients.
    ///
    /// # Errors
    /// When an HTTP client cannot start.
    pub fn start(parts: NotifierParts) -> reqwest::Result<Self> {
        let NotifierParts {
            clients, lifecycle, ..
        } = &parts;
        let (clients, lifecycle) = (clients.clone(), lifecycle.clone());
        let publisher = Publisher {
            records: parts.records,
            clients: clients.clone(),
            queue_length: parts.queue_length,
            metrics: parts.metrics,
        };
        let dispatcher = Arc::new(Dispatcher {
            publisher,
            policy: parts.policy,
            endpoints: Endpoints::new()?,
            schedule: parts.schedule,
            lifecycle: lifecycle.clone(),
            filled: Notify::new(),
            working: Mutex::default(),
        });
        let (inbox, occurrences) = mpsc::channel(INBOX);
        let sweeping = CancellationToken::new();
        tokio::spawn(store_all(dispatcher.clone(), occurrences));
        tokio::spawn(keep_sweeping(dispatcher, sweeping.clone()));
        Ok(Self {
            clients,
            lifecycle,
            inbox,
            lost: AtomicU64::new(0),
            _sweeping: sweeping.drop_guard(),
        })
    }

    /// Takes an alert, and returns at once.
    pub fn tell(&self, alert: Alert) {
        if self.is_listening() {
            let mark: u128 = rand::random();
            self.take(Told::Alert(alert, mark.to_string()));
        }
    }

    /// Tells of an alert, which `mark` tells from others of its kind; whether it is stored. The
    /// same alert told again is the same event.
    pub async fn tell_surely(&self, alert: Alert, mark: &str) -> bool {
        match self.take(Told::Alert(alert, mark.to_owned())) {
            Some(stored) => stored.await.is_ok_and(|stored| stored.is_ok()),
            None => false,
        }
    }

    /// Whether a webhook of the service wants events of this type.
    pub fn is_service_told(&self, event_type: EventType) -> bool {
        let clients = self.clients.current();
        let mut webhooks = clients.with_webhooks();
        webhooks.any(|(_, webhook)| webhook.is_of_service && webhook.is_told(event_type))
    }

    /// Takes something to tell, and returns what resolves when it is stored; `None` if it is lost.
    /// A stop waits for it.
    fn take(&self, told: Told) -> Option<JoinHandle<Result<(), oneshot::error::RecvError>>> {
        let (stored, waits) = oneshot::channel();
        match self.inbox.try_send(Item { told, stored }) {
            Ok(()) => Some(self.lifecycle.carry_out(waits)),
            Err(_) => {
                let lost = self.lost.fetch_add(1, Ordering::Relaxed) + 1;
                if lost.is_power_of_two() {
                    error!(
                        lost,
                        "alert: webhook events were lost: the store takes none"
                    );
                }
                None
            }
        }
    }
}

impl Observer for Notifier {
    fn is_listening(&self) -> bool {
        self.clients.current().with_webhooks().next().is_some()
    }

    fn observe(&self, occurrence: Occurrence) {
        self.take(Told::Occurrence(occurrence));
    }
}

/// Stores what comes, in its order.
async fn store_all(dispatcher: Arc<Dispatcher>, mut inbox: mpsc::Receiver<Item>) {
    let mut items = Vec::with_capacity(BATCH);
    while inbox.recv_many(&mut items, BATCH).await > 0 {
        for key in store(&dispatcher, &items).await {
            dispatcher.wake(key);
        }
        for item in items.drain(..) {
            _ = item.stored.send(());
        }
    }
}

/// Stores items, however long the store takes none.
async fn store(dispatcher: &Dispatcher, items: &[Item]) -> Vec<QueueKey> {
    let mut pause = Duration::from_millis(50);
    loop {
        match try_store(&dispatcher.publisher, items).await {
            Ok(keys) => return keys,
            Err(error) => warn!(%error, "webhook events could not be stored; tried again"),
        }
        sleep(pause).await;
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
}

async fn try_store(
    publisher: &Publisher,
    items: &[Item],
) -> Result<Vec<QueueKey>, RepositoryError> {
    let mut batch = Batch::default();
    for item in items {
        match &item.told {
            Told::Occurrence(occurrence) => publisher.add(&mut batch, occurrence).await?,
            Told::Alert(alert, mark) => publisher.add_alert(&mut batch, alert, mark).await?,
        }
    }
    publisher.apply(&batch).await
}

async fn keep_sweeping(dispatcher: Arc<Dispatcher>, ended: CancellationToken) {
    let mut ticks = interval(SWEEP_INTERVAL);
    loop {
        tokio::select! {
            _ = ticks.tick() => {}
            () = dispatcher.filled.notified() => {}
            () = ended.cancelled() => return,
            () = dispatcher.lifecycle.stopping() => return,
        }
        dispatcher.sweep().await;
    }
}
