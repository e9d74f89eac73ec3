//! A code that a browser carries is redeemed once, and a lost answer never yields two tokens.

use std::time::Duration;

use ringcode_test_support::{
    redis::{Sentinel, Server, wait_for},
    wait_until,
};
use tokio::{task::JoinSet, time::sleep};

use crate::{
    deployment::Deployment,
    failovers::HELD_BY_ONE,
    host::{CLIENTS, Host},
    proxy::{Proxy, ProxyMode},
};

/// Two processes that wait for a replica.
const HELD: [(&str, &str); 3] = [HELD_BY_ONE[0], HELD_BY_ONE[1], CLIENTS];

/// Redemptions at the same time.
const PARALLEL: usize = 100;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_a_hundred_redemptions_at_two_processes_one_succeeds() {
    let redis = Server::start();
    let deployment = two_processes(&redis.url(), &[CLIENTS]).await;
    let host = deployment.host("shop");
    for _ in 0..3 {
        let code = host.is_brought_a_code(&deployment.browser()).await;
        let answers = host
            .redeems_at_once(&deployment.urls(), &code, PARALLEL)
            .await;
        assert_eq!(count(&answers, 200), 1, "{answers:?}");
        assert_eq!(count(&answers, 400), PARALLEL - 1, "{answers:?}");
    }
    assert_eq!(deployment.redemptions(), 3);
    deployment.assert_sound();
}

/// A new code every moment, before the master is gone, while it is, and after; each of them
/// redeemed by five at once, who try again until they are told yes or no.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_code_is_redeemed_once_while_sentinel_fails_over() {
    const CODES: usize = PARALLEL / 5;
    let sentinel = Sentinel::start();
    let deployment = two_processes(&sentinel.url(), &HELD).await;
    let host = deployment.host("shop");
    let mut codes = Vec::new();
    for _ in 0..CODES {
        codes.push(host.is_brought_a_code(&deployment.browser()).await);
    }
    let mut redemptions = JoinSet::new();
    for (n, code) in codes.iter().enumerate() {
        for url in deployment.urls().into_iter().cycle().take(PARALLEL / CODES) {
            let (host, url, code) = (host.clone(), url.to_owned(), code.clone());
            redemptions.spawn(async move {
                sleep(Duration::from_millis(100) * n as u32).await;
                is_told_yes_or_no(&host, &url, &code).await
            });
        }
    }
    sleep(Duration::from_millis(100) * (CODES / 4) as u32).await;
    sentinel.fail_over();
    let told = redemptions.join_all().await;
    sentinel.master.thaw();
    let redeemed = told.iter().filter(|status| **status == 200).count();
    assert!((2..=CODES).contains(&redeemed), "{told:?}");
    // Neither does anybody get one afterwards, where the first master is back.
    for (code, url) in codes.iter().zip(deployment.urls().into_iter().cycle()) {
        assert_ne!(host.redeems(url, code).await, Some(200));
    }
    deployment.assert_sound();
}

/// A master whose replica is cut off, and the replica made a master: how often one code is
/// redeemed.
async fn redemptions_across_a_split(replicas: &str) -> usize {
    let old = Server::start_with("repl-diskless-sync-delay 0");
    let proxy = Proxy::to(old.port).await;
    let new = Server::start_with(&format!("replicaof 127.0.0.1 {}", proxy.port));
    old.wait_for_replicas(1);
    let environment = [
        ("RINGCODE_STORE_REPLICAS", replicas),
        HELD_BY_ONE[1],
        CLIENTS,
    ];
    let mut deployment = Deployment::with(&old.url(), "", &environment).await;
    let host = deployment.host("shop");
    let code = host.is_brought_a_code(&deployment.browser()).await;
    wait_for("the grant", || new.cli("dbsize") == old.cli("dbsize"));
    sleep(Duration::from_millis(200)).await;

    proxy.set(ProxyMode::Stall);
    for _ in 0..2 {
        host.redeems(&deployment.apps[0].url, &code).await;
    }
    assert_eq!(new.cli("replicaof no one"), "OK");
    deployment.add_on(&new.url(), "", &[CLIENTS]).await;
    assert_eq!(
        host.redeems(&deployment.apps[1].url, &code).await,
        Some(200)
    );
    host.redeems(&deployment.apps[0].url, &code).await;
    deployment.redemptions()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_network_split_redeems_no_code_twice() {
    assert_eq!(redemptions_across_a_split("1").await, 1);
    // What it is for: a master that is believed alone gives a token of its own.
    assert_eq!(redemptions_across_a_split("0").await, 2);
}

/// The answer with the token is lost on its way to the host, which asks again, over and over.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_loses_the_answer_is_given_no_second_token() {
    let redis = Server::start();
    let deployment = two_processes(&redis.url(), &[CLIENTS]).await;
    let host = deployment.host("shop");
    let wire = Proxy::to(deployment.apps[0].port()).await;
    let behind = format!("http://127.0.0.1:{}", wire.port);
    for _ in 0..5 {
        let code = host.is_brought_a_code(&deployment.browser()).await;
        let redeemed = deployment.redemptions();
        wire.set(ProxyMode::DropResponses);
        let losing = tokio::spawn({
            let (host, code, behind) = (host.clone(), code.clone(), behind.clone());
            async move { host.redeems(&behind, &code).await }
        });
        wait_until("the answer", async || wire.holds_something()).await;
        wire.forget().await;
        assert_eq!(losing.await.unwrap(), None);
        let answers = host.redeems_at_once(&deployment.urls(), &code, 10).await;
        assert_eq!(count(&answers, 400), 10, "{answers:?}");
        assert_eq!(deployment.redemptions(), redeemed + 1);
    }
    deployment.assert_sound();
}

/// The wire between a process and its store loses answers at moments of no choosing, among them
/// that to the write which spends the code.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_store_whose_answers_are_lost_gives_no_second_token() {
    let redis = Server::start();
    let wire = Proxy::to(redis.port).await;
    let url = format!("redis://127.0.0.1:{}", wire.port);
    let environment = [("RINGCODE_STORE_ANSWER_TIMEOUT", "400"), CLIENTS];
    let mut deployment = Deployment::with(&url, "", &environment).await;
    deployment.add_on(&redis.url(), "", &[CLIENTS]).await;
    let host = deployment.host("shop");
    for delay in 0..10 {
        let code = host.is_brought_a_code(&deployment.browser_at(1)).await;
        let redeeming = tokio::spawn({
            let (host, code) = (host.clone(), code.clone());
            let url = deployment.apps[0].url.clone();
            async move { host.redeems_at_once(&[&url], &code, 10).await }
        });
        sleep(Duration::from_millis(delay)).await;
        wire.set(ProxyMode::DropResponses);
        redeeming.await.unwrap();
        wire.forget().await;
        deployment.is_ready(0).await;
        is_told_yes_or_no(&host, &deployment.apps[1].url, &code).await;
        is_told_yes_or_no(&host, &deployment.apps[0].url, &code).await;
        deployment.assert_sound();
    }
}

async fn two_processes(redis: &str, environment: &[(&str, &str)]) -> Deployment {
    let mut deployment = Deployment::with(redis, "", environment).await;
    deployment.add("", environment).await;
    deployment
}

/// Redeems a code until the answer is not "not now".
async fn is_told_yes_or_no(host: &Host, url: &str, code: &str) -> u16 {
    loop {
        match host.redeems(url, code).await {
            Some(status @ (200 | 400)) => return status,
            Some(503) | None => sleep(Duration::from_millis(50)).await,
            Some(other) => panic!("{other} for a redemption"),
        }
    }
}

fn count(answers: &[Option<u16>], status: u16) -> usize {
    let with = answers.iter().filter(|answer| **answer == Some(status));
    with.count()
}
