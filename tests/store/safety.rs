//! What a store promises beyond its answers: it forgets nothing, it holds what must survive
//! a failover, and a silent server costs nobody's patience.

use std::time::{Duration, Instant};

use ringcode::store::{
    Outcome, Store, StoreError, Version,
    redis::{Address, Redis},
};
use tokio::task::JoinSet;

use super::{
    MINUTE,
    contract::read,
    faults::{quick, recovers},
    redis::Server,
    redis_at,
};

#[tokio::test]
async fn a_server_that_may_forget_is_not_ready() {
    let server = Server::start();
    let store = redis_at(&server.url());
    assert_eq!(store.ping().await, Ok(()));
    assert_eq!(server.cli("config set maxmemory-policy allkeys-lru"), "OK");
    let forgetful = StoreError::Forgetful("allkeys-lru".to_owned());
    assert_eq!(store.ping().await, Err(forgetful));
    assert_eq!(server.cli("acl setuser default -info"), "OK");
    assert_eq!(store.ping().await, Ok(()), "it cannot be read");
}

fn with_replicas(server: &Server, replicas: u32) -> Redis {
    Redis::at(Address::parse(&server.url(), None).unwrap()).with_replicas(replicas)
}

async fn write_durably(store: &Redis, key: &str) -> Result<Outcome, StoreError> {
    store.write(key, b"x", Version::ABSENT, MINUTE, true).await
}

/// Asserts that nobody was told it is safe: too few replicas, or no answer on a busy machine.
fn assert_unsure(answer: &Result<Outcome, StoreError>) {
    let few = StoreError::Refused("NOREPLICAS".to_owned());
    let unsure = answer
        .as_ref()
        .is_err_and(|error| *error == few || matches!(error, StoreError::NoAnswer(_)));
    assert!(unsure, "{answer:?}");
}

#[tokio::test]
async fn a_durable_write_is_answered_once_a_replica_has_it() {
    let master = Server::start_with("repl-diskless-sync-delay 0");
    let lonely = with_replicas(&master, 1);
    assert_unsure(&quick(write_durably(&lonely, "alone")).await);
    assert!(
        read(&lonely, "alone").await.value.is_some(),
        "made, but not sure"
    );
    let usual = lonely.write("usual", b"x", Version::ABSENT, MINUTE, false);
    assert!(
        matches!(usual.await, Ok(Outcome::Written(_))),
        "not asked of the usual"
    );

    let replica = Server::start_with(&format!("replicaof 127.0.0.1 {}", master.port));
    master.wait_for_replicas(1);
    // A replica that has just come may be late, and so may a busy one: that is an error then.
    let mut answered = 0;
    for key in (0..200).map(|key| key.to_string()) {
        match quick(write_durably(&lonely, &key)).await {
            Ok(Outcome::Written(_)) => {
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
        matches!(missing.kind(), "NOREPLICAS" | "NOANSWER"),
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
async fn before_a_silent_server_few_wait_and_none_for_long() {
    let server = Server::start();
    let store = redis_at(&server.url());
    recovers(&*store).await;
    server.freeze();
    let (mut waited, mut refused) = crowd(&store).await;
    assert!(waited <= 256, "{waited} waited");
    // On a busy machine a few of them are told a little later.
    refused.sort();
    let most = refused[refused.len() * 9 / 10];
    assert!(most < Duration::from_millis(150), "{most:?}");
    (waited, refused) = crowd(&store).await;
    assert!(
        waited <= 1,
        "{waited} waited for a server known to be silent"
    );
    assert!(refused.len() >= 999);
    server.thaw();
    recovers(&*store).await;
    (waited, refused) = crowd(&store).await;
    // A busy machine may keep a few from their turn.
    assert!(
        waited + refused.len() < 100,
        "{waited} and {}",
        refused.len()
    );
}

/// A thousand reads at the same time: how many failed late, and after what time the others.
async fn crowd(store: &std::sync::Arc<dyn Store>) -> (usize, Vec<Duration>) {
    let mut reads = JoinSet::new();
    for _ in 0..1000 {
        let store = store.clone();
        reads.spawn(async move {
            let start = Instant::now();
            store.read("key").await.is_err().then(|| start.elapsed())
        });
    }
    let failed: Vec<_> = reads.join_all().await.into_iter().flatten().collect();
    let (late, refused): (Vec<_>, _) = failed
        .into_iter()
        .partition(|wait| *wait >= Duration::from_millis(249));
    (late.len(), refused)
}
