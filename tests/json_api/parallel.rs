//! Many checks at the same time, through the API and the page.

use ringcode_test_support::{Answer, TestApp, at_once, wrong};

use crate::NUMBER;
use crate::caller::{Caller, SETUP, body, id};

/// The limits of a number hold through both doors together: ten wrong guesses in a verification,
/// five on a code.
#[tokio::test]
async fn two_hundred_checks_through_both_doors_are_compared_as_often_as_the_policy_says() {
    for app in TestApp::on_each_store(SETUP).await {
        let shop = Caller::new(&app, "shop");
        let id = id(&shop.starts(NUMBER).await);
        let code = app.plivo.code();
        let browser = app.browser();
        browser.asks_for_a_text(NUMBER).await;
        let on_page = app.plivo.code();
        let guesses = (0..200).map(|n| {
            let (shop, browser, id) = (shop.clone(), browser.clone(), id.clone());
            let (code, on_page) = (wrong(&code, n), wrong(&on_page, n));
            async move {
                match n % 2 {
                    0 => shop.checks(&id, &code).await,
                    _ => browser.types_code(&on_page).await,
                }
            }
        });
        let answers = at_once(guesses).await;
        assert!(answers.iter().all(is_answered));
        assert_eq!(shop.sees(&id).await["wrong_checks"], 5);
        let compared = answers
            .iter()
            .filter(|answer| answer.body.contains("tries_left"));
        assert_eq!(compared.count(), 4, "the fifth uses the code up");
        let right = shop.checks(&id, &code).await;
        assert_eq!(
            body(&right)["check"]["correct"],
            false,
            "the code is used up"
        );
    }
}

#[tokio::test]
async fn of_two_hundred_right_codes_one_is_approved() {
    for app in TestApp::on_each_store(SETUP).await {
        let shop = Caller::new(&app, "shop");
        let id = id(&shop.starts(NUMBER).await);
        let code = app.plivo.code();
        let checks = (0..200).map(|_| {
            let (shop, id, code) = (shop.clone(), id.clone(), code.clone());
            async move { shop.checks(&id, &code).await }
        });
        let answers = at_once(checks).await;
        let approved = answers
            .iter()
            .filter(|answer| answer.status == 200 && body(answer)["check"]["correct"] == true);
        assert_eq!(approved.count(), 1);
        assert!(answers.iter().all(is_answered));
    }
}

/// Whether it was decided, or told to come again where too many wrote at the same moment.
fn is_answered(answer: &Answer) -> bool {
    matches!(answer.status, 200 | 409 | 422 | 429 | 503)
}
