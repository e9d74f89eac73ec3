//! Forged tokens, with signatures that are real ones of another kind: by an algorithm that the
//! token chose, by the public key as if it were a secret, by another key under a known name.

use std::time::UNIX_EPOCH;

use base64::Engine;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use ring::hmac;
use ring::rand::SystemRandom;
use ring::rsa::KeyPair as RsaKeyPair;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, RSA_PKCS1_SHA256};
use ringcode::clients::{PublicJwk, SigningKey};
use ringcode::config::TrustedProxies;
use ringcode_test_support::{Answer, Setup, TestApp, at_once, count};
use rustls::pki_types::PrivatePkcs8KeyDer;
use rustls::pki_types::pem::PemObject;
use serde_json::{Value, json};

use crate::NUMBER;
use crate::host::{Host, SETUP, error_of, returned};

const ES256: &[u8] = include_bytes!("keys/es256.pem");
const RS256: &[u8] = include_bytes!("keys/rs256.pem");
/// The key of the client `signer`.
const CLIENT: &[u8] = include_bytes!("keys/client.pem");

/// A private key that signs whatever it is given.
enum Key {
    Ec(EcdsaKeyPair),
    Rsa(RsaKeyPair),
    /// HMAC-SHA256 with these bytes.
    Secret(Vec<u8>),
    /// No signature.
    None,
}

impl Key {
    fn from_pem(pem: &[u8]) -> Self {
        let der = PrivatePkcs8KeyDer::from_pem_slice(pem).unwrap();
        let (der, random) = (der.secret_pkcs8_der(), SystemRandom::new());
        match EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, der, &random) {
            Ok(pair) => Self::Ec(pair),
            Err(_) => Self::Rsa(RsaKeyPair::from_pkcs8(der).unwrap()),
        }
    }

    fn sign(&self, message: &[u8]) -> Vec<u8> {
        let random = SystemRandom::new();
        match self {
            Self::Ec(pair) => pair.sign(&random, message).unwrap().as_ref().to_vec(),
            Self::Rsa(pair) => {
                let mut signature = vec![0; pair.public().modulus_len()];
                let signed = pair.sign(&RSA_PKCS1_SHA256, &random, message, &mut signature);
                signed.unwrap();
                signature
            }
            Self::Secret(bytes) => {
                let key = hmac::Key::new(hmac::HMAC_SHA256, bytes);
                hmac::sign(&key, message).as_ref().to_vec()
            }
            Self::None => Vec::new(),
        }
    }

    fn token(&self, header: &Value, claims: &Value) -> String {
        let [header, claims] =
            [header, claims].map(|part| BASE64_URL_SAFE_NO_PAD.encode(part.to_string()));
        let message = format!("{header}.{claims}");
        let signature = BASE64_URL_SAFE_NO_PAD.encode(self.sign(message.as_bytes()));
        format!("{message}.{signature}")
    }
}

/// Everything that somebody who has the public key may take for a secret.
fn public_bytes(jwk: &PublicJwk) -> Vec<Vec<u8>> {
    let bytes = |text: &Option<String>| {
        let text = text.as_ref()?;
        BASE64_URL_SAFE_NO_PAD.decode(text).ok()
    };
    let member = |text| bytes(text).unwrap_or_default();
    let point = [vec![4], member(&jwk.x), member(&jwk.y)].concat();
    let head = "3059301306072a8648ce3d020106082a8648ce3d030107034200";
    let head: Vec<u8> = (0..head.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&head[at..at + 2], 16).unwrap())
        .collect();
    let spki = [head, point.clone()].concat();
    let encoded = BASE64_STANDARD.encode(&spki);
    let pem = format!("-----BEGIN PUBLIC KEY-----\n{encoded}\n-----END PUBLIC KEY-----\n");
    let document = serde_json::to_vec(jwk).unwrap();
    let certificates = jwk.x5c.iter().flatten().map(String::as_bytes);
    let certificates = certificates.map(<[u8]>::to_vec);
    let all = [
        point,
        spki,
        pem.into_bytes(),
        document,
        member(&jwk.n),
        vec![],
    ];
    all.into_iter().chain(certificates).collect()
}

/// The tokens with these claims that the key in `pem` did not sign, or not so, by name. Those that
/// a key of `trusted` signed as it should are none.
fn forged(pem: &[u8], trusted: &[&[u8]], claims: &Value) -> Vec<(String, String)> {
    let own = SigningKey::from_pem(pem).unwrap();
    let (kid, alg) = (own.kid().to_owned(), algorithm(pem));
    let swapped = if alg == "ES256" { "RS256" } else { "ES256" };
    let mut forged = Vec::new();
    let mut add = |name: &str, key: &Key, header: Value| {
        forged.push((format!("{name}, {header}"), key.token(&header, claims)));
    };
    for none in ["none", "None", "NONE", "nOnE", "", alg] {
        let header = json!({ "alg": none, "kid": kid });
        add("no signature", &Key::None, header);
    }
    for bytes in public_bytes(own.jwk()) {
        for hash in ["HS256", alg] {
            let header = json!({ "alg": hash, "kid": kid, "typ": "JWT" });
            add(
                "the public key as a secret",
                &Key::Secret(bytes.clone()),
                header,
            );
        }
    }
    let signed = Key::from_pem(pem);
    for other in [swapped, "HS256", "ES384", "RS512", "PS256", "EdDSA", "none"] {
        let header = json!({ "alg": other, "kid": kid });
        add("another algorithm", &signed, header);
    }
    let stranger = SigningKey::random_pem().unwrap();
    for other in [ES256, RS256, CLIENT, stranger.as_bytes()] {
        for claimed in [alg, swapped] {
            let is_right = claimed == algorithm(other);
            if is_right && (other == pem || trusted.contains(&other)) {
                continue;
            }
            let key = Key::from_pem(other);
            add("another key", &key, json!({ "alg": claimed, "kid": kid }));
            add("another key", &key, json!({ "alg": claimed }));
        }
    }
    let stranger = stranger.as_bytes();
    let jwk = SigningKey::from_pem(stranger).unwrap();
    let header = json!({ "alg": "ES256", "kid": jwk.kid(), "jwk": jwk.jwk() });
    add(
        "a key that it brings itself",
        &Key::from_pem(stranger),
        header,
    );
    forged
}

fn algorithm(pem: &[u8]) -> &'static str {
    SigningKey::from_pem(pem).unwrap().algorithm().name()
}

fn assertion(app: &TestApp, jti: &str) -> Value {
    let exp = UNIX_EPOCH.elapsed().unwrap().as_secs() + 60;
    let aud = app.instances.iter();
    let aud: Vec<_> = aud
        .map(|instance| format!("{}/token", instance.url))
        .collect();
    json!({ "iss": "signer", "sub": "signer", "aud": aud, "exp": exp, "jti": jti })
}

fn with_assertion(mut form: Vec<(String, String)>, assertion: &str) -> Vec<(String, String)> {
    let kind = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
    form.push(("client_assertion".to_owned(), assertion.to_owned()));
    form.push(("client_assertion_type".to_owned(), kind.to_owned()));
    form
}

/// The clients of these tests behind a proxy, where each request comes from somebody else: who
/// brings wrong credentials often is answered slowly.
const PROXIED: Setup = Setup {
    adjust: |settings| {
        (SETUP.adjust)(settings);
        settings.server.trusted_proxies = TrustedProxies::parse("127.0.0.1").unwrap();
    },
    ..SETUP
};

#[tokio::test]
async fn no_forged_assertion_proves_a_client() {
    let app = TestApp::with(PROXIED).await;
    let host = Host::new(&app, "signer");
    let back = host.sends(&app.browser(), &host.link(&[]), NUMBER).await;
    let asks = async |assertion: &str, n: usize| {
        let form = with_assertion(host.redemption(back.code()), assertion);
        let request = app.request("POST", "/token").form(&form);
        Answer::to(request.header("x-forwarded-for", format!("198.51.100.{n}"))).await
    };
    let forged = forged(CLIENT, &[], &assertion(&app, "forged"));
    assert!(forged.len() > 30, "{}", forged.len());
    for (n, (name, token)) in forged.iter().enumerate() {
        let answer = asks(token, n).await;
        let told = (answer.status, &*error_of(&answer));
        assert_eq!(told, (401, "invalid_client"), "{name}: {token}");
    }
    // None of that has used up the name of the assertion, or the code.
    let header = json!({ "alg": "ES256" });
    let right = Key::from_pem(CLIENT).token(&header, &assertion(&app, "forged"));
    assert_eq!(asks(&right, 0).await.status, 200);
}

/// An attacker who knows somebody's pseudonym cannot sign it.
#[tokio::test]
async fn no_forged_hint_names_anybody() {
    let app = TestApp::with(SETUP).await;
    let (host, browser) = (Host::new(&app, "shop"), app.browser());
    let back = host.sends(&browser, &host.link(&[]), NUMBER).await;
    let (_, claims) = host.learns(back.code()).await;
    let claims = serde_json::to_value(claims).unwrap();
    let hinted = async |token: &str| {
        let hint = [("prompt", "none"), ("id_token_hint", token)];
        returned(&browser.follows(&host.pushes(&hint).await).await)
    };
    // Any key that is published by the provider may have signed it, the third one among them.
    let published = [ES256, RS256, CLIENT];
    for pem in published {
        for (name, token) in forged(pem, &published, &claims) {
            assert_eq!(
                hinted(&token).await.error(),
                "login_required",
                "{name}: {token}"
            );
        }
        let header = json!({ "alg": algorithm(pem) });
        hinted(&Key::from_pem(pem).token(&header, &claims))
            .await
            .code();
    }
}

/// Over two instances of one store, at both addresses that take assertions.
#[tokio::test]
async fn of_many_uses_of_an_assertion_at_the_same_time_one_succeeds() {
    let on_redis = Setup {
        redis: true,
        ..PROXIED
    };
    let mut app = TestApp::with(on_redis).await;
    app.add(on_redis).await;
    let host = Host::new(&app, "signer");
    let header = json!({ "alg": "ES256" });
    let token = Key::from_pem(CLIENT).token(&header, &assertion(&app, "once"));
    let form = with_assertion(host.request(&[]), &token);
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let requests = (0..30).map(|n| {
        let path = if n % 3 == 0 { "/token" } else { "/par" };
        let request = http.post(format!("{}{path}", app.instances[n % 2].url));
        let request = request.form(&form);
        Answer::to(request.header("x-forwarded-for", format!("198.51.100.{n}")))
    });
    let answers = at_once(requests).await;
    // Whichever was first: a request that was pushed, or one for a token that lacks its code.
    let proven = count(&answers, 201) + count(&answers, 400);
    assert_eq!((proven, count(&answers, 401)), (1, 29), "{answers:?}");
}
