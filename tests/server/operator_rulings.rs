//! Rulings about one number, on the operator's page.

use ringcode::domain::PhoneNumber;
use ringcode_test_support::{Answer, NO_WAITS, Setup, TestApp, logs, wrong};

use crate::operator::{Operator, WITH_PASSWORD};
use crate::{LOGGED, NUMBER};

const DAY: &str = "86400";

async fn app() -> TestApp {
    TestApp::with(Setup {
        file: NO_WAITS,
        adjust: WITH_PASSWORD,
        ..Setup::PLAIN
    })
    .await
}

/// Posts a ruling of Ann's about a number or a fingerprint.
async fn rules(operator: &Operator, phone: &str, action: &str) -> Answer {
    let fields = [
        ("phone", phone),
        ("action", action),
        ("life", DAY),
        ("by", "Ann"),
        ("reason", "pumping, case 12"),
    ];
    operator.submits("/ruling", &fields).await
}

async fn status_of_text(app: &TestApp) -> u16 {
    app.browser().asks_for_a_text(NUMBER).await.status
}

fn fingerprint(app: &TestApp) -> String {
    let number = PhoneNumber::from_e164(NUMBER).unwrap();
    app.instances[0].state.verifier.fingerprint(&number).0
}

#[tokio::test]
async fn a_number_is_blocked_and_the_rule_lifted() {
    let app = app().await;
    let operator = Operator::logged_in(&app).await;
    logs::capture(LOGGED);
    let page = rules(&operator, NUMBER, "block").await;
    assert_eq!(
        (page.status, page.header("cache-control")),
        (200, "no-store")
    );
    page.says("Blocked.");
    page.says("by Ann: pumping, case 12");
    page.says("Nothing is sent: an operator blocked the number.");
    assert_eq!(status_of_text(&app).await, 422);

    let page = operator.opens("/").await;
    page.says("Rules about numbers");
    page.says(&fingerprint(&app));
    let page = rules(&operator, NUMBER, "lift").await;
    page.says("The rule is lifted.");
    assert_eq!(status_of_text(&app).await, 200);
    assert!(
        !operator
            .opens("/")
            .await
            .body
            .contains("Rules about numbers")
    );

    let log = logs::captured();
    for action in ["block", "lift"] {
        let line = format!("action=\"{action}\" by=\"Ann\" reason=\"pumping, case 12\"");
        assert!(log.contains(&line), "{log}");
    }
    assert!(!log.contains("4155550100"), "{log}");
}

#[tokio::test]
async fn a_fingerprint_out_of_the_trail_is_enough() {
    let app = app().await;
    status_of_text(&app).await;
    let operator = Operator::logged_in(&app).await;
    let fingerprint = fingerprint(&app);
    let trail = operator.opens(&format!("/?phone={fingerprint}")).await;
    trail.says("Block or allow this number");
    let page = operator
        .submits("/look-up", &[("phone", &*fingerprint)])
        .await;
    assert_eq!(page.status, 200);
    assert!(!page.body.contains("Unlock</button>"), "no number, no lock");
    let page = rules(&operator, &fingerprint, "block").await;
    page.says("Blocked.");
    assert_eq!(status_of_text(&app).await, 422);
    assert_eq!(rules(&operator, &fingerprint, "unlock").await.status, 422);
    rules(&operator, &fingerprint, "allow")
        .await
        .says("Allowed.");
    assert_eq!(status_of_text(&app).await, 200);
}

#[tokio::test]
async fn a_locked_number_is_unlocked() {
    let app = app().await;
    for _ in 0..3 {
        let browser = app.browser();
        browser.asks_for_a_text(NUMBER).await;
        let code = app.plivo.code();
        for nth in 0..5 {
            browser.types_code(&wrong(&code, nth)).await;
        }
    }
    let owner = app.browser();
    owner.asks_for_a_text(NUMBER).await;
    let code = app.plivo.code();
    assert_eq!(owner.types_code(&code).await.status, 422);
    let operator = Operator::logged_in(&app).await;
    rules(&operator, NUMBER, "unlock").await.says("Unlocked.");
    assert_eq!(owner.types_code(&code).await.status, 200);
}

#[tokio::test]
async fn a_ruling_needs_a_name_a_reason_and_an_action() {
    let app = app().await;
    let operator = Operator::logged_in(&app).await;
    let fields = [
        ("phone", NUMBER),
        ("action", "block"),
        ("life", DAY),
        ("by", "Ann"),
        ("reason", "pumping"),
    ];
    for (name, value, says) in [
        ("by", "", "Say who you are, and why."),
        ("by", "  ", "Say who you are, and why."),
        ("reason", "", "Say who you are, and why."),
        ("reason", "\"\"::==", "Say who you are, and why."),
        ("life", "", "Choose for how long."),
        ("life", "99999999", "Choose for how long."),
        ("action", "", "Choose what to do."),
        ("action", "delete", "Choose what to do."),
        ("phone", "hello", "That is no phone number."),
    ] {
        let fields = fields.map(|(known, own)| (known, if known == name { value } else { own }));
        let page = operator.submits("/ruling", &fields).await;
        assert_eq!(page.status, 422, "{name} {value}");
        page.says(says);
    }
    assert_eq!(operator.posts("/ruling", &fields).await.status, 403);
    let stranger = Operator::of(&app);
    assert_eq!(stranger.posts("/ruling", &fields).await.status, 401);
    assert_eq!(operator.opens("/ruling").await.status, 303);
    assert_eq!(status_of_text(&app).await, 200, "none was carried out");
}

#[tokio::test]
async fn a_ruling_is_of_whom_the_proxy_names() {
    let app = TestApp::with(Setup {
        adjust: |settings| {
            settings.server.operator_header = Some("x-auth-user".parse().unwrap());
        },
        ..Setup::PLAIN
    })
    .await;
    let mut operator = Operator::of(&app);
    operator
        .headers
        .push(("x-auth-user", "bob@example.com".to_owned()));
    let page = rules(&operator, NUMBER, "block").await;
    page.says("by bob@example.com: pumping");
    assert!(!page.body.contains("Your name"));
}
