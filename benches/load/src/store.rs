//! Real Redis servers, and what they say of themselves.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use redis::aio::MultiplexedConnection;

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
        let client = redis::Client::open(format!("redis://127.0.0.1:{port}"))?;
        let connection = client.get_multiplexed_async_connection().await?;
        Ok(Self {
            process,
            port,
            connection,
        })
    }

    /// Its address.
    pub fn url(&self) -> String {
        format!("redis://127.0.0.1:{}", self.port)
    }

    /// How often each command was called by clients. What a script calls counts as the
    /// script alone: Redis itself counts both.
    pub async fn asked(&self) -> Done<u64> {
        let calls = self.calls().await?;
        let scripts = ["evalsha", "eval", "wait"];
        let scripts: u64 = scripts.iter().filter_map(|name| calls.get(*name)).sum();
        let ours = ["info", "hello", "client|setinfo", "command"];
        let others = calls.iter().filter(|(name, _)| !ours.contains(&&***name));
        Ok(match scripts {
            0 => others.map(|(_, calls)| calls).sum(),
            scripts => scripts,
        })
    }

    /// Bytes in use.
    pub async fn bytes(&self) -> Done<u64> {
        let info = self.info("memory").await?;
        Ok(number(&info, "used_memory:"))
    }

    /// How many keys there are.
    pub async fn keys(&self) -> Done<u64> {
        let mut connection = self.connection.clone();
        Ok(redis::cmd("DBSIZE").query_async(&mut connection).await?)
    }

    /// Forgets all there is, and what was counted.
    pub async fn empty(&self) -> Done<()> {
        let mut connection = self.connection.clone();
        redis::cmd("FLUSHALL").exec_async(&mut connection).await?;
        self.reset().await
    }

    /// Forgets what was counted.
    pub async fn reset(&self) -> Done<()> {
        let mut connection = self.connection.clone();
        let mut reset = redis::cmd("CONFIG");
        Ok(reset.arg("RESETSTAT").exec_async(&mut connection).await?)
    }

    async fn calls(&self) -> Done<BTreeMap<String, u64>> {
        let info = self.info("commandstats").await?;
        let lines = info.lines().filter_map(|line| {
            let (name, rest) = line.strip_prefix("cmdstat_")?.split_once(":calls=")?;
            Some((name.to_owned(), rest.split(',').next()?.parse().ok()?))
        });
        Ok(lines.collect())
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
