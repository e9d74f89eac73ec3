//! The environment variables of this process, read once.

#![expect(
    clippy::disallowed_methods,
    reason = "the one place that reads the environment"
)]

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};

/// Environment variables, with `None` for a value that is not UTF-8.
#[derive(Clone, Default)]
pub struct Environment(BTreeMap<String, Option<String>>);

impl Environment {
    /// Reads the environment of this process.
    pub fn from_env() -> Self {
        std::env::vars_os().collect()
    }

    /// The value of a variable; `None` also for an empty one.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        let value = self.0.get(name)?.as_deref()?;
        Some(value).filter(|value| !value.is_empty())
    }

    /// Whether a variable is set to something that is not UTF-8.
    pub(super) fn is_garbled(&self, name: &str) -> bool {
        self.0.get(name).is_some_and(Option::is_none)
    }

    /// The name and value of every variable; the value is empty where it is not UTF-8.
    pub(super) fn all(&self) -> impl Iterator<Item = (&str, &str)> {
        let variables = self.0.iter();
        variables.map(|(name, value)| (name.as_str(), value.as_deref().unwrap_or_default()))
    }
}

impl<N: AsRef<OsStr>, V: AsRef<OsStr>> FromIterator<(N, V)> for Environment {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(variables: I) -> Self {
        let read = |(name, value): (N, V)| {
            let name = name.as_ref().to_string_lossy().into_owned();
            let value = OsString::from(value.as_ref()).into_string();
            (name, value.ok())
        };
        Self(variables.into_iter().map(read).collect())
    }
}

/// Whether `cargo leptos watch` runs this process, so that the page reloads by itself.
pub fn live_reload_enabled() -> bool {
    std::env::var_os("LEPTOS_WATCH").is_some()
}

/// Whether the variables of OpenTelemetry name a collector of traces.
pub fn names_trace_collector() -> bool {
    let names = [
        "OTEL_EXPORTER_OTLP_ENDPOINT",
        "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
    ];
    names.iter().any(|name| std::env::var_os(name).is_some())
}
