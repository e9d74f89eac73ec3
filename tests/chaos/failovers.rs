//! The master fails: Sentinel promotes a replica, or somebody does by hand.

use std::time::Duration;

use ringcode_test_support::{
    redis::{Sentinel, Server, wait_for},
    wait_until,
};
use tokio::time::sleep;

use crate::{
    browser::{Browser, wrong},
    deployment::Deployment,
    proxy::{Proxy, ProxyMode},
};

/// A replica has to hold it, in two fifths of two seconds: long enough for a busy machine, and
/// short enough to notice several times that none does.
pub const HELD_BY_ONE: [(&str, &str); 2] = [
    ("RINGCODE_STORE_REPLICAS", "1"),
    ("RINGCODE_STORE_ANSWER_TIMEOUT", "2000"),
];

/// The time within which "not now" has to be said.
const SOON: Duration = Duration::from_secs(10);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn people_verify_while_sentinel_fails_over() {
    let sentinel = Sentinel::start();
    let mut deployment = Deployment::with(&sentinel.url(), "", &HELD_BY_ONE).await;
    deployment.add("", &HELD_BY_ONE).await;
    let people = deployment.people();
    let coming = tokio::spawn(async move { people.come(4, Duration::from_secs(9)).await });
    sleep(Duration::from_millis(1_500)).await;
    sentinel.fail_over();
    let tally = coming.await.unwrap();
    sentinel.master.thaw();
    assert!(tally.verified > 0, "{tally:?}");
    let outage = deployment.history.longest_pause();
    assert!(outage < Duration::from_secs(10), "{outage:?}");
    somebody_is_verified(&deployment).await;
    deployment.assert_sound();
}

/// A master whose replica is cut off, and the replica made a master: how often one code
/// of one verification is told to be right.
async fn successes_across_a_split(replicas: &str) -> usize {
    let old = Server::start_with("repl-diskless-sync-delay 0");
    let proxy = Proxy::to(old.port).await;
    let new = Server::start_with(&format!("replicaof 127.0.0.1 {}", proxy.port));
    old.wait_for_replicas(1);
    let environment = [("RINGCODE_STORE_REPLICAS", replicas), HELD_BY_ONE[1]];
    let mut deployment = Deployment::with(&old.url(), "", &environment).await;
    let (browser, code) = deployment.browser_with_code().await;
    browser.types_code(&wrong(&code, 0)).await.expect(422);
    wait_for("the records", || new.cli("dbsize") == old.cli("dbsize"));
    sleep(Duration::from_millis(200)).await;

    proxy.set(ProxyMode::Stall);
    let double = browser.double();
    browser.types_code(&code).await;
    browser.types_code(&code).await;
    assert_eq!(new.cli("replicaof no one"), "OK");
    deployment.add_on(&new.url(), "", &[]).await;
    let there = double.at(&deployment.apps[1].url);
    there.types_code(&code).await.expect(200);
    browser.types_code(&code).await;
    deployment.history.assert_sound();
    deployment.verifications()
}

/// The wire through which a replica follows is served in the background.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_network_split_verifies_no_code_twice() {
    assert_eq!(successes_across_a_split("1").await, 1);
    // What it is for: a master that is believed alone tells what it then forgets.
    assert_eq!(successes_across_a_split("0").await, 2);
}

/// A master that lost its replicas stops deciding by itself, when Redis is told to.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_isolated_master_confirms_nothing() {
    let lines = "repl-diskless-sync-delay 0\nmin-replicas-to-write 1\nmin-replicas-max-lag 2";
    let master = Server::start_with(lines);
    let replica = Server::start_with(&format!("replicaof 127.0.0.1 {}", master.port));
    master.wait_for_replicas(1);
    let deployment = Deployment::with(&master.url(), "", &HELD_BY_ONE).await;
    deployment.is_ready(0).await;
    let (browser, code) = deployment.browser_with_code().await;
    replica.freeze();
    browser.types_code(&code).await.expect_unavailable(SOON);
    sleep(Duration::from_secs(5)).await;
    browser.types_code(&code).await.expect_unavailable(SOON);
    browser.opens_the_page().await.expect_unavailable(SOON);
    replica.thaw();
    deployment.is_ready(0).await;
    assert_eq!(deployment.verifications(), 0);
}

/// A person who was told "not now" because no replica held the verification types the same code
/// again, and is verified.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_right_code_verifies_when_a_replica_returns() {
    let master = Server::start_with("repl-diskless-sync-delay 0");
    let replica = Server::start_with(&format!("replicaof 127.0.0.1 {}", master.port));
    master.wait_for_replicas(1);
    let deployment = Deployment::with(&master.url(), "", &HELD_BY_ONE).await;
    let (browser, code) = deployment.browser_with_code().await;
    replica.freeze();
    for _ in 0..2 {
        let answer = browser.types_code(&code).await;
        answer.expect_unavailable(SOON);
    }
    replica.thaw();
    wait_until("a replica to hold it", async || {
        browser.types_code(&code).await.is(409)
    })
    .await;
    assert_eq!(
        (deployment.verifications(), deployment.told_again()),
        (0, 1)
    );
    let page = browser.opens_the_page().await;
    assert!(page.body.contains("is verified"), "{page:?}");
    deployment.assert_sound();
}

/// A successor whose clock is so many seconds off: whether the code of before still counts.
pub async fn code_outlives_a_step(offset: &str) -> bool {
    let sentinel = Sentinel::start_with_successor_at(offset);
    let deployment = Deployment::with(&sentinel.url(), "", &HELD_BY_ONE).await;
    let (browser, code) = deployment.browser_with_code().await;
    browser.types_code(&wrong(&code, 0)).await.expect(422);
    sentinel.fail_over();
    deployment.is_ready(0).await;
    // The store is looked at once a second.
    wait_until("the alert", async || {
        deployment.apps[0]
            .log()
            .contains("clock is not the store's")
    })
    .await;
    let page = sees(&browser).await;
    sentinel.master.thaw();
    deployment.assert_sound();
    page.contains("Enter your code")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_new_master_two_minutes_ahead_keeps_codes_valid() {
    assert!(code_outlives_a_step("+120").await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sentinel_fails_over_with_tls() {
    let (sentinel, pem) = Sentinel::start_with_tls();
    let file = sentinel.replica.path("authority");
    std::fs::write(&file, pem).unwrap();
    let [held, patience] = HELD_BY_ONE;
    let environment = [("RINGCODE_STORE_AUTHORITY", &*file), held, patience];
    let deployment = Deployment::with(&sentinel.url(), "", &environment).await;
    let (browser, code) = deployment.browser_with_code().await;
    browser.types_code(&wrong(&code, 0)).await.expect(422);
    sentinel.fail_over();
    somebody_is_verified(&deployment).await;
    sentinel.master.thaw();
    deployment.assert_sound();
}

/// Sentinel and the replicas lose the master, and the application does not: it is still
/// answered there, and has to notice that it is not the master any more.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_master_that_only_the_application_reaches_is_given_up() {
    let lines = "user ringcode on >secret ~* &* +@all\n\
        min-replicas-to-write 1\nmin-replicas-max-lag 2\n";
    let sentinel = Sentinel::start_where(lines);
    let url = sentinel.url().replace("://", "://ringcode:secret@");
    let deployment = Deployment::with(&url, "", &HELD_BY_ONE).await;
    deployment.browser_with_code().await;
    for cut in ["acl setuser default -@all", "client kill type replica"] {
        let ours = "--no-auth-warning --user ringcode --pass secret";
        sentinel.master.cli(&format!("{ours} {cut}"));
    }
    sentinel.wait_for_successor();
    somebody_is_verified(&deployment).await;
    deployment.assert_sound();
}

/// Waits until somebody is verified: every thread of the application finds the new master
/// by itself, and that needs a replica first.
async fn somebody_is_verified(deployment: &Deployment) {
    for _ in 0..10 {
        let tally = deployment.people().come(2, Duration::from_secs(2)).await;
        if tally.verified > 0 {
            return;
        }
    }
    panic!("nobody is served: {:?}", deployment.errors());
}

/// Opens the page until the answer is not "not now", for a minute at most.
async fn sees(browser: &Browser) -> String {
    for _ in 0..300 {
        let page = browser.opens_the_page().await;
        if !page.is(503) {
            return page.body;
        }
        sleep(Duration::from_millis(200)).await;
    }
    browser.opens_the_page().await.body
}
