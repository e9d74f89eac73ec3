//! The operator's page tells what is so, and keeps what it must not tell.

use ringcode_test_support::{Answer, NO_WAITS, Setup, TestApp, logs, until, wrong};

use crate::operator::{Operator, WITH_PASSWORD};
use crate::process::Process;
use crate::{LOGGED, NUMBER};

const SETUP: Setup = Setup {
    adjust: WITH_PASSWORD,
    ..Setup::PLAIN
};

/// The texts of all elements of this name.
fn texts<'a>(page: &'a Answer, element: &str) -> Vec<&'a str> {
    let begin = format!("<{element} ");
    let parts = page.body.split(&*begin).skip(1);
    let inside = parts.filter_map(|part| part.split_once('>')?.1.split('<').next());
    inside.collect()
}

#[tokio::test]
async fn it_has_its_sections_in_their_order() {
    let app = TestApp::with(SETUP).await;
    let operator = Operator::logged_in(&app).await;
    let sections = [
        "Conversion",
        "Delivery",
        "Money",
        "Refusals",
        "Where people give up",
        "Plivo and the store",
        "Trail",
        "Look up a number",
    ];
    for path in ["/", "/?span=hour", "/?span=week&country=ES&channel=call"] {
        let page = operator.opens(path).await;
        assert_eq!(page.status, 200, "{path}");
        assert_eq!(texts(&page, "h2"), sections, "{path}");
        assert_eq!(texts(&page, "h1").len(), 1, "{path}");
        assert!(page.body.contains("UTC"));
    }
    let live = operator.opens("/?live=1").await;
    assert_eq!(texts(&live, "h2"), ["Trail"]);
    assert!(
        live.body
            .contains(r#"<meta http-equiv="refresh" content="10">"#)
    );
    assert!(!operator.opens("/").await.body.contains("http-equiv"));
}

#[tokio::test]
async fn words_of_the_address_stay_words() {
    let app = TestApp::with(SETUP).await;
    let operator = Operator::logged_in(&app).await;
    let hostile = "%22%3E%3Cimg+src%3Dx+onerror%3Dalert(1)%3E";
    for name in ["country", "event", "phone", "span", "live"] {
        let page = operator.opens(&format!("/?{name}={hostile}")).await;
        assert_eq!(page.status, 200);
        assert!(!page.body.contains("<img"), "{name}");
    }
}

#[tokio::test]
async fn a_number_is_looked_up_and_left_nowhere() {
    let app = TestApp::with(Setup {
        file: NO_WAITS,
        ..SETUP
    })
    .await;
    let browser = app.browser();
    browser.asks_for_a_text(NUMBER).await;
    let code = app.plivo.code();
    browser.types_code(&wrong(&code, 0)).await;
    let operator = Operator::logged_in(&app).await;
    logs::capture(LOGGED);
    let page = operator
        .submits("/look-up", &[("phone", "+1 415 555 0100")])
        .await;
    assert_eq!(
        (page.status, page.header("cache-control")),
        (200, "no-store")
    );
    for words in [
        "+1 415-555-0100",
        "United States",
        "Nothing about the number itself would be refused now.",
        "Texts and calls, the newest first",
        "Wrong guesses, the newest first",
    ] {
        page.says(words);
    }
    let log = logs::captured();
    let state = &app.instances[0].state;
    let number = ringcode::domain::PhoneNumber::from_e164(NUMBER).unwrap();
    let fingerprint = state.verifier.records.phone_fingerprint(&number);
    page.says(&fingerprint);
    assert!(
        log.contains("audit: operator look-up") && log.contains(&fingerprint),
        "{log}"
    );
    assert!(
        !log.contains("4155550100") && !log.contains("555 0100"),
        "{log}"
    );
    for typed in ["", "4155550100", "hello"] {
        let page = operator.submits("/look-up", &[("phone", typed)]).await;
        assert_eq!(page.status, 422, "{typed}");
        page.says("That is no phone number.");
    }
    assert_eq!(
        operator.opens("/look-up?phone=%2B14155550100").await.status,
        303
    );
}

#[tokio::test]
async fn a_look_up_says_what_would_be_refused() {
    let file = "[limits]\nresend_waits = [0]\nsends_per_phone_10_minutes = 2\nsends_per_flow = 5\n\
                guesses_per_phone = 5\ncountries = \"US\"\n";
    let app = TestApp::with(Setup { file, ..SETUP }).await;
    let browser = app.browser();
    browser.asks_for_a_text(NUMBER).await;
    let code = app.plivo.code();
    for nth in 0..5 {
        browser.types_code(&wrong(&code, nth)).await;
    }
    browser.asks_again().await;
    let operator = Operator::logged_in(&app).await;
    let page = operator.submits("/look-up", &[("phone", NUMBER)]).await;
    page.says("No texts: a limit of the number is used up.");
    page.says("No guess is taken: there were too many wrong ones on the number.");
    let page = operator
        .submits("/look-up", &[("phone", "+447400123456")])
        .await;
    page.says("No texts: limits.countries does not name the country.");
}

#[tokio::test]
async fn without_the_store_it_says_so_and_still_lets_the_operator_in() {
    let mut app = TestApp::with(Setup {
        redis: true,
        ..SETUP
    })
    .await;
    let before = Operator::logged_in(&app).await;
    app.redis().kill();
    let page = until(async || {
        let page = before.opens("/").await;
        page.body
            .contains("The store does not answer")
            .then_some(page)
    })
    .await;
    assert_eq!(page.status, 200);
    page.says("docs/operate/runbook.md#ringcodestoredown");
    let after = Operator::logged_in(&app).await;
    assert_eq!(
        after.submits("/look-up", &[("phone", NUMBER)]).await.status,
        503
    );
}

#[tokio::test]
async fn a_bad_evening_is_played_where_plivo_is_simulated_alone() {
    let app = TestApp::with(SETUP).await;
    let operator = Operator::logged_in(&app).await;
    assert!(
        !operator
            .opens("/")
            .await
            .body
            .contains("Play a bad evening")
    );
    assert_eq!(operator.submits("/bad-evening", &[]).await.status, 404);

    let server = Process::start(&[]).await;
    let log = until(async || Some(server.log_now()).filter(|log| log.contains("operator="))).await;
    let (_, rest) = log.split_once("operator=").unwrap();
    let address = rest.split_whitespace().next().unwrap();
    let operator = Operator::at(&format!("http://{address}"));
    let page = operator.opens("/").await;
    page.says("no login in development");
    assert!(!page.body.contains("docs/operate/runbook.md"));
    page.says("Play a bad evening");
    assert_eq!(texts(&page, "h1"), ["All well"]);
    assert_eq!(operator.submits("/bad-evening", &[]).await.status, 303);
    let page = operator.opens("/").await;
    page.says("docs/operate/runbook.md#ringcode");
    page.says("Over, in the last 24 hours");
}
