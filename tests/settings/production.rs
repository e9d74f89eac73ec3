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
        "limits.countries",
        "limits.spend_hour",
        "limits.spend_day",
        "limits.text_prices",
        "limits.call_prices",
    ] {
        assert!(places.contains(&place), "{place} in {places:?}");
    }
}

#[test]
fn production_without_calls_needs_no_price_for_them() {
    let file = format!("{PRODUCTION}[limits]\ncalls_per_flow = 0\n");
    let problems = problems(&file, []);
    let places: Vec<&str> = problems.0.iter().map(|problem| &*problem.place).collect();
    assert!(places.contains(&"limits.text_prices"), "{places:?}");
    assert!(!places.contains(&"limits.call_prices"), "{places:?}");
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
        ("RINGCODE_COUNTRIES", "US, GB"),
        ("RINGCODE_SPEND_HOUR", "20"),
        ("RINGCODE_SPEND_DAY", "100"),
        ("RINGCODE_TEXT_PRICES", "*=0.10, US=0.0077"),
        ("RINGCODE_CALL_PRICES", "*=0.20"),
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
