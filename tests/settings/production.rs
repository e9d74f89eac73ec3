//! Settings that production refuses, and secrets that are never shown.

use ringcode::config::{ConfigErrors, Settings};
use secrecy::ExposeSecret;

use crate::{SECRET, TOKEN, lines, problems};

const PRODUCTION: &str = "[package.metadata.leptos]\noutput-name = \"ringcode\"\nenv = \"PROD\"\n";

#[test]
fn production_refuses_the_simulator() {
    let file = format!("{PRODUCTION}[limits]\nresend_waits = [5]\n");
    let problems = problems(&file, []);
    let places: Vec<&str> = problems.0.iter().map(|error| &*error.place).collect();
    for place in [
        "plivo.auth_id",
        "store.url",
        "store.secret",
        "server.public_url",
        "server.trusted_proxies",
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
fn production_refuses_a_link_to_a_host_to_try() {
    let problems = production_with(&[("RINGCODE_DEMO_URL", "http://localhost:4004")]).unwrap_err();
    let told = lines(&problems);
    assert!(
        told.contains("server.demo_url: not in production"),
        "{told}"
    );
    assert_eq!(problems.0.len(), 1);
}

#[test]
fn production_without_calls_needs_no_price_for_them() {
    let file = format!("{PRODUCTION}[limits]\ncalls_per_flow = 0\n");
    let problems = problems(&file, []);
    let places: Vec<&str> = problems.0.iter().map(|error| &*error.place).collect();
    assert!(places.contains(&"limits.text_prices"), "{places:?}");
    assert!(!places.contains(&"limits.call_prices"), "{places:?}");
}

/// All that production needs, but for what is given, which counts.
fn production_with(given: &[(&str, &str)]) -> Result<Settings, ConfigErrors> {
    let usual = [
        ("RINGCODE_PUBLIC_URL", "https://verify.example.com"),
        ("RINGCODE_TRUSTED_PROXIES", "10.0.0.0/8"),
        ("RINGCODE_SECRET", SECRET),
        ("REDIS_URL", "rediss://redis.example.com"),
        ("PLIVO_AUTH_ID", "MAXXXXXXXXXXXXXXXXXX"),
        ("PLIVO_AUTH_TOKEN", TOKEN),
        ("PLIVO_SENDER", "+14155550100"),
        ("RINGCODE_COUNTRIES", "US, GB"),
        ("RINGCODE_SPEND_HOUR", "20"),
        ("RINGCODE_SPEND_DAY", "100"),
        ("RINGCODE_TEXT_PRICES", "*=0.10, US=0.0077"),
        ("RINGCODE_CALL_PRICES", "*=0.20"),
    ];
    let environment = usual.into_iter().chain(given.iter().copied()).collect();
    Settings::from_parts(PRODUCTION, &environment)
}

fn in_production(redis: &str, in_process: &str) -> Result<Settings, ConfigErrors> {
    production_with(&[("REDIS_URL", redis), ("RINGCODE_IN_PROCESS", in_process)])
}

/// The message of the only error.
fn wrong_in_production(given: &[(&str, &str)]) -> String {
    let problems = production_with(given).unwrap_err();
    assert_eq!(problems.0.len(), 1, "{problems}");
    lines(&problems)
}

#[test]
fn production_requires_a_statement_about_proxies() {
    for (proxies, fits) in [
        ("10.0.0.0/8, 192.0.2.7", true),
        ("none", true),
        ("None", true),
        ("", false),
        (" ", false),
    ] {
        let read = production_with(&[("RINGCODE_TRUSTED_PROXIES", proxies)]);
        assert_eq!(read.is_ok(), fits, "{proxies:?}");
    }
    let said = wrong_in_production(&[("RINGCODE_TRUSTED_PROXIES", "")]);
    assert!(
        said.starts_with("server.trusted_proxies: needed in production"),
        "{said}"
    );
    let said = wrong_in_production(&[("RINGCODE_TRUSTED_PROXIES", "none, 10.0.0.0/8")]);
    assert!(
        said.starts_with("server.trusted_proxies: \"none\" is no network"),
        "{said}"
    );
    let country = ("RINGCODE_COUNTRY_HEADER", "cf-ipcountry");
    let said = wrong_in_production(&[("RINGCODE_TRUSTED_PROXIES", "none"), country]);
    assert!(
        said.starts_with("server.country_header: needs server.trusted_proxies"),
        "{said}"
    );
}

#[test]
fn production_requires_prices_that_reach_a_limit() {
    for (name, prices, told) in [
        (
            "RINGCODE_TEXT_PRICES",
            "*=0",
            "limits.text_prices: 0 for *: ",
        ),
        (
            "RINGCODE_TEXT_PRICES",
            "*=0.0000",
            "limits.text_prices: 0 for *: ",
        ),
        (
            "RINGCODE_TEXT_PRICES",
            "*=1, US=0, GB = 0.0",
            "limits.text_prices: 0 for US, GB: ",
        ),
        (
            "RINGCODE_CALL_PRICES",
            "*=0, US=1",
            "limits.call_prices: 0 for *: ",
        ),
    ] {
        let said = wrong_in_production(&[(name, prices)]);
        assert!(said.starts_with(told), "{prices}: {said}");
    }
    let no_calls = ("RINGCODE_CALLS_PER_FLOW", "0");
    assert!(production_with(&[("RINGCODE_CALL_PRICES", "*=0"), no_calls]).is_ok());
    let least = ("RINGCODE_TEXT_PRICES", "*=0.0001");
    assert!(production_with(&[least]).is_ok());
}

#[test]
fn production_requires_public_https_addresses() {
    for (name, address, told) in [
        (
            "RINGCODE_PUBLIC_URL",
            "https://localhost",
            "server.public_url: in production an address",
        ),
        (
            "RINGCODE_PUBLIC_URL",
            "https://127.0.0.1",
            "server.public_url: in production an address",
        ),
        (
            "RINGCODE_PUBLIC_URL",
            "https://localhost.",
            "server.public_url: in production an address",
        ),
        (
            "RINGCODE_PUBLIC_URL",
            "https://0.0.0.0:3000",
            "server.public_url: in production an address",
        ),
        (
            "PLIVO_API_URL",
            "http://api.plivo.com",
            "plivo.api_url: https in production",
        ),
        (
            "PLIVO_PHLO_URL",
            "http://10.0.0.1",
            "plivo.phlo_url: https in production",
        ),
    ] {
        let said = wrong_in_production(&[(name, address)]);
        assert!(said.starts_with(told), "{address}: {said}");
    }
    assert!(production_with(&[("PLIVO_API_URL", "http://127.0.0.1:4010")]).is_ok());
}

#[test]
fn a_guessable_secret_is_refused() {
    const OTHER: &str = "another secret of thirty-two characters";
    let repeated = "x".repeat(64);
    for (secret, previous, told) in [
        (
            &*repeated,
            "",
            "store.secret: has too few different characters",
        ),
        (
            SECRET,
            &*repeated,
            "store.previous_secret: has too few different",
        ),
        (
            SECRET,
            SECRET,
            "store.previous_secret: the same as store.secret",
        ),
        (
            "0123456789012345678901234567890123456789",
            "",
            "store.secret: repeats itself",
        ),
        (
            " a secret of thirty-two characters",
            "",
            "store.secret: begins or ends with a space",
        ),
    ] {
        let said = wrong_in_production(&[
            ("RINGCODE_SECRET", secret),
            ("RINGCODE_PREVIOUS_SECRET", previous),
        ]);
        assert!(said.starts_with(told), "{said}");
        assert!(!said.contains("xxx") && !said.contains(SECRET), "{said}");
    }
    let (current, previous) = production_with(&[("RINGCODE_PREVIOUS_SECRET", OTHER)])
        .unwrap()
        .store
        .secrets();
    assert_eq!(
        [current.expose_secret(), previous.unwrap().expose_secret()],
        [SECRET, OTHER]
    );
    let said = lines(&problems("", [("RINGCODE_PREVIOUS_SECRET", OTHER)]));
    assert!(
        said.starts_with("store.previous_secret: is set, but store.secret is not"),
        "{said}"
    );
}

/// An operator who forgets to say that it is production would send real texts on a known secret.
#[test]
fn a_real_account_outside_of_production_needs_confirmation() {
    let account = [
        ("PLIVO_AUTH_ID", "MAXXXXXXXXXXXXXXXXXX"),
        ("PLIVO_AUTH_TOKEN", TOKEN),
        ("PLIVO_SENDER", "+14155550100"),
    ];
    let read = |given: &[(&str, &str)]| {
        let environment = account.into_iter().chain(given.iter().copied()).collect();
        let file = "[package.metadata.leptos]\nenv = \"DEV\"\n";
        Settings::from_parts(file, &environment).map_err(|problems| lines(&problems))
    };
    let said = read(&[]).unwrap_err();
    assert!(
        said.starts_with("package.metadata.leptos.env: there is an account at Plivo"),
        "{said}"
    );
    let said = read(&[("RINGCODE_SECRET", SECRET)]).unwrap_err();
    assert!(said.starts_with("package.metadata.leptos.env: "), "{said}");
    let said = read(&[("LEPTOS_ENV", "DEV")]).unwrap_err();
    assert!(
        said.starts_with("store.secret: needed with an account at Plivo"),
        "{said}"
    );
    assert!(read(&[("LEPTOS_ENV", "DEV"), ("RINGCODE_SECRET", SECRET)]).is_ok());
    let elsewhere = ("PLIVO_API_URL", "https://egress.example.com");
    assert!(read(&[elsewhere]).is_err());
    let simulated = ("PLIVO_API_URL", "http://127.0.0.1:4010");
    assert!(read(&[simulated]).is_ok());
    let phlo = ("PLIVO_PHLO_ID", "0b7c4e1a-0000-4000-8000-000000000000");
    assert!(
        read(&[simulated, phlo]).is_err(),
        "its runner is the real one"
    );
    let runner = ("PLIVO_PHLO_URL", "http://127.0.0.1:4010");
    assert!(read(&[simulated, phlo, runner]).is_ok());
}

#[test]
fn production_starts_with_complete_settings() {
    assert!(
        in_production("rediss://redis.example.com", "")
            .unwrap()
            .is_production()
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

/// It may still be right, as where a relay of Plivo's callbacks stands in front.
#[test]
fn a_public_address_that_is_private_is_warned_of() {
    let warnings = |address: &str| {
        let settings = production_with(&[("RINGCODE_PUBLIC_URL", address)]).unwrap();
        settings.warnings.to_string()
    };
    for address in [
        "https://10.0.0.1",
        "https://192.168.1.4:8443",
        "https://172.16.0.1",
        "https://169.254.1.1",
        "https://verify",
        "https://verify.local",
        "https://verify.internal",
        "https://nas.home.arpa",
    ] {
        let told = warnings(address);
        assert!(told.contains("server.public_url"), "{address}: {told}");
        assert!(told.contains("Plivo cannot reach"), "{address}: {told}");
    }
    for address in [
        "https://verify.example.com",
        "https://192.0.2.1",
        "https://172.32.0.1",
        "https://local.example.com",
        "https://mylocal.com",
    ] {
        assert_eq!(warnings(address), "", "{address}");
    }
}

#[test]
fn a_token_with_a_space_is_refused() {
    for token in [" abc", "abc ", "a b", "abc\u{a0}"] {
        let told = wrong_in_production(&[("PLIVO_AUTH_TOKEN", token)]);
        assert!(told.contains("plivo.auth_token: has a space"), "{told}");
    }
}
