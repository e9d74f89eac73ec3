//! The log of an attempt: it can be traced by Plivo's ID and the number's fingerprint, from the
//! request that asked for it to its end.

use std::collections::BTreeSet;

use ringcode_test_support::{Browser, TestPlivo, until};
use serde_json::Value;

use crate::NUMBER;
use crate::process::{Process, client, fails};

const SECRET: &str = "the secret of this test, with letters enough";

/// A number whose texts fail, and one that answers calls.
const FAILING: &str = "+14155550130";
const ANSWERING: &str = "+14155550165";

/// The lines of a log of objects.
fn lines(log: &str) -> Vec<Value> {
    // The last line may be in the middle of being written.
    let whole = log.rsplit_once('\n').map_or("", |(whole, _)| whole);
    whole
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

/// The fields of the audit trail's lines that say `message`.
fn told(log: &str, message: &str) -> Vec<Value> {
    let lines = lines(log).into_iter();
    let audit = lines.filter(|line| line["target"] == "audit");
    let fields = audit.map(|line| line["fields"].clone());
    fields
        .filter(|fields| fields["message"] == message)
        .collect()
}

fn fingerprint(number: &str) -> String {
    let (failed, said) = fails(&["fingerprint", number], &[("RINGCODE_SECRET", SECRET)]);
    assert!(!failed, "{said}");
    said.trim_end().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn each_attempt_receipt_and_end_is_logged_with_its_ids() {
    let plivo = TestPlivo::start(0.01).await;
    let process = Process::start(&[
        ("RINGCODE_LOG_JSON", "true"),
        ("RUST_LOG", "error"),
        ("RINGCODE_SECRET", SECRET),
        ("PLIVO_AUTH_ID", &plivo.options.auth_id),
        ("PLIVO_AUTH_TOKEN", &plivo.options.auth_token),
        ("PLIVO_SENDER", "+12025550100"),
        ("PLIVO_API_URL", &plivo.url),
        ("PLIVO_PHLO_URL", &plivo.url),
        ("RINGCODE_UNKNOWN_NUMBERS", "true"),
    ])
    .await;
    let asks = async |number: &str| {
        let browser = Browser::new(client(), &process.url);
        let status = browser.asks_for_a_text(number).await.status;
        (browser, status)
    };
    assert_eq!(asks(NUMBER).await.1, 200);
    let state = |fields: &Value| fields["state"].as_str().unwrap().to_owned();
    let reported = async |phone: &str, last: &str| {
        until(async || {
            let reports = told(&process.log_now(), "report");
            let of_phone = reports.into_iter().filter(|line| line["phone"] == phone);
            let of_phone: Vec<_> = of_phone.collect();
            of_phone
                .iter()
                .any(|line| state(line) == last)
                .then_some(of_phone)
        })
        .await
    };
    for (number, channel, last) in [(NUMBER, "text", "delivered"), (FAILING, "text", "failed")] {
        if number != NUMBER {
            assert_eq!(asks(number).await.1, 200);
        }
        let phone = fingerprint(number);
        let reports = reported(&phone, last).await;
        let sent = told(&process.log_now(), "send");
        let sent = sent.iter().find(|line| line["phone"] == phone).unwrap();
        assert_eq!(
            (&sent["channel"], &sent["outcome"]),
            (&channel.into(), &"accepted".into())
        );
        for name in ["attempt", "plivo_id"] {
            assert!(
                sent[name].as_str().is_some_and(|id| id.len() >= 12),
                "{name}: {sent}"
            );
            for report in &reports {
                assert_eq!(report[name], sent[name], "{report}");
            }
        }
        assert!(reports.iter().all(|report| report["channel"] == channel));
        let failed = reports.iter().find(|report| state(report) == "failed");
        assert_eq!(
            failed.map(|report| &report["error_code"]),
            (last == "failed").then_some(&"20".into())
        );
        // A text that failed offers a call at once.
        let message = plivo.requests().last().unwrap().clone();
        let attempt = sent["attempt"].as_str().unwrap();
        let url = message.body["url"].as_str().unwrap_or_default();
        assert!(!url.contains(attempt), "the id itself is nobody's business");
    }
    drop(process);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_is_logged_to_its_end() {
    let plivo = TestPlivo::start(0.01).await;
    let process = Process::start(&[
        ("RINGCODE_LOG_JSON", "true"),
        ("RINGCODE_SECRET", SECRET),
        ("RINGCODE_CALL_WAIT", "0"),
        ("RINGCODE_RESEND_WAITS", "0"),
        ("PLIVO_AUTH_ID", &plivo.options.auth_id),
        ("PLIVO_AUTH_TOKEN", &plivo.options.auth_token),
        ("PLIVO_SENDER", "+12025550100"),
        ("PLIVO_API_URL", &plivo.url),
        ("PLIVO_PHLO_URL", &plivo.url),
        ("RINGCODE_UNKNOWN_NUMBERS", "true"),
    ])
    .await;
    let browser = Browser::new(client(), &process.url);
    assert_eq!(browser.asks_for_a_text(ANSWERING).await.status, 200);
    assert_eq!(browser.asks_for_a_call().await.status, 200);
    let phone = fingerprint(ANSWERING);
    let calls = until(async || {
        let reports = told(&process.log_now(), "report");
        let calls = reports.into_iter().filter(|line| line["channel"] == "call");
        let calls: Vec<_> = calls.collect();
        let told = |state| calls.iter().any(|line| line["state"] == state);
        ["spoken", "ended"].into_iter().all(told).then_some(calls)
    })
    .await;
    let sent = told(&process.log_now(), "send");
    let sent = sent.iter().find(|line| line["channel"] == "call").unwrap();
    let states = calls.iter().map(|line| line["state"].as_str().unwrap());
    // On a busy machine the call may be over before what it said is written down.
    let states: BTreeSet<_> = states.collect();
    let expected = BTreeSet::from(["ringing", "answered", "spoken", "ended"]);
    assert_eq!((states, calls.len()), (expected, 4), "{calls:?}");
    for report in &calls {
        for name in ["attempt", "plivo_id", "phone"] {
            assert_eq!(report[name], sent[name], "{name}: {report}");
        }
        assert_eq!(report["phone"], phone.as_str());
    }
    let ended = calls.iter().find(|line| line["state"] == "ended").unwrap();
    assert_eq!(ended["hangup_cause"], "NORMAL_CLEARING", "{calls:?}");

    // What Plivo refuses is told by a name that stays.
    let refused = Browser::new(client(), &process.url);
    refused.asks_for_a_text("+14155550180").await;
    let log = process.log().await;
    let sent = told(&log, "send");
    let sent = sent
        .iter()
        .find(|line| line["outcome"] == "refused")
        .unwrap();
    assert_eq!(sent["reason"], "bad_number", "{sent}");
    let client_line = lines(&log)
        .into_iter()
        .find(|line| line["fields"]["message"] == "Plivo refused");
    let client_line = client_line.unwrap();
    assert_eq!(
        client_line["fields"]["reason"], "bad_number",
        "{client_line}"
    );

    // The names of all fields are those that docs promise, and no value is Rust's.
    let lines = lines(&log);
    let audit = lines.iter().filter(|line| line["target"] == "audit");
    let names: BTreeSet<_> = audit
        .clone()
        .flat_map(|line| line["fields"].as_object().unwrap().keys())
        .collect();
    for name in names {
        assert!(FIELDS.contains(&name.as_str()), "{name}");
    }
    for line in audit {
        for (name, value) in line["fields"].as_object().unwrap() {
            let value = value.as_str().unwrap();
            let rust = ["{", "Some(", "Accepted", "Text", "Call"];
            assert!(
                rust.iter().all(|odd| !value.contains(odd)),
                "{name}: {value}"
            );
        }
    }
    assert!(!log.contains(&ANSWERING[1..]));
}

/// The fields of the audit trail. Whoever reads the log counts on these names.
const FIELDS: [&str; 13] = [
    "attempt",
    "channel",
    "error_code",
    "hangup_cause",
    "kind",
    "limit",
    "message",
    "outcome",
    "phone",
    "plivo_id",
    "reason",
    "state",
    "whom",
];

#[test]
fn the_fingerprint_command_prints_the_fingerprint_of_a_number() {
    let secrets = [("RINGCODE_SECRET", SECRET)];
    let expected = fingerprint("+447700900123");
    assert_eq!(expected.len(), 22, "{expected}");
    for number in ["+44 7700 900123", "+44 (0)7700 900-123", " +44.7700.900123"] {
        assert_eq!(fingerprint(number), expected, "{number}");
    }
    let (failed, said) = fails(&["fingerprint", "+44", "7700", "900123"], &secrets);
    assert!(
        !failed && said.trim_end() == expected,
        "in several words: {said}"
    );
    assert_ne!(fingerprint("+447700900124"), expected);
    for number in ["", "07700 900123", "+44", "+44 7700", "nonsense"] {
        let (failed, said) = fails(&["fingerprint", number], &secrets);
        assert!(
            failed && said.contains("with + and the country code"),
            "{number}: {said}"
        );
    }
}

/// Support has the secret and perhaps nothing else of the deployment.
#[test]
fn the_fingerprint_command_needs_only_the_secrets() {
    const OTHER: &str = "the other secret of this test, with letters";
    let number = "+447700900123";
    let ask = |environment: &[(&str, &str)]| fails(&["fingerprint", number], environment);
    let production = ("LEPTOS_ENV", "PROD");
    let (failed, said) = ask(&[production, ("RINGCODE_SECRET", SECRET)]);
    assert!(!failed && said.trim_end() == fingerprint(number), "{said}");
    let both = [
        ("RINGCODE_SECRET", OTHER),
        ("RINGCODE_PREVIOUS_SECRET", SECRET),
    ];
    let (failed, said) = ask(&both);
    let told: Vec<_> = said.lines().collect();
    assert!(
        !failed && told.len() == 2 && !told[0].contains(' '),
        "{said}"
    );
    assert_eq!(
        told[1],
        format!("{}  (store.previous_secret)", fingerprint(number))
    );
    let (failed, said) = ask(&[production]);
    assert!(
        failed && said.contains("store.secret (RINGCODE_SECRET): needed"),
        "{said}"
    );
    let (failed, said) = ask(&[]);
    assert!(
        !failed && said.contains("(development: store.secret is not set)"),
        "{said}"
    );
    let (failed, said) = ask(&[("RINGCODE_SECRET", "short")]);
    assert!(failed && said.contains("32 characters"), "{said}");
    let file = std::env::temp_dir().join(format!("ringcode-print-{}", std::process::id()));
    std::fs::write(&file, SECRET).unwrap();
    let (failed, said) = ask(&[("RINGCODE_SECRET_FILE", file.to_str().unwrap())]);
    std::fs::remove_file(&file).unwrap();
    assert!(!failed && said.trim_end() == fingerprint(number), "{said}");
}
