//! The reference of all settings as Markdown: `docs/reference/settings.md` is its output.

use std::fmt::Write;

use crate::config::{SettingKey, sections};

const INTRODUCTION: &str = "\
<!-- Written by `ringcode settings > docs/reference/settings.md`; do not edit. -->

# Settings

A setting comes from its environment variable, else from `Leptos.toml` in the working directory or beside
the binary, else it has its default. An empty variable counts as not set. `VARIABLE_FILE` names a file
with the value instead. Secrets come from the environment or such a file only.
";

/// Returns the document: one table of settings for each table of `Leptos.toml`.
pub fn markdown() -> String {
    let mut document = INTRODUCTION.to_owned();
    let mut table = "";
    for key in sections::keys() {
        if key.table != table {
            table = key.table;
            _ = write!(
                document,
                "\n## {table}\n\n| setting | environment | allowed | default | meaning |\n\
                 | --- | --- | --- | --- | --- |\n"
            );
        }
        document += &row(key);
    }
    document
}

fn row(key: &SettingKey) -> String {
    let default = match key.default {
        "" => String::new(),
        default => format!("`{default}`"),
    };
    let (path, env, allowed) = (key.path(), key.env, key.kind);
    let meaning = key.help;
    format!("| `{path}` | `{env}` | {allowed} | {default} | {meaning} |\n")
}
