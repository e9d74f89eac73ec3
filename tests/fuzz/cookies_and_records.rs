//! Other input from outside: cookies, addresses, and tampered records.

use axum::http::{HeaderMap, HeaderValue, header::COOKIE};
use ringcode::repository::cipher::RecordCipher;
use ringcode::store::redis::{RedisAddress, RedisCredentials};
use ringcode::web::Session;
use secrecy::SecretString;

use crate::generators::cases;

const COOKIES: [&str; 14] = [
    "ringcode",
    "__Host-ringcode",
    "=",
    ";",
    "; ",
    "AAAA",
    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    "\"",
    ",",
    " ",
    "%00",
    "é",
    "==",
    "other=1; ",
];

#[test]
fn a_cookie_is_a_session_or_ignored() {
    cases("cookies", 1_500, |dice| {
        let mut headers = HeaderMap::new();
        for _ in 0..=dice.below(2) {
            let line = dice.text(&COOKIES, 8);
            if let Ok(value) = HeaderValue::from_str(&line) {
                headers.append(COOKIE, value);
            }
        }
        if let Some(session) = Session::from_request(&headers, dice.one_in(2)) {
            let given = session.cookie(false).unwrap();
            let (pair, _) = given.to_str().unwrap().split_once(';').unwrap();
            let headers = [(COOKIE, HeaderValue::from_str(pair).unwrap())];
            let again = Session::from_request(&headers.into_iter().collect(), false);
            assert!(again == Some(session), "{pair}");
        }
    });
}

const ADDRESSES: [&str; 26] = [
    "redis",
    "rediss",
    "unix",
    "-cluster",
    "-sentinel",
    "://",
    ":",
    "/",
    "//",
    "@",
    "hunter2",
    "hunter2@",
    ",",
    "a",
    "127.0.0.1",
    "[::1]",
    "6379",
    "99999",
    "?",
    "#",
    "?db=1",
    "%",
    "%40",
    "service",
    "é",
    "+",
];

#[test]
fn a_redis_address_is_parsed_or_refused_without_showing_a_password() {
    cases("store addresses", 1_000, |dice| {
        let text = dice.text(&ADDRESSES, 10);
        let told = match RedisAddress::parse(&text, &RedisCredentials::default()) {
            Ok(address) => format!("{address:?}"),
            Err(bad) => format!("{bad} {bad:?}"),
        };
        assert!(!told.contains("hunter2"), "{told} of {text}");
    });
}

#[test]
fn a_tampered_record_does_not_decrypt() {
    let cipher = RecordCipher::new(&SecretString::from("a secret"));
    cases("sealed records", 1_000, |dice| {
        let plain = dice.bytes(100);
        let sealed = cipher.encrypt("name", &plain).unwrap();
        assert_eq!(cipher.decrypt("name", &sealed).as_ref(), Some(&plain));
        let mut changed = sealed.clone();
        match dice.below(3) {
            0 => changed.truncate(dice.below(sealed.len())),
            1 => changed.extend(dice.bytes(9)),
            _ => {
                let at = dice.below(sealed.len());
                changed[at] ^= 1 << dice.below(8);
            }
        }
        let opened = cipher.decrypt("name", &changed);
        assert!(opened.is_none() || changed == sealed);
    });
}
