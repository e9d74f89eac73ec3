//! A Redis Cluster.

use super::{Server, wait_for};

/// Three masters that share the slots among them.
pub struct Cluster {
    /// The masters.
    pub nodes: [Server; 3],
    _replicas: Vec<Server>,
}

impl Cluster {
    /// Started, and every slot served.
    pub fn start() -> Self {
        Self::start_with(0)
    }

    /// The same, where each master has a replica.
    pub fn start_with_replicas() -> Self {
        Self::start_with(1)
    }

    fn start_with(replicas: usize) -> Self {
        let lines = "cluster-enabled yes\ncluster-node-timeout 1000\n\
                     cluster-require-full-coverage no";
        let nodes = [(); 3].map(|()| Server::start_with(lines));
        let followers = (0..3 * replicas).map(|_| Server::start_with(lines));
        let followers: Vec<_> = followers.collect();
        let places: Vec<_> = nodes.iter().chain(&followers).map(place).collect();
        nodes[0].cli(&format!(
            "--cluster create {} --cluster-replicas {replicas} --cluster-yes",
            places.join(" "),
        ));
        for node in &nodes {
            node.wait_for_replicas(replicas);
        }
        let cluster = Self {
            nodes,
            _replicas: followers,
        };
        cluster.wait_until_served();
        cluster
    }

    /// The address of the cluster: two of its nodes, which know the third.
    pub fn url(&self) -> String {
        let [first, second, _] = self.nodes.each_ref().map(place);
        format!("redis-cluster://{first},{second}")
    }

    /// Waits until every node says that every slot is served.
    pub fn wait_until_served(&self) {
        for node in &self.nodes {
            wait_for("the cluster", || {
                let info = node.cli("cluster info");
                info.contains("state:ok") && info.contains("slots_ok:16384")
            });
        }
    }

    /// Moves so many slots, and what is in them, from the first node to the last.
    pub fn move_slots(&self, count: u32) {
        let [from, _, to] = self.nodes.each_ref().map(|node| node.cli("cluster myid"));
        self.nodes[0].cli(&format!(
            "--cluster reshard {} --cluster-from {from} --cluster-to {to} \
             --cluster-slots {count} --cluster-yes",
            place(&self.nodes[0]),
        ));
        let nodes = self.nodes[2].cli("cluster nodes");
        let moved = nodes
            .lines()
            .any(|line| line.contains("myself") && line.contains(" 0-"));
        assert!(moved, "the first slots belong to the last node: {nodes}");
    }
}

fn place(node: &Server) -> String {
    format!("127.0.0.1:{}", node.port)
}
