//! One connection to a server or a Cluster: made, used, and judged by its errors.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use ::redis::{
    AsyncConnectionConfig, Cmd, ErrorKind, Pipeline, PushInfo, PushKind, RedisError, RedisResult,
    ServerErrorKind, Value,
    aio::{ConnectionLike, MultiplexedConnection},
    cluster::{ClusterClient, ClusterConfig},
    cluster_async::ClusterConnection,
    cluster_routing::{Route, RoutingInfo, SingleNodeRoutingInfo, SlotAddr},
    cmd,
    sentinel::SentinelClient,
};
use tokio::time::Instant;

use crate::store::StoreError;
use crate::store::redis::{LuaScript, Operation, RedisClient, RedisRequest, decode, store_error};

/// The time that a call waits for its reply, and the limits in proportion to it.
#[derive(Clone, Copy)]
pub(super) struct CallTimeouts(pub Duration);

impl CallTimeouts {
    /// Limit of a whole call, connecting included.
    pub(super) const fn reply(self) -> Duration {
        self.0
    }

    /// Limit of an attempt to connect. Longer than that of a call: the attempt goes on in the
    /// background, for the calls to come.
    pub(super) fn connect(self) -> Duration {
        self.0.max(Duration::from_secs(1))
    }

    /// Limit of waiting for replicas, in milliseconds: two fifths of the whole, so that the
    /// write itself and its reply have time too.
    pub(super) fn replicas_ms(self) -> u64 {
        let millis = u64::try_from(self.0.as_millis()).unwrap_or(u64::MAX);
        // WAIT takes zero for no limit.
        (millis / 5).saturating_mul(2).max(1)
    }
}

/// A connection that all its clones share.
#[derive(Clone)]
pub(super) struct RedisConnection {
    transport: Transport,
    timeouts: CallTimeouts,
    /// The server hung up, or is not the one to ask any more.
    lost: Arc<AtomicBool>,
}

#[derive(Clone)]
enum Transport {
    Server(MultiplexedConnection),
    Cluster(ClusterConnection),
}

impl RedisConnection {
    /// Connects to whatever `client` leads to.
    pub(super) async fn connect(
        client: Arc<RedisClient>,
        timeouts: CallTimeouts,
    ) -> RedisResult<Self> {
        let lost = Arc::<AtomicBool>::default();
        let config = config(lost.clone(), timeouts);
        let transport = match &*client {
            RedisClient::Server(client) => {
                let connecting = client.get_multiplexed_async_connection_with_config(&config);
                Transport::Server(connecting.await?)
            }
            RedisClient::Sentinel(client) => {
                let mut client = client.lock().await;
                Transport::Server(connect_to_master(&mut client, &config, timeouts).await?)
            }
            RedisClient::Cluster(client) => {
                Transport::Cluster(connect_to_cluster(client, timeouts).await?)
            }
        };
        Ok(Self {
            transport,
            timeouts,
            lost,
        })
    }

    /// Whether the connection must not be used for further calls.
    pub(super) fn is_lost(&self) -> bool {
        self.lost.load(Ordering::Relaxed)
    }

    /// Carries out a request. A script is sent again in full when the server lacks it; each node
    /// of a Cluster keeps its own scripts.
    pub(super) async fn call(&mut self, request: RedisRequest<'_>) -> Result<Value, StoreError> {
        let reply = match request.operation {
            Operation::Script(script, arguments) => {
                self.run_script(script, request.key, arguments).await
            }
            Operation::ScriptInFull(script, arguments) => {
                self.query(script.in_full(request.key, arguments)).await
            }
            Operation::Commands(commands) => self.run_commands(commands).await,
        };
        let reply = reply.map_err(|error| self.classify(&error))?;
        if request.replicas > 0 && self.acked_replicas(request).await? < request.replicas {
            return Err(StoreError::Refused("NOREPLICAS".to_owned()));
        }
        Ok(reply)
    }

    /// Waits until enough replicas have acknowledged what this connection wrote to the key's
    /// master, or until the time for that is over; returns how many have.
    async fn acked_replicas(&mut self, request: RedisRequest<'_>) -> Result<u32, StoreError> {
        let mut wait = cmd("WAIT");
        wait.arg(request.replicas).arg(self.timeouts.replicas_ms());
        let reply = match &mut self.transport {
            Transport::Server(_) => self.query(wait).await,
            Transport::Cluster(cluster) => {
                let master = Route::with_key(request.key, SlotAddr::Master);
                let master = SingleNodeRoutingInfo::SpecificNode(master);
                let route = RoutingInfo::SingleNode(master);
                cluster.route_command(wait, route).await
            }
        };
        decode(reply.map_err(|error| self.classify(&error))?)
    }

    async fn run_script(
        &mut self,
        script: &LuaScript,
        key: &str,
        arguments: &[&[u8]],
    ) -> RedisResult<Value> {
        match self.query(script.by_hash(key, arguments)).await {
            Err(error) if error.kind() == ErrorKind::Server(ServerErrorKind::NoScript) => {
                self.query(script.in_full(key, arguments)).await
            }
            reply => reply,
        }
    }

    async fn run_commands(&mut self, commands: &Pipeline) -> RedisResult<Value> {
        let count = commands.len();
        let replies = match &mut self.transport {
            Transport::Server(server) => server.req_packed_commands(commands, 0, count).await,
            Transport::Cluster(cluster) => cluster.req_packed_commands(commands, 0, count).await,
        };
        Value::Array(replies?).extract_error()
    }

    async fn query(&mut self, command: Cmd) -> RedisResult<Value> {
        match &mut self.transport {
            Transport::Server(server) => command.query_async(server).await,
            Transport::Cluster(cluster) => command.query_async(cluster).await,
        }
    }

    /// Converts an error, and marks this connection as lost if the error says so.
    ///
    /// A server that turned into a replica, or a master that lost its replicas, may have a
    /// successor, which Sentinel or the name server knows. A Cluster's client looks after its
    /// own connections, until none is left.
    fn classify(&self, error: &RedisError) -> StoreError {
        let lost = match self.transport {
            Transport::Cluster(_) => error.kind() == ErrorKind::ClusterConnectionNotFound,
            Transport::Server(_) => {
                error.is_io_error() || error.is_unrecoverable_error() || is_superseded(error)
            }
        };
        if lost {
            self.lost.store(true, Ordering::Relaxed);
        }
        store_error(error)
    }
}

/// Connects to the master that the Sentinels name. The client gives a Sentinel half a second; a
/// slow one is asked again.
async fn connect_to_master(
    sentinel: &mut SentinelClient,
    config: &AsyncConnectionConfig,
    timeouts: CallTimeouts,
) -> RedisResult<MultiplexedConnection> {
    let began = Instant::now();
    loop {
        let connection = sentinel.get_async_connection_with_config(config).await;
        let late = connection.as_ref().is_err_and(RedisError::is_timeout);
        if !late || began.elapsed() >= timeouts.reply() {
            return connection;
        }
    }
}

async fn connect_to_cluster(
    client: &ClusterClient,
    timeouts: CallTimeouts,
) -> RedisResult<ClusterConnection> {
    let config = ClusterConfig::new()
        .set_connection_timeout(timeouts.connect())
        .set_response_timeout(timeouts.connect());
    client.get_async_connection_with_config(config).await
}

/// Settings of a connection. Replies have no time limit in the client, because the pool has the
/// only one. The client reports when the server hangs up, so that the next call does not have to
/// find out by failing.
fn config(lost: Arc<AtomicBool>, timeouts: CallTimeouts) -> AsyncConnectionConfig {
    let listen = move |push: PushInfo| -> Result<(), std::convert::Infallible> {
        if push.kind == PushKind::Disconnection {
            lost.store(true, Ordering::Relaxed);
        }
        Ok(())
    };
    AsyncConnectionConfig::new()
        .set_connection_timeout(Some(timeouts.connect()))
        .set_response_timeout(None)
        .set_push_sender(listen)
}

fn is_superseded(error: &RedisError) -> bool {
    use ServerErrorKind::{MasterDown, ReadOnly};
    matches!(error.kind(), ErrorKind::Server(ReadOnly | MasterDown))
        || error.code() == Some("NOREPLICAS")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_is_in_proportion_to_the_answer() {
        for (reply, connect, replicas) in [
            (50, 1_000, 20),
            (250, 1_000, 100),
            (10_000, 10_000, 4_000),
            (0, 1_000, 1),
        ] {
            let timeouts = CallTimeouts(Duration::from_millis(reply));
            assert_eq!(timeouts.reply(), Duration::from_millis(reply));
            assert_eq!(timeouts.connect(), Duration::from_millis(connect));
            assert_eq!(timeouts.replicas_ms(), replicas, "{reply}");
        }
    }
}
