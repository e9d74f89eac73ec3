//! Mistakes in the settings, and in the file of clients.

use std::error::Error;
use std::fmt;

/// The reason why a text is refused, in words for the operator; nothing of a secret.
pub type InvalidText = Box<dyn Error>;

/// One mistake in the settings or the file of clients, in words for the operator.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{place}{}: {message}", in_parentheses(env))]
pub struct ConfigError {
    /// `table.name` of the setting or of a client's key, else the name of the variable or file.
    pub place: String,
    /// Environment variable of that setting; empty when `place` is no setting.
    pub env: &'static str,
    /// The mistake and what is allowed; never the value of a secret.
    pub message: String,
}

/// Every mistake in the settings or the file of clients, a line each.
#[derive(Clone, Debug, Default, PartialEq, Eq, thiserror::Error)]
pub struct ConfigErrors(pub Vec<ConfigError>);

impl ConfigErrors {
    /// Adds a mistake at a variable, table or file that is no setting.
    pub fn add(&mut self, place: impl Into<String>, message: impl ToString) {
        self.0.push(ConfigError {
            place: place.into(),
            env: "",
            message: message.to_string(),
        });
    }
}

impl fmt::Display for ConfigErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|error| writeln!(f, "{error}"))
    }
}

fn in_parentheses(env: &str) -> String {
    match env {
        "" => String::new(),
        env => format!(" ({env})"),
    }
}
