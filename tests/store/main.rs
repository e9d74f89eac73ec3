//! One contract for every store, held against memory and against real Redis servers: one
//! server over TCP, a socket and TLS, under a narrow ACL, behind Sentinel, and a Cluster.
//! Then what happens when Redis fails.
#![cfg(feature = "ssr")]
#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod acl;
mod address;
mod buckets;
mod cluster;
mod contract;
mod memory;
mod outages;
mod records;
mod safety;
mod update;

use std::{sync::Arc, time::Duration};

use ringcode::store::memory::MemoryStore;
use ringcode::store::redis::{RedisAddress, RedisCredentials, RedisStore};
use ringcode::store::{Store, StoreError};
use ringcode_test_support::ReservedPort;
use ringcode_test_support::redis::{Cluster, Sentinel, Server, wait_for};

const MINUTE: Duration = Duration::from_secs(60);

/// A call waits for its answer for as long as a busy machine may need.
const PATIENT: Duration = Duration::from_secs(10);

/// A store for tests of what is done right.
fn redis_at(url: &str) -> Arc<dyn Store> {
    Arc::new(redis_within(url, PATIENT))
}

/// A store for tests of outages, which waits for as long as the settings' default.
fn hasty_at(url: &str) -> Arc<dyn Store> {
    Arc::new(redis_within(url, Duration::from_millis(250)))
}

fn redis_within(url: &str, timeout: Duration) -> RedisStore {
    let address = RedisAddress::parse(url, &RedisCredentials::default());
    RedisStore::new(address.unwrap(), timeout)
}

fn patient(address: RedisAddress) -> RedisStore {
    RedisStore::new(address, PATIENT)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn memory_keeps_the_contract() {
    contract::holds_for(Arc::new(MemoryStore::default())).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn redis_over_tcp_keeps_the_contract() {
    let server = Server::start();
    contract::holds_for(redis_at(&server.url())).await;
    server.assert_everything_ends();
}

#[tokio::test]
async fn expired_buckets_do_not_accumulate_in_redis() {
    let server = Server::start();
    buckets::count_many_things(&*redis_at(&server.url()), "heap").await;
    let fields: u32 = server.cli("hlen ringcode:buckets:heap").parse().unwrap();
    assert!((2..=66).contains(&fields), "{fields}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn redis_on_a_socket_keeps_the_contract() {
    let server = Server::start_with("unixsocket socket");
    contract::holds_for(redis_at(&format!("unix://{}", server.path("socket")))).await;
    server.assert_everything_ends();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn redis_over_tls_keeps_the_contract() {
    let (server, certificate) = Server::start_with_tls();
    let url = format!("rediss://127.0.0.1:{}", server.port);
    let access = RedisCredentials {
        ca_certificates: Some(certificate),
        ..RedisCredentials::default()
    };
    let address = RedisAddress::parse(&url, &access).unwrap();
    contract::holds_for(Arc::new(patient(address))).await;
    server.assert_everything_ends();
    let unknown = redis_at(&url).ping().await;
    assert!(
        matches!(unknown, Err(StoreError::Unavailable(_))),
        "not certified: {unknown:?}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn redis_that_asks_for_a_certificate_keeps_the_contract() {
    let (server, certificate) = Server::start_with_tls_for_clients();
    let url = format!("rediss://127.0.0.1:{}", server.port);
    let access = |client_certificate| RedisCredentials {
        ca_certificates: Some(certificate.pem()),
        client_certificate,
        ..RedisCredentials::default()
    };
    let known = access(Some((certificate.pem(), certificate.key())));
    let address = RedisAddress::parse(&url, &known).unwrap();
    contract::holds_for(Arc::new(patient(address))).await;
    let unknown = RedisAddress::parse(&url, &access(None)).unwrap();
    let refused = patient(unknown).ping().await;
    assert!(
        matches!(refused, Err(StoreError::Unavailable(_))),
        "without one: {refused:?}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sentinel_with_a_password_keeps_the_contract() {
    let sentinel = Sentinel::start_guarded("sesame-of-the-sentinel");
    let at = |user: &str, password: &str| {
        let access = RedisCredentials {
            sentinel_user: user.to_owned(),
            sentinel_password: password.to_owned(),
            ..RedisCredentials::default()
        };
        patient(RedisAddress::parse(&sentinel.url(), &access).unwrap())
    };
    contract::holds_for(Arc::new(at("", "sesame-of-the-sentinel"))).await;
    outages::recovers(&at("watcher", "sesame-of-the-sentinel")).await;
    for (user, password) in [("", ""), ("", "hunter2"), ("nobody", "hunter2")] {
        let told = at(user, password).ping().await.unwrap_err().to_string();
        assert!(told.contains("store.sentinel_password"), "{told}");
        assert!(!told.contains("hunter2"), "{told}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sentinel_keeps_the_contract() {
    let sentinel = Sentinel::start();
    contract::holds_for(redis_at(&sentinel.url())).await;
    sentinel.master.assert_everything_ends();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cluster_keeps_the_contract() {
    let cluster = Cluster::start();
    contract::holds_for(redis_at(&cluster.url())).await;
    for node in &cluster.nodes {
        node.assert_everything_ends();
    }
}

/// Tests start servers at the same time, and one that found another's in its place would be told of
/// by nothing but odd answers.
#[test]
fn a_server_has_a_port_of_its_own_also_while_it_is_down() {
    let mut server = Server::start();
    let port = server.port;
    server.kill();
    assert!(ReservedPort::reserve(port).is_none());
    server.start_again();
    drop(server);
    // A process that another test is just starting has all that is open, for a moment.
    wait_for("the port", || ReservedPort::reserve(port).is_some());
}
