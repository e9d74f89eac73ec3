//! Whether a raw value is what its key may be.

use axum::http::HeaderName;
use url::Url;

use super::keys::Kind;
use crate::server::client_address::Proxies;

/// Checks a value as it was written; says what is allowed when it is not that.
pub(super) fn check_kind(kind: Kind, value: &str) -> Result<(), String> {
    let within = |text: &str, least, most| {
        text.trim()
            .parse::<u64>()
            .is_ok_and(|number| (least..=most).contains(&number))
    };
    let fits = match kind {
        Kind::Text | Kind::Secret => !value.chars().any(char::is_control),
        Kind::Address => {
            value.is_empty()
                || Url::parse(value).is_ok_and(|url| {
                    matches!(url.scheme(), "http" | "https") && !value.ends_with('/')
                })
        }
        Kind::Number { least, most } => within(value, least, most),
        Kind::Numbers { least, most } => value.split(',').all(|item| within(item, least, most)),
        // Read, and its mistakes told, where it is used.
        Kind::PerCountry => true,
        Kind::Flag => matches!(value, "true" | "false"),
        Kind::Header => value.is_empty() || value.parse::<HeaderName>().is_ok(),
        Kind::Networks => return Proxies::parse(value).map(drop),
    };
    if fits { Ok(()) } else { Err(kind.allowed()) }
}

impl Kind {
    /// What is allowed, in words.
    pub fn allowed(self) -> String {
        match self {
            Self::Text => "text without control characters".to_owned(),
            Self::Secret => "a secret".to_owned(),
            Self::Address => "an http:// or https:// address without a slash at its end".to_owned(),
            Self::Number { least, most } => format!("a whole number from {least} to {most}"),
            Self::Numbers { least, most } => {
                format!("whole numbers from {least} to {most}, with commas between them")
            }
            Self::PerCountry => "a number per country, such as *=10, US=50".to_owned(),
            Self::Flag => "true or false".to_owned(),
            Self::Header => "the name of an HTTP header".to_owned(),
            Self::Networks => "networks such as 10.0.0.0/8, with commas between them".to_owned(),
        }
    }
}
