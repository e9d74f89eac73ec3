//! Finds what was set, for every key: the raw value and where it came from.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use crate::config::environment::Environment;
use crate::config::keys::{KEYS, Key, Kind, LEPTOS};
use crate::config::names::{leptos_section, report_keys, report_variables};
use crate::config::problem::Problems;

/// The name of the run-time configuration file.
const FILE: &str = "Leptos.toml";

/// Where a value comes from that nobody set.
pub(super) const DEFAULT: &str = "default";

/// More bytes than any setting has.
const LONGEST: u64 = 64 * 1024;

/// What was set for one key.
pub(super) struct Raw {
    pub value: String,
    pub from: String,
}

/// The folder of the binary.
pub(super) fn beside_binary() -> Option<PathBuf> {
    let exe = std::env::current_exe().ok()?;
    exe.parent().map(Path::to_path_buf)
}

/// The text of the configuration file in the working directory or beside the
/// binary; empty when there is none.
pub(super) fn find_file() -> Result<String, Problems> {
    let beside = beside_binary().map(|folder| folder.join(FILE));
    let Some(path) = [Some(PathBuf::from(FILE)), beside]
        .into_iter()
        .flatten()
        .find(|path| path.exists())
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

/// The tables of the configuration file.
pub(super) fn tables(file: &str, problems: &mut Problems) -> toml::Table {
    let file = file.strip_prefix('\u{feff}').unwrap_or(file);
    file.parse::<toml::Table>().unwrap_or_else(|error| {
        let line = error.span().map(|span| file[..span.start].lines().count());
        let line = line.map_or(String::new(), |line| format!(" (line {})", line.max(1)));
        problems.add(FILE, format!("not TOML: {}{line}", error.message()));
        toml::Table::new()
    })
}

/// The raw value of every key, and what is set but unknown.
pub(super) fn raw_values(
    tables: &toml::Table,
    environment: &Environment,
    problems: &mut Problems,
) -> Vec<(&'static Key, Raw)> {
    report_keys(FILE, tables, problems);
    report_variables(environment, problems);
    KEYS.iter()
        .chain(LEPTOS)
        .map(|key| (key, raw_value(key, tables, environment, problems)))
        .collect()
}

fn raw_value(
    key: &Key,
    tables: &toml::Table,
    environment: &Environment,
    problems: &mut Problems,
) -> Raw {
    let in_file = in_tables(key, tables);
    if in_file.is_some() && key.kind == Kind::Secret {
        let what = format!("a secret: set {0} or {0}_FILE, not {FILE}", key.env);
        problems.add_to(key, what);
    }
    match in_environment(key, environment) {
        Ok(Some(raw)) => raw,
        Err(what) => {
            problems.add_to(key, what);
            Raw::default_of(key)
        }
        Ok(None) => match in_file.filter(|_| key.kind != Kind::Secret) {
            Some(value) => Raw {
                value: written(value),
                from: FILE.to_owned(),
            },
            None => Raw::default_of(key),
        },
    }
}

fn in_tables<'a>(key: &Key, tables: &'a toml::Table) -> Option<&'a toml::Value> {
    let table = match tables.get(key.table) {
        Some(table) => table.as_table(),
        None if LEPTOS.iter().any(|own| own.env == key.env) => leptos_section(tables),
        None => None,
    };
    table?.get(key.name)
}

/// What the key's variable says, or the file that the variable with `_FILE` at its end names.
fn in_environment(key: &Key, environment: &Environment) -> Result<Option<Raw>, String> {
    let file_variable = format!("{}_FILE", key.env);
    for name in [key.env, &file_variable] {
        if environment.is_garbled(name) {
            return Err(format!("the value of {name} is not UTF-8"));
        }
    }
    match (environment.get(key.env), environment.get(&file_variable)) {
        (Some(_), Some(_)) => Err(format!("{0} and {0}_FILE are both set: keep one", key.env)),
        (Some(value), None) => Ok(Some(Raw {
            value: value.to_owned(),
            from: key.env.to_owned(),
        })),
        (None, Some(path)) => match value_in(Path::new(path)) {
            Ok(value) => Ok(Some(Raw {
                value,
                from: file_variable,
            })),
            Err(what) => Err(format!("{path} {what} ({file_variable})")),
        },
        (None, None) => Ok(None),
    }
}

/// The value that stands in a file, without the line's end and a byte order mark.
fn value_in(path: &Path) -> Result<String, String> {
    let read = || -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        File::open(path)?
            .take(LONGEST + 1)
            .read_to_end(&mut bytes)?;
        Ok(bytes)
    };
    let bytes = read().map_err(|error| format!("cannot be read: {error}"))?;
    if bytes.len() as u64 > LONGEST {
        return Err(format!("is longer than {LONGEST} bytes"));
    }
    let text = String::from_utf8(bytes).map_err(|_| "is not UTF-8".to_owned())?;
    let value = text.strip_prefix('\u{feff}').unwrap_or(&text).trim_end();
    if value.is_empty() {
        return Err("is empty".to_owned());
    }
    Ok(value.to_owned())
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

impl Raw {
    fn default_of(key: &Key) -> Self {
        Self {
            value: key.default.to_owned(),
            from: DEFAULT.to_owned(),
        }
    }
}

impl Key {
    /// `table.key`, as problems and `--check` name it.
    pub fn path(&self) -> String {
        format!("{}.{}", self.table, self.name)
    }
}
