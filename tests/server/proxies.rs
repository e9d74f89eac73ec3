//! A proxy that is not in the settings is reported.

use crate::LOGGED;
use ringcode::config::{Settings, TrustedProxies};
use ringcode_test_support::{Answer, Setup, TestApp, logs};

const TOLD: &str = "alert: a proxy that server.trusted_proxies ";

async fn alerts(app: &TestApp, headers: &[(&str, &str)], requests: usize) -> Vec<String> {
    logs::capture(LOGGED);
    for _ in 0..requests {
        let mut request = app.request("GET", "/");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        assert_eq!(Answer::to(request).await.status, 200);
    }
    let log = logs::captured();
    let told = log.lines().filter(|line| line.contains(TOLD));
    told.map(str::to_owned).collect()
}

#[tokio::test]
async fn an_unknown_proxy_is_reported_now_and_then() {
    for header in [
        ("X-Forwarded-For", "198.51.100.1"),
        ("x-forwarded-for", ""),
        ("Forwarded", "for=198.51.100.1"),
        ("X-Real-IP", "198.51.100.1"),
        ("X-Forwarded-Proto", "https"),
        ("CF-Connecting-IP", "198.51.100.1"),
        ("True-Client-IP", "198.51.100.1"),
        ("X-Client-IP", "198.51.100.1"),
    ] {
        let app = TestApp::new().await;
        let told = alerts(&app, &[header], 3).await;
        assert_eq!(told.len(), 1, "{header:?}: {told:?}");
        assert!(told[0].contains("ERROR"), "{told:?}");
        assert!(told[0].contains("peer=127.0.0.1/32"), "{told:?}");
        assert!(told[0].contains(&header.0.to_lowercase()), "{told:?}");
    }
    let app = TestApp::new().await;
    let told = alerts(&app, &[("X-Forwarded-For", "198.51.100.1")], 101).await;
    let counts = told
        .iter()
        .map(|line| line.split_once("requests=").unwrap().1);
    let counts: Vec<_> = counts.map(str::trim).collect();
    assert_eq!(counts, ["1", "10", "100"], "{told:?}");
}

#[tokio::test]
async fn a_trusted_proxy_or_none_is_not_reported() {
    let adjust = |settings: &mut Settings| {
        settings.server.trusted_proxies = TrustedProxies::parse("127.0.0.0/8").unwrap();
    };
    let named = TestApp::with(Setup {
        adjust,
        ..Setup::default()
    })
    .await;
    let forwarded = ("X-Forwarded-For", "198.51.100.1");
    let protocol = ("X-Forwarded-Proto", "https");
    assert!(alerts(&named, &[forwarded], 2).await.is_empty());
    assert!(alerts(&named, &[protocol, forwarded], 2).await.is_empty());
    assert!(alerts(&named, &[("Accept", "*/*")], 2).await.is_empty());
    let nobody = TestApp::new().await;
    assert!(alerts(&nobody, &[("Accept", "*/*")], 2).await.is_empty());
}

/// A proxy may name its client in a header that is not believed.
#[tokio::test]
async fn a_named_proxy_that_does_not_say_for_whom_it_asks_is_told_of() {
    let adjust = |settings: &mut Settings| {
        settings.server.trusted_proxies = TrustedProxies::parse("127.0.0.0/8").unwrap();
    };
    for header in [
        ("X-Real-IP", "198.51.100.1"),
        ("Forwarded", "for=198.51.100.1"),
        ("X-Forwarded-Proto", "https"),
    ] {
        let app = TestApp::with(Setup {
            adjust,
            ..Setup::default()
        })
        .await;
        let told = alerts(&app, &[header], 11).await;
        assert_eq!(told.len(), 2, "{header:?}: {told:?}");
        assert!(
            told[0].contains("names sends no X-Forwarded-For"),
            "{told:?}"
        );
    }
}
