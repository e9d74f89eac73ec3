//! The application's clock is an hour off: only the clock of Redis counts.

use crate::{
    browser::{Browser, wrong},
    deployment::Deployment,
};
use ringcode_test_support::redis::{Server, clock::library};

fn clock(offset: &str) -> [(&str, &str); 3] {
    [
        ("LD_PRELOAD", library()),
        ("FAKETIME", offset),
        ("FAKETIME_DONT_FAKE_MONOTONIC", "1"),
    ]
}

/// One instance on time, one an hour early, one an hour late.
async fn three_clocks(redis: &Server) -> Deployment {
    let mut deployment = Deployment::new(&redis.url()).await;
    deployment.add("", &clock("+3600")).await;
    deployment.add("", &clock("-3600")).await;
    deployment
}

async fn sees_a_live_code(browser: &Browser) {
    let page = browser.opens_the_page().await.expect(200);
    assert!(page.body.contains("Enter your code"), "{page:?}");
    assert!(!page.body.contains("has expired"), "{page:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_expires_early_or_late_on_a_wrong_clock() {
    let redis = Server::start();
    let deployment = three_clocks(&redis).await;
    for start in 0..3 {
        let browser = deployment.browser_at(start);
        browser.opens_the_page().await.expect(200);
        browser.asks_for_a_text().await.expect(200);
        let code = deployment.history.code(&browser.number).await.unwrap();
        for (n, app) in deployment.apps.iter().enumerate() {
            let there = browser.at(&app.url);
            sees_a_live_code(&there).await;
            there.asks_again().await.expect(429);
            there.types_code(&wrong(&code, n)).await.expect(422);
        }
        let last = &deployment.apps[(start + 1) % 3].url;
        browser.at(last).types_code(&code).await.expect(200);
    }
    assert_eq!(deployment.verifications(), 3);
    deployment.assert_sound();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wrong_clock_is_reported_to_the_operator() {
    let redis = Server::start();
    let deployment = three_clocks(&redis).await;
    let told = |app: usize| {
        deployment.apps[app]
            .log()
            .contains("clock is not the store's")
    };
    for app in 0..3 {
        deployment.is_ready(app).await;
    }
    assert_eq!([told(0), told(1), told(2)], [false, true, true]);
}
