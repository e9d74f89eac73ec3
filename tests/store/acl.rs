//! The rights that `docs/operate/redis.acl` grants are sufficient, and all of them are needed.

use std::sync::Arc;

use ringcode::store::{Store, StoreError};
use ringcode_test_support::redis::{Cluster, Sentinel, Server};

use super::{contract, outages::recovers, redis_at};

const RIGHTS: &str = include_str!("../../docs/operate/redis.acl");
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

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_documented_user_keeps_the_contract_in_another_database() {
    let server = Server::start();
    restrict(&server);
    contract::holds_for(with_user(&format!("{}/1", server.url()))).await;
    assert_ne!(server.cli("-n 1 dbsize"), "0");
    assert_eq!(server.cli("acl setuser ringcode -select"), "OK");
    let refused = with_user(&format!("{}/1", server.url())).ping().await;
    let told = refused.unwrap_err().to_string();
    assert!(
        told.contains("'select'") && told.contains("docs/operate/redis.acl"),
        "{told}"
    );
}

/// Rights that serving does not need, or not on a single server without replicas.
const NOT_NEEDED: [&str; 6] = ["hello", "info", "wait", "role", "ping", "select"];

/// Each missing right is known, and named, before a person meets it.
#[tokio::test]
async fn a_missing_right_is_reported_as_not_ready() {
    let server = Server::start();
    restrict(&server);
    let store = with_user(&server.url());
    recovers(&*store).await;
    let rights = RIGHTS
        .split_whitespace()
        .filter_map(|word| word.strip_prefix('+'));
    let rights = rights.filter(|right| !right.contains('|') && *right != "asking");
    let mut tried = 0;
    for right in rights.filter(|right| !NOT_NEEDED.contains(right)) {
        assert_eq!(server.cli(&format!("acl setuser ringcode -{right}")), "OK");
        let told = not_ready(&*store).await.to_string().to_lowercase();
        assert!(
            told.contains(right) && told.contains("docs/operate/redis.acl"),
            "{right}: {told}"
        );
        assert_eq!(server.cli(&format!("acl setuser ringcode +{right}")), "OK");
        assert_eq!(store.ping().await, Ok(()), "{right}");
        tried += 1;
    }
    assert!(tried > 12, "{tried}");
    server.assert_everything_ends();
}

#[tokio::test]
async fn missing_key_patterns_are_reported_as_not_ready() {
    let server = Server::start();
    restrict(&server);
    let store = with_user(&server.url());
    recovers(&*store).await;
    for keys in [
        "~ringcode:record:*",
        "~ringcode:buckets:* ~ringcode:mark",
        "~other:*",
        "%R~ringcode:*",
    ] {
        let all = format!("acl setuser ringcode resetkeys {keys}");
        assert_eq!(server.cli(&all), "OK");
        let told = not_ready(&*store).await;
        assert!(matches!(told, StoreError::Refused(_)), "{keys}: {told}");
        assert_eq!(
            server.cli("acl setuser ringcode resetkeys ~ringcode:*"),
            "OK"
        );
        assert_eq!(store.ping().await, Ok(()), "{keys}");
    }
}

async fn not_ready(store: &dyn Store) -> StoreError {
    store.ping().await.unwrap_err()
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
