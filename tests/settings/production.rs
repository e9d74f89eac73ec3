//! What production refuses, and what nobody is shown.

use ringcode::server::config::{Environment, Problems, Settings};

use crate::{SECRET, TOKEN, problems};

const PRODUCTION: &str = "[package.metadata.leptos]\noutput-name = \"ringcode\"\nenv = \"PROD\"\n";

#[test]
fn production_takes_no_stand_in() {
    let file = format!("{PRODUCTION}[limits]\nresend_waits = [5]\n");
    let problems = problems(&file, []);
    let places: Vec<&str> = problems.0.iter().map(|problem| &*problem.place).collect();
    for place in [
        "plivo.auth_id",
        "store.url",
        "store.secret",
        "server.public_url",
        "limits.resend_waits",
    ] {
        assert!(places.contains(&place), "{place} in {places:?}");
    }
}

fn in_production(redis: &str, in_process: &str) -> Result<Settings, Problems> {
    let environment = Environment::from([
        ("RINGCODE_PUBLIC_URL", "https://verify.example.com"),
        ("RINGCODE_SECRET", SECRET),
        ("REDIS_URL", redis),
        ("RINGCODE_IN_PROCESS", in_process),
        ("PLIVO_AUTH_ID", "MAXXXXXXXXXXXXXXXXXX"),
        ("PLIVO_AUTH_TOKEN", TOKEN),
        ("PLIVO_SENDER", "+14155550100"),
    ]);
    Settings::from_parts(PRODUCTION, &environment)
}

#[test]
fn production_starts_with_the_real_things() {
    assert!(
        in_production("rediss://redis.example.com", "")
            .unwrap()
            .production()
    );
    assert!(in_production("", "true").is_ok());
    assert!(in_production("", "false").is_err());
}

#[test]
fn no_secret_is_ever_shown() {
    let settings = in_production("redis://:hunter2-of-redis@redis.example.com", "").unwrap();
    let shown = format!("{settings:?}{}", settings.report());
    assert!(
        shown.contains("plivo.auth_token = …  (PLIVO_AUTH_TOKEN)"),
        "{shown}"
    );
    let wrong = problems(
        "[store]\nsecret = \"secret-in-the-file\"",
        [
            ("REDIS_URL", "redis://:hunter2-of-redis@:port"),
            ("RINGCODE_PREVIOUS_SECRET", "a-short-secret"),
            ("PLIVO_AUTH_TOKEN", TOKEN),
        ],
    );
    let shown = format!("{shown}{wrong:?}{wrong}");
    for secret in [
        SECRET,
        TOKEN,
        "hunter2",
        "secret-in-the-file",
        "a-short-secret",
    ] {
        assert!(!shown.contains(secret), "{secret} in {shown}");
    }
}
