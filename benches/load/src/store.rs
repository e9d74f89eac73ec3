//! Real Redis servers, and what they say of themselves.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use redis::aio::MultiplexedConnection;
use redis::{AsyncConnectionConfig, Client, RedisResult};

use crate::Done;
use crate::process::{Process, free_port};

/// One server that keeps nothing on disk.
pub struct Redis {
    pub process: Process,
    pub port: u16,
    connection: MultiplexedConnection,
}

/// Three masters that share the slots.
pub struct Cluster {
    pub nodes: Vec<Redis>,
}

impl Redis {
    /// A server that answers.
    pub async fn start(folder: &Path) -> Done<Self> {
        Self::with(folder, &[]).await
    }

    async fn with(folder: &Path, more: &[&str]) -> Done<Self> {
        let port = port_with_a_bus()?;
        let home = folder.join(format!("redis-{port}"));
        std::fs::create_dir_all(&home)?;
        let mut command = Command::new("redis-server");
        command
            .current_dir(&home)
            .args(["--bind", "127.0.0.1", "--port"]);
        command.arg(port.to_string());
        command
            .args(["--save", "", "--appendonly", "no"])
            .args(more);
        let mut process = Process::start(command, &folder.join("redis.log"))?;
        process.listens(port).await?;
        let client = Client::open(format!("redis://127.0.0.1:{port}"))?;
        let connection = connect(&client).await?;
        Ok(Self {
            process,
            port,
            connection,
        })
    }

    /// The address.
    pub fn url(&self) -> String {
        format!("redis://127.0.0.1:{}", self.port)
    }

    /// Bytes in use.
    pub async fn bytes(&self) -> Done<u64> {
        let info = self.info("memory").await?;
        Ok(number(&info, "used_memory:"))
    }

    /// Counts the keys.
    pub async fn keys(&self) -> Done<u64> {
        let mut connection = self.connection.clone();
        Ok(redis::cmd("DBSIZE").query_async(&mut connection).await?)
    }

    /// The calls of each command so far, by its name; those in a script count as well. The commands
    /// of this look itself are left out.
    pub async fn calls(&self) -> Done<BTreeMap<String, u64>> {
        let info = self.info("commandstats").await?;
        let lines = info.lines().filter_map(|line| {
            let (name, rest) = line.strip_prefix("cmdstat_")?.split_once(":calls=")?;
            let calls = rest.split(',').next()?.parse().ok()?;
            (name != "info").then(|| (name.to_owned(), calls))
        });
        Ok(lines.collect())
    }

    /// Forgets all there is.
    pub async fn empty(&self) -> Done<()> {
        let mut connection = self.connection.clone();
        Ok(redis::cmd("FLUSHALL").exec_async(&mut connection).await?)
    }

    async fn info(&self, section: &str) -> Done<String> {
        let mut connection = self.connection.clone();
        let mut info = redis::cmd("INFO");
        Ok(info.arg(section).query_async(&mut connection).await?)
    }
}

impl Cluster {
    /// A cluster whose every slot is served.
    pub async fn start(folder: &Path) -> Done<Self> {
        let mut nodes = Vec::new();
        for _ in 0..3 {
            nodes.push(Redis::with(folder, &["--cluster-enabled", "yes"]).await?);
        }
        let places = nodes.iter().map(|node| format!("127.0.0.1:{}", node.port));
        let made = Command::new("redis-cli")
            .args(["--cluster", "create"])
            .args(places)
            .arg("--cluster-yes")
            .output()?;
        let cluster = Self { nodes };
        for _ in 0..600 {
            if cluster.is_served().await? {
                return Ok(cluster);
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Err(format!("no cluster: {}", String::from_utf8_lossy(&made.stdout)).into())
    }

    /// The address of one node, which knows the others.
    pub fn url(&self) -> String {
        format!("redis-cluster://127.0.0.1:{}", self.nodes[0].port)
    }

    async fn is_served(&self) -> Done<bool> {
        for node in &self.nodes {
            let mut connection = node.connection.clone();
            let mut info = redis::cmd("CLUSTER");
            let info: String = info.arg("INFO").query_async(&mut connection).await?;
            if !info.contains("cluster_state:ok") || !info.contains("slots_ok:16384") {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

/// Connects, and waits for each answer as long as it takes.
pub async fn connect(client: &Client) -> RedisResult<MultiplexedConnection> {
    let config = AsyncConnectionConfig::new().set_response_timeout(None);
    client
        .get_multiplexed_async_connection_with_config(&config)
        .await
}

fn number(info: &str, name: &str) -> u64 {
    let line = info.lines().find_map(|line| line.strip_prefix(name));
    line.and_then(|line| line.trim().parse().ok())
        .unwrap_or_default()
}

/// A free port with room for a cluster's bus 10000 above.
fn port_with_a_bus() -> Done<u16> {
    loop {
        let port = free_port()?;
        if port < 55_000 {
            return Ok(port);
        }
    }
}
