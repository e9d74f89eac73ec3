//! A Redis Cluster that changes, or parts of which are away.

use std::time::{Duration, Instant};

use ringcode::store::{Store, update};
use ringcode_test_support::redis::{Cluster, Server, wait_for};
use tokio::{task::JoinSet, time::sleep};

use super::{
    contract::add_one,
    outages::{everything_fails, quick, recovers},
    redis_at, redis_within,
};

/// Long enough for a busy machine, short enough to try a node that is away more than once.
const WITHOUT_A_NODE: Duration = Duration::from_secs(2);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cluster_without_one_node_serves_the_others() {
    let mut cluster = Cluster::start();
    let store = redis_within(&cluster.url(), WITHOUT_A_NODE);
    let keys: Vec<String> = (0..12).map(|key| key.to_string()).collect();
    assert_eq!(served(&store, &keys).await, 12);
    cluster.nodes[2].freeze();
    let others = served(&store, &keys).await;
    assert!((3..12).contains(&others), "{others} of 12");
    assert_eq!(
        served(&store, &keys).await,
        others,
        "while looking for a way around"
    );
    cluster.nodes[2].thaw();
    all_served(&store, &keys).await;
    cluster.nodes[2].kill();
    assert_eq!(served(&store, &keys).await, others);
    assert_eq!(served(&store, &keys).await, others);
    cluster.nodes[2].start_again();
    all_served(&store, &keys).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_replica_takes_the_place_of_a_dead_node() {
    let mut cluster = Cluster::start_with_replicas();
    let store = redis_within(&cluster.url(), WITHOUT_A_NODE);
    let keys: Vec<String> = (0..12).map(|key| key.to_string()).collect();
    assert_eq!(served(&store, &keys).await, 12);
    cluster.nodes[2].kill();
    let start = Instant::now();
    while served(&store, &keys).await < 12 {
        assert!(start.elapsed() < Duration::from_secs(60), "no failover");
        sleep(Duration::from_millis(50)).await;
    }
    recovers(&store).await;
}

#[tokio::test]
async fn an_unreachable_cluster_recovers() {
    let mut cluster = Cluster::start();
    let store = redis_within(&cluster.url(), WITHOUT_A_NODE);
    recovers(&store).await;
    cluster.nodes.iter_mut().for_each(Server::kill);
    everything_fails(&store, "").await;
    cluster.nodes.iter_mut().for_each(Server::start_again);
    cluster.wait_until_served();
    recovers(&store).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn moving_slots_loses_and_repeats_no_write() {
    let cluster = Cluster::start();
    let store = redis_at(&cluster.url());
    let mut writers = JoinSet::new();
    for key in 0..40 {
        let store = store.clone();
        writers.spawn(async move {
            for count in 1..=100 {
                assert_eq!(update(&*store, &key.to_string(), add_one).await, Ok(count));
                sleep(Duration::from_millis(10)).await;
            }
        });
    }
    cluster.move_slots(2000);
    writers.join_all().await;
}

/// Counts the keys that can be read; the others are refused fast.
async fn served(store: &dyn Store, keys: &[String]) -> usize {
    let mut served = 0;
    for key in keys {
        served += usize::from(quick(store.read(key)).await.is_ok());
    }
    served
}

/// Asserts that all of `keys` can be read again within a minute.
async fn all_served(store: &dyn Store, keys: &[String]) {
    let start = Instant::now();
    while served(store, keys).await < keys.len() {
        assert!(start.elapsed() < Duration::from_secs(60), "still away");
        sleep(Duration::from_millis(20)).await;
    }
}

/// The client sends again what was under way on a connection that breaks, done or not.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn broken_connections_repeat_no_write() {
    let cluster = Cluster::start();
    let store = redis_at(&cluster.url());
    let mut writers = JoinSet::new();
    for key in 0..40 {
        let store = store.clone();
        writers.spawn(async move {
            let (mut least, mut most) = (0, 0);
            for _ in 0..50 {
                most += 1;
                if let Ok(count) = update(&*store, &key.to_string(), add_one).await {
                    assert!(
                        least < count && count <= most,
                        "{least} < {count} <= {most}"
                    );
                    (least, most) = (count, count);
                }
            }
        });
    }
    while !writers.is_empty() {
        for node in &cluster.nodes {
            node.cli("client kill type normal");
        }
        while writers.try_join_next().map(Result::unwrap).is_some() {}
    }
}

/// An operator who writes `redis://` for a cluster would reach a third of it.
#[tokio::test]
async fn one_node_of_a_cluster_is_refused_as_a_store() {
    let cluster = Cluster::start();
    for node in &cluster.nodes {
        let told = redis_at(&node.url()).ping().await.unwrap_err().to_string();
        assert!(
            told.contains("MOVED") && told.contains("redis-cluster://"),
            "{told}"
        );
    }
    assert_eq!(redis_at(&cluster.url()).ping().await, Ok(()));
}

/// A cluster of one node sends nobody elsewhere.
#[tokio::test]
async fn a_cluster_of_one_node_is_a_store() {
    let node = Server::start_with("cluster-enabled yes");
    assert_eq!(node.cli("cluster addslotsrange 0 16383"), "OK");
    wait_for("the cluster", || {
        node.cli("cluster info").contains("state:ok")
    });
    assert_eq!(redis_at(&node.url()).ping().await, Ok(()));
}
