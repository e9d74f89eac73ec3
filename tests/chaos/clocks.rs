//! The application's clock is an hour off: every time that counts is Redis'.

use crate::{
    stage::Stage,
    visitor::{Visitor, wrong},
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
async fn three_clocks(redis: &Server) -> Stage {
    let mut stage = Stage::new(&redis.url()).await;
    stage.add("", &clock("+3600")).await;
    stage.add("", &clock("-3600")).await;
    stage
}

async fn sees_a_live_code(visitor: &Visitor) {
    let page = visitor.opens_the_page().await.expect(200);
    assert!(page.body.contains("Enter your code"), "{page:?}");
    assert!(!page.body.contains("has expired"), "{page:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_expires_early_or_late_on_a_wrong_clock() {
    let redis = Server::start();
    let stage = three_clocks(&redis).await;
    for start in 0..3 {
        let visitor = stage.visitor_at(start);
        visitor.opens_the_page().await.expect(200);
        visitor.asks().await.expect(200);
        let code = stage.history.code(&visitor.number).await.unwrap();
        for (n, app) in stage.apps.iter().enumerate() {
            let there = visitor.at(&app.url);
            sees_a_live_code(&there).await;
            there.asks_again().await.expect(429);
            there.types(&wrong(&code, n)).await.expect(422);
        }
        let last = &stage.apps[(start + 1) % 3].url;
        visitor.at(last).types(&code).await.expect(200);
    }
    assert_eq!(stage.verifications(), 3);
    stage.assert_sound();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wrong_clock_is_told_to_the_operator() {
    let redis = Server::start();
    let stage = three_clocks(&redis).await;
    let told = |app: usize| stage.apps[app].log().contains("clock is not the store's");
    for app in 0..3 {
        stage.is_ready(app).await;
    }
    assert_eq!([told(0), told(1), told(2)], [false, true, true]);
}
