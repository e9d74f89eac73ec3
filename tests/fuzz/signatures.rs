//! The signatures of Plivo's callbacks.

use reqwest::{
    Method,
    header::{HeaderMap, HeaderName, HeaderValue},
};
use ringcode::telephony::plivo::AuthToken;
use ringcode::telephony::plivo::signature::{
    SignedRequest, sign_v2, sign_v3, verify_v3, verify_v3_or_v2,
};

use crate::generators::{Dice, cases};

const PIECES: [&str; 26] = [
    "Digits",
    "1",
    "CallUUID",
    "From",
    "To",
    "Event",
    "a",
    "=",
    "&",
    "?",
    "#",
    "%20",
    "+",
    "/",
    ".",
    ",",
    "é",
    "\u{1F600}",
    " ",
    "%",
    "%zz",
    "Status",
    "sent",
    "0",
    "--",
    "\0",
];

const HEADERS: [&str; 6] = [
    "x-plivo-signature-v3",
    "x-plivo-signature-ma-v3",
    "x-plivo-signature-v3-nonce",
    "x-plivo-signature-v2",
    "x-plivo-signature-ma-v2",
    "x-plivo-signature-v2-nonce",
];

struct Callback {
    method: Method,
    url: String,
    params: Vec<(String, String)>,
    headers: HeaderMap,
}

impl Callback {
    fn draw(dice: &mut Dice) -> Self {
        let (method, query) = match dice.below(3) {
            0 => (Method::GET, format!("?{}", dice.text(&PIECES, 8))),
            1 => (Method::POST, format!("?{}", dice.text(&PIECES, 8))),
            _ => (Method::POST, String::new()),
        };
        let count = dice.below(6);
        let pair = |_| (dice.text(&PIECES, 3), dice.text(&PIECES, 3));
        let params = (0..count).map(pair).collect();
        Self {
            url: format!("https://verify.example.test/plivo/ring/f/a{query}"),
            params: if method == Method::GET {
                vec![]
            } else {
                params
            },
            method,
            headers: HeaderMap::new(),
        }
    }

    fn set(&mut self, name: &str, value: &str) {
        let name: HeaderName = name.parse().unwrap();
        if let Ok(value) = HeaderValue::from_str(value) {
            self.headers.append(name, value);
        }
    }

    fn signed(&self) -> SignedRequest<'_> {
        SignedRequest {
            method: &self.method,
            url: &self.url,
            params: &self.params,
            headers: &self.headers,
        }
    }

    /// Its signature of the third kind.
    fn v3(&self, nonce: &str, token: &AuthToken) -> String {
        sign_v3(&self.method, &self.url, &self.params, nonce, token)
    }
}

fn token(text: &str) -> AuthToken {
    AuthToken::new(text).unwrap()
}

#[test]
fn only_the_exact_signed_request_is_accepted() {
    let (ours, theirs) = (token("our token"), token("their token"));
    cases("signatures", 1_500, |dice| {
        let mut callback = Callback::draw(dice);
        let nonce = format!("{}7", dice.digits(20));
        let signature = callback.v3(&nonce, &ours);
        callback.set(HEADERS[dice.below(2)], &signature);
        callback.set(HEADERS[2], &nonce);
        assert_eq!(verify_v3(callback.signed(), &ours), Ok(nonce.as_str()));
        assert!(verify_v3_or_v2(callback.signed(), &ours).is_ok());
        assert!(verify_v3(callback.signed(), &theirs).is_err());

        match dice.below(3) {
            0 => callback.url = dice.mutated(&callback.url),
            1 => {
                let (key, value) = (dice.text(&PIECES, 2), dice.text(&PIECES, 2));
                callback.params.push((key, value));
            }
            _ => callback.method = Method::POST,
        }
        let believed = verify_v3(callback.signed(), &ours).is_ok();
        assert_eq!(believed, callback.v3(&nonce, &ours) == signature);
    });
}

#[test]
fn each_signature_version_accepts_only_its_own_signatures() {
    let ours = token("our token");
    cases("message signatures", 500, |dice| {
        let mut callback = Callback::draw(dice);
        let nonce = format!("{}7", dice.digits(20));
        let signature = sign_v2(&callback.url, &nonce, &ours);
        callback.set(HEADERS[3], &signature);
        callback.set(HEADERS[5], &nonce);
        assert!(verify_v3_or_v2(callback.signed(), &ours).is_ok());
        assert!(verify_v3(callback.signed(), &ours).is_err(), "another kind");
        callback.set(HEADERS[dice.below(3)], "7");
        assert!(
            verify_v3_or_v2(callback.signed(), &ours).is_err(),
            "no way down"
        );
    });
}

#[test]
fn headers_without_a_signature_are_never_accepted() {
    let ours = token("our token");
    cases("signature headers", 1_500, |dice| {
        let mut callback = Callback::draw(dice);
        for _ in 0..dice.below(8) {
            let (name, value) = (dice.pick(&HEADERS), dice.text(&PIECES, 4));
            callback.set(name, &value);
        }
        assert!(verify_v3(callback.signed(), &ours).is_err());
        assert!(verify_v3_or_v2(callback.signed(), &ours).is_err());
    });
}
