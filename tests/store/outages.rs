//! Redis is away, silent, read-only, elsewhere, or lost its scripts: every call fails fast, no
//! answer is wrong, and the store recovers by itself.

use std::{
    future::Future,
    pin::Pin,
    sync::mpsc,
    thread,
    time::{Duration, Instant},
};

use futures_util::FutureExt;
use ringcode::store::{Outage, Store, StoreError, TakeOutcome, Version, WriteOutcome, update};
use ringcode_test_support::{
    Heartbeat,
    redis::{Sentinel, Server, wait_for},
    store::TakeUntimed,
    wait_until,
};
use tokio::{runtime::Handle, sync::oneshot, task::JoinSet, time::sleep};

use super::{
    MINUTE,
    buckets::of,
    contract::{add_one, content, quota},
    hasty_at, redis_at, redis_within,
};

/// Less than a patient call waits; the rest is for a busy machine. How long a call waits that
/// is not told otherwise, `a_timeout_is_answered_promptly` looks at.
const FAST: Duration = Duration::from_secs(5);

#[tokio::test]
async fn an_unreachable_redis_fails_fast_and_recovers() {
    let mut server = Server::start();
    server.kill();
    let store = redis_at(&server.url());
    everything_fails(&*store, "Unavailable").await;
    server.start_again();
    recovers(&*store).await;
    server.kill();
    everything_fails(&*store, "Unavailable").await;
    server.start_again();
    recovers(&*store).await;
}

#[tokio::test]
async fn a_restart_between_two_calls_is_not_noticed() {
    let mut server = Server::start();
    let store = redis_at(&server.url());
    for _ in 0..3 {
        assert_eq!(update(&*store, "key", add_one).await, Ok(1));
        server.kill();
        server.start_again();
        sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test]
async fn a_silent_redis_fails_fast_and_recovers() {
    let server = Server::start();
    let store = hasty_at(&server.url());
    recovers(&*store).await;
    server.freeze();
    everything_fails(&*store, "Unavailable").await;
    server.thaw();
    recovers(&*store).await;
}

/// One of several has to be prompt, since a busy machine makes some of them late.
#[tokio::test]
async fn a_timeout_is_answered_promptly() {
    let server = Server::start();
    recovers(&*redis_at(&server.url())).await;
    server.freeze();
    let heartbeat = Heartbeat::start();
    for (timeout, most) in [(250, 350), (50, 150), (600, 700)] {
        let timeout = Duration::from_millis(timeout);
        let mut quickest = Duration::MAX;
        for _ in 0..10 {
            let store = redis_within(&server.url(), timeout);
            let start = Instant::now();
            let refused = store.read("key").await.err().unwrap();
            assert_eq!(refused, StoreError::Unavailable(Outage::TimedOut(timeout)));
            let told = format!("nothing within {} ms", timeout.as_millis());
            assert!(refused.to_string().ends_with(&told), "{refused}");
            assert!(start.elapsed() >= timeout, "{:?}", start.elapsed());
            quickest = quickest.min(start.elapsed());
        }
        let most = Duration::from_millis(most) + heartbeat.lag();
        assert!(quickest < most, "{quickest:?}, not {most:?}");
    }
    let start = Instant::now();
    let usual = hasty_at(&server.url()).read("key").await.err().unwrap();
    let quarter = Outage::TimedOut(Duration::from_millis(250));
    assert_eq!(usual, StoreError::Unavailable(quarter));
    assert!(start.elapsed() < FAST);
}

/// A server that is only slow serves whoever has the patience.
#[tokio::test]
async fn a_slow_redis_serves_within_the_timeout() {
    let server = Server::start();
    let (patient, hasty) = (redis_at(&server.url()), hasty_at(&server.url()));
    recovers(&*patient).await;
    assert_eq!(server.cli("client pause 1500 all"), "OK");
    assert!(hasty.read("recovery").await.is_err());
    assert!(patient.read("recovery").await.unwrap().value.is_some());
}

/// The write reaches a server that cannot answer in time. It must not be forgotten.
#[tokio::test]
async fn a_write_whose_answer_was_lost_counts() {
    let server = Server::start();
    let store = hasty_at(&server.url());
    // The second one leaves the script with the server: it would answer that it knows none.
    let patient = redis_at(&server.url());
    assert_eq!(update(&*patient, "guesses", add_one).await, Ok(1));
    assert_eq!(update(&*patient, "guesses", add_one).await, Ok(2));
    let seen = patient.read("guesses").await.unwrap();
    recovers(&*store).await;
    server.freeze();
    let three = 3_u32.to_be_bytes();
    assert!(
        store
            .write("guesses", &content(&three), seen.version)
            .await
            .is_err()
    );
    server.thaw();
    recovers(&*store).await;
    assert_eq!(
        patient
            .write("guesses", &content(&three), seen.version)
            .await,
        Ok(WriteOutcome::Conflict)
    );
    assert_eq!(update(&*patient, "guesses", add_one).await, Ok(4));
}

/// A call that begins on one thread may end on another. The first thread's connection is the
/// silent one, and has to be replaced.
#[tokio::test]
async fn after_a_failover_every_thread_finds_the_new_master() {
    let sentinel = Sentinel::start();
    let store = hasty_at(&sentinel.url());
    let begins = other_thread();
    let read = async || {
        let store = store.clone();
        let call: Call = Box::pin(async move { store.read("key").await.map(drop) });
        let (begun, moved) = oneshot::channel();
        begins.send((call, begun)).unwrap();
        match moved.await.unwrap() {
            (_, Some(answer)) => answer,
            (call, None) => call.await,
        }
    };
    wait_until("the master", async || read().await.is_ok()).await;
    sentinel.fail_over();
    wait_until("the new master", async || read().await.is_ok()).await;
    sentinel.master.thaw();
}

/// A caller who waits for several calls gives up on all of them when one fails, the one that was
/// let through to look for the server among them.
#[tokio::test]
async fn callers_who_give_up_do_not_keep_a_server_away() {
    let server = Server::start();
    let store = hasty_at(&server.url());
    recovers(&*store).await;
    server.freeze();
    for _ in 0..5 {
        assert!(store.read("key").await.is_err());
    }
    let is_let_through = || store.read("key").now_or_never().is_none();
    assert!(!is_let_through());
    server.thaw();
    wait_until("the server", async || is_let_through() && is_let_through()).await;
}

type Call = Pin<Box<dyn Future<Output = Result<(), StoreError>> + Send>>;
type Begun = oneshot::Sender<(Call, Option<Result<(), StoreError>>)>;

/// A thread on which calls begin that end elsewhere.
fn other_thread() -> mpsc::Sender<(Call, Begun)> {
    let (begins, calls) = mpsc::channel::<(Call, Begun)>();
    let runtime = Handle::current();
    thread::spawn(move || {
        let _runtime = runtime.enter();
        for (mut call, begun) in calls {
            let answer = (&mut call).now_or_never();
            assert!(begun.send((call, answer)).is_ok());
        }
    });
    begins
}

#[tokio::test]
async fn a_redis_that_refuses_writes_is_an_error_for_every_call() {
    let server = Server::start();
    let store = redis_at(&server.url());
    recovers(&*store).await;
    for (code, cause, remedy) in [
        (
            "NOREPLICAS",
            "config set min-replicas-to-write 1",
            "config set min-replicas-to-write 0",
        ),
        ("READONLY", "replicaof 127.0.0.1 1", "replicaof no one"),
        (
            "NOPERM",
            "acl setuser default -get -getex -set -getrange -del -time -evalsha",
            "acl setuser default +@all",
        ),
    ] {
        assert_eq!(server.cli(cause), "OK");
        everything_fails(&*store, code).await;
        assert_eq!(server.cli(remedy), "OK");
        recovers(&*store).await;
    }
}

#[tokio::test]
async fn a_full_redis_can_be_read_and_not_written() {
    let server = Server::start();
    let store = redis_at(&server.url());
    assert_eq!(update(&*store, "key", add_one).await, Ok(1));
    assert_eq!(server.cli("config set maxmemory 1"), "OK");
    every_change_fails(&*store, "OOM").await;
    let seen = store.read("key").await.unwrap();
    assert_eq!(seen.value.as_deref(), Some(&1_u32.to_be_bytes()[..]));
    assert_eq!(server.cli("config set maxmemory 0"), "OK");
    recovers(&*store).await;
}

#[tokio::test]
async fn a_loading_redis_is_an_error_for_every_call() {
    let lines = "enable-debug-command local\nkey-load-delay 1000\n\
                 loading-process-events-interval-bytes 1024";
    let mut server = Server::start_with(lines);
    assert_eq!(server.cli("debug populate 2000"), "OK");
    assert_eq!(server.cli("save"), "OK");
    server.kill();
    server.start_again();
    let store = redis_at(&server.url());
    everything_fails(&*store, "LOADING").await;
    recovers(&*store).await;
}

#[tokio::test]
async fn a_redis_that_cannot_save_is_an_error_for_every_call() {
    let server = Server::start_with("save 3600 1000");
    let store = redis_at(&server.url());
    recovers(&*store).await;
    let in_the_way = server.path("dump.rdb");
    std::fs::create_dir(&in_the_way).unwrap();
    server.cli("bgsave");
    wait_for("the snapshot to fail", || {
        server
            .cli("info persistence")
            .contains("rdb_last_bgsave_status:err")
    });
    everything_fails(&*store, "MISCONF").await;
    std::fs::remove_dir(in_the_way).unwrap();
    server.cli("bgsave");
    recovers(&*store).await;
}

#[tokio::test]
async fn a_foreign_value_is_not_a_record() {
    let server = Server::start();
    let store = redis_at(&server.url());
    server.cli("set ringcode:record:short x");
    server.cli("rpush ringcode:record:list x");
    server.cli("set ringcode:buckets:text x");
    server.cli("hset ringcode:buckets:odd one x");
    assert!(store.read("short").await == Err(StoreError::Corrupt));
    let wrong = store.read("list").await.err().unwrap();
    assert_eq!(wrong.kind(), "WRONGTYPE", "{wrong}");
    for holder in ["text", "odd"] {
        let taken = store.take_untimed(holder, &[of(quota(1, MINUTE), 1)]).await;
        assert!(taken.is_err(), "{holder}: {taken:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn lost_scripts_are_loaded_again() {
    let server = Server::start();
    let store = redis_at(&server.url());
    let mut calls = JoinSet::new();
    for number in 0..8 {
        let store = store.clone();
        calls.spawn(async move {
            for _ in 0..100 {
                let count = update(&*store, &number.to_string(), add_one).await;
                let taken = store
                    .take_untimed("client", &[of(quota(8, MINUTE), 1)])
                    .await;
                assert!(matches!(taken, Ok(TakeOutcome::Granted(_))), "{taken:?}");
                store
                    .refund("client", &[of(quota(8, MINUTE), 1)])
                    .await
                    .unwrap();
                assert!(count.is_ok(), "{count:?}");
            }
        });
    }
    while !calls.is_empty() {
        assert_eq!(server.cli("script flush"), "OK");
        while calls.try_join_next().map(Result::unwrap).is_some() {}
        sleep(Duration::from_millis(2)).await;
    }
    for number in 0..8 {
        assert_eq!(update(&*store, &number.to_string(), add_one).await, Ok(101));
    }
}

#[tokio::test]
async fn after_a_failover_the_new_master_serves() {
    let sentinel = Sentinel::start();
    let store = redis_within(&sentinel.url(), Duration::from_secs(2));
    recovers(&store).await;
    sentinel.fail_over();
    recovers(&store).await;
    sentinel.master.thaw();
    assert_eq!(
        update(&store, "key", add_one).await,
        Ok(1),
        "the old master is not asked"
    );
    assert_eq!(sentinel.replica.cli("exists ringcode:record:key"), "1");
}

/// Asserts that the store serves writes again within a minute.
pub async fn recovers(store: &dyn Store) {
    let start = Instant::now();
    while update(store, "recovery", add_one).await.is_err() {
        assert!(start.elapsed() < Duration::from_secs(60), "still away");
        sleep(Duration::from_millis(20)).await;
    }
}

/// Asserts that every call fails, fast, with `kind` in its error, and tells no secret.
pub async fn everything_fails(store: &dyn Store, kind: &str) {
    fails(quick(store.read("secret key")).await.err(), kind);
    every_change_fails(store, kind).await;
}

async fn every_change_fails(store: &dyn Store, kind: &str) {
    let (key, value) = ("secret key", b"secret value");
    let charges = [of(quota(1, MINUTE), 1)];
    let errors = [
        quick(store.write(key, &content(value), Version::ABSENT))
            .await
            .err(),
        quick(store.remove(key, Version::ABSENT)).await.err(),
        quick(store.take_untimed(key, &charges)).await.err(),
        quick(store.refund(key, &charges)).await.err(),
        quick(store.ping()).await.err(),
    ];
    errors.into_iter().for_each(|error| fails(error, kind));
}

fn fails(error: Option<StoreError>, kind: &str) {
    let error = error.unwrap();
    let told = format!("{error:?} {error}");
    assert!(told.contains(kind), "{told} is not {kind}");
    assert!(!told.contains("secret"), "{told}");
}

/// The answer of a call that does not keep its caller waiting.
pub async fn quick<T>(call: impl Future<Output = T>) -> T {
    let start = Instant::now();
    let answer = call.await;
    assert!(start.elapsed() < FAST, "{:?}", start.elapsed());
    answer
}
