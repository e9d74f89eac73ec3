//! The connection that all calls of a thread share, made again whenever it is lost.

use std::{
    future::Future,
    io,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use ::redis::{RedisError, RedisResult, Value};
use futures_util::future::{BoxFuture, FutureExt, Shared};
use thread_local::ThreadLocal;
use tokio::time::{Instant, timeout, timeout_at};

use super::{
    super::StoreError,
    breaker::Breaker,
    connection::{Connection, Order, Request},
    patience::Patience,
    refusal::explain,
    scripts,
    target::Target,
};

/// A connection in the making or made, shared by all who wait for it.
type Dialing = Shared<BoxFuture<'static, RedisResult<Connection>>>;

/// The way to a server, with lines of its own for each thread that asks: threads with a
/// connection in common would wake each other for every answer. What one of them learns of
/// the server's health holds for all.
pub(super) struct Link {
    target: Arc<Target>,
    patience: Patience,
    lines: ThreadLocal<Mutex<Lines>>,
    breaker: Breaker,
}

/// The connection in use, and perhaps an attempt to replace it.
#[derive(Default)]
struct Lines {
    current: Option<Dialing>,
    next: Option<Dialing>,
}

impl Link {
    pub(super) fn to(target: Arc<Target>) -> Self {
        Self {
            target,
            patience: Patience::default(),
            lines: ThreadLocal::new(),
            breaker: Breaker::new(),
        }
    }

    /// The same way, on which answers are waited for as long as this.
    pub(super) fn with(self, patience: Patience) -> Self {
        Self { patience, ..self }
    }

    /// Whether it follows keys to whichever node of a cluster has them.
    pub(super) fn knows_the_cluster(&self) -> bool {
        matches!(*self.target, Target::Cluster(_))
    }

    /// What the server answers, unless the breaker keeps the call away from it.
    pub(super) async fn ask(&self, request: Request<'_>) -> Result<Value, StoreError> {
        let _place = self.breaker.enter().await?;
        let answer = self.ask_in_time(request).await;
        self.breaker.note(&answer);
        answer
    }

    /// One deadline holds for all of it: connecting, asking, asking again in full when the
    /// server lacks the script, and waiting for replicas.
    async fn ask_in_time(&self, request: Request<'_>) -> Result<Value, StoreError> {
        let deadline = Instant::now() + self.patience.answer();
        let connecting = timeout_at(deadline, self.connection()).await;
        let mut connection = connecting
            .map_err(|_| self.late())?
            .map_err(|error| explain(&error))?;
        let asked = timeout_at(deadline, connection.ask(request)).await;
        asked.unwrap_or_else(|_| {
            self.look_for_another(request.key);
            Err(self.late())
        })
    }

    /// The connection in use, made or in the making, or the beginning of a new one when
    /// that is lost. So while a server is away, any call may find out that it is back.
    fn connection(&self) -> Dialing {
        let mut lines = self.lines();
        let current = match lines.current.take().filter(|current| !is_lost(current)) {
            Some(current) => current,
            None => lines
                .next
                .take()
                .unwrap_or_else(|| begin(Connection::dial(self.target.clone(), self.patience))),
        };
        lines.current = Some(current.clone());
        current
    }

    /// Tries for a replacement of a connection on which `key` got no answer in time.
    ///
    /// The server may be slow and the connection good; or both are gone without a word. So
    /// it stays in use until another one has answered for this very key: of a cluster, one
    /// silent node must not cost the calls to the others.
    fn look_for_another(&self, key: &str) {
        let mut lines = self.lines();
        if lines.next.is_none() {
            let attempt = dial_and_try(self.target.clone(), self.patience, key.to_owned());
            lines.next = Some(begin(attempt));
        }
    }

    /// This thread's lines, after an attempt that has ended was put to use or forgotten.
    fn lines(&self) -> MutexGuard<'_, Lines> {
        let lines = self.lines.get_or_default();
        let mut lines = lines.lock().unwrap_or_else(PoisonError::into_inner);
        let ended = lines.next.take_if(|next| next.peek().is_some());
        if let Some(made) = ended.filter(|next| !is_lost(next)) {
            lines.current = Some(made);
        }
        lines
    }

    fn late(&self) -> StoreError {
        let millis = self.patience.answer().as_millis();
        StoreError::NoAnswer(format!("nothing within {millis} ms"))
    }
}

/// Runs an attempt in the background, so that it outlives the call that needed it.
fn begin(attempt: impl Future<Output = RedisResult<Connection>> + Send + 'static) -> Dialing {
    let dialing = attempt.boxed().shared();
    tokio::spawn(dialing.clone());
    dialing
}

fn is_lost(dialing: &Dialing) -> bool {
    match dialing.peek() {
        None => false,
        Some(Err(_)) => true,
        Some(Ok(connection)) => connection.is_lost(),
    }
}

async fn dial_and_try(
    target: Arc<Target>,
    patience: Patience,
    key: String,
) -> RedisResult<Connection> {
    let mut connection = Connection::dial(target, patience).await?;
    let ping = Request {
        key: &key,
        order: Order::Script(&scripts::PING, &[]),
        replicas: 0,
    };
    let answer = timeout(patience.connect(), connection.ask(ping)).await;
    let answer = answer.map_err(io::Error::from)?;
    answer.map_err(|error| RedisError::from(io::Error::other(error)))?;
    Ok(connection)
}
