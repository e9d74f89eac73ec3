//! The circuit breaker for Plivo, and the rate at which Plivo is asked.

use std::time::{Duration, Instant};

use ringcode_test_support::{Answer, Browser, Setup, TestApp, at_once, count};
use tokio::time::sleep;

use crate::NUMBER;

/// Plivo answers 401 for it.
const LOCKED_OUT: &str = "+14155550181";

/// Numbers for which Plivo answers 500.
fn broken(count: usize) -> impl Iterator<Item = String> {
    const AREAS: [u32; 10] = [205, 206, 212, 213, 214, 303, 305, 312, 313, 404];
    AREAS
        .into_iter()
        .take(count)
        .map(|area| format!("+1{area}5550185"))
}

async fn app(file: &'static str) -> TestApp {
    TestApp::with(Setup {
        file,
        ..Setup::default()
    })
    .await
}

async fn ask(app: &TestApp, number: &str) -> Answer {
    app.browser().asks_for_a_text(number).await
}

fn is_down(answer: &Answer, channel: &str) {
    assert_eq!(answer.status, 503, "{answer:?}");
    let told = format!(r#""channel_down":{{"channel":"{channel}""#);
    assert!(answer.body.contains(&told), "{answer:?}");
    assert!(
        answer
            .retry_after()
            .is_some_and(|wait| (1..=60).contains(&wait))
    );
}

#[tokio::test]
async fn the_breaker_opens_for_a_failing_plivo_and_probes_it() {
    // Whoever owes messages may have half of what the service sends.
    let app = app("[plivo]\nrest = 8\n[limits]\nsends_per_service_hour = 18\n").await;
    for number in broken(5) {
        ask(&app, &number).await;
    }
    for _ in 0..20 {
        is_down(&ask(&app, NUMBER).await, "text");
    }
    let page = app
        .browser()
        .submits("send_code", &[("phone", NUMBER)])
        .await;
    let told = "We cannot send texts at the moment. Nothing was sent. Try again in ";
    // From the moment in which the request began, on a busy machine before the rest did.
    let left = (1..=20).find(|left| {
        let plural = if *left == 1 { "" } else { "s" };
        page.read()
            .contains(&format!("{told}{left} second{plural}."))
    });
    assert!(left.is_some(), "{page:?}");
    page.says(NUMBER);
    assert_eq!(app.plivo.count(), 5, "and costs nothing meanwhile");
    page.says("Call me instead");

    sleep(Duration::from_millis(8_050)).await;
    assert_eq!(ask(&app, NUMBER).await.status, 200);
    assert_eq!(ask(&app, "+14155550101").await.status, 200);
    assert_eq!(app.plivo.count(), 7);
}

#[tokio::test]
async fn a_call_is_offered_first_when_no_text_can_be_sent() {
    let app = TestApp::with(Setup {
        file: "[plivo]\nrest = 60\n",
        // The phone rings until it is answered.
        pace: 1.0,
        ..Setup::default()
    })
    .await;
    for number in broken(5) {
        ask(&app, &number).await;
    }
    let browser = app.browser();
    assert_eq!(browser.asks_for_a_call().await.status, 422, "for no number");
    is_down_for(&ask_as(&browser, NUMBER).await);
    let page = browser.submits("call_me", &[]).await;
    page.says("Enter the 6-digit code from our call to");
    let call = app.plivo.call_at(NUMBER, "ringing").await;
    app.plivo.handset(&call, "answer").await;
    assert_eq!(app.plivo.count(), 6);
}

#[tokio::test]
async fn a_sent_code_stays_valid_when_texts_fail() {
    let app = app("[plivo]\nrest = 60\n[limits]\nresend_waits = [0]\n").await;
    let browser = app.browser();
    assert_eq!(ask_as(&browser, NUMBER).await.status, 200);
    let code = app.plivo.code();
    for number in broken(5) {
        ask(&app, &number).await;
    }
    is_down_for(&ask_as(&browser, "+14155550101").await);
    assert_eq!(browser.types_code(&code).await.status, 200);
}

/// Texts are down for somebody; for how much longer does not matter.
fn is_down_for(answer: &Answer) {
    assert_eq!(answer.status, 503, "{answer:?}");
    assert!(answer.body.contains(r#""channel_down":{"channel":"text""#));
}

async fn ask_as(browser: &Browser, number: &str) -> Answer {
    browser.asks_for_a_text(number).await
}

#[tokio::test]
async fn one_of_the_waiting_people_probes() {
    let app = app("[plivo]\nrest = 6\n").await;
    for number in broken(5) {
        ask(&app, &number).await;
    }
    sleep(Duration::from_millis(6_050)).await;
    let acts = broken(10).map(|number| {
        let browser = app.browser();
        async move { browser.asks_for_a_text(&number).await }
    });
    at_once(acts).await;
    assert_eq!(app.plivo.count(), 6);
}

#[tokio::test]
async fn a_plivo_that_rejects_the_credentials_opens_the_breaker_at_once() {
    // Whoever owes messages may have half of what the service sends.
    let app = app("[plivo]\nrest = 50\n").await;
    assert_ne!(ask(&app, LOCKED_OUT).await.status, 200);
    is_down(&ask(&app, NUMBER).await, "text");
    assert_eq!(app.plivo.count(), 1);
}

#[tokio::test]
async fn refused_numbers_do_not_open_the_breaker() {
    // Whoever owes messages may have half of what the service sends.
    let app = app("[plivo]\nrest = 50\n").await;
    for number in ["+14155550180", "+14155550183"]
        .into_iter()
        .cycle()
        .take(12)
    {
        assert_ne!(ask(&app, number).await.status, 200);
    }
    assert_eq!(ask(&app, NUMBER).await.status, 200);
}

#[tokio::test]
async fn calls_continue_when_texts_fail() {
    let file = "[plivo]\nrest = 50\n[limits]\ncall_wait = 0\nresend_waits = [0]\n";
    let app = app(file).await;
    let browser = app.browser();
    assert_eq!(browser.asks_for_a_text(NUMBER).await.status, 200);
    for number in broken(5) {
        ask(&app, &number).await;
    }
    is_down(&browser.asks_again().await, "text");
    assert_eq!(browser.asks_for_a_call().await.status, 200);
}

#[tokio::test]
async fn calls_stay_within_the_rate_of_the_account() {
    let file = "[plivo]\ncalls_per_second = 2\n[limits]\ncall_wait = 0\n";
    let app = app(file).await;
    let mut browsers = Vec::new();
    for line in 0..14 {
        let browser = app.browser();
        let number = format!("+141555501{line:02}");
        assert_eq!(browser.asks_for_a_text(&number).await.status, 200);
        browsers.push(browser);
    }
    let texts = app.plivo.count();
    let start = Instant::now();
    let acts = browsers
        .into_iter()
        .map(|browser| async move { browser.asks_for_a_call().await });
    let answers = at_once(acts).await;
    let (placed, refused) = (count(&answers, 200), count(&answers, 429));
    assert_eq!(placed + refused, 14, "{answers:?}");
    let took = start.elapsed();
    let paced = 3 + usize::try_from(took.as_millis() / 500).unwrap();
    assert!(
        8 <= placed && placed <= paced,
        "{placed} in {took:?}: two at once, then two a second"
    );
    assert!(took > Duration::from_secs(3));
    assert!(took < Duration::from_secs(60));
    assert_eq!(app.plivo.count(), texts + placed);
    let waits = answers.iter().filter(|answer| answer.status == 429);
    assert!(waits.clone().all(|answer| answer.retry_after().is_some()));
}
