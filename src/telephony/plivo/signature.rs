//! Plivo's callback signatures, versions 3 and 2.
//!
//! Pure. The rules are those of Plivo's Python and Node SDKs; their published vectors are among
//! our tests. Two gaps are the caller's to close. No time is signed, so a repeated callback must
//! change nothing. And V3 joins keys and values without a separator, so only known fields with
//! strict forms may be read from a signed form.

use base64::{Engine, engine::general_purpose::STANDARD};
use hmac::{Hmac, KeyInit, Mac};
use reqwest::{
    Method,
    header::{HeaderMap, HeaderValue},
};
use sha2::Sha256;
use subtle::{Choice, ConstantTimeEq};
use thiserror::Error;
use url::form_urlencoded;

use crate::telephony::plivo::AuthToken;

/// Bytes in the longest nonce accepted. Plivo's own have 20 digits.
const MAX_NONCE_LENGTH: usize = 64;

/// A callback as Plivo signs it.
#[derive(Clone, Copy, Debug)]
pub struct SignedRequest<'a> {
    /// GET or POST.
    pub method: &'a Method,
    /// The whole URL with its query: our public base and the path as received, never `Host`.
    pub url: &'a str,
    /// The decoded fields of a POST's form; empty for a GET, whose fields are in `url`.
    pub params: &'a [(String, String)],
    /// All headers.
    pub headers: &'a HeaderMap,
}

/// The signature is missing, malformed, or not made with our token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("not signed with the account's auth token")]
pub struct InvalidSignature;

/// A version of Plivo's signature, with headers of its own.
#[derive(Clone, Copy)]
enum SignatureVersion {
    V2,
    V3,
}

/// Verifies a V3 signature and returns its nonce.
///
/// # Errors
/// [`InvalidSignature`] when the signature is missing, malformed or another one.
pub fn verify_v3<'a>(
    request: SignedRequest<'a>,
    token: &AuthToken,
) -> Result<&'a str, InvalidSignature> {
    let nonce = SignatureVersion::V3.nonce(request.headers)?;
    let expected = sign_v3(request.method, request.url, request.params, nonce, token);
    SignatureVersion::V3.verify(request.headers, &expected)?;
    Ok(nonce)
}

/// Verifies a V3 signature, or a V2 signature where no V3 header is present, and returns its
/// nonce.
///
/// A header of V3 rules V2 out, so that nobody can strip a request down to it. **V2 covers the URL
/// alone, not the fields**: trust them no further than the unguessable attempt in the path.
///
/// # Errors
/// [`InvalidSignature`] when the signature is missing, malformed or another one.
pub fn verify_v3_or_v2<'a>(
    request: SignedRequest<'a>,
    token: &AuthToken,
) -> Result<&'a str, InvalidSignature> {
    if SignatureVersion::V3.is_present(request.headers) {
        return verify_v3(request, token);
    }
    let nonce = SignatureVersion::V2.nonce(request.headers)?;
    let expected = sign_v2(request.url, nonce, token);
    SignatureVersion::V2.verify(request.headers, &expected)?;
    Ok(nonce)
}

/// Computes the V3 signature of URL, query, form fields and nonce.
pub fn sign_v3(
    method: &Method,
    url: &str,
    params: &[(String, String)],
    nonce: &str,
    token: &AuthToken,
) -> String {
    let (base, query) = split_query(url);
    let mut query: Vec<(String, String)> = form_urlencoded::parse(query.as_bytes())
        .into_owned()
        .collect();
    let mut form = params.to_vec();
    if method == Method::GET {
        query.append(&mut form);
    }
    let query = join_sorted(query, "=", "&");
    let form = join_sorted(form, "", "");
    let suffix = match (query.is_empty(), form.is_empty()) {
        (true, true) => String::new(),
        (false, true) => format!("?{query}"),
        // Plivo writes the question mark without a query as well.
        (true, false) => format!("?{form}"),
        (false, false) => format!("?{query}.{form}"),
    };
    sign(&format!("{base}{suffix}.{nonce}"), token)
}

/// Computes the V2 signature of the URL without its query, and the nonce.
pub fn sign_v2(url: &str, nonce: &str, token: &AuthToken) -> String {
    sign(&format!("{}{nonce}", split_query(url).0), token)
}

/// Splits the URL as written into what precedes the query, and the query; drops the fragment.
fn split_query(url: &str) -> (&str, &str) {
    let url = url.split_once('#').map_or(url, |(url, _fragment)| url);
    url.split_once('?').unwrap_or((url, ""))
}

/// Joins the pairs, sorted by key and then by value, byte by byte.
fn join_sorted(mut pairs: Vec<(String, String)>, equals: &str, and: &str) -> String {
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

impl SignatureVersion {
    /// The headers signed by the account that owns the message or call, and by the main account.
    fn signature_headers(self) -> [&'static str; 2] {
        match self {
            Self::V2 => ["x-plivo-signature-v2", "x-plivo-signature-ma-v2"],
            Self::V3 => ["x-plivo-signature-v3", "x-plivo-signature-ma-v3"],
        }
    }

    fn nonce_header(self) -> &'static str {
        match self {
            Self::V2 => "x-plivo-signature-v2-nonce",
            Self::V3 => "x-plivo-signature-v3-nonce",
        }
    }

    fn is_present(self, headers: &HeaderMap) -> bool {
        headers.contains_key(self.nonce_header())
            || self
                .signature_headers()
                .iter()
                .any(|name| headers.contains_key(*name))
    }

    /// The one nonce, of digits, letters and hyphens as all of Plivo's are. With characters such
    /// as `?` and `.` in it, a text signed by one version could be read as one of the other.
    fn nonce(self, headers: &HeaderMap) -> Result<&str, InvalidSignature> {
        let mut values = headers.get_all(self.nonce_header()).iter();
        let (Some(Ok(nonce)), None) = (values.next().map(HeaderValue::to_str), values.next())
        else {
            return Err(InvalidSignature);
        };
        let valid = (1..=MAX_NONCE_LENGTH).contains(&nonce.len())
            && nonce
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'-');
        valid.then_some(nonce).ok_or(InvalidSignature)
    }

    /// Looks for `expected` among all signatures of this version: Plivo lists one,
    /// comma-separated, for each active token. Compares every one to its end.
    fn verify(self, headers: &HeaderMap, expected: &str) -> Result<(), InvalidSignature> {
        let listed = self.signature_headers().into_iter();
        let listed = listed.flat_map(|name| headers.get_all(name));
        let found = listed
            .flat_map(|list| list.as_bytes().split(|byte| *byte == b','))
            .map(<[u8]>::trim_ascii)
            .filter(|signature| !signature.is_empty())
            .fold(Choice::from(0), |found, signature| {
                found | signature.ct_eq(expected.as_bytes())
            });
        bool::from(found).then_some(()).ok_or(InvalidSignature)
    }
}
