//! One connection for each thread, made again whenever it is lost.

use std::{io, sync::Arc};

use ::redis::{RedisError, RedisResult, Value};
use futures_util::future::{BoxFuture, FutureExt, Shared};
use parking_lot::{Mutex, MutexGuard};
use thread_local::ThreadLocal;
use tokio::time::{Instant, timeout, timeout_at};

use crate::store::redis::call_gate::CallGate;
use crate::store::redis::{
    CallTimeouts, Operation, RedisClient, RedisConnection, RedisRequest, scripts, store_error,
};
use crate::store::{Outage, StoreError};

/// An attempt to connect, in progress or finished, shared by all who wait for it.
type Connecting = Shared<BoxFuture<'static, RedisResult<RedisConnection>>>;

/// Connections to one server, one for each thread that calls: threads with a connection in
/// common would wake each other for every reply. What one of them learns of the server's health
/// holds for all.
pub(super) struct ConnectionPool {
    client: Arc<RedisClient>,
    timeouts: CallTimeouts,
    threads: ThreadLocal<Mutex<ThreadConnection>>,
    gate: Arc<CallGate>,
}

/// The connection that a thread uses, and perhaps an attempt to replace it.
#[derive(Default)]
struct ThreadConnection {
    current: Option<Connecting>,
    replacement: Option<Connecting>,
}

impl ConnectionPool {
    /// An empty pool.
    pub(super) fn new(client: Arc<RedisClient>, timeouts: CallTimeouts) -> Self {
        Self {
            client,
            timeouts,
            threads: ThreadLocal::new(),
            gate: Arc::default(),
        }
    }

    /// Whether the client follows keys to whichever node of a Cluster has them.
    pub(super) fn is_cluster(&self) -> bool {
        matches!(*self.client, RedisClient::Cluster(_))
    }

    /// Carries out a request and returns the server's reply.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when no reply came in time or the call was not made;
    /// [`StoreError::Refused`] when the server replied with an error.
    pub(super) async fn call(&self, request: RedisRequest<'_>) -> Result<Value, StoreError> {
        let _slot = self.gate.enter().await?;
        let reply = self.call_in_time(request).await;
        self.gate.record(&reply);
        reply
    }

    /// Makes the call. One deadline holds for all of it: connecting, the request, the script in
    /// full when the server lacks it, and waiting for replicas.
    ///
    /// A call may end on another thread than it began on. The connection that gave no reply is
    /// replaced for the thread that has it, else that thread would try it for ever.
    async fn call_in_time(&self, request: RedisRequest<'_>) -> Result<Value, StoreError> {
        let thread = self.threads.get_or_default();
        if self.gate.is_shut() {
            // This call probes the server, but its caller may give up.
            self.start_replacement(thread, request.key);
        }
        let deadline = Instant::now() + self.timeouts.reply();
        let connecting = timeout_at(deadline, self.connection(thread)).await;
        let mut connection = connecting
            .map_err(|_| self.timed_out())?
            .map_err(|error| store_error(&error))?;
        let reply = timeout_at(deadline, connection.call(request)).await;
        reply.unwrap_or_else(|_| {
            self.start_replacement(thread, request.key);
            Err(self.timed_out())
        })
    }

    /// A thread's connection, made or in the making, or the beginning of a new one when that is
    /// lost. So while a server is away, any call may find out that it is back.
    fn connection(&self, thread: &Mutex<ThreadConnection>) -> Connecting {
        let mut thread = up_to_date(thread);
        let current = thread.current.take().filter(|current| !is_lost(current));
        let current = current.or_else(|| thread.replacement.take());
        let current = current.unwrap_or_else(|| {
            in_background(RedisConnection::connect(self.client.clone(), self.timeouts))
        });
        thread.current = Some(current.clone());
        current
    }

    /// Begins to replace a connection on which `key` got no reply in time.
    ///
    /// The server may be slow and the connection good, or both are gone without notice. So it
    /// stays in use until another one has got a reply for this very key: of a Cluster, one
    /// silent node must not cost the calls to the others.
    fn start_replacement(&self, thread: &Mutex<ThreadConnection>, key: &str) {
        let mut thread = up_to_date(thread);
        if thread.replacement.is_none() {
            let (client, gate) = (self.client.clone(), self.gate.clone());
            let attempt = connect_and_ping(client, self.timeouts, key.to_owned(), gate);
            thread.replacement = Some(in_background(attempt));
        }
    }

    fn timed_out(&self) -> StoreError {
        StoreError::Unavailable(Outage::TimedOut(self.timeouts.reply()))
    }
}

/// A thread's connection, after a replacement that is finished was put to use or dropped.
fn up_to_date(thread: &Mutex<ThreadConnection>) -> MutexGuard<'_, ThreadConnection> {
    let mut thread = thread.lock();
    let finished = thread
        .replacement
        .take_if(|replacement| replacement.peek().is_some());
    if let Some(made) = finished.filter(|replacement| !is_lost(replacement)) {
        thread.current = Some(made);
    }
    thread
}

/// Runs an attempt in the background, so that it outlives the call that needed it.
fn in_background(
    attempt: impl Future<Output = RedisResult<RedisConnection>> + Send + 'static,
) -> Connecting {
    let connecting = attempt.boxed().shared();
    tokio::spawn(connecting.clone());
    connecting
}

fn is_lost(connecting: &Connecting) -> bool {
    match connecting.peek() {
        None => false,
        Some(Err(_)) => true,
        Some(Ok(connection)) => connection.is_lost(),
    }
}

/// Connects and gets a reply, which opens the gate to all calls.
async fn connect_and_ping(
    client: Arc<RedisClient>,
    timeouts: CallTimeouts,
    key: String,
    gate: Arc<CallGate>,
) -> RedisResult<RedisConnection> {
    let mut connection = RedisConnection::connect(client, timeouts).await?;
    let ping = RedisRequest::new(&key, Operation::Script(&scripts::PING, &[]));
    let reply = timeout(timeouts.connect(), connection.call(ping)).await;
    let reply = reply.map_err(io::Error::from)?;
    gate.record(&reply);
    reply.map_err(|error| RedisError::from(io::Error::other(error)))?;
    Ok(connection)
}
