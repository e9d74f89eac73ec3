//! The browser's secret: a cookie that leads to its flow.

use axum::http::header::COOKIE;
use axum::http::{HeaderMap, HeaderValue};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;

/// Bytes of a browser's secret.
const LENGTH: usize = 32;

/// Seconds a browser keeps the cookie: as long as a flow may live.
const MAX_AGE: u64 = 30 * 60;

/// A browser's secret. Whoever has it acts on its flow; it is never logged or stored.
#[derive(Clone, PartialEq, Eq)]
pub struct Session(String);

impl Session {
    /// A new secret, of 256 random bits.
    pub fn fresh() -> Self {
        let secret: [u8; LENGTH] = rand::random();
        Self(BASE64_URL_SAFE_NO_PAD.encode(secret))
    }

    /// A secret that was drawn before.
    pub fn known(secret: String) -> Self {
        Self(secret)
    }

    /// The secret the request carries, if it has the shape of one that we gave.
    pub fn of_request(headers: &HeaderMap, secure: bool) -> Option<Self> {
        let cookies = headers
            .get_all(COOKIE)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|line| line.split(';'));
        let mut values = cookies
            .filter_map(|cookie| cookie.trim().strip_prefix(name(secure))?.strip_prefix('='));
        values
            .find(|value| {
                BASE64_URL_SAFE_NO_PAD
                    .decode(value)
                    .is_ok_and(|bytes| bytes.len() == LENGTH)
            })
            .map(|value| Self(value.to_owned()))
    }

    /// The secret itself, to derive a flow's name from.
    pub fn secret(&self) -> &str {
        &self.0
    }

    /// The header that gives the secret to the browser.
    pub fn cookie(&self, secure: bool) -> Option<HeaderValue> {
        let only_secure = if secure { "; Secure" } else { "" };
        let cookie = format!(
            "{}={}; Path=/; Max-Age={MAX_AGE}; HttpOnly; SameSite=Lax{only_secure}",
            name(secure),
            self.0
        );
        HeaderValue::from_str(&cookie).ok()
    }
}

/// `__Host-` makes browsers refuse the cookie from other hosts and over plain
/// http, which is why development without TLS has to do without it.
fn name(secure: bool) -> &'static str {
    if secure {
        "__Host-ringcode"
    } else {
        "ringcode"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(cookies: &[&str], secure: bool) -> Option<String> {
        let mut headers = HeaderMap::new();
        for cookie in cookies {
            headers.append(COOKIE, HeaderValue::from_str(cookie).unwrap());
        }
        Session::of_request(&headers, secure).map(|session| session.0)
    }

    #[test]
    fn a_cookie_comes_back_as_it_was_given() {
        for secure in [false, true] {
            let session = Session::fresh();
            let cookie = session.cookie(secure).unwrap();
            let pair = cookie
                .to_str()
                .unwrap()
                .split(';')
                .next()
                .unwrap()
                .to_owned();
            assert_eq!(found(&["a=b; c=d", &pair], secure), Some(session.0.clone()));
            assert_eq!(found(&[&pair], !secure), None);
        }
    }

    #[test]
    fn anything_else_is_no_session() {
        for odd in [
            "",
            "ringcode",
            "ringcode=",
            "ringcode=short",
            "ringcode=%00",
            "xringcode=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        ] {
            assert_eq!(found(&[odd], false), None, "{odd}");
        }
        assert_eq!(
            found(&[&format!("ringcode={}", "A".repeat(5_000))], false),
            None
        );
    }

    #[test]
    fn https_cookies_are_bound_to_the_host() {
        let cookie = Session::fresh().cookie(true).unwrap();
        let cookie = cookie.to_str().unwrap();
        assert!(
            cookie.starts_with("__Host-ringcode=")
                && cookie.contains("; Secure")
                && cookie.contains("; HttpOnly")
        );
        assert!(!cookie.contains("Domain"));
    }
}
