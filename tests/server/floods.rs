//! Floods of posts cost little, and fill neither the store nor the log.

use std::time::Duration;

use crate::{LOGGED, NUMBER};
use ringcode_test_support::redis::Monitor;
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
        // Nothing is written but what people ask for.
        adjust: |settings| settings.statistics_interval = Duration::from_hours(1_000),
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

/// The commands that Redis was sent about a record or a bucket of somebody; the server's own
/// looks at Redis, and what a script does inside, do not count.
fn round_trips(monitor: &Monitor) -> Vec<String> {
    let somebodys = |line: &String| {
        let is_record = ["ringcode:record:", "ringcode:buckets:"].map(|key| line.contains(key));
        let is_own = [":probe\"", ":secret\"", " lua]"].map(|word| line.contains(word));
        is_record.contains(&true) && !is_own.contains(&true)
    };
    monitor.commands().into_iter().filter(somebodys).collect()
}

#[tokio::test]
async fn a_refused_client_costs_at_most_two_round_trips() {
    let app = app(true).await;
    let monitor = app.redis.as_ref().unwrap().monitor();
    for (address, most) in [("198.51.100.1", 1), ("2001:db8:1:1::1", 2)] {
        let browser = exhaust(&app, address).await;
        for (form, fields) in FORMS {
            let before = round_trips(&monitor).len();
            for _ in 0..10 {
                assert_eq!(browser.fetches(form, fields).await.status, 429, "{form}");
            }
            let trips = round_trips(&monitor).split_off(before);
            let allowed = (10..=10 * most).contains(&trips.len());
            assert!(allowed, "{address} {form}: {trips:#?}");
        }
    }
}

#[tokio::test]
async fn a_refused_client_causes_few_log_lines() {
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
