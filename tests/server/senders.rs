//! Senders and texts by country: what Plivo is asked for, and when a call is offered.

use ringcode_test_support::{Setup, TestApp, until};

/// A number of the United Kingdom, of those kept free for stories.
const BRITISH: &str = "+447700900123";

const LETTERS: &str = "[limits]\nresend_waits = [0]\ncall_wait = 0\n\
    [plivo]\nsenders = { GB = \"ACME\" }\n";

const LETTERS_AND_CALLER: &str = "[limits]\nresend_waits = [0]\ncall_wait = 0\n\
    [plivo]\nsenders = { GB = \"ACME\" }\ncallers = { GB = \"+442079460000\" }\n";

const INDIA: &str = "[plivo]\nsenders = { IN = \"ACMEIN\" }\n\
    texts = { IN = \"{code} is your OTP for {brand}, valid for {minutes} minutes.\" }\n\
    dlt_entity_id = \"1201159178492032504\"\ndlt_template_id = \"1007493130372339254\"\n";

const SHORT_CODE: &str = "[plivo]\nsenders = { US = \"12345\" }\n";

fn with(file: &'static str) -> Setup {
    Setup {
        file,
        ..Setup::PLAIN
    }
}

#[tokio::test]
async fn a_country_whose_sender_cannot_call_is_offered_no_call() {
    let app = TestApp::with(with(LETTERS)).await;
    let browser = app.browser();
    let page = browser.submits("send_code", &[("phone", BRITISH)]).await;
    page.says("Enter your code");
    assert!(!page.read().contains("Call me"), "{}", page.read());
    assert_eq!(app.plivo.last("src"), "ACME");
    let refused = browser.asks_for_a_call().await;
    assert!(refused.body.contains("number_not_served"), "{refused:?}");
    assert_eq!(app.plivo.count(), 1, "nobody is called");

    let elsewhere = app.browser();
    let fields = [("phone", crate::NUMBER)];
    let page = elsewhere.submits("send_code", &fields).await;
    page.says("Call me instead");
    assert_eq!(app.plivo.last("src"), "12025550100");
}

#[tokio::test]
async fn a_call_comes_from_the_number_that_is_told() {
    let app = TestApp::with(with(LETTERS_AND_CALLER)).await;
    let browser = app.browser();
    let page = browser.submits("send_code", &[("phone", BRITISH)]).await;
    page.says("The call comes from");
    page.says("+44 20 7946 0000");
    assert_eq!(browser.asks_for_a_call().await.status, 200);
    assert_eq!(app.plivo.last("from"), "442079460000");
}

#[tokio::test]
async fn a_text_is_sent_to_the_letter_in_every_language() {
    let app = TestApp::with(with(INDIA)).await;
    let browser = app.browser();
    browser.posts_to("/language", &[("language", "hi")]).await;
    assert_eq!(browser.asks_for_a_text("+919876543210").await.status, 200);
    let code = app.plivo.code();
    assert_eq!(
        app.plivo.last("text"),
        format!("{code} is your OTP for Ringcode, valid for 10 minutes.")
    );
    for (parameter, value) in [
        ("src", "ACMEIN"),
        ("dlt_entity_id", "1201159178492032504"),
        ("dlt_template_id", "1007493130372339254"),
        ("dlt_template_category", "service_implicit"),
    ] {
        assert_eq!(app.plivo.last(parameter), value);
    }
    assert_eq!(browser.types_code(&code).await.status, 200);

    assert_eq!(
        app.browser().asks_for_a_text(crate::NUMBER).await.status,
        200
    );
    let elsewhere = app.plivo.requests().pop().unwrap().body;
    assert!(elsewhere["dlt_entity_id"].is_null(), "{elsewhere}");
    assert!(
        elsewhere["text"]
            .as_str()
            .unwrap()
            .contains("\n@127.0.0.1 #")
    );
}

/// The page mentions a call only if it has the button for it.
#[tokio::test]
async fn a_failed_text_speaks_of_a_call_only_where_one_is_offered() {
    let words = "The text did not get through.";
    for (file, call) in [("", true), (SHORT_CODE, false)] {
        let app = TestApp::with(with(file)).await;
        let browser = app.browser();
        browser.asks_for_a_text("+14155550130").await;
        until(async || (browser.delivery().await == "\"failed\"").then_some(())).await;
        let page = browser.opens_the_page().await;
        page.says(words);
        assert_eq!(page.read().contains("We can call you"), call, "{file}");
    }
}
