//! Extreme numbers from outside, in forms, headers, callbacks and the clock of the store, break
//! nothing and pass no limit.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use async_trait::async_trait;
use plivo_simulator::signature;
use ringcode::store::memory::MemoryStore;
use ringcode::store::{Snapshot, Store, StoreError};
use ringcode_test_support::store::{HookedStore, StoreHooks};
use ringcode_test_support::{Answer, Browser, NO_WAITS, Setup, TestApp, wrong};

use crate::NUMBER;

/// Numbers, and what is nearly one.
const NUMBERS: [&str; 26] = [
    "0",
    "-0",
    "-1",
    "1",
    "00000000000000000000000000000001",
    "255",
    "256",
    "65536",
    "2147483647",
    "-2147483648",
    "2147483648",
    "4294967294",
    "4294967295",
    "4294967296",
    "9007199254740993",
    "9223372036854775807",
    "-9223372036854775808",
    "18446744073709551614",
    "18446744073709551615",
    "18446744073709551616",
    "340282366920938463463374607431768211456",
    "1e400",
    "NaN",
    "inf",
    "0x7fffffff",
    "١٢٣٤٥٦",
];

type Fields = &'static [(&'static str, &'static str)];

/// Every field of every form, with the fields that it needs beside it.
const FORMS: [(&str, &str, Fields); 11] = [
    ("/api/send_code", "phone", &[]),
    ("/api/send_code", "country", &[("phone", "07700900123")]),
    ("/api/send_code", "again", &[]),
    ("/api/check_code", "code", &[]),
    ("/api/check_code", "after", &[("code", "000000")]),
    ("/api/start_over", "keep_number", &[]),
    ("/language", "into", &[]),
    ("/language", "country", &[("into", "fr"), ("phone", "1")]),
    ("/language", "phone", &[("into", "fr")]),
    ("/language", "code", &[("into", "fr")]),
    ("/language", "after", &[("into", "fr"), ("code", "1")]),
];

const HEADERS: [&str; 21] = [
    "cookie",
    "accept",
    "accept-language",
    "accept-encoding",
    "x-forwarded-for",
    "cf-ipcountry",
    "origin",
    "referer",
    "range",
    "if-range",
    "if-none-match",
    "if-modified-since",
    "max-forwards",
    "dnt",
    "priority",
    "keep-alive",
    "retry-after",
    "last-event-id",
    "age",
    "upgrade-insecure-requests",
    "user-agent",
];

/// Words of Plivo's, of texts and of calls.
const FIELDS: [&str; 18] = [
    "Status",
    "ErrorCode",
    "Sequence",
    "Units",
    "TotalRate",
    "TotalAmount",
    "CallStatus",
    "Machine",
    "HangupCause",
    "HangupCauseCode",
    "HangupCauseName",
    "AnswerTime",
    "StartTime",
    "EndTime",
    "Duration",
    "BillDuration",
    "TotalCost",
    "Digits",
];

const NONCE: &str = "05429567804466091622";

async fn texted(app: &TestApp) -> Browser {
    let browser = app.browser();
    browser.asks_for_a_text(NUMBER).await;
    browser
}

#[tokio::test]
async fn extreme_numbers_in_form_fields_break_nothing() {
    let app = TestApp::new().await;
    let browser = texted(&app).await;
    let (cookie, code) = (browser.cookie().unwrap(), app.plivo.code());
    let sent = app.plivo.count();
    for (path, field, beside) in FORMS {
        for number in NUMBERS {
            // A wrong guess is one, as often as it comes; those are counted elsewhere.
            let guesses = path == "/api/check_code";
            let cookie = if guesses {
                cookie.clone()
            } else {
                String::new()
            };
            let beside = beside.iter().map(|(name, value)| match *name {
                "code" if guesses => (*name, wrong(&code, 1)),
                _ => (*name, (*value).to_owned()),
            });
            let fields: Vec<_> = beside.chain([(field, number.to_owned())]).collect();
            for accept in ["*/*", "text/html"] {
                let post = app.request("POST", path).header("accept", accept);
                let post = post.header("cookie", &cookie).form(&fields);
                let answer = Answer::to(post).await;
                assert!(answer.status < 500, "{path} {fields:?}: {answer:?}");
            }
        }
    }
    assert_eq!(app.plivo.count(), sent, "none of them is a number");
}

/// A guess that says how many there were before is the same as before at that count alone.
#[tokio::test]
async fn extreme_numbers_in_the_guess_count_break_nothing() {
    let app = TestApp::new().await;
    let browser = texted(&app).await;
    let code = app.plivo.code();
    let typed = wrong(&code, 0);
    for (after, counted) in [
        ("4294967295", 1),
        ("4294967295", 2),
        ("18446744073709551615", 3),
        ("2", 3),
        ("4294967294", 4),
    ] {
        let fields = [("code", typed.as_str()), ("after", after)];
        let page = browser.submits("check_code", &fields).await;
        page.says(&format!(r#"name="after" value="{counted}""#));
    }
    assert_eq!(browser.types_code(&code).await.status, 200);
}

#[tokio::test]
async fn extreme_numbers_in_headers_break_nothing() {
    let file = "[server]\ntrusted_proxies = \"127.0.0.1\"\ncountry_header = \"CF-IPCountry\"\n";
    let setup = Setup {
        file,
        ..Setup::default()
    };
    let app = TestApp::with(setup).await;
    let browser = texted(&app).await;
    let own = browser.cookie().unwrap();
    for name in HEADERS {
        for number in NUMBERS {
            let values = match name {
                "cookie" => vec![
                    format!("{own}; language={number}"),
                    format!("ringcode={number}"),
                ],
                "accept" | "accept-language" | "accept-encoding" => {
                    vec![number.to_owned(), format!("de;q={number}, *;q=-{number}")]
                }
                "x-forwarded-for" => vec![number.to_owned(), format!("192.0.2.1:{number}")],
                "range" => vec![
                    format!("bytes={number}-{number}"),
                    format!("bytes=-{number}"),
                ],
                _ => vec![number.to_owned()],
            };
            for value in values {
                for (method, path) in [
                    ("GET", "/"),
                    ("GET", "/delivery"),
                    ("GET", "/favicon.svg"),
                    ("POST", "/api/call_me"),
                ] {
                    let request = app.request(method, path).header(name, value.clone());
                    let answer = Answer::to(request).await;
                    assert!(answer.status < 500, "{name}: {value} to {path}: {answer:?}");
                }
            }
        }
    }
}

#[tokio::test]
async fn extreme_numbers_in_callbacks_break_nothing() {
    let app = TestApp::with(Setup {
        file: NO_WAITS,
        pace: 1_000.0,
        ..Setup::PLAIN
    })
    .await;
    let browser = texted(&app).await;
    let message = app.plivo.last("url");
    browser.asks_for_a_call().await;
    let urls = ["ring_url", "answer_url", "hangup_url"].map(|name| app.plivo.last(name));
    let digits = urls[1].replace("/answer/", "/digits/");
    let token = &app.plivo.options.auth_token;
    for number in NUMBERS {
        let turns = [
            format!("{digits}?n={number}"),
            format!("{message}?n={number}"),
        ];
        let urls = urls.iter().chain([&message, &digits]).chain(&turns);
        for url in urls {
            let fields = FIELDS.map(|name| (name.to_owned(), number.to_owned()));
            let signature = signature::v3(token, "POST", url, &fields, NONCE);
            let http = reqwest::Client::builder().no_proxy().build().unwrap();
            let post = http
                .post(url)
                .header("x-plivo-signature-v3", signature)
                .header("x-plivo-signature-v3-nonce", NONCE);
            let answer = Answer::to(post.form(&fields)).await;
            assert_eq!(answer.status, 200, "{number} to {url}: {answer:?}");
        }
    }
    browser
        .opens_the_page()
        .await
        .says("Enter the 6-digit code");
}

/// A store whose clock says these times by turns.
struct Absurd {
    times: &'static [u64],
    turn: AtomicUsize,
}

impl Absurd {
    fn at(times: &'static [u64]) -> Arc<dyn Store> {
        HookedStore::shared(Self {
            times,
            turn: AtomicUsize::new(0),
        })
    }
}

#[async_trait]
impl StoreHooks for Absurd {
    async fn after_read(
        &self,
        _memory: &MemoryStore,
        _key: &str,
        snapshot: Snapshot,
    ) -> Result<Snapshot, StoreError> {
        let turn = self.turn.fetch_add(1, Relaxed);
        let now_ms = self.times[turn % self.times.len()];
        Ok(Snapshot { now_ms, ..snapshot })
    }
}

#[tokio::test]
async fn an_extreme_clock_of_the_store_breaks_nothing() {
    let stores: [fn() -> Arc<dyn Store>; 9] = [
        || Absurd::at(&[0]),
        || Absurd::at(&[1]),
        || Absurd::at(&[9_007_199_254_740_993]),
        || Absurd::at(&[u64::MAX / 1_000]),
        || Absurd::at(&[u64::MAX - 1_000_000]),
        || Absurd::at(&[u64::MAX - 1]),
        || Absurd::at(&[u64::MAX]),
        || Absurd::at(&[0, u64::MAX]),
        || Absurd::at(&[u64::MAX, 1, u64::MAX / 2, 0, 1_800_000_000_000]),
    ];
    for (nth, store) in stores.into_iter().enumerate() {
        let setup = Setup {
            file: NO_WAITS,
            store: Some(store),
            ..Setup::PLAIN
        };
        let app = TestApp::with(setup).await;
        let browser = app.browser();
        let mut answers = vec![browser.asks_for_a_text(NUMBER).await];
        assert_eq!(answers[0].status, 200, "{nth}: {:?}", answers[0]);
        let code = app.plivo.code();
        for _ in 0..3 {
            answers.extend([
                browser.opens_the_page().await,
                browser.fetches_delivery().await,
                browser.types_code(&wrong(&code, 0)).await,
                browser.asks_again().await,
                browser.asks_for_a_call().await,
                browser.posts("check_code", &[("code", "1")]).await,
                browser
                    .fetches("start_over", &[("keep_number", "true")])
                    .await,
                browser.asks_for_a_text(NUMBER).await,
            ]);
        }
        answers.push(browser.types_code(&code).await);
        answers.push(browser.opens_the_page().await);
        for answer in answers {
            assert!(answer.status < 500, "{nth}: {answer:?}");
        }
    }
}
