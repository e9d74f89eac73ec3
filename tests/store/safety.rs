//! Guarantees of a store beside its answers: it evicts nothing, a replica holds what must survive a
//! failover, and a silent server delays no caller for long.

use std::time::{Duration, Instant};

use ringcode::store::redis::RedisStore;
use ringcode::store::{NewValue, Outage, Store, StoreError, Version, WriteOutcome};
use ringcode_test_support::{Heartbeat, redis::Server};
use tokio::task::JoinSet;

use super::{
    MINUTE,
    contract::{content, read},
    hasty_at,
    outages::{quick, recovers},
    redis_at, redis_within,
};

#[tokio::test]
async fn a_server_that_may_evict_is_not_ready() {
    let server = Server::start();
    let store = redis_at(&server.url());
    assert_eq!(store.ping().await, Ok(()));
    assert_eq!(server.cli("config set maxmemory-policy allkeys-lru"), "OK");
    let forgetful = StoreError::EvictionEnabled("allkeys-lru".to_owned());
    assert_eq!(store.ping().await, Err(forgetful));
    assert_eq!(server.cli("acl setuser default -info"), "OK");
    assert_eq!(store.ping().await, Ok(()), "it cannot be read");
}

fn with_replicas(server: &Server, replicas: u32) -> RedisStore {
    redis_within(&server.url(), Duration::from_secs(2)).with_replicas(replicas)
}

async fn write_durably(store: &RedisStore, key: &str) -> Result<WriteOutcome, StoreError> {
    let durable = NewValue {
        durable: true,
        ..content(b"x")
    };
    store.write(key, &durable, Version::ABSENT).await
}

/// Asserts that nobody was told it is safe: too few replicas, or no answer on a busy machine.
fn assert_unsure(answer: &Result<WriteOutcome, StoreError>) {
    let few = StoreError::Refused("NOREPLICAS".to_owned());
    let unsure = answer
        .as_ref()
        .is_err_and(|error| *error == few || matches!(error, StoreError::Unavailable(_)));
    assert!(unsure, "{answer:?}");
}

#[tokio::test]
async fn a_durable_write_is_answered_after_a_replica_has_it() {
    let master = Server::start_with("repl-diskless-sync-delay 0");
    let lonely = with_replicas(&master, 1);
    assert_unsure(&quick(write_durably(&lonely, "alone")).await);
    assert!(
        read(&lonely, "alone").await.value.is_some(),
        "made, but not sure"
    );
    let usual = content(b"x");
    let usual = lonely.write("usual", &usual, Version::ABSENT);
    assert!(
        matches!(usual.await, Ok(WriteOutcome::Written(_))),
        "not asked of the usual"
    );

    let replica = Server::start_with(&format!("replicaof 127.0.0.1 {}", master.port));
    master.wait_for_replicas(1);
    // A replica that has just come may be late, and so may a busy one: that is an error then.
    let mut answered = 0;
    for key in (0..200).map(|key| key.to_string()) {
        match quick(write_durably(&lonely, &key)).await {
            Ok(WriteOutcome::Written(_)) => {
                let held = replica.cli(&format!("exists ringcode:record:{key}"));
                assert_eq!(held, "1", "held at the moment of the answer");
                answered += 1;
            }
            late => assert_unsure(&late),
        }
        if answered == 3 {
            break;
        }
    }
    assert_eq!(answered, 3);
    assert_eq!(lonely.ping().await, Ok(()), "what serving needs is there");
    let demanding = with_replicas(&master, 2);
    let missing = demanding.ping().await.unwrap_err();
    assert!(
        matches!(missing.kind(), "NOREPLICAS" | "UNAVAILABLE"),
        "{missing}"
    );
    assert_unsure(&quick(write_durably(&demanding, "two")).await);

    replica.freeze();
    assert_unsure(&quick(write_durably(&lonely, "frozen")).await);
    let others = read(&lonely, "usual").await.value;
    assert!(others.is_some(), "others do not wait for replicas");
    replica.thaw();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn few_calls_wait_for_a_silent_server_and_none_for_long() {
    let server = Server::start();
    let store = hasty_at(&server.url());
    recovers(&*store).await;
    server.freeze();
    let heartbeat = Heartbeat::start();
    let first = crowd(&store).await;
    // On a busy machine the doorway may still be open when the first places come free; the
    // breaker closes it at the fifth.
    let late = if heartbeat.lag() < DOORWAY / 4 { 0 } else { 4 };
    assert!(first.waited <= 256 + late, "{} waited", first.waited);
    assert_eq!(first.waited + first.refused.len(), 1000);
    let most = first.refused[first.refused.len() * 9 / 10];
    let due = Duration::from_millis(150) + heartbeat.lag();
    assert!(most < due, "{most:?}, not {due:?}");
    let then = crowd(&store).await;
    let probes = 1 + usize::try_from(then.took.as_secs()).unwrap();
    assert!(
        then.waited <= probes,
        "{} waited for a server known to be silent",
        then.waited
    );
    assert_eq!(then.waited + then.refused.len(), 1000);
    server.thaw();
    // A busy machine may keep a few from their turn, and more at first.
    let start = Instant::now();
    loop {
        recovers(&*store).await;
        let last = crowd(&store).await;
        if last.waited + last.refused.len() < 100 {
            break;
        }
        assert!(
            start.elapsed() < MINUTE,
            "{} and {}",
            last.waited,
            last.refused.len()
        );
    }
}

/// The longest time that a call waits to be queued.
const DOORWAY: Duration = Duration::from_millis(100);

/// The results of a thousand reads at the same time.
struct Crowd {
    /// The number of reads that waited for an answer in vain.
    waited: usize,
    /// The times after which the others were refused, the quickest first.
    refused: Vec<Duration>,
    /// The time that all of them took.
    took: Duration,
}

async fn crowd(store: &std::sync::Arc<dyn Store>) -> Crowd {
    let mut reads = JoinSet::new();
    let began = Instant::now();
    for _ in 0..1000 {
        let store = store.clone();
        reads.spawn(async move {
            let start = Instant::now();
            let failed = store.read("key").await.err();
            failed.map(|error| (error, start.elapsed()))
        });
    }
    let failed = reads.join_all().await.into_iter().flatten();
    let late = StoreError::Unavailable(Outage::TimedOut(Duration::from_millis(250)));
    let (waited, refused): (Vec<_>, Vec<_>) = failed.partition(|(error, _)| *error == late);
    let mut refused: Vec<_> = refused.into_iter().map(|(_, time)| time).collect();
    refused.sort_unstable();
    Crowd {
        waited: waited.len(),
        refused,
        took: began.elapsed(),
    }
}
