//! Parsers of values: from the text of a setting to its type.

use std::net::SocketAddr;
use std::time::Duration;

use axum::http::HeaderName;
use leptos::config::Env;
use url::Url;

use crate::config::value_file::read_bytes;
use crate::config::{InvalidText, TrustedProxies, ValueKind as Kind, log_filter};

/// A kind of value, and how its text becomes a `T`.
pub struct ValueParser<T> {
    /// The values that are allowed.
    pub kind: Kind,
    parse: Parse<T>,
}

enum Parse<T> {
    /// `None` for every text that is not of the kind.
    OfKind(fn(Kind, &str) -> Option<T>),
    /// Says itself what is wrong.
    Explained(fn(Kind, &str) -> Result<T, InvalidText>),
}

/// A type that takes a checked text as it is. An `Option` is `None` for an empty text.
pub trait FromText {
    /// Converts the text.
    fn from_text(text: &str) -> Self;
}

impl<T> ValueParser<T> {
    /// Combines a kind with a function that says itself what is wrong with a text.
    pub const fn new(kind: Kind, parse: fn(Kind, &str) -> Result<T, InvalidText>) -> Self {
        let parse = Parse::Explained(parse);
        Self { kind, parse }
    }

    const fn from_fn(kind: Kind, parse: fn(Kind, &str) -> Option<T>) -> Self {
        let parse = Parse::OfKind(parse);
        Self { kind, parse }
    }

    /// Parses the text of a setting.
    ///
    /// # Errors
    /// [`InvalidText`]: the mistake and what is allowed.
    pub fn parse(&self, text: &str) -> Result<T, InvalidText> {
        let kind = self.kind;
        match self.parse {
            Parse::Explained(parse) => parse(kind, text),
            Parse::OfKind(parse) => parse(kind, text).ok_or_else(|| {
                // A wrong address may hold a password.
                match text.contains('@') || text.len() > 60 {
                    true => kind.to_string().into(),
                    false => format!("{kind}, not {text:?}").into(),
                }
            }),
        }
    }
}

impl FromText for String {
    fn from_text(text: &str) -> Self {
        text.to_owned()
    }
}

impl<T: for<'a> From<&'a str>> FromText for Option<T> {
    fn from_text(text: &str) -> Self {
        (!text.is_empty()).then(|| T::from(text))
    }
}

/// Text of one line.
pub const fn text<T: FromText>() -> ValueParser<T> {
    ValueParser::new(Kind::Text, one_line)
}

/// A secret of one line.
pub const fn secret<T: FromText>() -> ValueParser<T> {
    ValueParser::new(Kind::Secret, one_line)
}

/// The path of a file or folder.
pub const fn path<T: FromText>() -> ValueParser<T> {
    ValueParser::new(Kind::Path, |kind, text| match text {
        pem if pem.starts_with("-----BEGIN") => {
            Err("the path of a file, not what stands in it".into())
        }
        path => one_line(kind, path),
    })
}

/// The path of a file, whose bytes are read.
pub const fn file<T: From<Vec<u8>>>() -> ValueParser<Option<T>> {
    ValueParser::new(Kind::Path, |_, text| {
        let path: Option<String> = path().parse(text)?;
        Ok(path.map(|path| read_bytes(&path)).transpose()?.map(T::from))
    })
}

/// An http or https address, as it is written.
pub const fn address<T: FromText>() -> ValueParser<T> {
    ValueParser::new(Kind::Address, |_, text| {
        url().parse(text).map(|_| T::from_text(text))
    })
}

/// An http or https address, parsed.
pub const fn url() -> ValueParser<Option<Url>> {
    ValueParser::from_fn(Kind::Address, |_, text| {
        optional(text, |text| {
            let url = Url::parse(text).ok()?;
            let has_user = !url.username().is_empty() || url.password().is_some();
            let is_plain = !has_user && !text.ends_with('/');
            (is_plain && matches!(url.scheme(), "http" | "https")).then_some(url)
        })
    })
}

/// A whole number from `least` to `most`.
pub const fn number<T: TryFrom<u64>>(least: u64, most: u64) -> ValueParser<T> {
    ValueParser::from_fn(Kind::Number { least, most }, |kind, text| {
        T::try_from(within(kind, text)?).ok()
    })
}

/// Whole seconds.
pub const fn seconds(least: u64, most: u64) -> ValueParser<Duration> {
    ValueParser::from_fn(Kind::Number { least, most }, seconds_within)
}

/// Whole milliseconds.
pub const fn milliseconds(least: u64, most: u64) -> ValueParser<Duration> {
    ValueParser::from_fn(Kind::Number { least, most }, |kind, text| {
        within(kind, text).map(Duration::from_millis)
    })
}

/// One or more spans of whole seconds, with commas between them.
pub const fn list_of_seconds(least: u64, most: u64) -> ValueParser<Vec<Duration>> {
    ValueParser::from_fn(Kind::Numbers { least, most }, |kind, text| {
        let items = text.split(',');
        items.map(|item| seconds_within(kind, item)).collect()
    })
}

/// `true` or `false`.
pub const fn flag() -> ValueParser<bool> {
    ValueParser::from_fn(Kind::Flag, |_, text| text.parse().ok())
}

/// `DEV` or `PROD`, in any case, also in full.
pub const fn mode() -> ValueParser<Env> {
    ValueParser::from_fn(Kind::Mode, |_, text| Env::try_from(text.to_owned()).ok())
}

/// An IP address and a port.
pub const fn socket_address() -> ValueParser<Option<SocketAddr>> {
    ValueParser::from_fn(Kind::SocketAddress, |_, text| text.parse().ok().map(Some))
}

/// The name of an HTTP header.
pub const fn header() -> ValueParser<Option<HeaderName>> {
    ValueParser::from_fn(Kind::Header, |_, text| {
        optional(text, |text| text.parse().ok())
    })
}

/// Networks of proxies.
pub const fn networks() -> ValueParser<TrustedProxies> {
    ValueParser::new(Kind::Networks, |_, text| TrustedProxies::parse(text))
}

/// A log filter, as it is written.
pub const fn log_filter() -> ValueParser<String> {
    ValueParser::new(Kind::LogFilter, |_, text| {
        log_filter::parse(text)?;
        Ok(text.to_owned())
    })
}

/// `Some(None)` for an empty text.
fn optional<T>(text: &str, parse: impl FnOnce(&str) -> Option<T>) -> Option<Option<T>> {
    match text {
        "" => Some(None),
        text => parse(text).map(Some),
    }
}

/// Parses a text; `None` for an empty one.
///
/// # Errors
/// The one of `parse`.
pub fn unless_empty<T, E: Into<InvalidText>>(
    text: &str,
    parse: impl FnOnce(&str) -> Result<T, E>,
) -> Result<Option<T>, InvalidText> {
    match text {
        "" => Ok(None),
        text => parse(text).map(Some).map_err(Into::into),
    }
}

fn within(kind: Kind, text: &str) -> Option<u64> {
    let (Kind::Number { least, most } | Kind::Numbers { least, most }) = kind else {
        return None;
    };
    let number = text.trim().parse().ok()?;
    (least..=most).contains(&number).then_some(number)
}

fn seconds_within(kind: Kind, text: &str) -> Option<Duration> {
    within(kind, text).map(Duration::from_secs)
}

/// Refuses control characters, and names the first one without its neighbours.
fn one_line<T: FromText>(kind: Kind, text: &str) -> Result<T, InvalidText> {
    let name = match text.chars().find(|c| c.is_control()) {
        None => return Ok(T::from_text(text)),
        Some('\n' | '\r') => "a line break".to_owned(),
        Some('\t') => "a tab".to_owned(),
        Some(other) => format!("the control character U+{:04X}", u32::from(other)),
    };
    Err(format!("{kind}: there is {name} in it").into())
}
