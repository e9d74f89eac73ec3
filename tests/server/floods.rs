//! Floods of posts: they cost little, and fill neither the store nor the log.

use crate::{LOGGED, NUMBER};
use ringcode_test_support::{Answer, Browser, Setup, TestApp, logs};

const FILE: &str = "[server]\ntrusted_proxies = \"127.0.0.1\"\n\
    [limits]\nposts_per_client_10_minutes = 10\n";

/// Every form there is.
const FORMS: [(&str, &[(&str, &str)]); 6] = [
    ("send_code", &[("phone", NUMBER)]),
    ("send_code", &[("again", "true")]),
    ("call_me", &[]),
    ("check_code", &[("code", "123456")]),
    ("start_over", &[]),
    ("start_over", &[("keep_number", "true")]),
];

async fn app(redis: bool) -> TestApp {
    TestApp::with(Setup {
        file: FILE,
        redis,
        ..Setup::default()
    })
    .await
}

/// Has a client post until it may no more.
async fn exhaust(app: &TestApp, address: &str) -> Browser {
    let browser = app.browser().located_at(address);
    browser.opens_the_page().await;
    while browser.fetches("start_over", &[]).await.status != 429 {}
    browser
}

/// How often Redis was asked for something: by a script, or for a record.
fn round_trips(app: &mut TestApp) -> u64 {
    let stats = app.redis().cli("info commandstats");
    let asked = |line: &&str| {
        ["eval:", "evalsha:", "getex:", "set:"]
            .iter()
            .any(|name| line.contains(name))
    };
    let calls = stats.lines().filter(asked);
    let calls = calls.filter_map(|line| line.split_once("calls=")?.1.split(',').next());
    calls.map(|calls| calls.parse::<u64>().unwrap()).sum()
}

#[tokio::test]
async fn a_client_that_is_denied_costs_two_round_trips_at_most() {
    let mut app = app(true).await;
    for (address, most) in [("198.51.100.1", 1), ("2001:db8:1:1::1", 2)] {
        let browser = exhaust(&app, address).await;
        for (form, fields) in FORMS {
            let mut costs = Vec::new();
            for _ in 0..5 {
                let before = round_trips(&mut app);
                for _ in 0..10 {
                    assert_eq!(browser.fetches(form, fields).await.status, 429, "{form}");
                }
                costs.push(round_trips(&mut app) - before);
            }
            // The server looks at Redis on its own now and then, which is no cost of theirs.
            let cost = *costs.iter().min().unwrap();
            assert!(
                (10..=10 * most).contains(&cost),
                "{address} {form}: {costs:?}"
            );
        }
    }
}

#[tokio::test]
async fn a_client_that_is_denied_writes_few_lines() {
    let app = app(false).await;
    let browser = exhaust(&app, "198.51.100.1").await;
    logs::capture(LOGGED);
    for _ in 0..50 {
        for (form, fields) in FORMS {
            assert_eq!(browser.fetches(form, fields).await.status, 429);
        }
    }
    for _ in 0..120 {
        let forged = app.request("POST", "/plivo/message/some-flow/some-attempt");
        assert_eq!(Answer::to(forged).await.status, 403);
        let elsewhere = app.request("POST", "/api/call_me");
        let elsewhere = elsewhere.header("sec-fetch-site", "cross-site");
        assert_eq!(Answer::to(elsewhere).await.status, 403);
    }
    let log = logs::captured();
    let times = |event: &str, limit: &str| {
        let lines = log
            .lines()
            .filter(|line| line.contains(event) && line.contains(limit));
        let times = lines.map(|line| line.split_once("times=").unwrap().1);
        times
            .map(|times| times.split(['}', ' ']).next().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    // The first was denied before.
    assert_eq!(times("denied", "posts of a client"), ["10", "100"]);
    assert_eq!(times("denied", "same origin"), ["1", "10", "100"]);
    assert_eq!(times("callback rejected", "message"), ["1", "10", "100"]);
    let lines = log.lines().filter(|line| !line.contains(" DEBUG ")).count();
    assert!(lines <= 10, "{lines} lines: {log}");
}
