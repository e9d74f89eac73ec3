//! The settings as text, each with its origin, and the mistakes found in them.

use std::fmt;

use toml::Table;

use crate::config::config_file::CONFIG_FILE;
use crate::config::value_file::read_value;
use crate::config::{
    ConfigError, ConfigErrors, Environment, InvalidText, SettingKey, ValueKind, ValueParser,
    config_file, unknown_names,
};

/// The text of every setting, and the mistakes and warnings so far. Settings are named by
/// their paths, such as `limits.code_life`.
pub(super) struct RawSettings {
    values: Vec<RawValue>,
    errors: ConfigErrors,
    warnings: ConfigErrors,
}

/// The text of one setting.
struct RawValue {
    key: &'static SettingKey,
    text: String,
    origin: Origin,
}

/// The origin of a setting's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// None: the default holds.
    Default,
    /// `Leptos.toml`.
    ConfigFile,
    /// The environment variable of this name, or the file that it names.
    Environment(String),
}

/// A setting in force, as `--check` prints it.
#[derive(Clone, Debug)]
pub struct EffectiveSetting {
    /// `table.name`.
    pub path: String,
    /// The text, masked when it is a secret.
    pub value: String,
    /// The origin of the text.
    pub origin: Origin,
}

impl RawSettings {
    /// Finds the text of every key in the environment, else in the text of a `Leptos.toml`.
    /// Unknown names in either are mistakes.
    pub(super) fn load(
        keys: &[&'static SettingKey],
        file: &str,
        environment: &Environment,
    ) -> Self {
        let mut errors = ConfigErrors::default();
        let file = config_file::parse(file, &mut errors);
        unknown_names::report_in_file(keys, &file, &mut errors);
        unknown_names::report_in_environment(keys, environment, &mut errors);
        let mut raw = Self {
            values: Vec::new(),
            errors,
            warnings: ConfigErrors::default(),
        };
        for key in keys {
            let value = raw.find_value(key, &file, environment);
            raw.values.push(value);
        }
        raw
    }

    fn find_value(
        &mut self,
        key: &'static SettingKey,
        file: &Table,
        environment: &Environment,
    ) -> RawValue {
        let in_file = config_file::value(file, key);
        let is_secret = key.kind == ValueKind::Secret;
        if in_file.is_some() && is_secret {
            let message = format!("a secret: set {0} or {0}_FILE, not {CONFIG_FILE}", key.env);
            self.errors.0.push(error_at(key, message));
        }
        let in_environment = value_in_environment(key, environment);
        let in_environment = in_environment.unwrap_or_else(|error| {
            self.errors.0.push(error_at(key, error));
            Some((key.default.to_owned(), Origin::Default))
        });
        let in_file = in_file.filter(|_| !is_secret);
        let (text, origin) = in_environment
            .or_else(|| Some((in_file?, Origin::ConfigFile)))
            .unwrap_or_else(|| (key.default.to_owned(), Origin::Default));
        RawValue { key, text, origin }
    }

    /// Parses a setting. A mistake is noted and the default returned, so that reading goes on.
    pub(super) fn parse<T: Default>(&mut self, path: &str, parser: &ValueParser<T>) -> T {
        let Some(RawValue { key, text, .. }) = self.value(path) else {
            return T::default();
        };
        let default = key.default;
        parser.parse(text).unwrap_or_else(|error| {
            self.error(path, error);
            parser.parse(default).unwrap_or_default()
        })
    }

    /// The text of a setting.
    pub(super) fn text(&self, path: &str) -> &str {
        self.value(path).map_or("", |value| &value.text)
    }

    /// Whether a setting has any text.
    pub(super) fn is_set(&self, path: &str) -> bool {
        !self.text(path).is_empty()
    }

    /// Whether a setting has its default because it is set nowhere.
    pub(super) fn is_default(&self, path: &str) -> bool {
        self.value(path)
            .is_some_and(|value| value.origin == Origin::Default)
    }

    /// Whether a setting comes from the environment, or from a file that the environment names.
    pub(super) fn is_set_by_environment(&self, path: &str) -> bool {
        let origin = self.value(path).map(|value| &value.origin);
        matches!(origin, Some(Origin::Environment(_)))
    }

    /// Replaces the default of a setting, unless it is set somewhere.
    pub(super) fn set_default(&mut self, path: &str, text: &str) {
        let is_here = |value: &&mut RawValue| value.key.path() == path;
        if let Some(value) = self.values.iter_mut().find(is_here)
            && value.origin == Origin::Default
        {
            text.clone_into(&mut value.text);
        }
    }

    /// Notes a mistake in a setting.
    pub(super) fn error(&mut self, path: &str, message: impl ToString) {
        let error = self.value(path).map(|value| error_at(value.key, message));
        self.errors.0.extend(error);
    }

    /// Notes something to log at the start, which does not prevent it.
    pub(super) fn warn(&mut self, path: &str, message: impl ToString) {
        let warning = self.value(path).map(|value| error_at(value.key, message));
        self.warnings.0.extend(warning);
    }

    /// Whether a mistake in a setting is noted already.
    pub(super) fn has_error(&self, path: &str) -> bool {
        self.errors.0.iter().any(|error| error.place == path)
    }

    /// The number of mistakes so far.
    pub(super) fn error_count(&self) -> usize {
        self.errors.0.len()
    }

    /// Every setting as it is in force, secrets masked.
    pub(super) fn effective(&self) -> Vec<EffectiveSetting> {
        let effective = |value: &RawValue| EffectiveSetting {
            path: value.key.path(),
            value: match value.key.kind {
                ValueKind::Secret if !value.text.is_empty() => "…".to_owned(),
                _ => value.text.clone(),
            },
            origin: value.origin.clone(),
        };
        self.values.iter().map(effective).collect()
    }

    /// Ends the reading and returns the warnings.
    ///
    /// # Errors
    /// Every mistake, when there is one.
    pub(super) fn finish(self) -> Result<ConfigErrors, ConfigErrors> {
        match self.errors.0.is_empty() {
            true => Ok(self.warnings),
            false => Err(self.errors),
        }
    }

    /// Ends the reading and returns every mistake.
    pub(super) fn into_errors(self) -> ConfigErrors {
        self.errors
    }

    fn value(&self, path: &str) -> Option<&RawValue> {
        let value = self.values.iter().find(|value| value.key.path() == path);
        debug_assert!(value.is_some(), "{path} is no setting");
        value
    }
}

fn error_at(key: &SettingKey, message: impl ToString) -> ConfigError {
    ConfigError {
        place: key.path(),
        env: key.env,
        message: message.to_string(),
    }
}

/// The value of the key's variable, or in the file that the variable with `_FILE` names.
fn value_in_environment(
    key: &SettingKey,
    environment: &Environment,
) -> Result<Option<(String, Origin)>, InvalidText> {
    let variable = key.env;
    let file_variable = format!("{variable}_FILE");
    let names = [variable, &*file_variable];
    if let Some(name) = names.iter().find(|name| environment.is_garbled(name)) {
        return Err(format!("the value of {name} is not UTF-8").into());
    }
    match (environment.get(variable), environment.get(&file_variable)) {
        (Some(_), Some(_)) => {
            Err(format!("{variable} and {file_variable} are both set: keep one").into())
        }
        (Some(text), None) => Ok(Some((
            text.to_owned(),
            Origin::Environment(variable.to_owned()),
        ))),
        (None, Some(path)) => {
            let text = read_value(path);
            let text = text.map_err(|error| format!("{error} ({file_variable})"))?;
            Ok(Some((text, Origin::Environment(file_variable))))
        }
        (None, None) => Ok(None),
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Default => "default",
            Self::ConfigFile => CONFIG_FILE,
            Self::Environment(variable) => variable,
        })
    }
}
