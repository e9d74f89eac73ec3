//! Whether a raw value is what its key may be.

use std::net::SocketAddr;

use axum::http::HeaderName;
use url::Url;

use crate::config::keys::Kind;
use crate::config::log_filter;
use crate::config::trusted_proxies::TrustedProxies;

/// Checks a value as it was written; says what is allowed when it is not that.
pub(super) fn check_kind(kind: Kind, value: &str) -> Result<(), String> {
    let within = |text: &str, least, most| {
        text.trim()
            .parse::<u64>()
            .is_ok_and(|number| (least..=most).contains(&number))
    };
    let fits = match kind {
        Kind::Text | Kind::Secret => return one_line(kind, value),
        Kind::Path if value.starts_with("-----BEGIN") => {
            return Err("the path of a file, not what stands in it".to_owned());
        }
        Kind::Path => return one_line(kind, value),
        Kind::SocketAddress => value.parse::<SocketAddr>().is_ok(),
        Kind::Mode => matches!(
            &*value.to_lowercase(),
            "dev" | "development" | "prod" | "production"
        ),
        Kind::LogFilter => return log_filter::parse(value).map(drop),
        Kind::Address => {
            value.is_empty()
                || Url::parse(value).is_ok_and(|url| {
                    let plain = url.username().is_empty() && url.password().is_none();
                    plain && matches!(url.scheme(), "http" | "https") && !value.ends_with('/')
                })
        }
        Kind::Number { least, most } => within(value, least, most),
        Kind::Numbers { least, most } => value.split(',').all(|item| within(item, least, most)),
        // Read, and its mistakes told, where it is used.
        Kind::PerCountry => true,
        Kind::Flag => matches!(value, "true" | "false"),
        Kind::Header => value.is_empty() || value.parse::<HeaderName>().is_ok(),
        Kind::Networks => return TrustedProxies::parse(value).map(drop),
    };
    // An address that is wrong may hold a password.
    let told = !value.contains('@') && value.len() <= 60;
    match (fits, told) {
        (true, _) => Ok(()),
        (false, true) => Err(format!("{}, not {value:?}", kind.allowed())),
        (false, false) => Err(kind.allowed()),
    }
}

/// Refuses control characters, and names the first without what stands around it.
fn one_line(kind: Kind, value: &str) -> Result<(), String> {
    let Some(control) = value.chars().find(|c| c.is_control()) else {
        return Ok(());
    };
    let name = match control {
        '\n' | '\r' => "a line break".to_owned(),
        '\t' => "a tab".to_owned(),
        other => format!("the control character U+{:04X}", u32::from(other)),
    };
    Err(format!("{}: there is {name} in it", kind.allowed()))
}

impl Kind {
    /// What is allowed, in words.
    pub fn allowed(self) -> String {
        match self {
            Self::Text => "text without control characters".to_owned(),
            Self::Path => "a path without control characters".to_owned(),
            Self::Secret => "a secret of one line without control characters".to_owned(),
            Self::SocketAddress => {
                "an IP address and a port, such as 0.0.0.0:3000 or [::]:3000".to_owned()
            }
            Self::Mode => "PROD or DEV".to_owned(),
            Self::LogFilter => {
                "a level such as info, or target=level, with commas between them".to_owned()
            }
            Self::Address => {
                "an http:// or https:// address without a user and without a slash at its end"
                    .to_owned()
            }
            Self::Number { least, most } => format!("a whole number from {least} to {most}"),
            Self::Numbers { least, most } => {
                format!("whole numbers from {least} to {most}, with commas between them")
            }
            Self::PerCountry => "a number per country, such as *=10, US=50".to_owned(),
            Self::Flag => "true or false".to_owned(),
            Self::Header => "the name of an HTTP header".to_owned(),
            Self::Networks => {
                "networks such as 10.0.0.0/8, with commas between them; none where there are none"
                    .to_owned()
            }
        }
    }
}
