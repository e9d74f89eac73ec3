//! A browser's session: a cookie that names its verification and proves that it may act on it.

use axum::http::header::SET_COOKIE;
use axum::http::{HeaderMap, HeaderValue};
use axum::response::Response;
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

use crate::domain::{BrowserBinding, BrowserSecret, NextSession, Proof, Verification};
use crate::repository::{
    Repository, RepositoryError, VerificationKey, VerificationRecord, Versioned,
};
use crate::web::request_headers::cookies;
use crate::web::response::cookie;

/// Bytes of the verification's ID.
const ID_LENGTH: usize = 16;

/// The bits of an ID's first byte that are set where a client sent the browser, and where it did so
/// by a popup of the widget.
const FOR_CLIENT: u8 = 0b01;
const IN_POPUP: u8 = 0b10;

/// Bytes of a session: ID and secret.
const LENGTH: usize = ID_LENGTH + 32;

/// Seconds that a browser keeps the cookie: the longest life of a verification.
const MAX_AGE: u32 = 30 * 60;

/// The content of a browser's cookie. It gives access to the verification, and is never logged.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Session {
    id: [u8; ID_LENGTH],
    secret: BrowserSecret,
}

impl Session {
    /// A session of a new verification: an ID of 126 random bits, and a secret of 256.
    pub fn random() -> Self {
        Self::with_marks(0)
    }

    /// The same, given to a browser that a client sent, perhaps by a popup.
    pub fn random_for_client(in_popup: bool) -> Self {
        Self::with_marks(FOR_CLIENT | if in_popup { IN_POPUP } else { 0 })
    }

    /// Whether it was given to a browser that a client sent. Whoever came by themselves has no
    /// request of a client, which then need not be looked for.
    pub fn is_for_client(&self) -> bool {
        self.id[0] & FOR_CLIENT != 0
    }

    /// Whether it was given to a popup of the widget, which has to reach the page that opened it.
    pub fn is_in_popup(&self) -> bool {
        let marks = FOR_CLIENT | IN_POPUP;
        self.id[0] & marks == marks
    }

    fn with_marks(marks: u8) -> Self {
        let mut id: [u8; ID_LENGTH] = rand::random();
        id[0] = id[0] & !(FOR_CLIENT | IN_POPUP) | marks;
        let secret = BrowserSecret(rand::random());
        Self { id, secret }
    }

    /// A session of the same verification, with a new secret.
    #[must_use]
    pub fn renewed(&self) -> Self {
        self.under(BrowserSecret(rand::random()))
    }

    /// A session of the same verification, with the given secret.
    #[must_use]
    pub fn under(&self, secret: BrowserSecret) -> Self {
        Self {
            id: self.id,
            secret,
        }
    }

    /// The session in the request's cookie, if there is a well-formed one.
    pub fn from_request(headers: &HeaderMap, secure: bool) -> Option<Self> {
        cookies(headers, name(secure)).find_map(Self::parse)
    }

    /// Parses the value of the cookie.
    pub fn parse(value: &str) -> Option<Self> {
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(value).ok()?;
        let (id, secret) = bytes.split_first_chunk()?;
        let secret = BrowserSecret(secret.try_into().ok()?);
        Some(Self { id: *id, secret })
    }

    /// The key of the session's verification.
    ///
    /// # Errors
    /// Those of [`Repository::verification_key`].
    pub async fn verification_key(
        &self,
        records: &Repository,
    ) -> Result<VerificationKey, RepositoryError> {
        records.verification_key(&self.id, self.binding()).await
    }

    /// The ID of the verification, which gives no access to it.
    pub fn id(&self) -> &[u8] {
        &self.id
    }

    /// The binding that the record holds: the first half of the secret's SHA-256. A secret
    /// of 256 random bits needs no key to be hidden.
    pub fn binding(&self) -> BrowserBinding {
        let hash: [u8; 32] = Sha256::digest(self.secret.0).into();
        let mut binding = BrowserBinding([0; 16]);
        binding.0.copy_from_slice(&hash[..16]);
        binding
    }

    /// The secret and the binding under which a verification continues in this session.
    pub fn next_session(&self) -> NextSession {
        NextSession {
            secret: self.secret,
            binding: self.binding(),
        }
    }

    /// The value of `Set-Cookie` for this session.
    pub fn cookie(&self, secure: bool) -> Option<HeaderValue> {
        cookie(name(secure), &self.value(), MAX_AGE, secure)
    }

    fn value(&self) -> String {
        let mut bytes = [0; LENGTH];
        bytes[..ID_LENGTH].copy_from_slice(&self.id);
        bytes[ID_LENGTH..].copy_from_slice(&self.secret.0);
        BASE64_URL_SAFE_NO_PAD.encode(bytes)
    }
}

/// The verification that a session names, as it was read.
pub struct SessionVerification {
    /// The key of the verification for this browser.
    pub key: VerificationKey,
    /// The record, which may be bound to another browser.
    pub seen: Versioned<VerificationRecord>,
}

impl SessionVerification {
    /// Reads the verification of a session.
    ///
    /// # Errors
    /// [`RepositoryError::Unavailable`] when the store fails.
    pub async fn read(records: &Repository, session: &Session) -> Result<Self, RepositoryError> {
        let key = session.verification_key(records).await?;
        let seen = records.verification_by_id(&key.name).await?;
        Ok(Self { key, seen })
    }

    /// The proof of the number, if there is one and it is this browser's.
    pub fn proof(&self) -> Option<Proof> {
        let own = |found: &&Verification| found.is_bound_to(&self.key.browser);
        self.seen
            .verification()
            .filter(own)
            .and_then(Verification::proof)
    }
}

/// Adds the cookie of `session`, if there is one.
pub fn set_session_cookie(response: &mut Response, session: Option<Session>, secure: bool) {
    if let Some(cookie) = session.and_then(|session| session.cookie(secure)) {
        response.headers_mut().append(SET_COOKIE, cookie);
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
    use axum::http::header::COOKIE;

    use super::*;

    fn found(cookies: &[&str], secure: bool) -> Option<String> {
        let mut headers = HeaderMap::new();
        for cookie in cookies {
            headers.append(COOKIE, HeaderValue::from_str(cookie).unwrap());
        }
        Session::from_request(&headers, secure).map(|session| session.value())
    }

    #[test]
    fn a_cookie_comes_back_as_it_was_given() {
        for secure in [false, true] {
            let session = Session::random();
            let cookie = session.cookie(secure).unwrap();
            let pair = cookie
                .to_str()
                .unwrap()
                .split(';')
                .next()
                .unwrap()
                .to_owned();
            assert_eq!(found(&["a=b; c=d", &pair], secure), Some(session.value()));
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
            &format!("xringcode={}", "A".repeat(64)),
            &format!("ringcode={}", "A".repeat(43)),
            &format!("ringcode={}", "A".repeat(63)),
            &format!("ringcode={}", "A".repeat(65)),
            &format!("ringcode={}", "A".repeat(68)),
        ] {
            assert_eq!(found(&[odd], false), None, "{odd}");
        }
        assert_eq!(
            found(&[&format!("ringcode={}", "A".repeat(5_000))], false),
            None
        );
        let shape = format!("ringcode={}", "A".repeat(64));
        assert!(found(&[&shape], false).is_some());
    }

    #[test]
    fn a_renewed_session_names_the_same_verification_and_proves_another_secret() {
        let session = Session::random();
        let renewed = session.renewed();
        assert_eq!(session.id(), renewed.id());
        assert_ne!(session.binding(), renewed.binding());
        let NextSession { secret, binding } = renewed.next_session();
        assert!(session.under(secret) == renewed && binding == renewed.binding());
        assert_ne!(Session::random().id(), session.id());
    }

    #[test]
    fn a_session_bears_the_marks_of_whoever_sent_the_browser() {
        for _ in 0..100 {
            let marks = |session: Session| (session.is_for_client(), session.is_in_popup());
            assert_eq!(marks(Session::random()), (false, false));
            assert_eq!(marks(Session::random_for_client(false)), (true, false));
            assert_eq!(
                marks(Session::random_for_client(true).renewed()),
                (true, true)
            );
        }
    }

    #[test]
    fn https_cookies_are_bound_to_the_host() {
        let cookie = Session::random().cookie(true).unwrap();
        let cookie = cookie.to_str().unwrap();
        assert!(
            cookie.starts_with("__Host-ringcode=")
                && cookie.contains("; Secure")
                && cookie.contains("; HttpOnly")
        );
        assert!(!cookie.contains("Domain"));
    }
}
