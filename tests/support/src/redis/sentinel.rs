//! A service that Sentinel watches over.

use std::sync::Arc;

use super::{Certificate, Server, wait_for};

/// A master, two replicas, and one Sentinel that watches them under the name `ringcode`.
pub struct Sentinel {
    /// The master at first.
    pub master: Server,
    /// The replica, and the master after a failover.
    pub replica: Server,
    /// A replica that never leads, so that there is one after a failover too.
    witness: Server,
    watcher: Server,
}

impl Sentinel {
    /// Started and aware of the replica.
    pub fn start() -> Self {
        Self::start_with("", Server::start_with)
    }

    /// The same, where each server has these lines in its configuration, and the replica's
    /// clock is so many seconds off.
    pub fn start_with_successor_at(offset: &str) -> Self {
        Self::start_with("", |lines| match lines.contains(SUCCEEDS) {
            true => Server::start_on_clock(lines, offset),
            false => Server::start_with(lines),
        })
    }

    /// The same, where the clock of each Redis server is so many seconds off, and can be set.
    pub fn start_on_clock(offset: &str) -> Self {
        // A step of the clock is no silence of a replica.
        let all = "repl-timeout 1000000\n";
        Self::start_with(all, |lines| Server::start_on_clock(lines, offset))
    }

    /// Sets the clock of each, where they were started on one.
    pub fn set_clock(&self, offset: &str) {
        for server in [&self.master, &self.replica, &self.witness] {
            server.set_clock(offset);
        }
    }

    /// The same, where all speak TLS only; and the certificate of all, in PEM form.
    pub fn start_with_tls() -> (Self, Vec<u8>) {
        let certificate = Arc::new(Certificate::generate());
        let start = |lines: &str| Server::start_certified(lines, &certificate);
        (Self::start_with("", start), certificate.pem())
    }

    /// The same, where each Redis server has these lines in its configuration.
    pub fn start_where(all: &str) -> Self {
        Self::start_with(all, Server::start_with)
    }

    /// The same, where the Sentinel lets in only who has a password of its own, or a user's.
    pub fn start_guarded(password: &str) -> Self {
        let sentinel = Self::start();
        let user = format!("acl setuser watcher on >{password} ~* +@all");
        assert_eq!(sentinel.watcher.cli(&user), "OK");
        let all = format!("acl setuser default resetpass >{password}");
        assert_eq!(sentinel.watcher.cli(&all), "OK");
        sentinel
    }

    fn start_with(all: &str, start: impl Fn(&str) -> Server) -> Self {
        let master = start(&format!("{all}repl-diskless-sync-delay 0"));
        let place = format!("127.0.0.1 {}", master.port);
        let replica = start(&format!("{all}replicaof {place}\n{SUCCEEDS}"));
        let witness = start(&format!("{all}replicaof {place}\nreplica-priority 0"));
        master.wait_for_replicas(2);
        let watcher = start(&format!(
            "sentinel monitor ringcode {place} 1\n\
             sentinel down-after-milliseconds ringcode 500\n\
             sentinel failover-timeout ringcode 2000\n"
        ));
        let sentinel = Self {
            master,
            replica,
            witness,
            watcher,
        };
        wait_for("the sentinel", || sentinel.knows_the_replicas());
        sentinel
    }

    /// The address of the service.
    pub fn url(&self) -> String {
        let scheme = match self.master.certificate {
            Some(_) => "rediss",
            None => "redis",
        };
        let port = self.watcher.port;
        format!("{scheme}-sentinel://127.0.0.1:{port}/ringcode")
    }

    /// Freezes the master and waits until the replica took its place.
    pub fn fail_over(&self) {
        self.master.freeze();
        self.wait_for_successor();
    }

    /// Waits until the replica has taken the master's place.
    pub fn wait_for_successor(&self) {
        wait_for("the replica to lead", || {
            self.replica.cli("role").starts_with("master")
        });
    }

    fn knows_the_replicas(&self) -> bool {
        let replicas = self.watcher.cli("sentinel replicas ringcode");
        replicas.matches("master-link-status\nok").count() == 2
    }
}

/// The replica that is to lead when the master is gone.
const SUCCEEDS: &str = "replica-priority 50";
