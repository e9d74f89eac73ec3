//! Redis is down, slow, silent, empty, read-only or full while people verify.

use std::time::Duration;

use ringcode_test_support::redis::{Server, wait_for};
use tokio::time::sleep;

use crate::{
    browser::Browser,
    deployment::{Deployment, SHORT_STORE_TIMEOUT},
    proxy::{Proxy, ProxyMode},
};

/// The store waits 250 ms; the rest is for a busy machine. `bin/chaos` measures it.
const SOON: Duration = Duration::from_secs(10);

/// The time within which the server has to be back after Redis is.
const BACK: Duration = Duration::from_secs(30);

/// Asserts that nothing is done, and that this is said at once, whatever is asked for.
async fn assert_unavailable(deployment: &Deployment, browser: &Browser, code: &str) {
    browser.opens_the_page().await.expect_unavailable(SOON);
    assert_nothing_done(deployment, browser, code).await;
}

async fn assert_nothing_done(deployment: &Deployment, browser: &Browser, code: &str) {
    let texts = deployment.history.texts();
    browser.types_code(code).await.expect_unavailable(SOON);
    browser.asks_again().await.expect_unavailable(SOON);
    let newcomer = deployment.browser();
    newcomer.opens_the_page().await.expect(200);
    newcomer.asks_for_a_text().await.expect_unavailable(SOON);
    assert_eq!(deployment.get(0, "/livez").await, Some(200));
    deployment.is_not_ready(0).await;
    assert_eq!(
        deployment.get(0, "/favicon.svg").await,
        Some(404),
        "no site here"
    );
    assert_eq!(deployment.history.texts(), texts, "nothing is sent");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everything_is_refused_until_a_killed_redis_returns() {
    let mut redis = Server::start();
    let deployment = Deployment::with(&redis.url(), "", &SHORT_STORE_TIMEOUT).await;
    let (browser, code) = deployment.browser_with_code().await;
    redis.kill();
    assert_unavailable(&deployment, &browser, &code).await;
    redis.start_again();
    assert!(deployment.is_ready(0).await < BACK);
    browser.types_code(&code).await.expect(422);
    browser.asks_for_a_text().await.expect(200);
    let code = deployment.history.code(&browser.number).await.unwrap();
    browser.types_code(&code).await.expect(200);
    deployment.assert_sound();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everything_is_refused_while_redis_is_stopped() {
    let redis = Server::start();
    let deployment = Deployment::with(&redis.url(), "", &SHORT_STORE_TIMEOUT).await;
    let (browser, code) = deployment.browser_with_code().await;
    redis.freeze();
    assert_unavailable(&deployment, &browser, &code).await;
    redis.thaw();
    assert!(deployment.is_ready(0).await < BACK);
    browser.types_code(&code).await;
    assert_eq!(
        deployment.verifications(),
        1,
        "the code was good all the while"
    );
    deployment.assert_sound();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pausing_redis_breaks_no_rule() {
    let redis = Server::start();
    let deployment = Deployment::with(&redis.url(), "", &SHORT_STORE_TIMEOUT).await;
    let (browser, code) = deployment.browser_with_code().await;
    assert_eq!(redis.cli("client pause 3000 all"), "OK");
    assert_unavailable(&deployment, &browser, &code).await;
    assert_eq!(redis.cli("client unpause"), "OK");
    assert!(deployment.is_ready(0).await < BACK);
}

/// A server with a longer timeout serves people on a store that is only slow.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pause_of_redis_within_the_timeout_refuses_nobody() {
    let redis = Server::start();
    let deployment = Deployment::new(&redis.url()).await;
    let (browser, code) = deployment.browser_with_code().await;
    assert_eq!(redis.cli("client pause 1000 all"), "OK");
    browser.types_code(&code).await.expect(200);
    assert_eq!(deployment.verifications(), 1);
    deployment.assert_sound();
}

/// Through a wire that is slow, half open, loses answers, or breaks.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everything_is_refused_while_the_connection_to_redis_is_bad() {
    let redis = Server::start();
    let proxy = Proxy::to(redis.port).await;
    let deployment = Deployment::with(&proxy.redis_url(), "", &SHORT_STORE_TIMEOUT).await;
    for bad in [
        ProxyMode::Delay(Duration::from_millis(300)),
        ProxyMode::Stall,
        ProxyMode::DropResponses,
        ProxyMode::DropRequests,
        ProxyMode::Reset,
    ] {
        let (browser, code) = deployment.browser_with_code().await;
        proxy.set(bad);
        assert_unavailable(&deployment, &browser, &code).await;
        proxy.forget().await;
        assert!(deployment.is_ready(0).await < BACK, "after {bad:?}");
    }
    let (browser, code) = deployment.browser_with_code().await;
    browser.types_code(&code).await.expect(200);
    deployment.assert_sound();
}

/// A guess whose answer got lost was counted; the right code then is told once.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_verification_with_a_lost_answer_is_announced_once() {
    let redis = Server::start();
    let proxy = Proxy::to(redis.port).await;
    let deployment = Deployment::with(&proxy.redis_url(), "", &SHORT_STORE_TIMEOUT).await;
    let (browser, code) = deployment.browser_with_code().await;
    proxy.set(ProxyMode::DropResponses);
    browser.types_code(&code).await.expect_unavailable(SOON);
    proxy.forget().await;
    deployment.is_ready(0).await;
    for _ in 0..3 {
        browser.types_code(&code).await;
    }
    let stranger = deployment.browser().claims(&browser.number);
    stranger.opens_the_page().await;
    stranger.types_code(&code).await.expect(422);
    assert!(deployment.verifications() <= 1);
    deployment.assert_sound();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everything_is_refused_while_redis_refuses_writes() {
    let redis = Server::start();
    let deployment = Deployment::new(&redis.url()).await;
    let (browser, code) = deployment.browser_with_code().await;
    for (cause, remedy) in [
        ("replicaof 127.0.0.1 1", "replicaof no one"),
        (
            "config set min-replicas-to-write 1",
            "config set min-replicas-to-write 0",
        ),
    ] {
        assert_eq!(redis.cli(cause), "OK");
        assert_unavailable(&deployment, &browser, &code).await;
        assert_eq!(redis.cli(remedy), "OK");
        assert!(deployment.is_ready(0).await < BACK);
    }
    browser.types_code(&code).await.expect(200);
    assert_eq!(deployment.verifications(), 1);
    deployment.assert_sound();
}

/// A Redis that accepts no writes can still be read.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everything_is_refused_while_the_memory_of_redis_is_full() {
    let redis = Server::start();
    let deployment = Deployment::new(&redis.url()).await;
    let (browser, code) = deployment.browser_with_code().await;
    assert_eq!(redis.cli("config set maxmemory 1"), "OK");
    assert_nothing_done(&deployment, &browser, &code).await;
    let page = browser.opens_the_page().await.expect(200);
    assert!(page.body.contains("Enter your code"), "{page:?}");
    assert_eq!(redis.cli("config set maxmemory 0"), "OK");
    assert!(deployment.is_ready(0).await < BACK);
    browser.types_code(&code).await.expect(200);
    assert_eq!(deployment.verifications(), 1);
    deployment.assert_sound();
}

/// A disk that takes nothing more: Redis refuses every write from the first that it could not
/// keep, be it of its log or of a snapshot.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everything_is_refused_while_the_disk_of_redis_is_full() {
    for (keeps, tried, status) in [
        ("appendonly yes", "set a b", "aof_last_write_status"),
        ("save 3600 1000", "bgsave", "rdb_last_bgsave_status"),
    ] {
        let redis = Server::start_with(keeps);
        let deployment = Deployment::new(&redis.url()).await;
        let (browser, code) = deployment.browser_with_code().await;
        let tries = |outcome: &str| {
            redis.cli(tried);
            wait_for("the disk", || {
                let persistence = redis.cli("info persistence");
                persistence.contains(&format!("{status}:{outcome}"))
            });
        };
        redis.fill_the_disk();
        tries("err");
        assert!(redis.cli("set a b").contains("MISCONF"), "{keeps}");
        assert_unavailable(&deployment, &browser, &code).await;
        redis.free_the_disk();
        tries("ok");
        assert!(deployment.is_ready(0).await < BACK, "{keeps}");
        browser.types_code(&code).await.expect(200);
        assert_eq!(deployment.verifications(), 1);
        deployment.assert_sound();
    }
}

/// Slow by turns, with pieces lost: people are served, later.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn people_verify_over_an_unstable_connection() {
    let redis = Server::start();
    let proxy = Proxy::to(redis.port).await;
    let deployment = Deployment::new(&proxy.redis_url()).await;
    deployment
        .plivo_proxy
        .set(ProxyMode::Flaky(Duration::from_millis(20), 1));
    proxy.set(ProxyMode::Flaky(Duration::from_millis(5), 1));
    let tally = deployment.people().come(4, Duration::from_secs(3)).await;
    assert!(tally.verified > 0 && tally.unanswered == 0, "{tally:?}");
    deployment.assert_sound();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_notices_that_redis_lost_its_scripts() {
    let redis = Server::start();
    let deployment = Deployment::new(&redis.url()).await;
    let people = deployment.people();
    let coming = tokio::spawn(async move { people.come(4, Duration::from_secs(4)).await });
    while !coming.is_finished() {
        redis.cli("script flush");
        sleep(Duration::from_millis(100)).await;
    }
    let tally = coming.await.unwrap();
    assert!(tally.verified > 0 && tally.gave_up == 0, "{tally:?}");
    assert!(tally.unavailable.is_empty(), "{tally:?}");
    deployment.assert_sound();
}

/// Plivo gets its "not now" from a Redis that stands still long before its own timeout.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_callback_while_redis_is_stopped_answers_503() {
    use ringcode::telephony::plivo::AuthToken;
    use ringcode::telephony::plivo::signature::sign_v3;

    let redis = Server::start();
    let deployment = Deployment::with(&redis.url(), "", &SHORT_STORE_TIMEOUT).await;
    deployment.is_ready(0).await;
    redis.freeze();
    let url = format!("{}/plivo/message/flow/attempt", deployment.apps[0].url);
    let token = AuthToken::new(&deployment.plivo.options.auth_token).unwrap();
    let fields = [("Status".to_owned(), "sent".to_owned())];
    let signature = sign_v3(&reqwest::Method::POST, &url, &fields, "nonce", &token);
    let start = std::time::Instant::now();
    let callback = deployment.people().http.post(&url).form(&fields);
    let callback = callback
        .header("x-plivo-signature-v3", signature)
        .header("x-plivo-signature-v3-nonce", "nonce");
    let answer = callback.send().await.unwrap();
    assert_eq!(answer.status(), 503);
    assert!(start.elapsed() < SOON, "{:?}", start.elapsed());
}
