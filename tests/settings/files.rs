//! The sources of settings: the environment, files, and the files of the repository that repeat
//! them.

use std::fs;

use ringcode::config::{Environment, Settings};
use ringcode::domain::Policy;
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
    assert_eq!(
        settings.limits.policy(),
        Policy::default(),
        "the policy table"
    );
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

fn repository(file: &str) -> String {
    fs::read_to_string(format!("{}/{file}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}
