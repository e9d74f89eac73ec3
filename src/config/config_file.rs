//! `Leptos.toml`: finding, reading and parsing it.

use std::path::{Path, PathBuf};
use std::{env, fs};

use toml::{Table, Value};

use crate::config::{ConfigErrors, SettingKey, ValueKind};

/// Name of the file.
pub const CONFIG_FILE: &str = "Leptos.toml";

/// Returns the folder of the binary.
pub fn binary_folder() -> Option<PathBuf> {
    let binary = env::current_exe().ok()?;
    binary.parent().map(Path::to_path_buf)
}

/// Reads the file in the working directory or else beside the binary; the text is empty when
/// there is none.
///
/// # Errors
/// The file is there and cannot be read.
pub fn read() -> Result<String, ConfigErrors> {
    let beside = binary_folder().map(|folder| folder.join(CONFIG_FILE));
    let places = [Some(PathBuf::from(CONFIG_FILE)), beside];
    let Some(path) = places.into_iter().flatten().find(|path| path.exists()) else {
        return Ok(String::new());
    };
    fs::read_to_string(&path).map_err(|error| {
        let mut errors = ConfigErrors::default();
        let message = format!("cannot be read: {error}");
        errors.add(path.display().to_string(), message);
        errors
    })
}

/// Parses the text of the file; a mistake in its syntax is added to `errors`.
pub fn parse(text: &str, errors: &mut ConfigErrors) -> Table {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    text.parse().unwrap_or_else(|error: toml::de::Error| {
        let line = error.span().map(|span| text[..span.start].lines().count());
        let line = line.map_or(String::new(), |line| format!(" (line {})", line.max(1)));
        errors.add(CONFIG_FILE, format!("not TOML: {}{line}", error.message()));
        Table::new()
    })
}

/// The table at a dotted path.
pub fn table<'a>(file: &'a Table, path: &str) -> Option<&'a Table> {
    let mut names = path.split('.');
    names.try_fold(file, |table, name| table.get(name)?.as_table())
}

/// The value of a setting, written as in an environment variable.
pub fn value(file: &Table, key: &SettingKey) -> Option<String> {
    let separator = match key.kind {
        ValueKind::Texts => "\n",
        _ => ", ",
    };
    let value = table(file, key.table)?.get(key.name);
    value.map(|value| as_text(value, separator))
}

fn as_text(value: &Value, separator: &str) -> String {
    let text = |value: &Value| as_text(value, separator);
    match value {
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(text).collect::<Vec<_>>().join(separator),
        Value::Table(entries) => {
            // A line break in an entry does not end it.
            let entry = |(name, value): (&String, &Value)| {
                let text = text(value).replace('\n', "\\n");
                format!("{name}={text}")
            };
            let entries: Vec<_> = entries.iter().map(entry).collect();
            entries.join(separator)
        }
        other => other.to_string(),
    }
}
