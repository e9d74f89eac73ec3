//! The sources of settings: the environment, files, and the files of the repository that repeat
//! them.

use std::fs;
use std::time::Duration;

use enum_map::enum_map;
use ringcode::config::{Environment, Settings};
use ringcode::domain::{Channel, ChannelPolicy, PerCountry, Policy, WindowLimit};
use secrecy::ExposeSecret;

use crate::SECRET;

#[test]
fn the_environment_overrides_the_file_and_secrets_may_be_files() {
    let path = std::env::temp_dir().join(format!("ringcode-secret-{}", std::process::id()));
    fs::write(&path, format!("{SECRET}\n")).unwrap();
    let environment = Environment::from_iter([
        ("RINGCODE_BRAND", "Acme"),
        ("RINGCODE_SECRET_FILE", path.to_str().unwrap()),
    ]);
    let file = "[verification]\nbrand = \"Other\"\n[limits]\ncode_life = 300\n";
    let settings = Settings::from_parts(file, &environment);
    fs::remove_file(&path).unwrap();
    let settings = settings.unwrap();
    assert_eq!(settings.verification.brand, "Acme");
    assert_eq!(
        settings.limits.policy().code_life,
        std::time::Duration::from_secs(300)
    );
    assert_eq!(
        settings.store.secrets().0.expose_secret(),
        SECRET,
        "without the line's end"
    );
}

#[test]
fn the_settings_file_of_the_repository_is_valid() {
    let file = repository("Leptos.toml");
    let settings = Settings::from_parts(&file, &Environment::default()).unwrap();
    assert!(!settings.is_production());
    assert_eq!(settings.limits.policy(), policy_table(), "the policy table");
    let section = |text: &str| {
        let tables: toml::Table = text.parse().unwrap();
        tables["package"]["metadata"]["leptos"]
            .as_table()
            .unwrap()
            .clone()
    };
    let (run, build) = (section(&file), section(&repository("Cargo.toml")));
    let both = run.iter().filter(|(name, _)| build.contains_key(*name));
    let both = both.inspect(|(name, value)| assert_eq!(build[*name], **value, "{name}"));
    assert!(
        both.count() >= 4,
        "output name, site root, package directory, address"
    );
}

/// The numbers of the settings' reference.
fn policy_table() -> Policy {
    let limit = |count, minutes| WindowLimit {
        count,
        within: Duration::from_mins(minutes),
    };
    Policy {
        code_life: Duration::from_mins(10),
        redraw_below: Duration::from_mins(2),
        guesses_per_code: 5,
        guesses_per_verification: 10,
        guesses_per_phone: limit(15, 24 * 60),
        guesses_in_a_row: 100,
        resend_waits: [30, 60, 120, 300, 600].map(Duration::from_secs).into(),
        attempts_per_verification: 5,
        numbers_per_verification: 3,
        attempts_per_phone: vec![limit(3, 10), limit(5, 60), limit(10, 24 * 60)],
        channels: enum_map! {
            Channel::Text => ChannelPolicy {
                attempts_per_verification: 5,
                attempts_per_phone: vec![],
                wait_after_other: None,
                offered_in: PerCountry::same(true),
            },
            Channel::Call => ChannelPolicy {
                attempts_per_verification: 2,
                attempts_per_phone: vec![limit(3, 24 * 60)],
                wait_after_other: Some(Duration::from_secs(30)),
                offered_in: PerCountry::same(true),
            },
        },
        verification_life: Duration::from_mins(30),
        verification_idle: Duration::from_mins(15),
    }
}

fn repository(file: &str) -> String {
    fs::read_to_string(format!("{}/{file}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}
