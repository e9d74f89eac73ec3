//! Health, shutdown and secret rotation, as an operator relies on them.

use std::time::Duration;

use crate::{LOGGED, NUMBER};
use ringcode_test_support::{Answer, SHORT_PLIVO_TIMEOUT, Setup, TestApp, logs, until, wrong};

#[tokio::test]
async fn health_and_readiness_are_reported() {
    for app in TestApp::on_each_store(Setup::default()).await {
        for path in ["/livez", "/readyz"] {
            let answer = Answer::to(app.request("GET", path)).await;
            assert_eq!((answer.status, answer.body.as_str()), (200, ""), "{path}");
        }
    }
}

#[tokio::test]
async fn a_shutdown_finishes_requests() {
    let mut app = TestApp::with(Setup {
        adjust: SHORT_PLIVO_TIMEOUT,
        ..Setup::default()
    })
    .await;
    let browser = app.browser();
    let slow = browser.clone();
    let asking = tokio::spawn(async move { slow.asks_for_a_text("+14155550188").await });
    ringcode_test_support::until(async || (app.plivo.count() == 1).then_some(())).await;
    let url = app.url().to_owned();
    let stopping = app.instances.remove(0).stop();
    let (answer, ()) = tokio::join!(asking, stopping);
    assert_eq!(answer.unwrap().status, 424, "an answer, if not a good one");
    let host = url.trim_start_matches("http://").to_owned();
    let refused = tokio::net::TcpStream::connect(host).await;
    assert!(refused.is_err());
}

#[tokio::test]
async fn a_verification_survives_a_secret_rotation() {
    const OLD: &str = "the old secret, of 32 characters or more";
    const NEW: &str = "the new secret, of 32 characters or more";
    let setup = |secrets| Setup {
        redis: true,
        secrets,
        ..Setup::default()
    };
    let mut app = TestApp::with(setup([OLD, ""])).await;
    app.add(setup([NEW, OLD])).await;
    app.add(setup([NEW, ""])).await;
    let browser = app.browser();
    browser.asks_for_a_text(NUMBER).await;
    let code = app.plivo.code();
    let lost = app.browser().at(&app.instances[2].url);
    lost.uses_cookie(browser.cookie());
    lost.opens_the_page().await.says("Verify your phone number");
    let later = browser.at(&app.instances[1].url);
    later.opens_the_page().await.says("Enter your code");
    assert_eq!(later.types_code(&wrong(&code, 0)).await.status, 422);
    assert_eq!(later.asks_again().await.status, 429);
    assert_eq!(later.types_code(&code).await.status, 200);
}

#[tokio::test]
async fn a_shutdown_does_not_wait_for_a_slow_client() {
    let app = TestApp::new().await;
    let host = app.url().trim_start_matches("http://").to_owned();
    let idle = tokio::net::TcpStream::connect(host).await.unwrap();
    let mut app = app;
    let stopping = app.instances.remove(0).stop();
    let stopped = tokio::time::timeout(Duration::from_secs(60), stopping).await;
    assert!(stopped.is_ok(), "an idle connection does not hold the stop");
    drop(idle);
}

/// Waits until `/readyz` answers with that status, and returns the body.
async fn readiness(app: &TestApp, status: u16) -> String {
    until(async || {
        let answer = Answer::to(app.request("GET", "/readyz")).await;
        (answer.status == status).then_some(answer.body)
    })
    .await
}

/// A cause that comes up while the server runs is noticed without a request. `/readyz` tells it,
/// and the log tells once that it began and once that it is over.
#[tokio::test]
async fn the_reason_for_not_being_ready_is_reported() {
    logs::capture(LOGGED);
    let setup = Setup {
        redis: true,
        ..Setup::default()
    };
    let mut app = TestApp::with(setup).await;
    let redis = app.redis.take().unwrap();
    for (cause, remedy, told) in [
        (
            "config set maxmemory-policy allkeys-lru",
            "config set maxmemory-policy noeviction",
            "its maxmemory-policy is allkeys-lru, not noeviction",
        ),
        (
            "acl setuser default -hgetall",
            "acl setuser default +hgetall",
            "the user may not run HGETALL (docs/operate/redis.acl has all that is needed)",
        ),
        (
            "acl setuser default -getex",
            "acl setuser default +getex",
            "NOPERM this user has no permissions to run the 'getex' command",
        ),
        (
            "replicaof 127.0.0.1 1",
            "replicaof no one",
            "the store refuses: READONLY You can't write against a read only replica",
        ),
        (
            "config set maxmemory 1",
            "config set maxmemory 0",
            "OOM command not allowed",
        ),
    ] {
        logs::captured();
        assert_eq!(redis.cli(cause), "OK");
        let log = until_heard("alert: not ready").await;
        assert!(
            log.contains("reason=") && log.contains(told),
            "{told}: {log}"
        );
        let body = readiness(&app, 503).await;
        assert!(
            body.contains(told) && body.ends_with('\n'),
            "{told}: {body}"
        );
        // It stays so for a while, of which nothing is told.
        for _ in 0..2 {
            app.instances[0]
                .state
                .verifier
                .records
                .ping()
                .await
                .unwrap_err();
        }
        tokio::time::sleep(Duration::from_millis(1_200)).await;
        assert!(!logs::captured().contains("alert"), "{told}");
        assert_eq!(redis.cli(remedy), "OK");
        until_heard("ready again").await;
        assert_eq!(readiness(&app, 200).await, "");
    }
}

/// Waits for a line of this thread's log; all of it up to then.
async fn until_heard(line: &str) -> String {
    let log = std::cell::RefCell::new(String::new());
    until(async || {
        log.borrow_mut().push_str(&logs::captured());
        log.borrow().contains(line).then_some(())
    })
    .await;
    log.into_inner()
}

/// The reason of a silence is told for as long as it lasts.
#[tokio::test]
async fn the_reason_for_a_missing_store_is_reported() {
    let setup = Setup {
        redis: true,
        ..Setup::default()
    };
    let mut app = TestApp::with(setup).await;
    app.redis().kill();
    for _ in 0..3 {
        let body = readiness(&app, 503).await;
        assert!(body.contains("Connection refused"), "{body}");
        tokio::time::sleep(Duration::from_millis(1_200)).await;
    }
    app.redis().start_again();
    readiness(&app, 200).await;
}

#[tokio::test]
async fn a_shutdown_is_reported_by_readiness() {
    let app = TestApp::new().await;
    app.instances[0].state.lifecycle.stop();
    assert_eq!(readiness(&app, 503).await, "stopping\n");
}

/// Limits that two instances count under different secrets are twice as wide.
#[tokio::test]
async fn instances_with_different_secrets_are_reported() {
    const ONE: &str = "one secret, of 32 characters or more";
    const OTHER: &str = "another one, of 32 characters or more";
    let setup = |secrets| Setup {
        redis: true,
        secrets,
        ..Setup::default()
    };
    let told = "another instance on this store has another secret";
    let mut app = TestApp::with(setup([ONE, ""])).await;
    app.add(setup([OTHER, ONE])).await;
    let ask = async |app: &TestApp, nth: usize| {
        let url = format!("{}/readyz", app.instances[nth].url);
        let answer = reqwest::get(url).await.unwrap();
        (answer.status().as_u16(), answer.text().await.unwrap())
    };
    // The second has both; the first was ready, and stays so, but says what is wrong.
    assert_eq!(ask(&app, 1).await, (200, String::new()));
    logs::capture(LOGGED);
    until_heard(&format!("alert: {told}")).await;
    let (status, body) = ask(&app, 0).await;
    assert!(status == 200 && body.contains(told), "{status} {body}");
    // One that begins with a secret of its own does not become ready.
    let third = "a third, of 32 characters or more, too";
    app.add(setup([third, ""])).await;
    let (status, body) = ask(&app, 2).await;
    assert!(status == 503 && body.contains(told), "{status} {body}");
    for secret in [ONE, OTHER, third] {
        assert!(!body.contains(secret));
    }
    // Once the others are gone it is.
    app.instances.remove(1).stop().await;
    app.instances.remove(0).stop().await;
    app.redis().cli("del ringcode:record:secret");
    until(async || (ask(&app, 0).await == (200, String::new())).then_some(())).await;
}
