//! Plivo refuses, breaks or is silent: what the person reads, and that nothing is asked
//! for twice.

use std::time::{Duration, Instant};

use crate::stage::{EAGER, GIVES_UP, Setup, Stage};

const CANNOT_REACH: &str = "That number cannot get texts from us.";
const NOT_SENT: &str = "We could not send the text.";
const MAYBE: &str = "We cannot tell whether the text was sent.";

#[tokio::test]
async fn a_refused_text_leads_back_to_the_number() {
    for (number, words) in [
        ("+14155550180", CANNOT_REACH),
        ("+14155550181", NOT_SENT),
        ("+14155550182", NOT_SENT),
        ("+14155550183", CANNOT_REACH),
        ("+14155550184", NOT_SENT),
    ] {
        let stage = Stage::new().await;
        let person = stage.person();
        let page = person.submits("send_code", &[("phone", number)]).await;
        page.says(words);
        page.says("Verify your phone number");
        page.says(number);
        page.says("Call me instead");
        assert_eq!(stage.plivo.count(), 1, "{number}");

        assert_ne!(person.asks_for_a_text(number).await.status, 200);
        assert_eq!(
            stage.plivo.count(),
            2,
            "{number} can be tried again at once"
        );
        assert_eq!(person.asks_for_a_text(crate::NUMBER).await.status, 200);
        assert_eq!(person.types(&stage.plivo.code()).await.status, 200);
    }
}

#[tokio::test]
async fn a_lost_answer_is_not_asked_for_again() {
    for number in ["85", "86", "87", "88", "89"].map(|line| format!("+141555501{line}")) {
        // So slow that no receipt tells more.
        let pace = 1_000.0;
        let stage = Stage::with(Setup {
            pace,
            adjust: GIVES_UP,
            ..Setup::default()
        })
        .await;
        let person = stage.person();
        let start = Instant::now();
        let page = person.submits("send_code", &[("phone", &number)]).await;
        assert!(start.elapsed() < Duration::from_secs(15), "{number}");
        page.says(MAYBE);
        page.says("Enter your code");
        assert_eq!(person.asks_again().await.status, 429);
        assert_eq!(person.asks_for_a_text(&number).await.status, 200);
        assert_eq!(stage.plivo.count(), 1, "{number}");
    }
}

#[tokio::test]
async fn a_text_that_came_although_the_answer_was_lost_verifies() {
    for number in ["+14155550188", "+14155550189"] {
        let setup = Setup {
            adjust: GIVES_UP,
            ..Setup::default()
        };
        for stage in Stage::on_each_store(setup).await {
            let person = stage.person();
            assert_eq!(person.asks_for_a_text(number).await.status, 424);
            let code = stage.plivo.code_on_the_phone(number).await;
            assert_eq!(person.types(&code).await.status, 200);
        }
    }
}

#[tokio::test]
async fn an_unreachable_plivo_sends_nothing_and_can_be_tried_again() {
    let adjust = |settings: &mut ringcode::config::Settings| {
        let plivo = settings.plivo.as_mut().unwrap();
        // Nothing listens on the discard port.
        plivo.api_url = "http://127.0.0.1:9".to_owned();
    };
    let stage = Stage::with(Setup {
        adjust,
        ..Setup::default()
    })
    .await;
    let page = stage.person();
    let page = page.submits("send_code", &[("phone", crate::NUMBER)]).await;
    page.says(NOT_SENT);
    page.says(crate::NUMBER);
}

#[tokio::test]
async fn a_refused_call_leaves_the_text_as_it_was() {
    let file = EAGER;
    let stage = Stage::with(Setup {
        file,
        ..Setup::default()
    })
    .await;
    let person = stage.person();
    person.asks_for_a_text("+14155550160").await;
    let code = stage.plivo.code();
    let page = person.submits("call_me", &[]).await;
    page.says("Enter the 6-digit code");
    stage.plivo.call_at("+14155550160", "ended").await;
    crate::stage::until(async || (person.delivery().await == "\"Busy\"").then_some(())).await;
    let page = person.opens_the_page().await;
    page.says("The line was busy. You can try again.");
    assert_eq!(person.types(&code).await.status, 200);
}
