//! The settings with which the program does not start, and its log.

use std::fs;
use std::path::Path;

use ringcode_test_support::Browser;
use serde_json::Value;

use crate::NUMBER;
use crate::process::{Process, client, fails, fails_from};

/// The folder of a build, with the files that are looked at.
const SITE: &str = concat!(env!("CARGO_TARGET_TMPDIR"), "/site");

fn build(site: &Path) {
    fs::create_dir_all(site.join("pkg")).unwrap();
    for file in ["ringcode.css", "ringcode.js", "ringcode.wasm"] {
        fs::write(site.join("pkg").join(file), "").unwrap();
    }
}

/// All that production asks for.
const PRODUCTION: [(&str, &str); 15] = [
    ("LEPTOS_ENV", "PROD"),
    ("RINGCODE_OPERATOR_ADDR", "127.0.0.1:0"),
    ("LEPTOS_SITE_ROOT", SITE),
    ("RINGCODE_TRUSTED_PROXIES", "none"),
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
fn production_without_any_required_setting_is_refused() {
    build(Path::new(SITE));
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
            "",
            "server.trusted_proxies: needed in production",
        ),
        (
            "LEPTOS_SITE_ROOT",
            "/no/such/folder",
            "package.metadata.leptos.site-root: no site folder with pkg/ringcode.css is at /no/such/folder: ",
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

/// The output without the variable's name beside each setting's.
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
async fn a_json_log_has_one_object_per_line() {
    // Whatever the filter, the audit trail is written.
    let environment = [("RINGCODE_LOG_JSON", "true"), ("RUST_LOG", "error")];
    let process = Process::start(&environment).await;
    let browser = Browser::new(client(), &process.url);
    browser
        .asks_for_a_text("+1 415\r\n\"}\n{\"target\":\"audit\"}")
        .await;
    browser.asks_for_a_text(NUMBER).await;
    let log = process.log().await;
    let lines: Vec<Value> = log
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let audit = lines.iter().filter(|line| line["target"] == "audit");
    let told: Vec<_> = audit
        .map(|line| line["fields"]["message"].as_str().unwrap())
        // How far the text got comes when it comes.
        .filter(|message| *message != "report")
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
async fn an_unread_log_stops_no_request() {
    let server = Process::start_unread(&[("RUST_LOG", "trace")]).await;
    let http = client();
    for _ in 0..200 {
        let page = http.get(&server.url).send().await.unwrap();
        assert_eq!(page.status(), 200);
    }
}

/// Like `Leptos.toml`, so that the program may be started from anywhere.
#[test]
fn the_site_folder_is_found_beside_the_program() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("deployed");
    let elsewhere = Path::new(env!("CARGO_TARGET_TMPDIR")).join("elsewhere");
    let program = folder.join("ringcode");
    let without = |name: &str| {
        let mut environment = PRODUCTION.to_vec();
        environment.retain(|(known, _)| *known != name);
        environment
    };
    for (at, found) in [
        (folder.join("target/site"), true),
        (folder.join("site"), true),
        (elsewhere.join("target/site"), true),
        (folder.join("target/other"), false),
    ] {
        _ = fs::remove_dir_all(&folder);
        _ = fs::remove_dir_all(&elsewhere);
        fs::create_dir_all(&folder).unwrap();
        fs::create_dir_all(&elsewhere).unwrap();
        fs::hard_link(env!("CARGO_BIN_EXE_ringcode"), &program).unwrap();
        build(&at);
        let environment = without("LEPTOS_SITE_ROOT");
        let (failed, said) = fails_from(&program, &elsewhere, &["--check"], &environment);
        assert_eq!(!failed, found, "{}: {said}", at.display());
    }
    // In development it is said, and no reason not to start.
    let (failed, said) = fails_from(&program, &elsewhere, &["--check"], &[]);
    assert!(
        !failed && said.contains("no site folder with pkg/ringcode.css"),
        "{said}"
    );
    // A folder that lacks one file is none.
    let site = folder.join("site");
    for file in ["ringcode.css", "ringcode.js", "ringcode.wasm"] {
        build(&site);
        fs::remove_file(site.join("pkg").join(file)).unwrap();
        let (failed, said) = fails_from(
            &program,
            &elsewhere,
            &["--check"],
            &without("LEPTOS_SITE_ROOT"),
        );
        assert!(
            failed && said.contains("no site folder with pkg/"),
            "{said}"
        );
    }
}

#[tokio::test]
async fn the_open_file_limit_is_raised_for_the_connections() {
    // As many as it may: the soft limit is raised to what is needed.
    let process = Process::start_under("ulimit -Sn 300", &[("RINGCODE_CONNECTIONS", "1000")]).await;
    let limits = fs::read_to_string(format!("/proc/{}/limits", process.id())).unwrap();
    let files = limits
        .lines()
        .find(|line| line.starts_with("Max open files"));
    let soft = files.unwrap().split_whitespace().nth(3);
    assert_eq!(soft, Some("1256"), "{limits}");
    drop(process);
    // Fewer than are needed: it says so, and serves those there is room for.
    let process = Process::start_under("ulimit -n 400", &[("RINGCODE_CONNECTIONS", "1000")]).await;
    let log = process.log().await;
    assert!(
        log.contains("alert: too few files may be open") && log.contains("connections=200"),
        "{log}"
    );
    drop(process);
    let process = Process::start_under("ulimit -n 1256", &[("RINGCODE_CONNECTIONS", "1000")]).await;
    assert!(!process.log().await.contains("alert"));
}
