//! Many checks at the same time, through the API and the page.

use ringcode_test_support::{Answer, Browser, Setup, TestApp, at_once, logs, wrong};

use crate::caller::{Caller, SETUP, id, problem};
use crate::{LOGGED, NUMBER};

/// Counts the audit lines of `event`.
fn lines(log: &str, event: &str) -> usize {
    log.matches(&format!(" audit: {event} ")).count()
}

/// The limit of a number holds through both doors together.
#[tokio::test]
async fn two_hundred_wrong_codes_through_both_doors_are_compared_as_often_as_one_number_may() {
    let file = "[limits]\nguesses_per_phone = 5\n";
    for app in TestApp::on_each_store(Setup { file, ..SETUP }).await {
        let doors = Doors::open(&app).await;
        logs::capture(LOGGED);
        let guesses = (0..200).map(|n| doors.check(n, wrong));
        let answers = at_once(guesses).await;
        assert!(answers.iter().all(is_answered));
        // One that could not be written in the crowd is left, or counts although it was not
        // compared: never one too few.
        for _ in 0..5 {
            doors.check(0, wrong).await;
        }
        let compared = lines(&logs::captured(), "wrong guess");
        assert!((4..=5).contains(&compared), "{compared}");
        let right = doors.shop.checks(&doors.id, &doors.codes[0]).await;
        problem(&right, 429, "phone_locked");
        assert_eq!(doors.browser.types_code(&doors.codes[1]).await.status, 422);
    }
}

#[tokio::test]
async fn of_two_hundred_right_codes_through_both_doors_one_is_approved_at_each() {
    for app in TestApp::on_each_store(SETUP).await {
        let doors = Doors::open(&app).await;
        logs::capture(LOGGED);
        let checks = (0..200).map(|n| doors.check(n, |code, _| code.to_owned()));
        let answers = at_once(checks).await;
        assert!(answers.iter().all(is_answered));
        assert_eq!(lines(&logs::captured(), "verified"), 2);
        let approved = answers
            .iter()
            .filter(|answer| answer.body.contains("\"correct\":true"));
        assert_eq!(approved.count(), 1);
        assert_eq!(doors.shop.sees(&doors.id).await["status"], "approved");
    }
}

/// A verification by the API and one on the page, of the same number.
struct Doors {
    shop: Caller,
    id: String,
    browser: Browser,
    codes: [String; 2],
}

impl Doors {
    async fn open(app: &TestApp) -> Self {
        let shop = Caller::new(app, "shop");
        let id = id(&shop.starts(NUMBER).await);
        let by_api = app.plivo.code();
        let browser = app.browser();
        browser.asks_for_a_text(NUMBER).await;
        let codes = [by_api, app.plivo.code()];
        Self {
            shop,
            id,
            browser,
            codes,
        }
    }

    /// Checks what `typed` makes of the code, by turns through one door and the other.
    fn check(
        &self,
        n: u32,
        typed: fn(&str, u32) -> String,
    ) -> impl Future<Output = Answer> + use<> {
        let (shop, id, browser) = (self.shop.clone(), self.id.clone(), self.browser.clone());
        let is_api = n.is_multiple_of(2);
        let code = typed(&self.codes[usize::from(!is_api)], n);
        async move {
            match is_api {
                true => shop.checks(&id, &code).await,
                false => browser.types_code(&code).await,
            }
        }
    }
}

/// Whether it was decided, or told to come again where too many wrote at the same moment.
fn is_answered(answer: &Answer) -> bool {
    matches!(answer.status, 200 | 409 | 422 | 429 | 503)
}
