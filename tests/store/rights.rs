//! The rights that `docs/redis.acl` gives are enough, and no more than that.

use std::sync::Arc;

use ringcode::store::Store;

use super::{
    contract,
    redis::{Cluster, Sentinel, Server},
    redis_at,
};

const RIGHTS: &str = include_str!("../../docs/redis.acl");
const USER: &str = "redis://ringcode:REPLACE-THIS-PASSWORD@";

/// Lets nobody in but the documented user, and an operator for the test itself.
fn restrict(server: &Server) {
    let rights = RIGHTS.trim().strip_prefix("user ").unwrap();
    assert_eq!(server.cli(&format!("acl setuser {rights}")), "OK");
}

fn with_user(url: &str) -> Arc<dyn Store> {
    redis_at(&url.replacen("://", &format!("://{}", &USER[8..]), 1))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_documented_user_keeps_the_contract() {
    let server = Server::start();
    restrict(&server);
    assert_eq!(server.cli("acl setuser default off"), "OK");
    contract::holds_for(with_user(&server.url())).await;
    let url = server.url().replacen("://", "://ringcode:wrong@", 1);
    let wrong = redis_at(&url).ping().await.unwrap_err();
    assert!(!wrong.to_string().contains("wrong"), "{wrong}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_documented_user_keeps_the_contract_by_sentinel() {
    let sentinel = Sentinel::start();
    restrict(&sentinel.master);
    contract::holds_for(with_user(&sentinel.url())).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_documented_user_keeps_the_contract_in_a_cluster_that_moves() {
    let cluster = Cluster::start();
    cluster.nodes.iter().for_each(restrict);
    let store = with_user(&cluster.url());
    let moving = tokio::task::spawn_blocking(move || {
        cluster.move_slots(1000);
        cluster
    });
    contract::holds_for(store).await;
    moving.await.unwrap();
}

#[test]
fn the_documented_user_may_do_nothing_else() {
    let server = Server::start_with("enable-debug-command local");
    restrict(&server);
    let port = server.port.to_string();
    let refused = |command: &str| {
        let mut cli = std::process::Command::new("redis-cli");
        cli.args(["-p", &port, "--no-auth-warning", "--user", "ringcode"]);
        cli.args(["--pass", "REPLACE-THIS-PASSWORD"]);
        let answer = cli.args(command.split(' ')).output().unwrap();
        let answer = String::from_utf8_lossy(&answer.stdout).into_owned();
        assert!(answer.contains("NOPERM"), "{command}: {answer}");
    };
    for command in [
        "keys *",
        "scan 0",
        "flushall",
        "flushdb",
        "config set maxmemory-policy allkeys-lru",
        "config get *",
        "script flush",
        "function list",
        "module list",
        "debug sleep 0",
        "save",
        "shutdown",
        "replicaof no one",
        "acl list",
        "client list",
        "monitor",
        "publish channel x",
        "get elsewhere",
        "set elsewhere x",
        "persist ringcode:record:x",
        "rename ringcode:record:x ringcode:record:y",
        "cluster nodes",
    ] {
        refused(command);
    }
}
