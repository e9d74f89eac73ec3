//! The operator's session: an encrypted cookie.

use std::time::Duration;

use axum::http::{HeaderMap, HeaderValue};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use parking_lot::Mutex;
use secrecy::SecretString;

use crate::config::OperatorPassword;
use crate::domain::Timestamp;
use crate::repository::cipher::RecordCipher;
use crate::web::cookies;

/// The life of a session.
const LIFE: Duration = Duration::from_hours(12);

/// The name that the cookie's content is bound to, as a record is to its key.
const KEY: &str = "operator session 1";

/// The most sessions that are remembered as ended. Each was begun with the password.
const MOST_ENDED: usize = 1_000;

const ID_LENGTH: usize = 16;

/// The session of an operator who typed the password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OperatorSession {
    /// The ID, which is random.
    pub id: [u8; ID_LENGTH],
    ends: Timestamp,
    /// The name of the hash that the password was compared with.
    password: [u8; 16],
}

/// Encrypts and decrypts the cookie of sessions, and remembers which of them were ended.
pub struct SessionCipher {
    current: RecordCipher,
    previous: Option<RecordCipher>,
    ended: Mutex<Vec<OperatorSession>>,
}

impl OperatorSession {
    /// A session that begins now.
    pub fn begin(password: &OperatorPassword, now: Timestamp) -> Self {
        Self {
            id: rand::random(),
            ends: now + LIFE,
            password: password.id(),
        }
    }

    fn to_bytes(&self) -> Vec<u8> {
        let ends = self.ends.as_millis().to_be_bytes();
        [&ends[..], &self.id, &self.password].concat()
    }

    fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (ends, rest) = bytes.split_first_chunk()?;
        let (id, password) = rest.split_first_chunk()?;
        Some(Self {
            id: *id,
            ends: Timestamp::from_millis(u64::from_be_bytes(*ends)),
            password: password.try_into().ok()?,
        })
    }
}

impl SessionCipher {
    /// Encrypts with keys of the store's secret, and decrypts what was encrypted with the one before.
    pub fn new(secret: &SecretString, previous: Option<&SecretString>) -> Self {
        Self {
            current: RecordCipher::new(secret),
            previous: previous.map(RecordCipher::new),
            ended: Mutex::default(),
        }
    }

    /// The session in the request's cookie, if it is one that lasts.
    pub fn session(
        &self,
        headers: &HeaderMap,
        password: &OperatorPassword,
        now: Timestamp,
    ) -> Option<OperatorSession> {
        let names = [true, false].map(name);
        let mut values = names.into_iter().flat_map(|name| cookies(headers, name));
        let lasts = |session: &OperatorSession| {
            session.ends > now
                && session.password == password.id()
                && !self.ended.lock().contains(session)
        };
        values.find_map(|value| self.open(value).filter(lasts))
    }

    /// Ends a session on this instance. The last [`MOST_ENDED`] are remembered.
    pub fn end(&self, session: OperatorSession, now: Timestamp) {
        let mut ended = self.ended.lock();
        ended.retain(|other| other.ends > now);
        if ended.len() >= MOST_ENDED {
            ended.remove(0);
        }
        ended.push(session);
    }

    /// The value of `Set-Cookie` for a session; a `secure` one is sent over https only.
    pub fn cookie(&self, session: &OperatorSession, secure: bool) -> Option<HeaderValue> {
        let encrypted = self.current.encrypt(KEY, &session.to_bytes())?;
        let value = BASE64_URL_SAFE_NO_PAD.encode(encrypted);
        set_cookie(&value, LIFE.as_secs(), secure)
    }

    /// The text that proves that a form comes from a page of this viewer.
    pub fn form_token(&self, viewer: &[u8]) -> String {
        self.current.blind_index("operator form", viewer)
    }

    fn open(&self, value: &str) -> Option<OperatorSession> {
        let encrypted = BASE64_URL_SAFE_NO_PAD.decode(value).ok()?;
        let ciphers = [Some(&self.current), self.previous.as_ref()];
        let mut ciphers = ciphers.into_iter().flatten();
        let plain = ciphers.find_map(|cipher| cipher.decrypt(KEY, &encrypted))?;
        OperatorSession::from_bytes(&plain)
    }
}

/// The value of `Set-Cookie` that removes the cookie.
pub fn removed_cookie(secure: bool) -> Option<HeaderValue> {
    set_cookie("", 0, secure)
}

fn set_cookie(value: &str, max_age: u64, secure: bool) -> Option<HeaderValue> {
    let flag = if secure { "; Secure" } else { "" };
    let attributes = format!("Path=/; Max-Age={max_age}; HttpOnly; SameSite=Strict{flag}");
    HeaderValue::from_str(&format!("{}={value}; {attributes}", name(secure))).ok()
}

/// Cookies do not know of ports: the name is not that of the session of a verification.
fn name(secure: bool) -> &'static str {
    match secure {
        true => "__Host-ringcode-operator",
        false => "ringcode-operator",
    }
}

#[cfg(test)]
mod tests {
    use axum::http::header::COOKIE;

    use super::*;

    const SALTED: &str = "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA";

    fn password(hash: &str) -> OperatorPassword {
        OperatorPassword::parse(&format!("{SALTED}${hash}")).unwrap()
    }

    fn password_of_now() -> OperatorPassword {
        password("kEcGIX6sx1T6bB8YbdKfWmSFFYPpHrDk")
    }

    fn sessions_with(secret: &str, previous: Option<&str>) -> SessionCipher {
        let previous = previous.map(SecretString::from);
        SessionCipher::new(&SecretString::from(secret), previous.as_ref())
    }

    fn headers(cookie: &HeaderValue) -> HeaderMap {
        let pair = cookie.to_str().unwrap().split(';').next().unwrap();
        HeaderMap::from_iter([(COOKIE, HeaderValue::from_str(pair).unwrap())])
    }

    #[test]
    fn a_session_lasts_twelve_hours() {
        let (sessions, password) = (sessions_with("one", None), password_of_now());
        let begin = Timestamp::from_millis(1_800_000_000_000);
        let session = OperatorSession::begin(&password, begin);
        for secure in [false, true] {
            let cookie = sessions.cookie(&session, secure).unwrap();
            let text = cookie.to_str().unwrap();
            assert!(text.contains("; HttpOnly; SameSite=Strict") && text.contains("Path=/;"));
            assert_eq!(text.starts_with("__Host-"), secure);
            assert_eq!(text.ends_with("; Secure"), secure);
            let found = |now| sessions.session(&headers(&cookie), &password, now);
            assert_eq!(found(begin), Some(session.clone()));
            assert_eq!(
                found(begin + LIFE - Duration::from_millis(1)),
                Some(session.clone())
            );
            assert_eq!(found(begin + LIFE), None);
        }
    }

    #[test]
    fn a_session_ends_with_its_password_its_secret_and_its_logout() {
        let (one, hash) = (sessions_with("one", None), password_of_now());
        let now = Timestamp::EPOCH;
        let session = OperatorSession::begin(&hash, now);
        let headers = headers(&one.cookie(&session, false).unwrap());
        let found =
            |sessions: &SessionCipher, hash| sessions.session(&headers, hash, now).is_some();
        assert!(found(&one, &hash) && found(&sessions_with("two", Some("one")), &hash));
        assert!(!found(&sessions_with("two", None), &hash));
        let changed = password("AAAAIX6sx1T6bB8YbdKfWmSFFYPpHrDk");
        assert!(!found(&one, &changed));
        one.end(session, now);
        assert!(!found(&one, &hash));
    }

    #[test]
    fn a_changed_cookie_is_no_session() {
        let (one, hash) = (sessions_with("one", None), password_of_now());
        let session = OperatorSession::begin(&hash, Timestamp::EPOCH);
        let encrypted = one.current.encrypt(KEY, &session.to_bytes()).unwrap();
        for at in 0..encrypted.len() {
            let mut changed = encrypted.clone();
            changed[at] ^= 1;
            assert_eq!(
                one.open(&BASE64_URL_SAFE_NO_PAD.encode(changed)),
                None,
                "byte {at}"
            );
        }
        for odd in ["", "A", "ringcode", "%00"] {
            assert_eq!(one.open(odd), None, "{odd}");
        }
    }

    #[test]
    fn however_many_sessions_end_few_are_remembered() {
        let (sessions, hash) = (sessions_with("one", None), password_of_now());
        for n in 0..2 * MOST_ENDED {
            let now = Timestamp::from_millis(u64::try_from(n).unwrap());
            sessions.end(OperatorSession::begin(&hash, now), now);
        }
        assert_eq!(sessions.ended.lock().len(), MOST_ENDED);
        let later = Timestamp::EPOCH + 2 * LIFE;
        sessions.end(OperatorSession::begin(&hash, later), later);
        assert_eq!(sessions.ended.lock().len(), 1);
    }
}
