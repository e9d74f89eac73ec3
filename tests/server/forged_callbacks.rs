//! Genuine signatures of Plivo on callbacks that it never made: for another signature version,
//! route, attempt or query, or with the boundaries of names and values moved.

use plivo_simulator::signature;
use ringcode::config::Settings;
use ringcode_test_support::{Answer, Browser, NO_WAITS, Setup, TestApp};

use crate::NUMBER;

const NONCE: &str = "05429567804466091622";

/// A pace so slow that nothing is reported but by the test.
const STILL: Setup = Setup {
    file: NO_WAITS,
    pace: 1_000.0,
    ..Setup::PLAIN
};

type Fields<'a> = &'a [(&'a str, &'a str)];

/// Somebody who is being called, and the addresses that Plivo reports to.
struct Called {
    app: TestApp,
    browser: Browser,
    code: String,
    ring: String,
    answer: String,
    digits: String,
    hangup: String,
}

impl Called {
    async fn begin() -> Self {
        let app = TestApp::with(STILL).await;
        let browser = app.browser();
        browser.asks_for_a_text(NUMBER).await;
        let code = app.plivo.code();
        browser.asks_for_a_call().await;
        let [ring, answer, hangup] =
            ["ring_url", "answer_url", "hangup_url"].map(|name| app.plivo.last(name));
        let digits = answer.replace("/answer/", "/digits/");
        Self {
            app,
            browser,
            code,
            ring,
            answer,
            digits,
            hangup,
        }
    }

    fn token(&self) -> &str {
        &self.app.plivo.options.auth_token
    }

    /// The signature that Plivo gives this callback.
    fn v3(&self, url: &str, fields: Fields<'_>) -> String {
        signature::v3(self.token(), "POST", url, &owned(fields), NONCE)
    }

    /// Whether a posted key has the code read out.
    fn reads_out(&self, answer: &Answer) -> bool {
        let text = answer
            .body
            .split('<')
            .filter_map(|part| part.split_once('>'));
        let digits = text.flat_map(|(_, text)| text.chars().filter(char::is_ascii_digit));
        digits.collect::<String>().contains(&self.code)
    }

    /// The key that opens the call, found by pressing each.
    async fn key(&self) -> &'static str {
        for key in ["1", "2", "3", "4", "5", "6", "7", "8", "9"] {
            let (url, fields) = (format!("{}?n=0", self.digits), [("Digits", key)]);
            let signature = self.v3(&url, &fields);
            if self.reads_out(&post_v3(&url, &fields, &signature).await) {
                return key;
            }
        }
        panic!("no key opens the call");
    }
}

fn owned(fields: Fields<'_>) -> Vec<(String, String)> {
    let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    fields.iter().map(owned).collect()
}

async fn post(url: &str, fields: Fields<'_>, headers: Fields<'_>) -> Answer {
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let request = headers
        .iter()
        .fold(http.post(url).form(fields), |request, (name, value)| {
            request.header(*name, *value)
        });
    Answer::to(request).await
}

async fn post_v3(url: &str, fields: Fields<'_>, signature: &str) -> Answer {
    post(url, fields, &kind("v3", signature, NONCE)).await
}

fn kind<'a>(kind: &str, signature: &'a str, nonce: &'a str) -> [(&'static str, &'a str); 2] {
    match kind {
        "v3" => [
            ("x-plivo-signature-v3", signature),
            ("x-plivo-signature-v3-nonce", nonce),
        ],
        _ => [
            ("x-plivo-signature-v2", signature),
            ("x-plivo-signature-v2-nonce", nonce),
        ],
    }
}

#[tokio::test]
async fn a_signature_is_invalid_for_another_version() {
    for allowed in [false, true] {
        let adjust = if allowed {
            |settings: &mut Settings| settings.plivo.signature_v2 = true
        } else {
            |_: &mut Settings| ()
        };
        let app = TestApp::with(Setup { adjust, ..STILL }).await;
        let browser = app.browser();
        browser.asks_for_a_text(NUMBER).await;
        let (url, token) = (app.plivo.last("url"), &app.plivo.options.auth_token);
        let fields = [("Status", "sent")];
        let third = signature::v3(token, "POST", &url, &owned(&fields), NONCE);
        let bare = signature::v3(token, "POST", &url, &[], NONCE);
        let asked = format!("{url}?a=b");
        let queried = signature::v3(token, "POST", &asked, &owned(&fields), NONCE);
        let second = signature::v2(token, &url, NONCE);
        // The rest of what V3 signs, as if it were what V2 calls the nonce.
        let after = format!("?Statussent.{NONCE}");
        let dotted = format!(".{NONCE}");
        let after_query = format!("?a=b.Statussent.{NONCE}");
        let failed = [("Status", "failed")];
        for forged in [
            kind("v2", &third, &after),
            kind("v2", &bare, &dotted),
            kind("v2", &queried, &after_query),
            kind("v2", &third, NONCE),
            kind("v3", &second, NONCE),
            kind("v3", &second, ""),
        ] {
            let answer = post(&url, &failed, &forged).await;
            assert_eq!(answer.status, 403, "{allowed}: {forged:?}");
        }
        // Where V2's address ends and its nonce begins nothing says.
        let (longer, shorter) = (format!("{url}{}", &NONCE[..1]), &url[..url.len() - 1]);
        let (less, more) = (&NONCE[1..], format!("{}{NONCE}", &url[url.len() - 1..]));
        for (url, nonce) in [(longer.as_str(), less), (shorter, more.as_str())] {
            let answer = post(url, &failed, &kind("v2", &second, nonce)).await;
            let status = if allowed { 200 } else { 403 };
            assert_eq!(answer.status, status, "{url}: an attempt that never was");
        }
        assert_eq!(browser.delivery().await, "\"queued\"");
        let status = if allowed { 200 } else { 403 };
        let answer = post(&url, &failed, &kind("v2", &second, NONCE)).await;
        assert_eq!(answer.status, status, "what Plivo signs by V2 alone");
        let delivery = if allowed { "\"failed\"" } else { "\"queued\"" };
        assert_eq!(browser.delivery().await, delivery);
    }
}

#[tokio::test]
async fn a_nonce_with_a_separator_is_refused() {
    let called = Called::begin().await;
    let (url, fields) = (&called.ring, [("CallStatus", "ringing")]);
    let long = "7".repeat(65);
    for nonce in [
        "?", "1?", "1.2", ".", "1/2", "1 2", "1,2", "1+2", "1=2", "1&2", "1_2", "#1", "%31", &long,
    ] {
        let signed = signature::v3(called.token(), "POST", url, &owned(&fields), nonce);
        let answer = post(url, &fields, &kind("v3", &signed, nonce)).await;
        assert_eq!(answer.status, 403, "{nonce}");
    }
    for nonce in [
        "1",
        "0a9f",
        "db3ce55a-7f1d-11e1-8ea7-1231380bc196",
        &long[1..],
    ] {
        let signed = signature::v3(called.token(), "POST", url, &owned(&fields), nonce);
        let answer = post(url, &fields, &kind("v3", &signed, nonce)).await;
        assert_eq!(answer.status, 200, "{nonce}");
    }
}

#[tokio::test]
async fn a_signature_is_invalid_for_another_route_attempt_or_query() {
    let called = Called::begin().await;
    let key = called.key().await;
    let other = called.app.browser();
    other.asks_for_a_text(NUMBER).await;
    other.asks_for_a_call().await;
    let [others, asked, spoken] = [
        called.app.plivo.last("answer_url"),
        format!("{}?n=0", called.digits),
        format!("{}?n=2", called.digits),
    ];
    let fields = [("CallStatus", "completed"), ("Digits", key)];
    let urls = [
        &called.ring,
        &called.answer,
        &called.digits,
        &called.hangup,
        &others,
        &asked,
        &spoken,
    ];
    let before = (called.browser.delivery().await, other.delivery().await);
    for signed in urls {
        for sent in urls.iter().filter(|sent| **sent != signed) {
            let answer = post_v3(sent, &fields, &called.v3(signed, &fields)).await;
            assert_eq!(answer.status, 403, "{signed} to {sent}");
        }
    }
    let signature = called.v3(&asked, &fields);
    for query in [
        "?n=0&", "?&n=0", "?N=0", "?n=0&n=0", "?n=00", "?n=0&m=", "?",
    ] {
        let sent = format!("{}{query}", called.digits);
        let answer = post_v3(&sent, &fields, &signature).await;
        assert!(!called.reads_out(&answer), "{query}: {answer:?}");
    }
    let after = (called.browser.delivery().await, other.delivery().await);
    assert_eq!(before, after);
}

/// V3 joins names and values without a separator, so the same signature fits when they are cut
/// elsewhere. That can hide a field, but makes none up.
#[tokio::test]
async fn moved_boundaries_create_no_field() {
    let called = Called::begin().await;
    let key = called.key().await;
    let wrong = if key == "1" { "2" } else { "1" };
    let url = format!("{}?n=0", called.digits);
    let (joined, name) = (format!("{key}DigitsX2"), format!("Digits{key}"));
    let pressed_event = format!("{key}EventRedirect");
    let (first, second) = (key.min(wrong), key.max(wrong));
    let pressed_both = format!("{first}Digits{second}");
    let before = format!("abcDigits{key}");
    let table: &[(Fields<'_>, Fields<'_>)] = &[
        (&[("Digits", key), ("DigitsX", "2")], &[("Digits", &joined)]),
        (&[("Digits", key)], &[(&name, "")]),
        (
            &[("Digits", key), ("Event", "Redirect")],
            &[("Digits", &pressed_event)],
        ),
        (
            &[("CallUUID", "abc"), ("Digits", key)],
            &[("CallUUID", &before)],
        ),
        // Twice, in either order: Plivo signs them sorted.
        (
            &[("Digits", key), ("Digits", wrong)],
            &[("Digits", wrong), ("Digits", key)],
        ),
        (
            &[("Digits", key), ("Digits", wrong)],
            &[("Digits", key), ("Digits", wrong)],
        ),
        (
            &[("Digits", key), ("Digits", wrong)],
            &[("Digits", &pressed_both)],
        ),
    ];
    for (signed, sent) in table {
        let signature = called.v3(&url, signed);
        let answer = post_v3(&url, sent, &signature).await;
        assert_eq!(answer.status, 200, "the same signature: {sent:?}");
        assert!(!called.reads_out(&answer), "{sent:?}: {answer:?}");
    }
    // The query's turn, as a part of the first name.
    let (turn, right) = (format!("n=0.Digits{key}"), [("Digits", key)]);
    let signature = called.v3(&url, &right);
    let answer = post_v3(&called.digits, &[(&turn, "")], &signature).await;
    assert_eq!(answer.status, 200, "the same signature");
    assert!(!called.reads_out(&answer), "{answer:?}");
    assert!(called.reads_out(&post_v3(&url, &right, &signature).await));
}

#[tokio::test]
async fn a_field_hidden_by_moved_boundaries_is_ignored() {
    let called = Called::begin().await;
    let before = called.browser.delivery().await;
    let ended = [("CallStatus", "completed"), ("Duration", "10")];
    for hidden in [
        &[("CallStatusc", "ompleted"), ("Duration", "10")][..],
        &[("CallStatus", "completedDuration10")],
        &[("CallStatu", "scompleted"), ("Duration", "10")],
        &[("C", "allStatuscompletedDuration10")],
    ] {
        let signature = called.v3(&called.hangup, &ended);
        let answer = post_v3(&called.hangup, hidden, &signature).await;
        assert_eq!(answer.status, 200, "the same signature: {hidden:?}");
        assert_eq!(called.browser.delivery().await, before, "{hidden:?}");
    }
    let signature = called.v3(&called.hangup, &ended);
    assert_eq!(
        post_v3(&called.hangup, &ended, &signature).await.status,
        200
    );
    assert_eq!(called.browser.delivery().await, "\"ended\"");
}
