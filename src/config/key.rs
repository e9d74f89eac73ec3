//! Keys: the name of a setting, its environment variable, default and help text.

use std::fmt;

/// Table of `Leptos.toml` with Leptos' own settings, which share it with cargo-leptos'.
pub const LEPTOS_TABLE: &str = "package.metadata.leptos";

/// The key of one setting.
#[derive(Debug)]
pub struct SettingKey {
    /// Table of `Leptos.toml`, such as `limits`.
    pub table: &'static str,
    /// Name in that table.
    pub name: &'static str,
    /// Environment variable that overrides the file.
    pub env: &'static str,
    /// Values that are allowed.
    pub kind: ValueKind,
    /// Value when it is not set, written as in an environment variable; may be empty.
    pub default: &'static str,
    /// Purpose and unit, one paragraph for operators.
    pub help: &'static str,
}

/// The values that a setting allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ValueKind {
    /// Text of one line.
    Text,
    /// Path of a file or folder; empty for none.
    Path,
    /// Text of one line that is never printed and never read from `Leptos.toml`.
    Secret,
    /// IP address and port.
    SocketAddress,
    /// `DEV` or `PROD`.
    Mode,
    /// Log filter as in [`log_filter`](super::log_filter).
    LogFilter,
    /// An http or https URL without a trailing slash; empty for none.
    Address,
    /// A whole number from `least` to `most`.
    Number { least: u64, most: u64 },
    /// One or more whole numbers from `least` to `most`.
    Numbers { least: u64, most: u64 },
    /// A number for each country, such as `*=10, US=50`; `*` is all others.
    PerCountry,
    /// A sender of texts; empty for none.
    Sender,
    /// A sender for each country, such as `*=14155550100, GB=ACME`; empty for none.
    Senders,
    /// A number, or `none`, for each country; empty for none.
    Callers,
    /// A text for each country, a line each; empty for none.
    Texts,
    /// Names of limits, with commas between them; empty for none.
    Limits,
    /// `true` or `false`.
    Flag,
    /// Networks such as `10.0.0.0/8`, with commas between them; `none` or empty for none.
    Networks,
    /// Name of an HTTP header; empty for none.
    Header,
}

impl SettingKey {
    /// `table.name`, as errors and `--check` show it.
    pub fn path(&self) -> String {
        format!("{}.{}", self.table, self.name)
    }
}

/// The allowed values as a phrase for operators.
impl fmt::Display for ValueKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let phrase = match self {
            Self::Text => "text without control characters",
            Self::Path => "a path without control characters",
            Self::Secret => "a secret of one line without control characters",
            Self::SocketAddress => "an IP address and a port, such as 0.0.0.0:3000 or [::]:3000",
            Self::Mode => "PROD or DEV",
            Self::LogFilter => "a level such as info, or target=level, with commas between them",
            Self::Address => {
                "an http:// or https:// address without a user and without a slash at its end"
            }
            Self::Number { least, most } => {
                return write!(f, "a whole number from {least} to {most}");
            }
            Self::Numbers { least, most } => {
                return write!(
                    f,
                    "whole numbers from {least} to {most}, with commas between them"
                );
            }
            Self::PerCountry => "a number per country, such as *=10, US=50",
            Self::Sender => "a number, a short code, letters, or powerpack: and a UUID",
            Self::Senders => "a sender per country, such as *=14155550100, GB=ACME",
            Self::Callers => "a number or none per country, such as *=14155550100, IN=none",
            Self::Texts => "a text per country, a line each, such as IN=Your code is {code}",
            Self::Limits => "names of limits, such as sends_per_block, with commas between them",
            Self::Flag => "true or false",
            Self::Header => "the name of an HTTP header",
            Self::Networks => {
                "networks such as 10.0.0.0/8, with commas between them; none where there are none"
            }
        };
        f.write_str(phrase)
    }
}
