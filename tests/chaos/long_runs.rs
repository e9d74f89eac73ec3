//! The long runs: `bin/chaos` runs them one after the other and prints their measurements.

use std::time::{Duration, Instant};

use ringcode_test_support::redis::{Cluster, Sentinel, Server};
use tokio::time::sleep;

use crate::{
    browser::wrong,
    crowd::Tally,
    deployment::{Deployment, NO_WAITS, SHORT_STORE_TIMEOUT},
    failovers::code_outlives_a_step,
    proxy::{Proxy, ProxyMode},
    races::{rounds_with_two_successes, two_processes},
    webhooks::survive_a_bad_day,
};

const HELD_BY_ONE: [(&str, &str); 2] = [("RINGCODE_STORE_REPLICAS", "1"), SHORT_STORE_TIMEOUT[0]];

/// A row of the table, and that it is as it should be.
fn measured(what: &str, figure: impl std::fmt::Debug, bound: &str, holds: bool) {
    let verdict = if holds { "ok" } else { "TOO MUCH" };
    println!("| {what} | {figure:.3?} | {bound} | {verdict} |");
    assert!(holds, "{what}: {figure:?}, not {bound}");
}

fn quantile(times: &mut [Duration], percent: usize) -> Duration {
    times.sort_unstable();
    let last = times.len().saturating_sub(1);
    times.get(last * percent / 100).copied().unwrap_or_default()
}

fn refusals(what: &str, tally: &mut Tally, bound: u64) {
    let count = tally.unavailable.len();
    let late = quantile(&mut tally.unavailable, 99);
    let what = format!("{what}: refused within, 99 of 100 of {count}");
    let holds = count > 0 && late <= Duration::from_millis(bound);
    measured(&what, late, &format!("{bound} ms"), holds);
}

/// People come while something is wrong for three seconds; how they fared meanwhile, and
/// how long after that the store was back.
async fn while_wrong(
    deployment: &Deployment,
    wrong: impl AsyncFnOnce(),
    right: impl AsyncFnOnce(),
) -> (Tally, Duration) {
    wrong().await;
    let tally = deployment.people().come(8, Duration::from_secs(3)).await;
    right().await;
    let start = Instant::now();
    deployment.is_ready(0).await;
    let (browser, code) = deployment.browser_with_code().await;
    browser.types_code(&code).await.expect(200);
    (tally, start.elapsed())
}

fn back(what: &str, time: Duration) {
    let what = format!("{what}: verified again after");
    measured(&what, time, "5 s", time <= Duration::from_secs(5));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "long: bin/chaos"]
async fn redis_is_killed() {
    let mut redis = Server::start();
    let deployment = Deployment::with(&redis.url(), "", &SHORT_STORE_TIMEOUT).await;
    let redis = std::cell::RefCell::new(&mut redis);
    let kill = async || redis.borrow_mut().kill();
    let start = async || redis.borrow_mut().start_again();
    let (mut tally, time) = while_wrong(&deployment, kill, start).await;
    refusals("Redis killed", &mut tally, 300);
    back("Redis killed", time);
    deployment.assert_sound();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "long: bin/chaos"]
async fn redis_stands_still() {
    let redis = Server::start();
    let deployment = Deployment::with(&redis.url(), "", &SHORT_STORE_TIMEOUT).await;
    let (mut tally, time) =
        while_wrong(&deployment, async || redis.freeze(), async || redis.thaw()).await;
    refusals("Redis stopped", &mut tally, 300);
    back("Redis stopped", time);
    deployment.assert_sound();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "long: bin/chaos"]
async fn the_wire_is_bad() {
    let redis = Server::start();
    let proxy = Proxy::to(redis.port).await;
    let deployment = Deployment::with(&proxy.redis_url(), "", &SHORT_STORE_TIMEOUT).await;
    for (name, bad, bound) in [
        (
            "300 ms slow",
            ProxyMode::Delay(Duration::from_millis(300)),
            400,
        ),
        ("half open", ProxyMode::Stall, 400),
        ("loses answers", ProxyMode::DropResponses, 400),
        ("breaks", ProxyMode::Reset, 300),
    ] {
        let spoil = async || proxy.set(bad);
        let (mut tally, time) =
            while_wrong(&deployment, spoil, async || proxy.forget().await).await;
        refusals(&format!("wire to Redis {name}"), &mut tally, bound);
        back(&format!("wire to Redis {name}"), time);
    }
    deployment.assert_sound();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "long: bin/chaos"]
async fn the_scripts_are_forgotten_every_second() {
    let redis = Server::start();
    let deployment = two_processes(&redis, "").await;
    let people = deployment.people();
    let coming = tokio::spawn(async move { people.come(8, Duration::from_secs(15)).await });
    while !coming.is_finished() {
        assert_eq!(redis.cli("script flush"), "OK");
        sleep(Duration::from_secs(1)).await;
    }
    let tally = coming.await.unwrap();
    let errors = tally.unavailable.len() + tally.unanswered + tally.gave_up;
    let what = format!("scripts flushed each second: errors of {}", tally.verified);
    measured(&what, errors, "0", errors == 0 && tally.verified > 50);
    deployment.assert_sound();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "long: bin/chaos"]
async fn sentinel_fails_over() {
    for round in 1..=3 {
        let sentinel = Sentinel::start();
        let mut deployment = Deployment::with(&sentinel.url(), "", &HELD_BY_ONE).await;
        deployment.add("", &HELD_BY_ONE).await;
        let people = deployment.people();
        let coming = tokio::spawn(async move { people.come(8, Duration::from_secs(14)).await });
        sleep(Duration::from_secs(2)).await;
        sentinel.fail_over();
        let tally = coming.await.unwrap();
        sentinel.master.thaw();
        failed_over(&format!("Sentinel, round {round}"), &deployment, &tally);
    }
}

/// The clock of a successor decides: an hour ahead, a code is over. Either way the history
/// is sound and the operator is told.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "long: bin/chaos"]
async fn a_successor_is_an_hour_off() {
    let told = |lives| if lives { "yes" } else { "no" };
    let ahead = code_outlives_a_step("+3600").await;
    let what = "failover an hour ahead: the code lives";
    measured(what, format_args!("{}", told(ahead)), "no", !ahead);
    let behind = told(code_outlives_a_step("-3600").await);
    println!("| failover an hour behind: the code lives | {behind} | - | ok |");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "long: bin/chaos"]
async fn a_cluster_fails_over() {
    let mut cluster = Cluster::start_with_replicas();
    let mut deployment = Deployment::with(&cluster.url(), "", &SHORT_STORE_TIMEOUT).await;
    deployment.add("", &SHORT_STORE_TIMEOUT).await;
    let people = deployment.people();
    let coming = tokio::spawn(async move { people.come(8, Duration::from_secs(14)).await });
    sleep(Duration::from_secs(2)).await;
    cluster.nodes[2].kill();
    let tally = coming.await.unwrap();
    failed_over("Cluster", &deployment, &tally);
}

/// Nobody is verified before and nobody after an outage of more than ten seconds.
fn failed_over(what: &str, deployment: &Deployment, tally: &Tally) {
    let (pause, ended) = (
        deployment.history.longest_pause(),
        deployment.history.last_success(),
    );
    let went_on = ended < Duration::from_secs(2);
    let holds = tally.verified > 20 && pause <= Duration::from_secs(10) && went_on;
    let row = format!("failover by {what}: longest pause");
    measured(&row, pause, "10 s", holds);
    let doubled = deployment.verified_twice();
    let row = format!("failover by {what}: numbers verified twice");
    measured(&row, doubled, "0", doubled == 0);
    deployment.assert_sound();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "long: bin/chaos"]
async fn slots_move_under_load() {
    let cluster = Cluster::start();
    let mut deployment = Deployment::with(&cluster.url(), "", &SHORT_STORE_TIMEOUT).await;
    deployment.add("", &SHORT_STORE_TIMEOUT).await;
    let people = deployment.people();
    let coming = tokio::spawn(async move { people.come(8, Duration::from_secs(25)).await });
    sleep(Duration::from_secs(1)).await;
    let moving = tokio::task::spawn_blocking(move || {
        cluster.move_slots(5000);
        cluster
    });
    // It lives on until everybody was served.
    let _cluster = moving.await.unwrap();
    let tally = coming.await.unwrap();
    let lost = tally.gave_up + tally.unanswered;
    let what = format!("slots moved: people lost of {}", tally.verified);
    measured(&what, lost, "0", lost == 0);
    let refused = tally.unavailable.len();
    let what = format!(
        "slots moved: requests told \"not now\", {:?}",
        deployment.errors()
    );
    measured(&what, refused, "at most 5", refused <= 5);
    deployment.assert_sound();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "long: bin/chaos"]
async fn killed_for_half_a_minute() {
    let redis = Server::start();
    let mut deployment = two_processes(&redis, "").await;
    let people = deployment.people();
    let coming = tokio::spawn(async move { people.come(8, Duration::from_secs(30)).await });
    let mut kills = 0;
    while !coming.is_finished() {
        sleep(Duration::from_millis(600)).await;
        deployment.apps[kills % 2].kill();
        deployment.apps[kills % 2].start_again();
        kills += 1;
    }
    let tally = coming.await.unwrap();
    deployment.assert_sound();
    let what = format!("{kills} kills under load: people verified");
    measured(
        &what,
        tally.verified,
        "more than 20, sound",
        tally.verified > 20,
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "long: bin/chaos"]
async fn one_code_in_a_thousand_rounds() {
    let redis = Server::start();
    let deployment = two_processes(&redis, NO_WAITS).await;
    let doubled = rounds_with_two_successes(&deployment, 1_000, 20).await;
    let what = "rounds of 1,000 in which one code was accepted more than once";
    measured(what, doubled, "0", doubled == 0);
}

/// The right code hidden among wrong ones is found as often as five guesses find it: the
/// count of guesses seen from outside, whatever the record says.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "long: bin/chaos"]
async fn a_needle_among_guesses() {
    const ROUNDS: usize = 200;
    const GUESSES: usize = 50;
    let redis = Server::start();
    let deployment = two_processes(&redis, NO_WAITS).await;
    for round in 0..ROUNDS {
        let (browser, code) = deployment.browser_with_code().await;
        let needle = round * 31 % GUESSES;
        let codes = (0..GUESSES).map(|n| match n == needle {
            true => code.clone(),
            false => wrong(&code, n),
        });
        crate::races::types_at_once(&deployment, &browser, codes).await;
    }
    let found = deployment.verifications();
    // Five of fifty are looked at: 20 are expected of 200, and 45 are six deviations off.
    let what = "codes found by 50 guesses at once, of 200 (5 guesses: 20)";
    measured(what, found, "45", found <= 45);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "long: bin/chaos"]
async fn ten_thousand_webhook_events_outlive_a_bad_day() {
    let start = Instant::now();
    let events = survive_a_bad_day(2_500).await;
    let (tries, time) = (events.receiver.received().len(), start.elapsed());
    println!(
        "| 10,000 webhook events on a bad day: all came, in {tries} requests | {time:.0?} | | ok |"
    );
}
