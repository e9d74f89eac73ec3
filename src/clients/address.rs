//! The addresses that people may be returned to, and the origins of pages with the widget.

use url::{Host, Url};

/// An address that nobody may be returned to.
#[derive(Debug, thiserror::Error)]
pub(super) enum InvalidRedirectAddress {
    #[error("no address: {0:?}")]
    NoAddress(String),
    #[error("https, or in development http on this machine: {0:?}")]
    Scheme(String),
    #[error("without a user and without a fragment (#…): {0:?}")]
    Parts(String),
}

/// An origin that no browser writes like this, or that may have no widget.
#[derive(Debug, thiserror::Error)]
pub(super) enum InvalidOrigin {
    #[error(transparent)]
    Address(#[from] InvalidRedirectAddress),
    #[error("each origin by itself, without *: {0:?}")]
    Wildcard(String),
    #[error("an origin as browsers write it, {expected}, not {given:?}")]
    MoreThanAnOrigin { given: String, expected: String },
}

/// Checks an address that people are returned to.
pub(super) fn check_redirect_address(
    address: &str,
    is_production: bool,
) -> Result<(), InvalidRedirectAddress> {
    let url = Url::parse(address).ok().filter(Url::has_host);
    let url = url.ok_or_else(|| InvalidRedirectAddress::NoAddress(address.to_owned()))?;
    let is_local = match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    };
    let is_plain = url.username().is_empty() && url.password().is_none() && !address.contains('#');
    match url.scheme() {
        "https" | "http" if !is_plain => Err(InvalidRedirectAddress::Parts(address.to_owned())),
        "https" => Ok(()),
        "http" if is_local && !is_production => Ok(()),
        _ => Err(InvalidRedirectAddress::Scheme(address.to_owned())),
    }
}

/// Checks the origin of pages with the widget. It has to be written as browsers write it, since
/// theirs is compared with it byte by byte.
pub(super) fn check_origin(origin: &str, is_production: bool) -> Result<(), InvalidOrigin> {
    if origin.contains('*') {
        return Err(InvalidOrigin::Wildcard(origin.to_owned()));
    }
    check_redirect_address(origin, is_production)?;
    let written = Url::parse(origin).map(|url| url.origin().ascii_serialization());
    match written {
        Ok(expected) if expected != origin => Err(InvalidOrigin::MoreThanAnOrigin {
            given: origin.to_owned(),
            expected,
        }),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_written_as_browsers_write_it() {
        for origin in [
            "https://shop.example",
            "https://shop.example:8443",
            "https://xn--shp-rna.example",
            "https://192.0.2.1",
        ] {
            assert!(check_origin(origin, true).is_ok(), "{origin}");
        }
        for local in [
            "http://localhost:4004",
            "http://127.0.0.1",
            "http://[::1]:80",
        ] {
            assert_eq!(
                check_origin(local, false).is_ok(),
                local != "http://[::1]:80"
            );
            assert!(check_origin(local, true).is_err(), "{local}");
        }
        for (odd, told) in [
            ("https://shop.example/", "https://shop.example,"),
            ("https://shop.example:443", "https://shop.example,"),
            ("https://Shop.example", "https://shop.example,"),
            ("https://shöp.example", "https://xn--shp-tna.example,"),
            ("https://shop.example/sign-up", "https://shop.example,"),
            ("https://shop.example?", "https://shop.example,"),
            ("https://*.shop.example", "without *"),
            ("*", "without *"),
            ("https://me@shop.example", "without a user"),
            ("http://shop.example", "https, or"),
            ("null", "no address"),
            ("", "no address"),
        ] {
            let error = check_origin(odd, false).unwrap_err();
            assert!(error.to_string().contains(told), "{odd}: {error}");
        }
    }
}
