//! Finds what was set, for every key: the raw value and where it came from.

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;

use super::keys::{KEYS, Key, Kind};

/// The name of the run-time configuration file.
const FILE: &str = "Leptos.toml";

/// Where a value comes from that nobody set.
pub(super) const DEFAULT: &str = "default";

/// The environment variables that concern us, read once.
#[derive(Clone, Debug, Default)]
pub struct Environment(BTreeMap<String, String>);

/// One thing wrong with the settings: what, and what it may be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// `table.key`, or the variable's or file's name.
    pub place: String,
    /// What is wrong and what is allowed; never a secret's value.
    pub what: String,
}

/// Everything wrong with the settings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Problems(pub Vec<Problem>);

/// What was set for one key.
pub(super) struct Raw {
    pub value: String,
    pub from: &'static str,
}

impl Environment {
    /// The environment of this process.
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that reads the environment"
    )]
    pub fn of_this_process() -> Self {
        let texts = std::env::vars_os().filter_map(|(name, value)| {
            Some((name.into_string().ok()?, value.into_string().ok()?))
        });
        Self(texts.collect())
    }

    fn get(&self, name: &str) -> Option<&str> {
        self.0
            .get(name)
            .map(String::as_str)
            .filter(|value| !value.is_empty())
    }
}

impl<const N: usize> From<[(&str, &str); N]> for Environment {
    fn from(variables: [(&str, &str); N]) -> Self {
        Self(
            variables
                .into_iter()
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .collect(),
        )
    }
}

impl Problems {
    /// Adds one.
    pub fn add(&mut self, place: impl Into<String>, what: impl Into<String>) {
        self.0.push(Problem {
            place: place.into(),
            what: what.into(),
        });
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for Problem { place, what } in &self.0 {
            writeln!(f, "{place}: {what}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Problems {}

/// The text of the configuration file in the working directory or beside the
/// binary; empty when there is none.
pub(super) fn find_file() -> Result<String, Problems> {
    let beside = std::env::current_exe()
        .ok()
        .and_then(|exe| Some(exe.parent()?.join(FILE)));
    let Some(path) = [Some(PathBuf::from(FILE)), beside]
        .into_iter()
        .flatten()
        .find(|path| path.is_file())
    else {
        return Ok(String::new());
    };
    std::fs::read_to_string(&path).map_err(|error| {
        let mut problems = Problems::default();
        problems.add(
            path.display().to_string(),
            format!("cannot be read: {error}"),
        );
        problems
    })
}

/// The raw value of every key, and what is set but unknown.
pub(super) fn raw_values(
    file: &str,
    environment: &Environment,
    problems: &mut Problems,
) -> Vec<(&'static Key, Raw)> {
    let tables = match file.parse::<toml::Table>() {
        Ok(tables) => tables,
        Err(error) => {
            problems.add(FILE, format!("not TOML: {}", error.message()));
            toml::Table::new()
        }
    };
    report_unknown(&tables, environment, problems);
    KEYS.iter()
        .map(|key| (key, raw_value(key, &tables, environment, problems)))
        .collect()
}

fn raw_value(
    key: &Key,
    tables: &toml::Table,
    environment: &Environment,
    problems: &mut Problems,
) -> Raw {
    if let Some(value) = environment.get(key.env) {
        return Raw {
            value: value.to_owned(),
            from: key.env,
        };
    }
    if key.kind == Kind::Secret
        && let Some(path) = environment.get(&format!("{}_FILE", key.env))
    {
        return match std::fs::read_to_string(path) {
            Ok(value) => Raw {
                value: value.trim_end().to_owned(),
                from: "file",
            },
            Err(error) => {
                problems.add(key.path(), format!("{path} cannot be read: {error}"));
                Raw {
                    value: String::new(),
                    from: "file",
                }
            }
        };
    }
    match tables.get(key.table).and_then(|table| table.get(key.name)) {
        Some(_) if key.kind == Kind::Secret => {
            problems.add(
                key.path(),
                format!(
                    "a secret: set {0} or {0}_FILE in the environment, not {FILE}",
                    key.env
                ),
            );
            Raw {
                value: String::new(),
                from: FILE,
            }
        }
        Some(value) => Raw {
            value: written(value),
            from: FILE,
        },
        None => Raw {
            value: key.default.to_owned(),
            from: DEFAULT,
        },
    }
}

/// A TOML value as the environment would write it.
fn written(value: &toml::Value) -> String {
    match value {
        toml::Value::String(text) => text.clone(),
        toml::Value::Array(items) => items.iter().map(written).collect::<Vec<_>>().join(", "),
        toml::Value::Table(entries) => {
            let entry = |(key, value): (&String, &toml::Value)| format!("{key}={}", written(value));
            entries.iter().map(entry).collect::<Vec<_>>().join(", ")
        }
        other => other.to_string(),
    }
}

fn report_unknown(tables: &toml::Table, environment: &Environment, problems: &mut Problems) {
    for (table, content) in tables.iter().filter(|(table, _)| *table != "package") {
        let Some(content) = content
            .as_table()
            .filter(|_| KEYS.iter().any(|key| key.table == table))
        else {
            problems.add(table, format!("no such table in {FILE}"));
            continue;
        };
        for name in content.keys().filter(|name| {
            !KEYS
                .iter()
                .any(|key| key.table == table && key.name == *name)
        }) {
            problems.add(format!("{table}.{name}"), "no such setting");
        }
    }
    let known = |name: &str| {
        KEYS.iter()
            .any(|key| key.env == name.strip_suffix("_FILE").unwrap_or(name) || key.env == name)
    };
    for name in environment
        .0
        .keys()
        .filter(|name| name.starts_with("RINGCODE_") && !known(name))
    {
        problems.add(name, "no such setting");
    }
}

impl Key {
    /// `table.key`, as problems and `--check` name it.
    pub fn path(&self) -> String {
        format!("{}.{}", self.table, self.name)
    }
}

/// Whether `cargo leptos watch` runs this process, so that its page reloads by itself.
#[expect(
    clippy::disallowed_methods,
    reason = "the one place that reads the environment"
)]
pub fn watched() -> bool {
    std::env::var("LEPTOS_WATCH").is_ok()
}
