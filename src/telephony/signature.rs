//! Whether a callback really comes from Plivo: signatures of the third and second kind.
//!
//! Pure. The rules are those of Plivo's Python and Node SDKs, whose published
//! vectors are among our tests. What a signature leaves open is the caller's:
//! there is no time in it, so a callback that comes again must change nothing;
//! and the third kind joins keys and values without a separator, so only known
//! fields with strict forms may be read from a signed form.

use base64::{Engine, engine::general_purpose::STANDARD};
use hmac::{Hmac, KeyInit, Mac};
use reqwest::{
    Method,
    header::{HeaderMap, HeaderValue},
};
use sha2::Sha256;
use subtle::{Choice, ConstantTimeEq};
use url::form_urlencoded;

use crate::telephony::AuthToken;

/// A callback as Plivo sent it.
#[derive(Clone, Copy, Debug)]
pub struct Signed<'a> {
    /// GET or POST.
    pub method: &'a Method,
    /// The whole address with its query: our public base and the path as received, never `Host`.
    pub url: &'a str,
    /// The fields of a POST's form, decoded; empty for a GET, whose fields are in `url`.
    pub params: &'a [(String, String)],
    /// All headers.
    pub headers: &'a HeaderMap,
}

/// The callback is not signed with our token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotSigned;

/// The headers of one kind of signature.
struct Family {
    /// Signed by the account that owns the message or call.
    own: &'static str,
    /// Signed by the main account.
    main: &'static str,
    nonce: &'static str,
}

const V3: Family = Family {
    own: "x-plivo-signature-v3",
    main: "x-plivo-signature-ma-v3",
    nonce: "x-plivo-signature-v3-nonce",
};

const V2: Family = Family {
    own: "x-plivo-signature-v2",
    main: "x-plivo-signature-ma-v2",
    nonce: "x-plivo-signature-v2-nonce",
};

/// The longest nonce. Plivo's own have 20 digits.
const LONGEST_NONCE: usize = 64;

/// Proves a callback by a signature of the third kind; returns its nonce.
///
/// # Errors
/// [`NotSigned`] when the signature is missing, malformed or another one.
pub fn verify_v3<'a>(callback: Signed<'a>, token: &AuthToken) -> Result<&'a str, NotSigned> {
    let nonce = V3.nonce(callback.headers)?;
    let expected = v3(callback.method, callback.url, callback.params, nonce, token);
    V3.verify(callback.headers, &expected).map(|()| nonce)
}

/// Proves a callback by a signature of the third kind, or of the second; returns its nonce.
///
/// A second-kind signature counts only where no header of the third kind came
/// along, so nobody can strip their way down to it. **It covers the address
/// alone, not the fields**: they are hints, to be trusted no further than the
/// unguessable attempt in the path.
///
/// # Errors
/// [`NotSigned`] when the signature is missing, malformed or another one.
pub fn verify_v3_or_v2<'a>(callback: Signed<'a>, token: &AuthToken) -> Result<&'a str, NotSigned> {
    if V3.is_present(callback.headers) {
        return verify_v3(callback, token);
    }
    let nonce = V2.nonce(callback.headers)?;
    V2.verify(callback.headers, &v2(callback.url, nonce, token))
        .map(|()| nonce)
}

/// The signature of the third kind: address, query, form fields and nonce.
pub fn v3(
    method: &Method,
    url: &str,
    params: &[(String, String)],
    nonce: &str,
    token: &AuthToken,
) -> String {
    let (base, query) = split(url);
    let mut query: Vec<(String, String)> = form_urlencoded::parse(query.as_bytes())
        .into_owned()
        .collect();
    let mut form = params.to_vec();
    if method == Method::GET {
        query.append(&mut form);
    }
    let query = joined(query, "=", "&");
    let form = joined(form, "", "");
    let rest = match (query.is_empty(), form.is_empty()) {
        (true, true) => String::new(),
        (false, true) => format!("?{query}"),
        // The question mark stands there without a query as well.
        (true, false) => format!("?{form}"),
        (false, false) => format!("?{query}.{form}"),
    };
    sign(&format!("{base}{rest}.{nonce}"), token)
}

/// The signature of the second kind: address without query, and nonce.
pub fn v2(url: &str, nonce: &str, token: &AuthToken) -> String {
    sign(&format!("{}{nonce}", split(url).0), token)
}

/// The address as written, cut into what precedes the query, and the query.
fn split(url: &str) -> (&str, &str) {
    let url = url.split_once('#').map_or(url, |(url, _fragment)| url);
    url.split_once('?').unwrap_or((url, ""))
}

/// The pairs sorted by key, then by value, byte by byte.
fn joined(mut pairs: Vec<(String, String)>, equals: &str, and: &str) -> String {
    pairs.sort_unstable();
    let pairs: Vec<String> = pairs
        .iter()
        .map(|(key, value)| format!("{key}{equals}{value}"))
        .collect();
    pairs.join(and)
}

fn sign(text: &str, token: &AuthToken) -> String {
    // HMAC takes keys of every length, so the error cannot happen; an empty text
    // matches no signature.
    Hmac::<Sha256>::new_from_slice(token.expose().as_bytes())
        .map(|mac| STANDARD.encode(mac.chain_update(text).finalize().into_bytes()))
        .unwrap_or_default()
}

impl Family {
    fn is_present(&self, headers: &HeaderMap) -> bool {
        [self.own, self.main, self.nonce]
            .iter()
            .any(|name| headers.contains_key(*name))
    }

    /// The one nonce, in a form that Plivo's have: digits, letters and hyphens. With signs
    /// such as `?` and `.` in it, what one kind signs could be read as what another does.
    fn nonce<'a>(&self, headers: &'a HeaderMap) -> Result<&'a str, NotSigned> {
        let mut values = headers.get_all(self.nonce).iter();
        let (Some(Ok(nonce)), None) = (values.next().map(HeaderValue::to_str), values.next())
        else {
            return Err(NotSigned);
        };
        let shaped = (1..=LONGEST_NONCE).contains(&nonce.len())
            && nonce
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'-');
        if shaped { Ok(nonce) } else { Err(NotSigned) }
    }

    /// Looks for `expected` among all signatures of this family: Plivo lists one,
    /// comma-separated, for each active token. Compares every one to its end.
    fn verify(&self, headers: &HeaderMap, expected: &str) -> Result<(), NotSigned> {
        let listed = [self.own, self.main]
            .into_iter()
            .flat_map(|name| headers.get_all(name));
        let found = listed
            .flat_map(|list| list.as_bytes().split(|byte| *byte == b','))
            .map(<[u8]>::trim_ascii)
            .filter(|signature| !signature.is_empty())
            .fold(Choice::from(0), |found, signature| {
                found | signature.ct_eq(expected.as_bytes())
            });
        if found.into() { Ok(()) } else { Err(NotSigned) }
    }
}
