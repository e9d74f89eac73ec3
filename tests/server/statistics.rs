//! Totals and events over all instances, as an operator reads them.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use async_trait::async_trait;
use axum::Router;
use axum::http::StatusCode;
use axum::routing::get;
use ringcode::domain::Channel;
use ringcode::repository::Repository;
use ringcode::statistics::{
    Counted, Destination, DestinationTotals, HourTotals, Statistics, Step, TrailEntry, TrailNote,
};
use ringcode::store::{NewValue, Store, StoreError, WriteOutcome};
use ringcode::web::{serve, wrap_routes};
use ringcode_test_support::store::{HookedStore, StoreHooks};
use ringcode_test_support::{Answer, Setup, TestApp, default_policy, until, wrong};
use secrecy::SecretString;
use tokio::net::TcpListener;

use crate::NUMBER;
use crate::process::client;

/// Waits neither before another text nor before a call.
const AT_ONCE: &str = "[limits]\nresend_waits = [0]\ncall_wait = 0\ntext_prices = \"*=0.01\"\n";

/// The totals of the last two hours: what a test does may be on either side of a full hour.
async fn totals(statistics: &Statistics) -> HourTotals {
    let mut sum = HourTotals::default();
    for (_, hour) in statistics.last_hours(2).await.unwrap() {
        sum.merge(&hour);
    }
    sum
}

fn texts_to(totals: &HourTotals, country: &str) -> DestinationTotals {
    let destination = Destination {
        country: country.to_owned(),
        channel: Channel::Text,
    };
    totals
        .destinations
        .get(&destination)
        .cloned()
        .unwrap_or_default()
}

fn events(trail: &[TrailEntry]) -> Vec<&str> {
    trail.iter().rev().map(|entry| &*entry.event).collect()
}

#[tokio::test]
async fn a_whole_verification_is_counted_and_told() {
    for app in TestApp::on_each_store(Setup {
        file: AT_ONCE,
        ..Setup::default()
    })
    .await
    {
        let statistics = &app.instances[0].state.statistics;
        let browser = app.browser();
        browser.opens_the_page().await;
        browser.asks_for_a_text(NUMBER).await;
        until(async || (browser.delivery().await == "\"delivered\"").then_some(())).await;
        let code = app.plivo.code();
        browser.types_code(&wrong(&code, 0)).await;
        browser.opens_the_page().await;
        browser.types_code(&wrong(&code, 1)).await;
        browser.types_code(&code).await;
        // A limit of the number denies the fourth text.
        for _ in 0..3 {
            app.browser().asks_for_a_text(NUMBER).await;
        }
        let elsewhere = app.request("POST", "/api/call_me");
        Answer::to(elsewhere.header("sec-fetch-site", "cross-site")).await;

        let delivered =
            async || (texts_to(&totals(statistics).await, "US").delivered == 3).then_some(());
        until(delivered).await;
        let totals = totals(statistics).await;
        let texts = texts_to(&totals, "US");
        assert_eq!((texts.attempts, texts.accepted), (3, 3));
        assert_eq!((texts.verified, texts.verification_times.count()), (1, 1));
        assert_eq!(texts.delivery_times.count(), 3);
        assert_eq!(texts.spend, 3 * 100, "three texts of one segment");
        let steps: Vec<_> = totals.steps.values().copied().collect();
        assert_eq!(steps, [4, 4, 3, 1, 1]);
        let denied = &totals.denials["sends to a number"];
        assert_eq!((denied.denied, denied.recorded), (1, 0));
        assert_eq!(denied.countries, [("US".to_owned(), 1)].into());
        assert_eq!(denied.examples.len(), 1);
        assert_eq!(totals.denials["same origin"].denied, 1);
        let slots = totals
            .slots
            .iter()
            .map(|slot| [slot.attempts, slot.verified, slot.denied]);
        let sum = slots.fold([0; 3], |[a, b, c], [d, e, f]| [a + d, b + e, c + f]);
        assert_eq!(sum, [3, 1, 2]);
        assert!(totals.errors.is_empty(), "{:?}", totals.errors);

        let trail = statistics.trail().await.unwrap();
        let told = events(&trail);
        for (event, count) in [
            ("start", 4),
            ("send", 3),
            ("wrong guess", 2),
            ("verified", 1),
            ("denied", 2),
        ] {
            let found = told.iter().filter(|told| **told == event).count();
            assert_eq!(found, count, "{event} in {told:?}");
        }
        assert_eq!(told[..2], ["start", "send"]);
        let phones = trail.iter().filter_map(|entry| entry.phone.as_deref());
        assert!(
            phones.clone().count() > 8 && phones.clone().all(|phone| phone == denied.examples[0])
        );
        let report = trail.iter().find(|entry| entry.event == "report").unwrap();
        assert!(report.detail.starts_with("delivered "), "{report:?}");
        let told = trail
            .iter()
            .map(|entry| (&entry.event, &entry.phone, &entry.detail));
        let kept = format!("{:?}{totals:?}", told.collect::<Vec<_>>());
        for secret in [&NUMBER[1..], &NUMBER[2..], &code, "127.0.0.1"] {
            assert!(!kept.contains(secret), "{secret} in {kept}");
        }
    }
}

#[tokio::test]
async fn what_fails_is_counted_by_its_cause() {
    let app = TestApp::with(Setup {
        file: AT_ONCE,
        ..Setup::default()
    })
    .await;
    let statistics = &app.instances[0].state.statistics;
    app.browser().asks_for_a_text("+14155550142").await;
    app.browser().asks_for_a_text("+14155550180").await;
    app.browser().asks_for_a_text("+14155550189").await;
    let found = until(async || {
        let totals = totals(statistics).await;
        (texts_to(&totals, "US").failed.len() == 1).then_some(totals)
    })
    .await;
    let texts = texts_to(&found, "US");
    assert_eq!((texts.attempts, texts.accepted), (3, 1));
    assert_eq!(texts.failed, [("450".to_owned(), 1)].into());
    assert_eq!(texts.refused.values().sum::<u64>(), 1);
    assert_eq!(found.errors, [("provider".to_owned(), 1)].into());
    let steps = &found.steps;
    assert_eq!((steps[Step::NumberSent], steps[Step::CodeShown]), (3, 2));
}

#[tokio::test]
async fn an_answer_of_5xx_is_a_fault_of_the_server() {
    let app = TestApp::new().await;
    let state = app.instances[0].state.clone();
    let broken = get(async || -> &'static str { panic!() });
    let unready = get(StatusCode::SERVICE_UNAVAILABLE);
    let routes = Router::new()
        .route("/broken", broken)
        .route("/readyz", unready);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let serving = state.clone();
    tokio::spawn(async move {
        let routes = wrap_routes(routes, &serving);
        serve(&serving, routes, listener, std::future::pending()).await;
    });
    for (path, status) in [("broken", 500), ("readyz", 503), ("nowhere", 404)] {
        let answer = Answer::to(client().get(format!("{url}/{path}"))).await;
        assert_eq!(answer.status, status);
    }
    let found = totals(&state.statistics).await;
    assert_eq!(found.errors, [("server".to_owned(), 1)].into());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_that_is_away_is_counted_once_it_is_there_again() {
    let mut app = TestApp::with(Setup {
        redis: true,
        adjust: |settings| settings.store.answer_timeout = std::time::Duration::from_secs(1),
        ..Setup::default()
    })
    .await;
    let browser = app.browser();
    browser.asks_for_a_text(NUMBER).await;
    app.redis().kill();
    assert_eq!(browser.opens_the_page().await.status, 503);
    assert_eq!(browser.asks_for_a_text(NUMBER).await.status, 503);
    let statistics = app.instances[0].state.statistics.clone();
    statistics.flush().await.unwrap_err();
    app.redis().start_again();
    let found = until(async || {
        statistics.flush().await.ok()?;
        Some(totals(&statistics).await)
    })
    .await;
    // Plivo's receipts failed, too.
    assert!(found.errors["store"] >= 2, "{:?}", found.errors);
    assert_eq!(found.errors.len(), 1, "{:?}", found.errors);
    assert_eq!(texts_to(&found, "US").attempts, 1);
    app.redis().assert_everything_ends();
}

#[tokio::test]
async fn each_instance_reads_the_totals_of_all() {
    let setup = Setup {
        redis: true,
        ..Setup::default()
    };
    let mut app = TestApp::with(setup).await;
    app.add(setup).await;
    for (instance, number) in app.instances.iter().zip(["+14155550100", "+447400123456"]) {
        let browser = app.browser().at(&instance.url);
        assert_eq!(browser.asks_for_a_text(number).await.status, 200);
    }
    // Nobody asks the other instance to deliver what it counted.
    let [one, other] = [0, 1].map(|index| app.instances[index].state.statistics.clone());
    let found = until(async || {
        let totals = totals(&one).await;
        (texts_to(&totals, "GB").attempts == 1).then_some(totals)
    })
    .await;
    assert_eq!(texts_to(&found, "US").attempts, 1);
    let told = other.trail().await.unwrap();
    assert_eq!(
        events(&told)
            .iter()
            .filter(|event| **event == "start")
            .count(),
        2
    );

    // What the last requests did is there after a graceful stop.
    let stopped = app.instances.remove(1);
    app.browser()
        .at(&stopped.url)
        .asks_for_a_text("+14155550101")
        .await;
    stopped.stop().await;
    assert_eq!(texts_to(&totals(&one).await, "US").attempts, 2);
    app.redis().assert_everything_ends();
}

/// Carries out all writes, and loses the answers to some.
#[derive(Default)]
struct LosesAnswers {
    writes: AtomicUsize,
}

#[async_trait]
impl StoreHooks for LosesAnswers {
    async fn after_write(
        &self,
        _new: &NewValue,
        outcome: Result<WriteOutcome, StoreError>,
    ) -> Result<WriteOutcome, StoreError> {
        match self.writes.fetch_add(1, Relaxed) % 3 {
            0 => Err(StoreError::Corrupt),
            _ => outcome,
        }
    }
}

#[tokio::test]
async fn a_lost_answer_counts_nothing_twice() {
    let store: Arc<dyn Store> = HookedStore::shared(LosesAnswers::default());
    let secret = SecretString::from("a secret");
    let instances = [(); 2].map(|()| {
        let records = Repository::new(store.clone(), &secret, &[], default_policy());
        Statistics::new(records, false)
    });
    let mut failed = 0;
    for n in 0..30_u64 {
        let statistics = &instances[usize::from(n % 2 == 0)];
        statistics.count(Counted::Reached(Step::NumberSent));
        statistics.note(TrailNote {
            event: "start",
            ..TrailNote::default()
        });
        failed += usize::from(statistics.flush().await.is_err());
    }
    assert!(failed > 5, "{failed}");
    for statistics in &instances {
        until(async || statistics.flush().await.ok()).await;
    }
    let found = totals(&instances[0]).await;
    assert_eq!(found.steps[Step::NumberSent], 30);
    assert_eq!(instances[1].trail().await.unwrap().len(), 30);
}
