//! The ID of a request: in its answer, and in the log lines of everything that happens in it.

use axum::http::{HeaderMap, HeaderName, HeaderValue};

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The most characters of an ID that a proxy gives. A UUID has 36.
const MAX_LENGTH: usize = 64;

/// The ID of one request: letters, digits, `-`, `_` and `.`.
pub struct RequestId(String);

impl RequestId {
    /// The ID that a trusted proxy has given to the request with these headers, so that its log and
    /// ours can be read together; else a random one.
    pub fn from_headers(headers: &HeaderMap, is_from_proxy: bool) -> Self {
        let given = is_from_proxy.then(|| given(headers)).flatten();
        Self(given.unwrap_or_else(|| format!("{:016x}", rand::random::<u64>())))
    }

    /// The text of the ID.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Adds the ID to the headers of the answer.
    pub fn add_to(&self, headers: &mut HeaderMap) {
        if let Ok(value) = HeaderValue::from_str(&self.0) {
            headers.insert(REQUEST_ID, value);
        }
    }
}

/// The one ID in the headers, if it is short and can forge nothing in a log.
fn given(headers: &HeaderMap) -> Option<String> {
    let mut values = headers.get_all(REQUEST_ID).iter();
    let (Some(value), None) = (values.next(), values.next()) else {
        return None;
    };
    let is_harmless = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_.".contains(byte);
    let id = value.to_str().ok()?;
    let is_short = (1..=MAX_LENGTH).contains(&id.len());
    (is_short && id.as_bytes().iter().all(is_harmless)).then(|| id.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(given: &[&[u8]], is_from_proxy: bool) -> String {
        let mut headers = HeaderMap::new();
        for value in given {
            headers.append(REQUEST_ID, HeaderValue::from_bytes(value).unwrap());
        }
        RequestId::from_headers(&headers, is_from_proxy)
            .as_str()
            .to_owned()
    }

    #[test]
    fn a_proxy_may_give_an_id_that_can_do_no_harm() {
        let longest = [b'a'; MAX_LENGTH];
        for taken in [
            &b"a"[..],
            b"0af7651916cd43dd8448eb211c80319c",
            b"7f3a1c9e-5b0d-4c1e-9d2f-8a6b7c5d4e3f",
            b"8c2f6d1a9b3e-LHR",
            b"req_01.A",
            &longest,
        ] {
            assert_eq!(id(&[taken], true).as_bytes(), taken);
            assert_ne!(id(&[taken], false).as_bytes(), taken, "a stranger's");
        }
        let too_long = [b'a'; MAX_LENGTH + 1];
        for refused in [
            &[][..],
            &[&b""[..]],
            &[b" a b"],
            &[b"a,b"],
            &[b"a\tclient=192.0.2.1"],
            &[b"a\" client=\"192.0.2.1"],
            &[b"a}: audit: verified"],
            &["é".as_bytes()],
            &[b"\xff"],
            &[&too_long],
            &[b"one", b"two"],
            &[b"same", b"same"],
        ] {
            let id = id(refused, true);
            assert!(!refused.contains(&id.as_bytes()));
            assert_eq!(id.len(), 16, "{id}");
        }
    }

    #[test]
    fn every_request_without_an_id_gets_one_of_its_own() {
        let ids: std::collections::HashSet<_> = (0..1_000).map(|_| id(&[], true)).collect();
        assert_eq!(ids.len(), 1_000);
    }
}
