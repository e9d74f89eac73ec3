//! Numbers beyond all bounds wherever one comes from outside: forms, headers, callbacks, and
//! the clock of the store. Nothing breaks, and nothing that counts is passed.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use async_trait::async_trait;
use ringcode::simulator::signature;
use ringcode::store::memory::MemoryStore;
use ringcode::store::{
    Charge, NewValue, Snapshot, Store, StoreError, TakeOutcome, Version, WriteOutcome,
};

use crate::NUMBER;
use crate::person::{Answer, Person, wrong};
use crate::stage::{EAGER, Setup, Stage};

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

async fn texted(stage: &Stage) -> Person {
    let person = stage.person();
    person.asks_for_a_text(NUMBER).await;
    person
}

#[tokio::test]
async fn in_the_fields_of_forms() {
    let stage = Stage::new().await;
    let person = texted(&stage).await;
    let (cookie, code) = (person.cookie().unwrap(), stage.plivo.code());
    let sent = stage.plivo.count();
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
                let post = stage.request("POST", path).header("accept", accept);
                let post = post.header("cookie", &cookie).form(&fields);
                let answer = Answer::to(post).await;
                assert!(answer.status < 500, "{path} {fields:?}: {answer:?}");
            }
        }
    }
    assert_eq!(stage.plivo.count(), sent, "none of them is a number");
}

/// A guess that says how many there were before is the same as before at that count alone.
#[tokio::test]
async fn in_the_count_of_guesses() {
    let stage = Stage::new().await;
    let person = texted(&stage).await;
    let code = stage.plivo.code();
    let typed = wrong(&code, 0);
    for (after, counted) in [
        ("4294967295", 1),
        ("4294967295", 2),
        ("18446744073709551615", 3),
        ("2", 3),
        ("4294967294", 4),
    ] {
        let fields = [("code", typed.as_str()), ("after", after)];
        let page = person.submits("check_code", &fields).await;
        page.says(&format!(r#"name="after" value="{counted}""#));
    }
    assert_eq!(person.types(&code).await.status, 200);
}

#[tokio::test]
async fn in_headers() {
    let file = "[server]\ntrusted_proxies = \"127.0.0.1\"\ncountry_header = \"CF-IPCountry\"\n";
    let setup = Setup {
        file,
        ..Setup::default()
    };
    let stage = Stage::with(setup).await;
    let person = texted(&stage).await;
    let own = person.cookie().unwrap();
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
                    let request = stage.request(method, path).header(name, value.clone());
                    let answer = Answer::to(request).await;
                    assert!(answer.status < 500, "{name}: {value} to {path}: {answer:?}");
                }
            }
        }
    }
}

#[tokio::test]
async fn in_what_plivo_reports() {
    let stage = Stage::with(Setup {
        file: EAGER,
        pace: 1_000.0,
        ..Setup::PLAIN
    })
    .await;
    let person = texted(&stage).await;
    let message = stage.plivo.last("url");
    person.asks_for_a_call().await;
    let urls = ["ring_url", "answer_url", "hangup_url"].map(|name| stage.plivo.last(name));
    let digits = urls[1].replace("/answer/", "/digits/");
    let token = &stage.plivo.options.auth_token;
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
    person.opens_the_page().await.says("Enter the 6-digit code");
}

/// A store whose clock says these times by turns.
struct Absurd {
    memory: MemoryStore,
    times: &'static [u64],
    turn: AtomicUsize,
}

impl Absurd {
    fn at(times: &'static [u64]) -> Arc<dyn Store> {
        Arc::new(Self {
            memory: MemoryStore::new(),
            times,
            turn: AtomicUsize::new(0),
        })
    }
}

#[async_trait]
impl Store for Absurd {
    async fn read(&self, key: &str) -> Result<Snapshot, StoreError> {
        let snapshot = self.memory.read(key).await?;
        let turn = self.turn.fetch_add(1, Relaxed);
        let now_ms = self.times[turn % self.times.len()];
        Ok(Snapshot { now_ms, ..snapshot })
    }

    async fn write(
        &self,
        key: &str,
        new: &NewValue,
        version: Version,
    ) -> Result<WriteOutcome, StoreError> {
        self.memory.write(key, new, version).await
    }

    async fn remove(&self, key: &str, version: Version) -> Result<WriteOutcome, StoreError> {
        self.memory.remove(key, version).await
    }

    async fn take(&self, subject: &str, charges: &[Charge<'_>]) -> Result<TakeOutcome, StoreError> {
        self.memory.take(subject, charges).await
    }

    async fn refund(&self, subject: &str, charges: &[Charge<'_>]) -> Result<(), StoreError> {
        self.memory.refund(subject, charges).await
    }

    async fn ping(&self) -> Result<(), StoreError> {
        self.memory.ping().await
    }
}

#[tokio::test]
async fn in_the_clock_of_the_store() {
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
            file: EAGER,
            store: Some(store),
            ..Setup::PLAIN
        };
        let stage = Stage::with(setup).await;
        let person = stage.person();
        let mut answers = vec![person.asks_for_a_text(NUMBER).await];
        assert_eq!(answers[0].status, 200, "{nth}: {:?}", answers[0]);
        let code = stage.plivo.code();
        for _ in 0..3 {
            answers.extend([
                person.opens_the_page().await,
                person.asks_how_far().await,
                person.types(&wrong(&code, 0)).await,
                person.asks_again().await,
                person.asks_for_a_call().await,
                person.posts("check_code", &[("code", "1")]).await,
                person
                    .fetches("start_over", &[("keep_number", "true")])
                    .await,
                person.asks_for_a_text(NUMBER).await,
            ]);
        }
        answers.push(person.types(&code).await);
        answers.push(person.opens_the_page().await);
        for answer in answers {
            assert!(answer.status < 500, "{nth}: {answer:?}");
        }
    }
}
