//! Reads the values of one table, and notes every problem instead of ending at the first.

use std::num::NonZeroU32;
use std::path::Path;

use toml::{Table, Value};

use crate::config::ConfigErrors;

/// The place of the file, and the mode in which it is read.
#[derive(Clone, Copy)]
pub(super) struct TableContext<'a> {
    /// The folder that paths in the file start from.
    pub folder: &'a Path,
    pub is_production: bool,
}

/// A table that is being read. Keys that nobody asked for are problems, too.
pub(super) struct TableReader<'a> {
    name: String,
    table: &'a Table,
    known: Vec<&'static str>,
    errors: &'a mut ConfigErrors,
}

impl TableContext<'_> {
    /// A path in the file, from the file's folder.
    pub fn path(&self, text: &str) -> String {
        self.folder.join(text).display().to_string()
    }
}

impl<'a> TableReader<'a> {
    /// Reads `table`, which problems call `name`.
    pub fn new(name: &str, table: &'a Table, errors: &'a mut ConfigErrors) -> Self {
        Self {
            name: name.to_owned(),
            table,
            known: Vec::new(),
            errors,
        }
    }

    /// Notes a problem with a key.
    pub fn error(&mut self, key: &str, message: impl ToString) {
        self.errors.add(format!("{}.{key}", self.name), message);
    }

    /// A text; `None` where there is none.
    pub fn text(&mut self, key: &'static str) -> Option<&'a str> {
        let text = self.value(key)?.as_str();
        if text.is_none() {
            self.error(key, "a text in quotes");
        }
        text
    }

    /// A list of texts; empty where there is none.
    pub fn texts(&mut self, key: &'static str) -> Vec<&'a str> {
        let Some(value) = self.value(key) else {
            return Vec::new();
        };
        let texts = value
            .as_array()
            .and_then(|items| items.iter().map(Value::as_str).collect());
        texts.unwrap_or_else(|| {
            self.error(key, "texts in brackets");
            Vec::new()
        })
    }

    /// `true` or `false`.
    pub fn flag(&mut self, key: &'static str, default: bool) -> bool {
        let Some(value) = self.value(key) else {
            return default;
        };
        value.as_bool().unwrap_or_else(|| {
            self.error(key, "true or false");
            default
        })
    }

    /// A whole number above 0; `None` where there is none.
    pub fn count(&mut self, key: &'static str) -> Option<NonZeroU32> {
        let number = self.value(key)?.as_integer();
        let count = number.and_then(|number| u32::try_from(number).ok().and_then(NonZeroU32::new));
        if count.is_none() {
            self.error(key, "a whole number above 0");
        }
        count
    }

    /// A table inside this one, with its own keys; `None` where there is none.
    pub fn table(&mut self, key: &'static str) -> Option<TableReader<'_>> {
        let table = self.value(key)?.as_table();
        let name = format!("{}.{key}", self.name);
        if table.is_none() {
            self.error(key, format!("a table of its own: [{name}]"));
        }
        Some(TableReader::new(&name, table?, self.errors))
    }

    /// One of `choices`, by its name; the first where there is none.
    pub fn choice<T: Copy>(&mut self, key: &'static str, choices: &[(&str, T)]) -> Option<T> {
        let default = choices.first().map(|(_, choice)| *choice);
        match self.text(key) {
            None => default,
            Some(text) => self.named(key, text, choices),
        }
    }

    /// Several of `choices`, by their names; empty where there are none.
    pub fn choices<T: Copy>(&mut self, key: &'static str, choices: &[(&str, T)]) -> Vec<T> {
        let texts = self.texts(key).into_iter();
        let named = texts.filter_map(|text| self.named(key, text, choices));
        named.collect()
    }

    /// Any value; `None` where there is none.
    pub fn value(&mut self, key: &'static str) -> Option<&'a Value> {
        self.known.push(key);
        self.table.get(key)
    }

    /// Notes the keys that nobody asked for.
    pub fn finish(mut self) {
        let known = std::mem::take(&mut self.known);
        let unknown = self
            .table
            .keys()
            .filter(|key| !known.contains(&key.as_str()));
        for key in unknown {
            let near = known
                .iter()
                .min_by_key(|known| strsim::osa_distance(known, key));
            let near = near.filter(|known| strsim::osa_distance(known, key) <= 3);
            let hint = near.map_or(String::new(), |known| format!("; did you mean {known}?"));
            self.error(key, format!("no such key{hint}"));
        }
    }

    fn named<T: Copy>(&mut self, key: &str, text: &str, choices: &[(&str, T)]) -> Option<T> {
        let found = choices.iter().find(|(name, _)| *name == text);
        if found.is_none() {
            let names: Vec<_> = choices.iter().map(|(name, _)| *name).collect();
            self.error(key, format!("{}, not {text:?}", names.join(", ")));
        }
        found.map(|(_, choice)| *choice)
    }
}
