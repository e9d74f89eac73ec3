//! Several tabs, slow limits and browsers without cookies: only what was asked for on the current
//! screen, and was reserved, is sent.

use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::sync::{LazyLock, Mutex};

use async_trait::async_trait;
use ringcode::domain::{Channel, OwnAttempts, PhoneNumber};
use ringcode::store::{Charge, StoreError, TakeOutcome};
use ringcode_test_support::store::{HookedStore, StoreHooks};
use ringcode_test_support::{
    Answer, ApiRequest, Browser, NO_WAITS, Setup, TestApp, TestPlivo, until,
};
use tokio::sync::Notify;

const FIRST: &str = "+14155550100";
const SECOND: &str = "+12125550101";
/// Plivo refuses a text to it at once.
const REFUSED: &str = "+14155550180";

/// The hidden field of a form on a page, by which it says which screen it stands on.
fn mark(page: &Answer) -> String {
    let (_, after) = page.body.split_once(r#"name="screen" value=""#).unwrap();
    after.split('"').next().unwrap().to_owned()
}

async fn two_tabs() -> (TestApp, Browser, String) {
    let app = TestApp::with(Setup {
        file: NO_WAITS,
        ..Setup::default()
    })
    .await;
    let browser = app.browser();
    let tab = browser.submits("send_code", &[("phone", FIRST)]).await;
    (app, browser, mark(&tab))
}

#[tokio::test]
async fn an_outdated_tab_makes_no_attempt() {
    let (app, browser, old) = two_tabs().await;
    browser.submits("send_code", &[("phone", SECOND)]).await;
    let asked = app.plivo.count();
    for (function, fields) in [
        ("call_me", &[("screen", &*old)][..]),
        ("send_code", &[("again", "true"), ("screen", &old)]),
    ] {
        assert_eq!(browser.fetches(function, fields).await.status, 409);
        let page = browser.submits(function, fields).await;
        page.says("Something has changed in another tab or window");
        page.says("212-555-0101");
    }
    assert_eq!(app.plivo.count(), asked, "nobody was called or texted");
    let page = browser.opens_the_page().await;
    let new = mark(&page);
    browser.submits("call_me", &[("screen", &new)]).await;
    assert_eq!(app.plivo.last("to"), SECOND.trim_start_matches('+'));
}

#[tokio::test]
async fn the_right_code_in_an_outdated_tab_counts_no_wrong_guess() {
    let (app, browser, old) = two_tabs().await;
    let first = app.plivo.code();
    browser.submits("send_code", &[("phone", SECOND)]).await;
    let second = app.plivo.code();
    for _ in 0..12 {
        let page = browser
            .submits("check_code", &[("code", &first), ("screen", &old)])
            .await;
        page.says("Something has changed in another tab or window");
    }
    let page = browser.opens_the_page().await;
    let new = mark(&page);
    let verified = browser
        .submits("check_code", &[("code", &second), ("screen", &new)])
        .await;
    verified.says("Your phone number is verified");
}

/// The same code goes out again: whichever tab it is typed into, it is right.
#[tokio::test]
async fn a_code_is_right_in_every_tab_that_asks_for_it() {
    let (app, browser, old) = two_tabs().await;
    browser.submits("send_code", &[("again", "true")]).await;
    let code = app.plivo.code();
    let verified = browser
        .submits("check_code", &[("code", &code), ("screen", &old)])
        .await;
    verified.says("Your phone number is verified");
}

#[tokio::test]
async fn a_request_older_than_the_last_attempt_sends_nothing() {
    let (app, browser, old) = two_tabs().await;
    browser.submits("send_code", &[("again", "true")]).await;
    for odd in [&*old, "x", "+14155550199", "+12125550101"] {
        let answer = browser.fetches("call_me", &[("screen", odd)]).await;
        assert_eq!(answer.status, 409, "{odd}: {answer:?}");
    }
    assert_eq!(app.plivo.count(), 2);
}

/// A number that no text could be sent to can be called, and that button calls no other number.
#[tokio::test]
async fn the_call_offered_after_a_failed_text_goes_to_its_number() {
    let app = TestApp::with(Setup {
        file: NO_WAITS,
        ..Setup::default()
    })
    .await;
    let browser = app.browser();
    let tab = browser.submits("send_code", &[("phone", REFUSED)]).await;
    tab.says("Call me instead");
    let old = mark(&tab);
    browser.submits("send_code", &[("phone", FIRST)]).await;
    let answer = browser.fetches("call_me", &[("screen", &old)]).await;
    assert_eq!(answer.status, 409, "{answer:?}");
    assert_eq!(app.plivo.count(), 2);
}

#[tokio::test]
async fn without_cookies_nothing_is_sent_and_the_page_says_so() {
    let app = TestApp::new().await;
    let typed = [("phone", FIRST), ("country", "US")];
    for _ in 0..3 {
        let nobody = app.request("POST", "/api/send_code").form(&typed);
        let page = Answer::to(nobody.header("accept", "text/html")).await;
        assert_eq!(page.status, 422);
        page.says("your browser does not keep our cookie");
        page.says(FIRST);
        assert!(page.header("set-cookie").starts_with("ringcode="));
        let nobody = app.request("POST", "/api/send_code").form(&typed);
        let answer = Answer::to(nobody).await;
        assert_eq!(answer.body, r#"{"refused":"cookie_missing"}"#);
    }
    assert_eq!(app.plivo.count(), 0);
    // Whose cookie was only too old goes on with the one that this answer brings.
    let nobody = app.request("POST", "/api/send_code").form(&typed);
    let answer = Answer::to(nobody).await;
    let browser = app.browser();
    let cookie = answer.header("set-cookie").split(';').next().unwrap();
    browser.uses_cookie(Some(cookie.to_owned()));
    assert_eq!(browser.asks_for_a_text(FIRST).await.status, 200);
}

/// Slow limits: whoever takes a message from the service's waits until the test lets it go on.
struct SlowLimits;

static GATE: LazyLock<Gate> = LazyLock::new(Gate::default);
/// Tests that use the gate do so one after the other.
static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

#[derive(Default)]
struct Gate {
    closed: AtomicBool,
    waiting: AtomicBool,
    opened: Notify,
}

impl Gate {
    async fn pass(&self) {
        if self.closed.swap(false, SeqCst) {
            self.waiting.store(true, SeqCst);
            self.opened.notified().await;
        }
    }

    /// Holds the next one up.
    fn close(&self) {
        self.waiting.store(false, SeqCst);
        self.closed.store(true, SeqCst);
    }

    async fn somebody_waits(&self) {
        until(async || self.waiting.load(SeqCst).then_some(())).await;
    }
}

#[async_trait]
impl StoreHooks for SlowLimits {
    async fn after_take(
        &self,
        charges: &[Charge],
        outcome: Result<TakeOutcome, StoreError>,
    ) -> Result<TakeOutcome, StoreError> {
        let mut buckets = charges.iter().map(|charge| &charge.bucket);
        if buckets.any(|bucket| bucket.starts_with("spend")) {
            GATE.pass().await;
        }
        outcome
    }
}

/// Something that can be asked for.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Ask {
    /// A text to the nth phone of the case.
    Text(usize),
    Again,
    Call,
    ChangeNumber,
}

const ASKS: [Ask; 6] = [
    Ask::Text(0),
    Ask::Text(1),
    Ask::Text(2),
    Ask::Again,
    Ask::Call,
    Ask::ChangeNumber,
];

impl Ask {
    async fn by(self, browser: &Browser, phones: &[String; 3]) -> Answer {
        match self {
            Self::Text(nth) => browser.asks_for_a_text(&phones[nth]).await,
            Self::Again => browser.asks_again().await,
            Self::Call => browser.asks_for_a_call().await,
            Self::ChangeNumber => {
                browser
                    .fetches("start_over", &[("keep_number", "true")])
                    .await
            }
        }
    }

    /// The phone that is meant: who names none means the one that the verification is about.
    fn meant(self, begun_with: usize) -> usize {
        match self {
            Self::Text(nth) => nth,
            _ => begun_with,
        }
    }
}

/// Each act is held up between its reservation and its decision while another one is carried
/// out: of every number what was asked of Plivo is what its history counts, and what was not
/// asked for is not sent.
#[expect(clippy::await_holding_lock, reason = "the gate is one for the process")]
#[tokio::test]
async fn every_attempt_was_reserved_whatever_overtakes_it() {
    let _alone = ONE_AT_A_TIME
        .lock()
        .unwrap_or_else(|poisoned| poisoned.into_inner());
    let app = slow_app().await;
    let pairs = ASKS
        .iter()
        .flat_map(|held| ASKS.iter().map(move |other| (*held, *other)));
    let cases = pairs.flat_map(|(held, other)| (0..3).map(move |begun| (begun, held, other)));
    for (nth, (begun_with, held, overtaking)) in cases.enumerate() {
        // Two ordinary phones, and one that Plivo refuses a text to at once.
        let phone = |line| format!("+1{}55501{line}", 301 + nth);
        let phones = ["00", "01", "80"].map(phone);
        let case = format!("begun with {begun_with}, {held:?} overtaken by {overtaking:?}");
        interleave(&app, &phones, begun_with, [held, overtaking], &case).await;
    }
}

async fn slow_app() -> TestApp {
    TestApp::with(Setup {
        file: NO_WAITS,
        store: Some(|| HookedStore::shared(SlowLimits)),
        ..Setup::default()
    })
    .await
}

async fn interleave(
    app: &TestApp,
    phones: &[String; 3],
    begun_with: usize,
    [held, overtaking]: [Ask; 2],
    case: &str,
) {
    let browser = app.browser();
    browser.asks_for_a_text(&phones[begun_with]).await;
    let before = app.plivo.count();
    let sends = held != Ask::ChangeNumber;
    if sends {
        GATE.close();
    }
    let (slow, numbers) = (browser.clone(), phones.clone());
    let slow = tokio::spawn(async move { held.by(&slow, &numbers).await });
    if sends {
        GATE.somebody_waits().await;
    }
    overtaking.by(&browser, phones).await;
    if sends {
        GATE.opened.notify_one();
    }
    slow.await.unwrap();

    let asked = app.plivo.requests();
    let meant = [held, overtaking].map(|ask| ask.meant(begun_with));
    for ApiRequest { path, body } in &asked[before..] {
        let to = body["dst"].as_str().or(body["to"].as_str()).unwrap();
        let meant = meant.iter().any(|nth| phones[*nth].ends_with(to));
        assert!(meant, "{case}: {path} {body}");
        let called = path.contains("/Call/");
        let calls = [held, overtaking].contains(&Ask::Call);
        assert!(!called || calls, "{case}: called though nobody asked");
    }
    for number in phones {
        counted(app, number, &asked, case).await;
    }
}

/// Asserts that a number's history counts what was asked of Plivo for it, no more and no less.
async fn counted(app: &TestApp, number: &str, asked: &[ApiRequest], case: &str) {
    let digits = number.trim_start_matches('+');
    let to_it = |asked: &&ApiRequest| asked.body["dst"] == digits || asked.body["to"] == digits;
    let messages = asked.iter().filter(to_it).count();
    let verifier = &app.instances[0].state.verifier;
    let number = PhoneNumber::from_e164(number).unwrap();
    let seen = verifier.records.history(&number).await.unwrap();
    let (now, history) = (seen.now(), seen.record.unwrap_or_default());
    // With a limit of as many the next one is refused, with one more it is not.
    for (limit, refused) in [(messages, true), (messages + 1, false)] {
        let mut policy = verifier.policy.clone();
        policy
            .attempts_per_phone
            .iter_mut()
            .for_each(|of| of.count = limit);
        let rests = history.limited_until(Channel::Text, &OwnAttempts::default(), &policy, now);
        assert_eq!(rests.is_some(), refused, "{case}: {messages} messages");
    }
}

/// The attack: while a call waits for its turn its verification is led to a number that is never
/// called.
#[expect(clippy::await_holding_lock, reason = "the gate is one for the process")]
#[tokio::test]
async fn a_call_that_waits_for_its_turn_calls_only_its_number() {
    let _alone = ONE_AT_A_TIME
        .lock()
        .unwrap_or_else(|poisoned| poisoned.into_inner());
    const PERSONAL: &str = "+447012345678";
    let app = slow_app().await;
    for _ in 0..3 {
        let browser = app.browser();
        browser.asks_for_a_text(FIRST).await;
        GATE.close();
        let caller = browser.clone();
        let call = tokio::spawn(async move { caller.asks_for_a_call().await });
        GATE.somebody_waits().await;
        browser.asks_for_a_text(PERSONAL).await;
        GATE.opened.notify_one();
        assert_eq!(call.await.unwrap().status, 409);
    }
    let calls = |plivo: &TestPlivo| {
        let asked = plivo.requests().into_iter();
        asked.filter(|asked| asked.path.contains("/Call/")).count()
    };
    assert_eq!(calls(&app.plivo), 0);
}
