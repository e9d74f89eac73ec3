//! The operator's rules about single numbers: blocked, allowed beyond its limits, unlocked.

use std::time::Duration;

use ringcode::domain::PhoneNumber;
use ringcode::verifier::audit::{Fingerprint, OperatorNote};
use ringcode::verifier::number_rules::Ruling;
use ringcode_test_support::{Browser, NO_WAITS, Setup, TestApp, wait_until, wrong};

use crate::NUMBER;

const HOUR: Duration = Duration::from_hours(1);

/// A number in the block of [`NUMBER`].
const NEIGHBOUR: &str = "+14155550199";

fn number() -> PhoneNumber {
    PhoneNumber::from_e164(NUMBER).unwrap()
}

fn note() -> OperatorNote {
    OperatorNote::new("ann", "asked by the support")
}

fn print(app: &TestApp) -> Fingerprint {
    app.instances[0].state.verifier.fingerprint(&number())
}

async fn rule(app: &TestApp, ruling: Ruling, life: Duration) {
    let verifier = &app.instances[0].state.verifier;
    let (phone, note) = (print(app), note());
    let ruled = verifier.rule_number(&phone, ruling, life, &note);
    ruled.await.unwrap();
}

async fn status_of_text(app: &TestApp, number: &str) -> u16 {
    app.browser().asks_for_a_text(number).await.status
}

#[tokio::test]
async fn nothing_is_sent_to_a_blocked_number_on_any_instance() {
    let setup = Setup {
        redis: true,
        ..Setup::default()
    };
    let mut app = TestApp::with(setup).await;
    app.add(setup).await;
    rule(&app, Ruling::Block, HOUR).await;
    assert_eq!(status_of_text(&app, NUMBER).await, 422);
    assert_eq!(status_of_text(&app, NEIGHBOUR).await, 200);
    assert_eq!(app.plivo.requests().len(), 1);

    let other = || app.browser().at(&app.instances[1].url);
    let refused = async || other().asks_for_a_text(NUMBER).await.status == 422;
    wait_until("the rule on the other instance", refused).await;

    let verifier = &app.instances[0].state.verifier;
    let rules = verifier.number_rules().await.unwrap();
    assert_eq!((rules.len(), &*rules[0].by), (1, "ann"));
    verifier.lift_rule(&print(&app), &note()).await.unwrap();
    assert!(verifier.number_rules().await.unwrap().is_empty());
    assert_eq!(status_of_text(&app, NUMBER).await, 200);
}

#[tokio::test]
async fn a_blocked_number_gets_no_second_code_and_a_rule_ends() {
    for app in TestApp::on_each_store(Setup {
        file: NO_WAITS,
        clock: true,
        ..Setup::default()
    })
    .await
    {
        let browser = app.browser();
        assert_eq!(browser.asks_for_a_text(NUMBER).await.status, 200);
        rule(&app, Ruling::Block, HOUR).await;
        assert_eq!(browser.asks_again().await.status, 422);
        assert_eq!(status_of_text(&app, NUMBER).await, 422);
        app.advance_clock(HOUR.as_secs() + 1);
        assert_eq!(status_of_text(&app, NUMBER).await, 200);
    }
}

#[tokio::test]
async fn limits_of_number_block_and_country_do_not_count_for_an_allowed_number() {
    let files = [
        "[limits]\nsends_per_phone_10_minutes = 1\n",
        "[limits]\nsends_per_thousand_10_minutes = 1\n",
        "[limits]\nsends_per_ten_thousand_hour = \"*=1\"\n",
        "[limits]\nsends_per_country_hour = \"*=1\"\n",
    ];
    for file in files {
        let setup = Setup {
            file,
            ..Setup::default()
        };
        for app in TestApp::on_each_store(setup).await {
            assert_eq!(status_of_text(&app, NUMBER).await, 200);
            assert_eq!(status_of_text(&app, NUMBER).await, 429, "{file}");
            rule(&app, Ruling::Allow, HOUR).await;
            for _ in 0..3 {
                let answer = app.browser().asks_for_a_text(NUMBER).await;
                assert_eq!(answer.status, 200, "{file} {answer:?}");
            }
            if file != files[0] {
                assert_eq!(status_of_text(&app, NEIGHBOUR).await, 429, "{file}");
            }
        }
    }
}

#[tokio::test]
async fn the_money_of_the_service_is_no_limit_of_a_number() {
    let file = "[limits]\nsends_per_service_hour = 1\n";
    let app = TestApp::with(Setup {
        file,
        ..Setup::default()
    })
    .await;
    rule(&app, Ruling::Allow, HOUR).await;
    assert_eq!(status_of_text(&app, NUMBER).await, 200);
    assert_eq!(status_of_text(&app, NUMBER).await, 429);
}

/// Somebody else, who types so many wrong codes.
async fn guesses_wrong(app: &TestApp, count: u32) -> Browser {
    let browser = app.browser();
    browser.asks_for_a_text(NUMBER).await;
    let code = app.plivo.code();
    for n in 0..count {
        assert_eq!(browser.types_code(&wrong(&code, n)).await.status, 422);
    }
    browser
}

#[tokio::test]
async fn an_unlocked_number_takes_guesses_again() {
    for app in TestApp::on_each_store(Setup {
        file: NO_WAITS,
        ..Setup::default()
    })
    .await
    {
        for _ in 0..3 {
            guesses_wrong(&app, 5).await;
        }
        let owner = app.browser();
        owner.asks_for_a_text(NUMBER).await;
        let code = app.plivo.code();
        assert_eq!(owner.types_code(&code).await.status, 422, "locked");
        let verifier = &app.instances[0].state.verifier;
        verifier.unlock_number(&number(), &note()).await.unwrap();
        assert_eq!(owner.types_code(&code).await.status, 200);
    }
}
