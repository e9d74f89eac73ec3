//! What the program does not start with, and how it logs once it does.

use serde_json::Value;

use crate::NUMBER;
use crate::person::Person;
use crate::process::{Process, client, fails};

/// All that production asks for.
const PRODUCTION: [(&str, &str); 12] = [
    ("LEPTOS_ENV", "PROD"),
    ("RINGCODE_PUBLIC_URL", "https://verify.example.com"),
    (
        "RINGCODE_SECRET",
        "a secret of thirty-two characters or more",
    ),
    ("RINGCODE_IN_PROCESS", "true"),
    ("PLIVO_AUTH_ID", "MAXXXXXXXXXXXXXXXXXX"),
    ("PLIVO_AUTH_TOKEN", "the-token-of-the-account-at-plivo"),
    ("PLIVO_SENDER", "+14155550100"),
    ("RINGCODE_COUNTRIES", "US"),
    ("RINGCODE_SPEND_HOUR", "100"),
    ("RINGCODE_SPEND_DAY", "1000"),
    ("RINGCODE_TEXT_PRICES", "*=1"),
    ("RINGCODE_CALL_PRICES", "*=1"),
];

#[test]
fn production_is_refused_whatever_is_missing() {
    let (failed, said) = fails(&["--check"], &PRODUCTION);
    assert!(!failed, "{said}");
    let short = "too short to be one";
    let development = "development only: known to everyone who can read";
    for (name, value, told) in [
        ("PLIVO_AUTH_ID", "", "plivo.auth_id: needed in production"),
        ("RINGCODE_IN_PROCESS", "", "store.url: needed in production"),
        ("RINGCODE_SECRET", "", "store.secret: needed in production"),
        (
            "RINGCODE_SECRET",
            short,
            "store.secret: 32 characters at least",
        ),
        (
            "RINGCODE_SECRET",
            development,
            "store.secret: needed in production, and not the one",
        ),
        (
            "RINGCODE_PUBLIC_URL",
            "",
            "server.public_url: https in production",
        ),
        (
            "RINGCODE_PUBLIC_URL",
            "http://verify.example.com",
            "server.public_url: https",
        ),
        (
            "RINGCODE_RESEND_WAITS",
            "5",
            "limits.resend_waits: in production 30 seconds",
        ),
        (
            "RINGCODE_TRUSTED_PROXIES",
            "anybody",
            "server.trusted_proxies: \"anybody\" is no",
        ),
        (
            "RINGCODE_TEST_NUMBER",
            "+14155550100",
            "RINGCODE_TEST_NUMBER: no such setting",
        ),
        (
            "RINGCODE_FIXED_CODE",
            "123456",
            "RINGCODE_FIXED_CODE: no such setting",
        ),
    ] {
        let mut environment = PRODUCTION.to_vec();
        environment.retain(|(known, _)| *known != name);
        environment.push((name, value));
        for words in [&[][..], &["--check"]] {
            let (failed, said) = fails(words, &environment);
            let said = without_variables(&said);
            assert!(
                failed && said.contains(told),
                "{name}={value} {words:?}: {said}"
            );
            assert!(
                !said.contains("too short to be") && !said.contains("the-token"),
                "{said}"
            );
        }
    }
}

/// What was said, without the variable's name beside each setting's.
fn without_variables(said: &str) -> String {
    let line = |line: &str| match line.split_once(" (") {
        Some((place, rest)) if !place.contains(' ') => {
            let (_, what) = rest.split_once("): ").unwrap();
            format!("{place}: {what}\n")
        }
        _ => format!("{line}\n"),
    };
    said.lines().map(line).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_of_objects_has_one_in_each_line() {
    // Whatever the filter, the audit trail is written.
    let environment = [("RINGCODE_LOG_JSON", "true"), ("RUST_LOG", "error")];
    let process = Process::start(&environment).await;
    let person = Person::new(client(), &process.url);
    person
        .asks_for_a_text("+1 415\r\n\"}\n{\"target\":\"audit\"}")
        .await;
    person.asks_for_a_text(NUMBER).await;
    let log = process.log();
    let lines: Vec<Value> = log
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let audit = lines.iter().filter(|line| line["target"] == "audit");
    let told: Vec<_> = audit
        .map(|line| line["fields"]["message"].as_str().unwrap())
        .collect();
    assert_eq!(told, ["start", "send"], "{log}");
    for line in &lines {
        assert_eq!(line["span"]["client"], "127.0.0.1/32", "{line}");
        assert!(line["timestamp"].as_str().unwrap().ends_with('Z'), "{line}");
        assert!(
            line["fields"]["phone"].as_str().unwrap().len() > 20,
            "{line}"
        );
    }
    assert!(!log.contains(&NUMBER[1..]));
}

/// A pipe holds 64 KiB. Whoever should read it stands still, and people are served all the same.
#[tokio::test]
async fn a_log_that_nobody_reads_stops_nobody() {
    let server = Process::start_unread(&[("RUST_LOG", "trace")]).await;
    let http = client();
    for _ in 0..200 {
        let page = http.get(&server.url).send().await.unwrap();
        assert_eq!(page.status(), 200);
    }
}
