//! A client of the `redis` crate, built for one of the three kinds of deployment.

use ::redis::{
    Client, ConnectionAddr, ConnectionInfo, ProtocolVersion, RedisResult, TlsCertificates, TlsMode,
    cluster::ClusterClient,
    io::tcp::TcpSettings,
    sentinel::{SentinelClient, SentinelClientBuilder, SentinelServerType},
};
use tokio::sync::Mutex;

/// The protocol in which the client learns at once that a server hung up.
const PROTOCOL: ProtocolVersion = ProtocolVersion::RESP3;

/// A client that can connect, with its settings.
pub(super) enum RedisClient {
    Server(Client),
    Sentinel(Mutex<SentinelClient>),
    Cluster(ClusterClient),
}

/// The service whose master the Sentinels are asked for, and the user that asks them.
pub(super) struct SentinelService<'a> {
    pub name: &'a str,
    pub db: i64,
    pub user: &'a str,
    pub password: &'a str,
}

impl RedisClient {
    /// A client of one server.
    pub(super) fn server(
        node: ConnectionInfo,
        certificates: Option<TlsCertificates>,
    ) -> RedisResult<Self> {
        let settings = node.redis_settings().clone().set_protocol(PROTOCOL);
        let node = node
            .set_redis_settings(settings)
            .set_tcp_settings(tcp_settings());
        let client = match certificates {
            Some(certificates) => Client::build_with_tls(node, certificates)?,
            None => Client::open(node)?,
        };
        Ok(Self::Server(client))
    }

    /// A client of a Cluster. It needs some retries to follow `MOVED` and `ASK`, and to wait
    /// while slots change hands; the deadline of every call ends them.
    pub(super) fn cluster(
        nodes: &[ConnectionInfo],
        certificates: Option<TlsCertificates>,
    ) -> RedisResult<Self> {
        let builder = ClusterClient::builder(nodes.iter().cloned())
            .use_protocol(PROTOCOL)
            .tcp_settings(tcp_settings())
            .retries(3)
            .min_retry_wait(10)
            .max_retry_wait(100);
        let builder = match certificates {
            Some(certificates) => builder.certs(certificates),
            None => builder,
        };
        Ok(Self::Cluster(builder.build()?))
    }

    /// A client of the master that Sentinels name. `nodes` are the Sentinels; their user,
    /// password and encryption are for the master of `service`, which has those for the
    /// Sentinels themselves.
    pub(super) fn sentinel(
        nodes: &[ConnectionInfo],
        service: &SentinelService<'_>,
        certificates: Option<TlsCertificates>,
    ) -> RedisResult<Self> {
        let addresses = nodes.iter().map(|node| node.addr().clone());
        let mut builder =
            SentinelClientBuilder::new(addresses, service.name, SentinelServerType::Master)?
                .set_client_to_redis_protocol(PROTOCOL)
                .set_client_to_redis_tcp_settings(tcp_settings())
                .set_client_to_redis_db(service.db);
        if !service.user.is_empty() {
            builder = builder.set_client_to_sentinel_username(service.user);
        }
        if !service.password.is_empty() {
            builder = builder.set_client_to_sentinel_password(service.password);
        }
        for node in nodes.iter().take(1) {
            if let Some(user) = node.redis_settings().username() {
                builder = builder.set_client_to_redis_username(user);
            }
            if let Some(password) = node.redis_settings().password() {
                builder = builder.set_client_to_redis_password(password);
            }
            if let ConnectionAddr::TcpTls { .. } = node.addr() {
                builder = builder.set_client_to_redis_tls_mode(TlsMode::Secure);
            }
        }
        if let Some(certificates) = certificates {
            builder = builder
                .set_client_to_sentinel_certificates(certificates.clone())
                .set_client_to_redis_certificates(certificates);
        }
        Ok(Self::Sentinel(Mutex::new(builder.build()?)))
    }

    /// The kind of deployment, for `Debug`.
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::Server(_) => "server",
            Self::Sentinel(_) => "sentinel",
            Self::Cluster(_) => "cluster",
        }
    }
}

/// Disables Nagle's algorithm: calls share a connection, so none may wait for another's packet
/// to fill up.
fn tcp_settings() -> TcpSettings {
    TcpSettings::default().set_nodelay(true)
}
