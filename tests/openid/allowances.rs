//! The limits of one client, which stop nobody else.

use ringcode_test_support::{Setup, TestApp, logs};

use crate::host::{Host, SETUP};
use crate::{LOGGED, NUMBER};

/// Counts the texts that a few people of a client get, each of whom wants one.
async fn texts(app: &TestApp, id: &str) -> usize {
    let before = app.plivo.count();
    for last in 10..15 {
        let browser = app.browser();
        browser.follows(&Host::new(app, id).link(&[])).await;
        browser.asks_for_a_text(&format!("+141555501{last}")).await;
    }
    app.plivo.count() - before
}

#[tokio::test]
async fn a_client_has_so_many_messages_an_hour() {
    for app in TestApp::on_each_store(SETUP).await {
        assert_eq!(texts(&app, "small").await, 2);
        assert_eq!(texts(&app, "shop").await, 5);
        let browser = app.browser();
        browser.follows(&Host::new(&app, "small").link(&[])).await;
        browser
            .submits("send_code", &[("phone", NUMBER)])
            .await
            .says("again");
    }
}

#[tokio::test]
async fn a_client_may_cost_so_much_a_day() {
    logs::capture(LOGGED);
    let prices = "[limits]\ntext_prices = \"*=0.30\"\nresend_waits = [0]\n";
    let app = TestApp::with(Setup {
        file: prices,
        ..SETUP
    })
    .await;
    assert_eq!(texts(&app, "poor").await, 3);
    assert_eq!(texts(&app, "shop").await, 5);
    let log = logs::captured();
    assert!(log.contains("limit=\"spend of an application\""), "{log}");
}
