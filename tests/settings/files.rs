//! Where settings stand: the environment, files, and the files of the repository that
//! repeat them.

use std::fs;

use ringcode::config::keys::{KEYS, LEPTOS};
use ringcode::config::{Environment, Settings};
use ringcode::domain::policy::Policy;
use secrecy::ExposeSecret;

use crate::SECRET;

#[test]
fn the_environment_wins_over_the_file_and_a_secret_may_be_in_one() {
    let path = std::env::temp_dir().join(format!("ringcode-secret-{}", std::process::id()));
    fs::write(&path, format!("{SECRET}\n")).unwrap();
    let environment = Environment::from([
        ("RINGCODE_BRAND", "Acme"),
        ("RINGCODE_SECRET_FILE", path.to_str().unwrap()),
    ]);
    let file = "[verification]\nbrand = \"Other\"\n[limits]\ncode_life = 300\n";
    let settings = Settings::from_parts(file, &environment);
    fs::remove_file(&path).unwrap();
    let settings = settings.unwrap();
    assert_eq!(settings.brand, "Acme");
    assert_eq!(settings.policy.code_life, 300_000);
    assert_eq!(
        settings.secrets[0].expose_secret(),
        SECRET,
        "without the line's end"
    );
}

#[test]
fn the_repository_s_own_file_is_in_order() {
    let file = repository("Leptos.toml");
    let settings = Settings::from_parts(&file, &Environment::default()).unwrap();
    assert!(!settings.production());
    assert_eq!(settings.policy, Policy::default(), "the policy table");
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

#[test]
fn the_readme_has_one_row_for_every_setting() {
    let readme = repository("README.md");
    for key in KEYS.iter().chain(&LEPTOS[..3]) {
        let row = format!("| `{}` | `{}` |", key.path(), key.env);
        let rows = readme.lines().filter(|line| line.starts_with(&row));
        let rows: Vec<&str> = rows.collect();
        assert_eq!(rows.len(), 1, "{row}");
        assert!(rows[0].contains(key.default), "{}: {}", key.path(), rows[0]);
    }
}

fn repository(file: &str) -> String {
    fs::read_to_string(format!("{}/{file}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

#[test]
fn every_link_in_the_documents_leads_somewhere() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut links = 0;
    for folder in ["", "docs", "docs/decisions"] {
        for entry in fs::read_dir(root.join(folder)).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_none_or(|extension| extension != "md") {
                continue;
            }
            let text = fs::read_to_string(&path).unwrap();
            let targets = text.split("](").skip(1);
            let targets = targets.filter_map(|rest| rest.split([')', '#']).next());
            for target in targets.filter(|target| !target.contains("://") && !target.is_empty()) {
                let there = path.parent().unwrap().join(target);
                assert!(there.exists(), "{target} in {}", path.display());
                links += 1;
            }
        }
    }
    assert!(links > 10, "{links}");
}
