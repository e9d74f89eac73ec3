//! The one connection that all calls share, made again whenever it is lost.

use std::{
    future::Future,
    io,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use ::redis::{
    AsyncConnectionConfig, Cmd, ErrorKind, PushInfo, PushKind, RedisError, RedisResult,
    ServerErrorKind, Value, aio::MultiplexedConnection, cluster_async::ClusterConnection,
};
use futures_util::future::{BoxFuture, FutureExt, Shared};
use tokio::time::{Instant, timeout, timeout_at};

use super::{
    super::StoreError,
    address::Address,
    scripts::{self, Script},
    target::{CONNECT_TIMEOUT, Target},
};

/// How long a call waits for its answer, connecting included.
const ANSWER_TIMEOUT: Duration = Duration::from_millis(250);

/// A connection in the making or made, shared by all who wait for it.
type Dialing = Shared<BoxFuture<'static, RedisResult<Connection>>>;

/// The way to a server: the connection in use, and perhaps an attempt to replace it.
pub(super) struct Link {
    target: Arc<Target>,
    lines: Mutex<Lines>,
}

#[derive(Default)]
struct Lines {
    current: Option<Dialing>,
    next: Option<Dialing>,
}

#[derive(Clone)]
struct Connection {
    wire: Wire,
    /// The server hung up, or is not the one to ask any more.
    lost: Arc<AtomicBool>,
}

#[derive(Clone)]
enum Wire {
    Server(MultiplexedConnection),
    Cluster(ClusterConnection),
}

impl Link {
    pub(super) fn to(address: Address) -> Self {
        Self {
            target: address.into_target(),
            lines: Mutex::default(),
        }
    }

    /// Runs `script` on `key` and hands back what the server answers. One deadline holds for all of
    /// it: connecting, asking, and asking again in full when the server lacks the script.
    pub(super) async fn ask(
        &self,
        script: &Script,
        key: &str,
        arguments: &[&[u8]],
    ) -> Result<Value, StoreError> {
        let deadline = Instant::now() + ANSWER_TIMEOUT;
        let connecting = timeout_at(deadline, self.connection()).await;
        let mut connection = connecting
            .map_err(|_| late())?
            .map_err(|error| explain(&error))?;
        match timeout_at(deadline, connection.ask(script, key, arguments)).await {
            Ok(answer) => answer.map_err(|error| connection.judge(&error)),
            Err(_) => {
                self.look_for_another(key);
                Err(late())
            }
        }
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
                .unwrap_or_else(|| begin(dial(self.target.clone()))),
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
            lines.next = Some(begin(dial_and_try(self.target.clone(), key.to_owned())));
        }
    }

    /// The lines, after an attempt that has ended was put to use or forgotten.
    fn lines(&self) -> MutexGuard<'_, Lines> {
        let mut lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        let ended = lines.next.take_if(|next| next.peek().is_some());
        if let Some(made) = ended.filter(|next| !is_lost(next)) {
            lines.current = Some(made);
        }
        lines
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
        Some(Ok(connection)) => connection.lost.load(Ordering::Relaxed),
    }
}

async fn dial_and_try(target: Arc<Target>, key: String) -> RedisResult<Connection> {
    let mut connection = dial(target).await?;
    let answer = timeout(CONNECT_TIMEOUT, connection.ask(&scripts::PING, &key, &[])).await;
    answer.map_err(io::Error::from)??;
    Ok(connection)
}

async fn dial(target: Arc<Target>) -> RedisResult<Connection> {
    let lost = Arc::<AtomicBool>::default();
    let config = config(lost.clone());
    let wire = match &*target {
        Target::Server(client) => Wire::Server(
            client
                .get_multiplexed_async_connection_with_config(&config)
                .await?,
        ),
        Target::Sentinel(sentinel) => {
            let mut sentinel = sentinel.lock().await;
            Wire::Server(sentinel.get_async_connection_with_config(&config).await?)
        }
        Target::Cluster(client) => Wire::Cluster(client.get_async_connection().await?),
    };
    Ok(Connection { wire, lost })
}

/// No time limit on answers in the client: [`Link::ask`] has the only one. The client tells
/// when the server hangs up, so that the next call does not have to find out by failing.
fn config(lost: Arc<AtomicBool>) -> AsyncConnectionConfig {
    let listen = move |push: PushInfo| -> Result<(), std::convert::Infallible> {
        if push.kind == PushKind::Disconnection {
            lost.store(true, Ordering::Relaxed);
        }
        Ok(())
    };
    AsyncConnectionConfig::new()
        .set_connection_timeout(Some(CONNECT_TIMEOUT))
        .set_response_timeout(None)
        .set_push_sender(listen)
}

impl Connection {
    async fn ask(&mut self, script: &Script, key: &str, arguments: &[&[u8]]) -> RedisResult<Value> {
        match self.query(script.by_hash(key, arguments)).await {
            Err(error) if error.kind() == ErrorKind::Server(ServerErrorKind::NoScript) => {
                self.query(script.in_full(key, arguments)).await
            }
            answer => answer,
        }
    }

    async fn query(&mut self, request: Cmd) -> RedisResult<Value> {
        match &mut self.wire {
            Wire::Server(server) => request.query_async(server).await,
            Wire::Cluster(cluster) => request.query_async(cluster).await,
        }
    }

    /// Whether `error` says that this connection is lost, and what to tell the caller.
    ///
    /// A server that turned into a replica has a successor, which Sentinel or the name
    /// server knows. A cluster's client looks after its own connections, until none is left.
    fn judge(&self, error: &RedisError) -> StoreError {
        let lost = match self.wire {
            Wire::Cluster(_) => error.kind() == ErrorKind::ClusterConnectionNotFound,
            Wire::Server(_) => {
                error.is_io_error() || error.is_unrecoverable_error() || is_replica(error)
            }
        };
        if lost {
            self.lost.store(true, Ordering::Relaxed);
        }
        explain(error)
    }
}

fn is_replica(error: &RedisError) -> bool {
    use ServerErrorKind::{MasterDown, ReadOnly};
    matches!(error.kind(), ErrorKind::Server(ReadOnly | MasterDown))
}

fn late() -> StoreError {
    StoreError::NoAnswer(format!("nothing within {} ms", ANSWER_TIMEOUT.as_millis()))
}

/// What may be told of an error: a code, or the text of an I/O error. The text of other
/// errors can repeat what was sent or received, so only their category is kept.
fn explain(error: &RedisError) -> StoreError {
    match error.code() {
        Some(code) => StoreError::Refused(code.to_owned()),
        None if error.is_io_error() => StoreError::NoAnswer(error.to_string()),
        None => StoreError::NoAnswer(error.category().to_owned()),
    }
}
