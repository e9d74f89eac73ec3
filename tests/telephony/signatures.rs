//! Callbacks are accepted if they are signed, and no forgery is.

use reqwest::Method;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use ringcode::telephony::plivo::signature::{SignedRequest, sign_v3, verify_v3, verify_v3_or_v2};
use ringcode::telephony::plivo::{AuthToken, InvalidSignature};

pub const OWN_TOKEN: &str = "0123456789abcdef0123456789abcdef";
pub const OWN_NONCE: &str = "20260101000000000001";
pub const OWN_URL: &str = "https://verify.example.test/cb/plivo/answer/k1";
pub const OWN_V3: &str = "pVWizqkpUPCdVN6l/LzETOj6sDmTYvf3di4w/KjXOk4=";
pub const SMS_URL: &str = "https://verify.example.test/cb/plivo/sms/k1";
pub const OWN_V2: &str = "WUxHNjWvyHuR9KkFkw2UUpsGAHx/KP7ExPkcfu9EubA=";

pub type Params = Vec<(String, String)>;

pub fn token(token: &str) -> AuthToken {
    AuthToken::new(token).unwrap()
}

pub fn own_params() -> Params {
    [
        ("CallUUID", "11111111-2222-3333-4444-555555555555"),
        ("Event", "StartApp"),
        ("From", "15550100002"),
        ("To", "15550100001"),
    ]
    .map(|(key, value)| (key.to_owned(), value.to_owned()))
    .to_vec()
}

fn headers(pairs: &[(&str, &str)]) -> HeaderMap {
    let pair = |(name, value): &(&str, &str)| {
        (
            HeaderName::from_bytes(name.as_bytes()).unwrap(),
            HeaderValue::from_str(value).unwrap(),
        )
    };
    let mut map = HeaderMap::new();
    pairs.iter().map(pair).for_each(|(name, value)| {
        map.append(name, value);
    });
    map
}

/// Whether our own voice vector is believed with these headers.
fn voice(pairs: &[(&str, &str)]) -> bool {
    voice_with(&Method::POST, OWN_URL, &own_params(), pairs)
}

fn voice_with(method: &Method, url: &str, params: &Params, pairs: &[(&str, &str)]) -> bool {
    let callback = SignedRequest {
        method,
        url,
        params,
        headers: &headers(pairs),
    };
    verify_v3(callback, &token(OWN_TOKEN)).is_ok()
}

fn message(pairs: &[(&str, &str)]) -> bool {
    let callback = SignedRequest {
        method: &Method::POST,
        url: SMS_URL,
        params: &own_params(),
        headers: &headers(pairs),
    };
    verify_v3_or_v2(callback, &token(OWN_TOKEN)).is_ok()
}

const V3: (&str, &str) = ("X-Plivo-Signature-V3", OWN_V3);
const V3_NONCE: (&str, &str) = ("X-Plivo-Signature-V3-Nonce", OWN_NONCE);
const V2: (&str, &str) = ("X-Plivo-Signature-V2", OWN_V2);
const V2_NONCE: (&str, &str) = ("X-Plivo-Signature-V2-Nonce", OWN_NONCE);

#[test]
fn a_signature_is_found_in_either_header_and_anywhere_in_a_list() {
    let main = ("X-Plivo-Signature-Ma-V3", OWN_V3);
    let list = format!("AAAA,{OWN_V3}");
    let spaced = format!(",, {OWN_V3} ,AAAA");
    assert!(voice(&[V3, V3_NONCE]));
    assert!(voice(&[main, V3_NONCE]));
    assert!(voice(&[("X-Plivo-Signature-V3", "AAAA"), main, V3_NONCE]));
    assert!(voice(&[("X-Plivo-Signature-V3", &list), V3_NONCE]));
    assert!(voice(&[("X-Plivo-Signature-V3", &spaced), V3_NONCE]));
    assert!(voice(&[("X-Plivo-Signature-V3", "AAAA"), V3, V3_NONCE]));
}

#[test]
fn the_signed_nonce_is_returned() {
    let params = own_params();
    let headers = headers(&[V3, V3_NONCE]);
    let callback = SignedRequest {
        method: &Method::POST,
        url: OWN_URL,
        params: &params,
        headers: &headers,
    };
    assert_eq!(verify_v3(callback, &token(OWN_TOKEN)), Ok(OWN_NONCE));
    assert_eq!(
        verify_v3(callback, &token("another")),
        Err(InvalidSignature)
    );
}

#[test]
fn forged_voice_callbacks_are_refused() {
    for signature in [
        "",
        " ",
        ",",
        ",,,",
        "AAAA",
        &OWN_V3[1..],
        &OWN_V3[..43],
        &OWN_V3.to_lowercase(),
        OWN_V2,
    ] {
        assert!(
            !voice(&[("X-Plivo-Signature-V3", signature), V3_NONCE]),
            "{signature}"
        );
        assert!(
            !voice(&[("X-Plivo-Signature-Ma-V3", signature), V3_NONCE]),
            "{signature}"
        );
    }
    for nonce in ["", "0", "20260101000000000002"] {
        assert!(
            !voice(&[V3, ("X-Plivo-Signature-V3-Nonce", nonce)]),
            "{nonce}"
        );
    }
    let empty = sign_v3(&Method::POST, OWN_URL, &own_params(), "", &token(OWN_TOKEN));
    let pairs = [
        ("X-Plivo-Signature-V3", empty.as_str()),
        ("X-Plivo-Signature-V3-Nonce", ""),
    ];
    assert!(!voice(&pairs), "an empty nonce, although signed");
    assert!(!voice(&[]));
    assert!(!voice(&[V3]));
    assert!(!voice(&[V3_NONCE]));
    assert!(!voice(&[V3, V3_NONCE, V3_NONCE]), "two nonces");
    assert!(!voice(&[V2, V2_NONCE]), "a call needs the third kind");
    assert!(
        !voice(&[("X-Plivo-Signature-V3", OWN_V3), V2_NONCE]),
        "the nonce of another family"
    );
}

#[test]
fn a_changed_signed_part_is_refused() {
    let post = Method::POST;
    let refused = |method: &Method, url: &str, params: &Params| {
        assert!(
            !voice_with(method, url, params, &[V3, V3_NONCE]),
            "{method} {url} {params:?}"
        );
    };
    let params = own_params();
    for index in 0..params.len() {
        let (mut changed, mut missing) = (params.clone(), params.clone());
        changed[index].1.push('1');
        refused(&post, OWN_URL, &changed);
        missing.remove(index);
        refused(&post, OWN_URL, &missing);
    }
    let added = [params.clone(), vec![("Digits".to_owned(), "1".to_owned())]].concat();
    refused(&post, OWN_URL, &added);
    refused(&post, OWN_URL, &Params::new());
    refused(&Method::GET, OWN_URL, &params);
    for url in [
        &OWN_URL[..45],
        &OWN_URL.replace("https", "http"),
        &OWN_URL.replace(".test", ".test:443"),
    ] {
        refused(&post, url, &params);
    }
    refused(&post, &format!("{OWN_URL}/"), &params);
    refused(&post, &format!("{OWN_URL}?n=2"), &params);
    assert!(
        voice_with(
            &post,
            &format!("{OWN_URL}#rt=5000"),
            &params,
            &[V3, V3_NONCE]
        ),
        "fragments are not signed"
    );
}

#[test]
fn v2_counts_only_where_v3_is_absent() {
    let params = own_params();
    let new = sign_v3(
        &Method::POST,
        SMS_URL,
        &params,
        OWN_NONCE,
        &token(OWN_TOKEN),
    );
    assert!(message(&[("X-Plivo-Signature-V3", &new), V3_NONCE]));
    assert!(message(&[
        ("X-Plivo-Signature-Ma-V3", &new),
        V3_NONCE,
        V2,
        V2_NONCE
    ]));
    assert!(message(&[V2, V2_NONCE]));
    assert!(message(&[
        ("X-Plivo-Signature-Ma-V2", &format!("x, {OWN_V2}")),
        V2_NONCE
    ]));

    for name in [
        "X-Plivo-Signature-V3",
        "X-Plivo-Signature-Ma-V3",
        "X-Plivo-Signature-V3-Nonce",
    ] {
        for value in ["", ",,,", OWN_V3] {
            assert!(
                !message(&[(name, value), V2, V2_NONCE]),
                "{name}: {value} must not fall back"
            );
        }
    }
    assert!(!message(&[]));
    assert!(!message(&[V2]));
    assert!(!message(&[V2, ("X-Plivo-Signature-V2-Nonce", "")]));
    assert!(!message(&[("X-Plivo-Signature-V2", ",,,"), V2_NONCE]));
}

#[test]
fn an_empty_token_is_refused() {
    assert!(AuthToken::new("").is_none());
}
