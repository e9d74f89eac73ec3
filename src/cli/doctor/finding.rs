//! The outcome of one check, and how it is written.

use std::fmt;

/// The outcome of one check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The name of the check.
    pub name: &'static str,
    /// The severity.
    pub severity: Severity,
    /// The thing found, for the operator.
    pub told: String,
    /// The thing to do about it; empty where nothing is.
    pub advice: &'static str,
}

/// The severity of a finding, the least first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Nothing has to be done.
    Fine,
    /// The server works, but not as well as it could, or not after the next accident.
    Warning,
    /// The server does not work, or not for long.
    Wrong,
}

impl Finding {
    /// A finding that asks for nothing.
    pub fn fine(name: &'static str, told: impl Into<String>) -> Self {
        Self::new(name, Severity::Fine, told, "")
    }

    /// A finding that should be mended some day.
    pub fn warning(name: &'static str, told: impl Into<String>, advice: &'static str) -> Self {
        Self::new(name, Severity::Warning, told, advice)
    }

    /// A finding that has to be mended now.
    pub fn wrong(name: &'static str, told: impl Into<String>, advice: &'static str) -> Self {
        Self::new(name, Severity::Wrong, told, advice)
    }

    fn new(
        name: &'static str,
        severity: Severity,
        told: impl Into<String>,
        advice: &'static str,
    ) -> Self {
        Self {
            name,
            severity,
            told: told.into(),
            advice,
        }
    }
}

/// One line, and below it the advice where there is any.
impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let severity = match self.severity {
            Severity::Fine => "ok",
            Severity::Warning => "warning",
            Severity::Wrong => "WRONG",
        };
        writeln!(f, "{severity:7}  {:14}  {}", self.name, self.told)?;
        match self.advice {
            "" => Ok(()),
            advice => writeln!(f, "{:25}-> {advice}", ""),
        }
    }
}
