//! A service that Sentinel watches over.

use super::{Directory, Server, free_port, wait_for};

/// A master, two replicas, and one Sentinel that watches them under the name `ringcode`.
pub struct Sentinel {
    /// The master at first.
    pub master: Server,
    /// Its replica, and the master after a failover.
    pub replica: Server,
    /// A replica that never leads, so that there is one after a failover too.
    _witness: Server,
    watcher: Server,
}

impl Sentinel {
    /// Started and aware of the replica.
    pub fn start() -> Self {
        let master = Server::start_with("repl-diskless-sync-delay 0");
        let place = format!("127.0.0.1 {}", master.port);
        let replica = Server::start_with(&format!("replicaof {place}"));
        let lines = format!("replicaof {place}\nreplica-priority 0");
        let witness = Server::start_with(&lines);
        for follower in [&replica, &witness] {
            wait_for("a replica", || follower.cli("role").contains("connected"));
        }
        let watcher = watch(&place);
        let sentinel = Self {
            master,
            replica,
            _witness: witness,
            watcher,
        };
        wait_for("the sentinel", || sentinel.knows_the_replicas());
        sentinel
    }

    /// The address of the service.
    pub fn url(&self) -> String {
        format!("redis-sentinel://127.0.0.1:{}/ringcode", self.watcher.port)
    }

    /// Freezes the master and waits until the replica took its place.
    pub fn fail_over(&self) {
        self.master.freeze();
        wait_for("the replica to lead", || {
            self.replica.cli("role").starts_with("master")
        });
    }

    fn knows_the_replicas(&self) -> bool {
        let replicas = self.watcher.cli("sentinel replicas ringcode");
        replicas.matches("master-link-status\nok").count() == 2
    }
}

fn watch(place: &str) -> Server {
    let port = free_port();
    let lines = format!(
        "port {port}\nsentinel monitor ringcode {place} 1\n\
         sentinel down-after-milliseconds ringcode 500\n\
         sentinel failover-timeout ringcode 2000\n"
    );
    Server::launch(port, Directory::new(), &lines)
}
