//! Problems of the settings.

use std::fmt;

/// One thing wrong with the settings: what, and what it may be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// `table.key`, or the variable's or file's name.
    pub place: String,
    /// The environment variable of the same setting; empty when `place` is no setting.
    pub env: &'static str,
    /// The mistake and what is allowed; never a secret's value.
    pub what: String,
}

/// Everything wrong with the settings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Problems(pub Vec<Problem>);

impl Problems {
    /// Adds one about something that is no setting.
    pub fn add(&mut self, place: impl Into<String>, what: impl Into<String>) {
        self.0.push(Problem {
            place: place.into(),
            env: "",
            what: what.into(),
        });
    }

    /// Adds one about a setting.
    pub(super) fn add_to(&mut self, key: &crate::config::keys::Key, what: impl Into<String>) {
        self.0.push(Problem {
            place: key.path(),
            env: key.env,
            what: what.into(),
        });
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { place, env, what } = self;
        match *env {
            "" => write!(f, "{place}: {what}"),
            env => write!(f, "{place} ({env}): {what}"),
        }
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0
            .iter()
            .try_for_each(|problem| writeln!(f, "{problem}"))
    }
}

impl std::error::Error for Problems {}
