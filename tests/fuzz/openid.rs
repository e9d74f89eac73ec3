//! Requests of browsers and host applications to the provider.

use std::collections::BTreeMap;

use axum::body::Body;
use axum::http::Request;
use axum::http::header::{
    AUTHORIZATION, CONTENT_SECURITY_POLICY, CONTENT_TYPE, COOKIE, LOCATION, SET_COOKIE,
};
use base64::Engine;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use ringcode::domain::{Channel, PhoneNumber, Timestamp};
use ringcode::openid::{AccessTokenRecord, CODE_LIFE, GrantRecord, Proven};
use ringcode::widget::WidgetGrantRecord;
use sha2::{Digest, Sha256};
use url::form_urlencoded;

use crate::generators::{Dice, cases};
use crate::server::{Answer, Server};

/// A way to ask, an address, and the fields that it reads.
type Endpoint = (&'static str, &'static str, &'static [&'static str]);

/// Every address that takes something from a stranger. Another one is another line.
const ENDPOINTS: [Endpoint; 11] = [
    ("GET", "/authorize", &REQUEST),
    ("POST", "/authorize", &REQUEST),
    ("POST", "/par", &REQUEST),
    ("POST", "/token", &REDEMPTION),
    ("GET", "/userinfo", &["access_token"]),
    ("POST", "/userinfo", &["access_token"]),
    ("GET", "/start", &START),
    ("GET", "/widget.js", &["client", "origin"]),
    ("POST", "/v1/redeem", &WIDGET_REDEMPTION),
    ("POST", "/cancel", &[]),
    ("GET", "/", &[]),
];

const REQUEST: [&str; 19] = [
    "client_id",
    "redirect_uri",
    "response_type",
    "scope",
    "state",
    "nonce",
    "code_challenge",
    "code_challenge_method",
    "response_mode",
    "prompt",
    "max_age",
    "login_hint",
    "id_token_hint",
    "ui_locales",
    "acr_values",
    "phone_number",
    "request_uri",
    "client_secret",
    "claims",
];

const START: [&str; 7] = [
    "client", "origin", "return", "ref", "state", "lang", "prompt",
];

const WIDGET_REDEMPTION: [&str; 4] = ["token", "secret", "phone_number", "idempotency_key"];

const REDEMPTION: [&str; 8] = [
    "grant_type",
    "code",
    "redirect_uri",
    "code_verifier",
    "client_id",
    "client_secret",
    "client_assertion",
    "client_assertion_type",
];

/// The fields without which a code is not redeemed, each as it was given.
const REDEEMS: [&str; 4] = ["grant_type", "code", "redirect_uri", "code_verifier"];

/// Field names that none of the addresses reads, or only others do.
const OTHER_FIELDS: [&str; 8] = [
    "request",
    "registration",
    "Client_id",
    "iss",
    "token",
    "secret",
    "",
    "\u{1F600}",
];

/// The pieces that values are put together from.
const PIECES: [&str; 40] = [
    "shop",
    "poster",
    "bank",
    "nobody",
    "https://shop.example/callback",
    "https://evil.example/",
    "//evil.example",
    "https://shop.example@evil.example/",
    "javascript:alert(1)",
    "data:text/html,x",
    "code",
    "token",
    "openid",
    "phone",
    "none",
    "login",
    "form_post",
    "query",
    "fragment",
    "S256",
    "plain",
    "authorization_code",
    "refresh_token",
    "urn:ietf:params:oauth:request_uri:",
    "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
    "eyJhbGciOiJub25lIn0.e30.",
    "+447400123456",
    "18446744073709551616",
    "-1",
    "de xx",
    "\r\nLocation: https://evil.example",
    "\0",
    " ",
    "%",
    "&",
    "#",
    "\u{1F600}",
    "é",
    MARKUP,
    "{\"userinfo\":{}}",
];

/// Becomes markup where it is not escaped.
const MARKUP: &str = "\"><b>";

/// No request can be made with a longer address.
const LONGEST_QUERY: usize = 60_000;

const TYPES: [&str; 6] = [
    "application/x-www-form-urlencoded",
    "application/x-www-form-urlencoded; charset=utf-8",
    "application/json",
    "text/plain",
    "multipart/form-data; boundary=x",
    "\u{7f}",
];

/// The addresses of the clients in the file of tests/openid.
const REGISTERED: [&str; 9] = [
    "https://shop.example/callback",
    "https://shop.example/other?a=1",
    "https://poster.example/callback",
    "https://signer.example/callback",
    "https://page.example/callback",
    "https://bank.example/callback",
    "https://blind.example/callback",
    "https://small.example/callback",
    "https://poor.example/callback",
];

/// The origins of their pages with the widget.
const ORIGINS: [&str; 4] = [
    "https://shop.example",
    "https://blind.example",
    "https://form.example",
    "https://form.example:8443",
];

const SHOP: &str = "https://shop.example/callback";
const VERIFIER: &str = "a verifier of the fuzzing tests, forty-three letters or more";
const TOKEN: &str = "an-access-token-of-the-fuzzing-tests";

fn challenge() -> String {
    BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(VERIFIER))
}

/// The value of a field in a request that succeeds; empty where none is needed.
fn usual(field: &str, known: &Known) -> String {
    match field {
        "client_id" | "client" => "shop".to_owned(),
        "return" => SHOP.to_owned(),
        "token" => known.token.clone(),
        "redirect_uri" => SHOP.to_owned(),
        "response_type" => "code".to_owned(),
        "scope" => "openid phone".to_owned(),
        "state" => "a state".to_owned(),
        "code_challenge" => challenge(),
        "code_challenge_method" => "S256".to_owned(),
        "grant_type" => "authorization_code".to_owned(),
        "code" => known.code.clone(),
        "code_verifier" => VERIFIER.to_owned(),
        "access_token" => TOKEN.to_owned(),
        _ => String::new(),
    }
}

/// Values of a field that the server has something to say about.
fn odd(field: &str) -> &'static [&'static str] {
    match field {
        "client" => &["form", "blind", "page", "nobody", ""],
        "origin" | "return" => &[
            "https://shop.example",
            "https://form.example:8443/a?ringcode=b#c",
            "https://shop.example\\@evil.example/",
            "https://evil.example",
            "https://shop.example.evil.example/",
            "javascript:alert(1)",
            "",
        ],
        "client_id" => &["poster", "bank", "page", "nobody", ""],
        "redirect_uri" => &[
            "https://evil.example/callback",
            "https://shop.example/callback/",
            "https://shop.example/callback?next=https://evil.example",
            "https://shop.example.evil.example/callback",
            "https://shop.example@evil.example/callback",
            "https://shop.example/other?a=1",
            "//evil.example",
            "javascript:alert(1)",
        ],
        "response_type" => &["token", "code id_token", "id_token"],
        "scope" => &["phone", "openid"],
        "response_mode" => &["form_post", "query", "fragment"],
        "prompt" => &["none", "login", "none login"],
        "code_challenge_method" => &["plain", "s256"],
        "max_age" => &["0", "-1", "18446744073709551615", "1e9"],
        "phone_number" => &["+447400123456", "+1", "07400 123456"],
        "state" => &[MARKUP, "\r\nLocation: https://evil.example", "\0"],
        _ => &["", "x", MARKUP],
    }
}

/// Values of earlier answers, which later requests send again.
#[derive(Default)]
struct Known {
    /// A code that can be redeemed.
    code: String,
    /// A token of the widget that can be redeemed.
    token: String,
    request_uri: String,
    cookie: String,
}

/// A request as it is sent.
struct Drawn {
    endpoint: Endpoint,
    fields: Vec<(String, String)>,
    content_type: &'static str,
    authorization: String,
    /// Sent in place of the fields.
    garbage: Option<Vec<u8>>,
}

impl Drawn {
    /// An ordinary request to one of the addresses, with a few things changed.
    fn draw(dice: &mut Dice, known: &Known) -> Self {
        let endpoint = ENDPOINTS[dice.below(ENDPOINTS.len())];
        let mut fields = Vec::new();
        for name in endpoint.2 {
            let value = match dice.one_in(6) {
                true => match dice.one_in(2) {
                    true => dice.pick(odd(name)).to_owned(),
                    false => value(dice, known),
                },
                false => usual(name, known),
            };
            fields.push(((*name).to_owned(), value));
        }
        fields.retain(|(_, value)| !value.is_empty() || dice.one_in(9));
        for _ in 0..dice.below(3) {
            let name = match (dice.one_in(2), endpoint.2.is_empty()) {
                (true, false) => dice.pick(endpoint.2),
                _ => dice.pick(&OTHER_FIELDS),
            };
            fields.push((name.to_owned(), value(dice, known)));
        }
        let authorization = match dice.below(8) {
            0 => dice.text(&["Basic", "Bearer", " ", "AAAA", "=", ":", "é"], 5),
            1 => String::new(),
            2 => format!("Bearer {TOKEN}"),
            3 => basic("shop", &dice.text(&PIECES, 2)),
            _ => basic("shop", "test-secret"),
        };
        Self {
            endpoint,
            fields,
            content_type: match dice.one_in(8) {
                true => TYPES[dice.below(TYPES.len())],
                false => TYPES[0],
            },
            authorization,
            garbage: dice.one_in(20).then(|| dice.bytes(300)),
        }
    }

    fn request(&self, dice: &mut Dice, known: &Known) -> Request<Body> {
        let (method, path, _) = self.endpoint;
        let encoded = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(&self.fields)
            .finish();
        let address = match method {
            "GET" if encoded.len() < LONGEST_QUERY => format!("{path}?{encoded}"),
            _ => path.to_owned(),
        };
        let body = match (&self.garbage, self.content_type) {
            (Some(garbage), _) => garbage.clone(),
            (None, "application/json") => {
                let object: BTreeMap<_, _> = self.fields.iter().cloned().collect();
                serde_json::to_vec(&object).unwrap()
            }
            _ => encoded.into_bytes(),
        };
        let mut request = Request::builder()
            .method(method)
            .uri(address)
            // Somebody else each time: nobody is slowed down.
            .header(
                "x-forwarded-for",
                format!("2001:db8:{:x}::1", dice.below(0xFFFF)),
            )
            .header("sec-fetch-site", "same-origin")
            .header(
                "accept",
                dice.pick(&["text/html", "*/*", "application/json"]),
            );
        let headers = [
            (CONTENT_TYPE, self.content_type),
            (AUTHORIZATION, &self.authorization),
            (COOKIE, &known.cookie),
        ];
        for (name, value) in headers {
            let is_sendable = axum::http::HeaderValue::from_str(value).is_ok();
            if is_sendable && !value.is_empty() {
                request = request.header(name, value);
            }
        }
        let body = if method == "GET" { Vec::new() } else { body };
        request.body(Body::from(body)).unwrap()
    }

    /// Whether the client proves who it is, and everything that a code is bound to is there once,
    /// as it was.
    fn redeems(&self, known: &Known) -> bool {
        let once = |name: &str| {
            let values = self.fields.iter().filter(|(found, _)| found == name);
            let mut values = values.filter(|(_, value)| !value.is_empty());
            (values.next(), values.next())
        };
        let is_usual = |name: &&str| {
            let usual = usual(name, known);
            matches!(once(name), (Some((_, value)), None) if *value == usual)
        };
        REDEEMS.iter().all(is_usual)
            && self.authorization == basic("shop", "test-secret")
            && self.garbage.is_none()
    }
}

impl Drawn {
    /// Whether it brings the token of the widget as it was, and one right secret.
    fn proves(&self, known: &Known) -> bool {
        let sent = |name: &str| {
            let values = self.fields.iter().filter(|(found, _)| found == name);
            let values = values.map(|(_, value)| value.as_str());
            values.filter(|value| !value.is_empty()).collect::<Vec<_>>()
        };
        let by_header = self.authorization == basic("shop", "test-secret");
        let by_field = self.authorization.is_empty() && sent("secret") == ["test-secret"];
        sent("token") == [&*known.token] && (by_header || by_field) && self.garbage.is_none()
    }
}

fn value(dice: &mut Dice, known: &Known) -> String {
    match dice.below(8) {
        0 => known.request_uri.clone(),
        1 => known.code.clone(),
        2 => challenge(),
        3 => {
            let usual = dice.pick(&[SHOP, VERIFIER, TOKEN, "authorization_code", "shop"]);
            dice.mutated(usual)
        }
        4 => dice.text(&PIECES, 1).repeat(dice.below(400)),
        _ => dice.text(&PIECES, 4),
    }
}

fn basic(id: &str, secret: &str) -> String {
    format!("Basic {}", BASE64_STANDARD.encode(format!("{id}:{secret}")))
}

/// Stores a code that can be redeemed, and the token of another one.
fn store_grant(server: &Server, code: &str) {
    let proven = Proven {
        number: PhoneNumber::from_e164("+447400123456").unwrap(),
        country: "GB".to_owned(),
        channel: Channel::Text,
        at: Timestamp::EPOCH,
        vid: "vid".to_owned(),
        asks_for_number: true,
        is_step_up: false,
    };
    let grant = |now: Timestamp| GrantRecord {
        client_id: "shop".to_owned(),
        redirect_uri: SHOP.to_owned(),
        challenge: Some(challenge()),
        nonce: None,
        proven: proven.clone(),
        expires_at: now.saturating_add(CODE_LIFE),
        redeemed_for: None,
    };
    let token = |now: Timestamp| AccessTokenRecord {
        client_id: "shop".to_owned(),
        proven: proven.clone(),
        expires_at: now.saturating_add(CODE_LIFE),
    };
    let widget = |now| WidgetGrantRecord(grant(now));
    let records = &server.app.verifier.records;
    server.runtime.block_on(async {
        records.put(code.as_bytes(), grant).await.unwrap();
        records.put(code.as_bytes(), widget).await.unwrap();
        records.put(TOKEN.as_bytes(), token).await.unwrap();
    });
}

/// Asserts that a browser is led to our own pages or to an address that a client registered.
fn assert_leads_nowhere_else(answer: &Answer) {
    let locations: Vec<_> = answer.headers.get_all(LOCATION).iter().collect();
    assert!(locations.len() <= 1, "{answer:?}");
    for location in locations {
        let location = location.to_str().unwrap();
        let ours = location == "/" || location.starts_with("/authorize?client_id=");
        let is_a_page = is_of_an_origin(location);
        assert!(ours || is_registered(location) || is_a_page, "{location}");
    }
    assert!(!answer.body.contains(MARKUP), "{answer:?}");
    let forms = answer.body.split("action=\"").skip(1);
    let links = answer.body.split("href=\"http").skip(1);
    let links = links.map(|link| format!("http{}", link.split('"').next().unwrap()));
    for form in forms.map(|form| form.split('"').next().unwrap()) {
        let ours = form.starts_with('/') && !form.starts_with("//");
        assert!(ours || REGISTERED.contains(&form), "{form}");
    }
    for link in links {
        let is_a_clients = REGISTERED.iter().any(|address| address.starts_with(&link));
        assert!(is_a_clients, "{link}");
    }
    if let Some(policy) = answer.headers.get(CONTENT_SECURITY_POLICY) {
        let policy = policy.to_str().unwrap();
        assert!(policy.contains("frame-ancestors 'none'"), "{policy}");
        let origins = policy
            .split("form-action 'self'")
            .nth(1)
            .unwrap_or_default();
        let origins = origins.split(';').next().unwrap().split_whitespace();
        for origin in origins {
            let is_registered = REGISTERED.iter().any(|address| address.starts_with(origin));
            assert!(is_registered || ORIGINS.contains(&origin), "{origin}");
        }
    }
}

/// Whether it is the address of a client with more parameters in its query.
fn is_registered(location: &str) -> bool {
    REGISTERED.iter().any(|address| {
        let added = location.strip_prefix(address);
        added.is_some_and(|added| added.starts_with(['?', '&']))
    })
}

/// Whether it is a page of an origin with the widget.
fn is_of_an_origin(location: &str) -> bool {
    let Ok(url) = url::Url::parse(location) else {
        return false;
    };
    ORIGINS.contains(&&*url.origin().ascii_serialization())
}

#[test]
fn no_request_to_the_provider_causes_an_error_or_leads_elsewhere() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/openid/clients.toml");
    let server = Server::start(&[
        ("RINGCODE_CLIENTS", file),
        ("RINGCODE_TRUSTED_PROXIES", "::/128"),
    ]);
    let (mut known, mut count, mut told) = (Known::default(), 0, BTreeMap::new());
    let mut proofs = 0;
    cases("provider", 1_500, |dice| {
        count += 1;
        known.code = format!("a-code-of-the-fuzzing-tests-{count}");
        known.token = known.code.clone();
        store_grant(&server, &known.code);
        let drawn = Drawn::draw(dice, &known);
        let answer = server.answer(drawn.request(dice, &known));
        let (method, path, _) = drawn.endpoint;
        let what = || format!("{method} {path} {:?}: {answer:?}", drawn.fields);
        assert!(!answer.status.is_server_error(), "{}", what());
        assert_leads_nowhere_else(&answer);
        let is_token = path == "/token" && answer.status.is_success();
        assert!(!is_token || drawn.redeems(&known), "{}", what());
        let is_proof = path == "/v1/redeem" && answer.body.contains("\"success\":true");
        assert!(!is_proof || drawn.proves(&known), "{}", what());
        proofs += usize::from(is_proof);
        known.learn(dice, &answer);
        *told.entry((path, answer.status.as_u16())).or_insert(0) += 1;
    });
    assert!(proofs > 0, "{told:?}");
    // A request that is seldom refused shows more than one that always is.
    for reached in [
        ("/authorize", 303),
        ("/authorize", 400),
        ("/par", 201),
        ("/par", 401),
        ("/token", 200),
        ("/token", 400),
        ("/start", 303),
        ("/start", 400),
        ("/widget.js", 404),
        ("/v1/redeem", 200),
        ("/v1/redeem", 400),
        ("/v1/redeem", 401),
        ("/userinfo", 200),
        ("/userinfo", 401),
    ] {
        assert!(
            told.contains_key(&reached),
            "{reached:?} is not in {told:?}"
        );
    }
}

impl Known {
    /// Keeps what a browser and a host would keep.
    fn learn(&mut self, dice: &mut Dice, answer: &Answer) {
        if let Ok(told) = serde_json::from_str::<serde_json::Value>(&answer.body)
            && let Some(request_uri) = told["request_uri"].as_str()
        {
            self.request_uri = request_uri.to_owned();
        }
        let cookies = answer.headers.get_all(SET_COOKIE).iter();
        let pairs = cookies.map(|cookie| cookie.to_str().unwrap().split(';').next().unwrap());
        let pairs: Vec<_> = pairs.collect();
        if !pairs.is_empty() {
            self.cookie = pairs.join("; ");
        }
        if dice.one_in(5) {
            self.cookie.clear();
        }
    }
}
