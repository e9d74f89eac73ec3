//! One connection to a server or a cluster: made, asked, judged.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use ::redis::{
    AsyncConnectionConfig, Cmd, ErrorKind, Pipeline, PushInfo, PushKind, RedisError, RedisResult,
    ServerErrorKind, Value,
    aio::{ConnectionLike, MultiplexedConnection},
    cluster::ClusterConfig,
    cluster_async::ClusterConnection,
    cluster_routing::{Route, RoutingInfo, SingleNodeRoutingInfo, SlotAddr},
    cmd, from_redis_value,
};
use tokio::time::Instant;

use super::{
    super::StoreError, patience::Patience, refusal::explain, scripts::Script, target::Target,
};

/// What a server is asked, about one key.
#[derive(Clone, Copy)]
pub(super) struct Request<'a> {
    pub key: &'a str,
    pub order: Order<'a>,
    /// How many replicas have to hold what was written before that is an answer.
    pub replicas: u32,
}

/// What is to be done with the key.
#[derive(Clone, Copy)]
pub(super) enum Order<'a> {
    /// To run a script with these arguments.
    Script(&'a Script, &'a [&'a [u8]]),
    /// The same, sent in full, as to a server that does not know it.
    ScriptInFull(&'a Script, &'a [&'a [u8]]),
    /// To carry out commands, one after the other; each is answered, the first has the key.
    Commands(&'a Pipeline),
}

/// A connection that all its clones share.
#[derive(Clone)]
pub(super) struct Connection {
    wire: Wire,
    patience: Patience,
    /// The server hung up, or is not the one to ask any more.
    lost: Arc<AtomicBool>,
}

#[derive(Clone)]
enum Wire {
    Server(MultiplexedConnection),
    Cluster(ClusterConnection),
}

impl Connection {
    pub(super) async fn dial(target: Arc<Target>, patience: Patience) -> RedisResult<Self> {
        let lost = Arc::<AtomicBool>::default();
        let config = config(lost.clone(), patience);
        let wire = match &*target {
            Target::Server(client) => Wire::Server(
                client
                    .get_multiplexed_async_connection_with_config(&config)
                    .await?,
            ),
            Target::Sentinel(sentinel) => {
                let mut sentinel = sentinel.lock().await;
                let began = Instant::now();
                // The client gives a Sentinel half a second; a slow one is asked again.
                let made = loop {
                    let made = sentinel.get_async_connection_with_config(&config).await;
                    let late = made.as_ref().is_err_and(RedisError::is_timeout);
                    if !late || began.elapsed() >= patience.answer() {
                        break made;
                    }
                };
                Wire::Server(made?)
            }
            Target::Cluster(client) => {
                let config = ClusterConfig::new()
                    .set_connection_timeout(patience.connect())
                    .set_response_timeout(patience.connect());
                Wire::Cluster(client.get_async_connection_with_config(config).await?)
            }
        };
        Ok(Self {
            wire,
            patience,
            lost,
        })
    }

    pub(super) fn is_lost(&self) -> bool {
        self.lost.load(Ordering::Relaxed)
    }

    /// Asks, and asks again in full when the server lacks the script; each node of a
    /// cluster keeps its own.
    pub(super) async fn ask(&mut self, request: Request<'_>) -> Result<Value, StoreError> {
        let answer = match request.order {
            Order::Script(script, arguments) => self.run(script, request.key, arguments).await,
            Order::ScriptInFull(script, arguments) => {
                self.query(script.in_full(request.key, arguments)).await
            }
            Order::Commands(commands) => self.carry_out(commands).await,
        };
        let answer = answer.map_err(|error| self.judge(&error))?;
        if request.replicas > 0 && self.holders(request).await? < request.replicas {
            return Err(StoreError::Refused("NOREPLICAS".to_owned()));
        }
        Ok(answer)
    }

    /// How many replicas hold what this connection wrote to the key's master, after a
    /// while at most.
    async fn holders(&mut self, request: Request<'_>) -> Result<u32, StoreError> {
        let mut wait = cmd("WAIT");
        wait.arg(request.replicas).arg(self.patience.replicas_ms());
        let told = match &mut self.wire {
            Wire::Server(_) => self.query(wait).await,
            Wire::Cluster(cluster) => {
                let master = Route::with_key(request.key, SlotAddr::Master);
                let master = SingleNodeRoutingInfo::SpecificNode(master);
                let route = RoutingInfo::SingleNode(master);
                cluster.route_command(wait, route).await
            }
        };
        let told = told.map_err(|error| self.judge(&error))?;
        from_redis_value(told).map_err(|_| StoreError::Foreign)
    }

    async fn run(&mut self, script: &Script, key: &str, arguments: &[&[u8]]) -> RedisResult<Value> {
        match self.query(script.by_hash(key, arguments)).await {
            Err(error) if error.kind() == ErrorKind::Server(ServerErrorKind::NoScript) => {
                self.query(script.in_full(key, arguments)).await
            }
            answer => answer,
        }
    }

    async fn carry_out(&mut self, commands: &Pipeline) -> RedisResult<Value> {
        let count = commands.len();
        let answers = match &mut self.wire {
            Wire::Server(server) => server.req_packed_commands(commands, 0, count).await,
            Wire::Cluster(cluster) => cluster.req_packed_commands(commands, 0, count).await,
        };
        Value::Array(answers?).extract_error()
    }

    async fn query(&mut self, request: Cmd) -> RedisResult<Value> {
        match &mut self.wire {
            Wire::Server(server) => request.query_async(server).await,
            Wire::Cluster(cluster) => request.query_async(cluster).await,
        }
    }

    /// Whether `error` says that this connection is lost, and what to tell the caller.
    ///
    /// A server that turned into a replica, or a master that lost its replicas, perhaps has
    /// a successor, which Sentinel or the name server knows. A cluster's client looks after
    /// its own connections, until none is left.
    fn judge(&self, error: &RedisError) -> StoreError {
        let lost = match self.wire {
            Wire::Cluster(_) => error.kind() == ErrorKind::ClusterConnectionNotFound,
            Wire::Server(_) => {
                error.is_io_error() || error.is_unrecoverable_error() || is_superseded(error)
            }
        };
        if lost {
            self.lost.store(true, Ordering::Relaxed);
        }
        explain(error)
    }
}

/// No time limit on answers in the client: the link has the only one. The client tells
/// when the server hangs up, so that the next call does not have to find out by failing.
fn config(lost: Arc<AtomicBool>, patience: Patience) -> AsyncConnectionConfig {
    let listen = move |push: PushInfo| -> Result<(), std::convert::Infallible> {
        if push.kind == PushKind::Disconnection {
            lost.store(true, Ordering::Relaxed);
        }
        Ok(())
    };
    AsyncConnectionConfig::new()
        .set_connection_timeout(Some(patience.connect()))
        .set_response_timeout(None)
        .set_push_sender(listen)
}

fn is_superseded(error: &RedisError) -> bool {
    use ServerErrorKind::{MasterDown, ReadOnly};
    matches!(error.kind(), ErrorKind::Server(ReadOnly | MasterDown))
        || error.code() == Some("NOREPLICAS")
}
