//! A host application, as far as HTTP goes.

use std::collections::BTreeMap;

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use reqwest::Url;
use ringcode::clients::{PublicJwk, PublicKey};
use ringcode::openid::IdTokenClaims;
use ringcode_test_support::{Answer, Browser, NO_WAITS, Setup, TestApp};
use serde_json::Value;
use sha2::{Digest, Sha256};

/// The secret of every client in `clients.toml`.
pub const SECRET: &str = "test-secret";

/// A verifier of PKCE.
pub const VERIFIER: &str = "a-verifier-of-this-test-forty-three-letters-or-more";

/// The application with the clients of this test.
pub const SETUP: Setup = Setup {
    file: NO_WAITS,
    adjust: |settings| {
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/openid/clients.toml");
        settings.clients.file = Some(file.to_owned());
    },
    ..Setup::PLAIN
};

/// A host application.
pub struct Host<'a> {
    pub app: &'a TestApp,
    pub id: &'a str,
}

/// The answer that came back to a host: its address and the parameters.
#[derive(Debug)]
pub struct Returned {
    pub address: String,
    pub parameters: BTreeMap<String, String>,
}

impl<'a> Host<'a> {
    pub fn new(app: &'a TestApp, id: &'a str) -> Self {
        Self { app, id }
    }

    pub fn redirect_uri(&self) -> String {
        format!("https://{}.example/callback", self.id)
    }

    /// The parameters of an ordinary request, with `more` in place of those of the same name; an
    /// empty value leaves one out.
    pub fn request(&self, more: &[(&str, &str)]) -> Vec<(String, String)> {
        let redirect_uri = self.redirect_uri();
        let challenge = challenge();
        let usual = [
            ("client_id", self.id),
            ("redirect_uri", &redirect_uri),
            ("response_type", "code"),
            ("scope", "openid phone"),
            ("state", "a state & more"),
            ("nonce", "a nonce"),
            ("code_challenge", &challenge),
            ("code_challenge_method", "S256"),
        ];
        let kept = usual
            .iter()
            .filter(|(name, _)| more.iter().all(|(other, _)| name != other));
        let all = kept.chain(more.iter().filter(|(_, value)| !value.is_empty()));
        all.map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect()
    }

    /// The address that the host sends people to.
    pub fn link(&self, more: &[(&str, &str)]) -> String {
        let url = Url::parse_with_params("http://x/authorize", self.request(more)).unwrap();
        format!("/authorize?{}", url.query().unwrap())
    }

    /// Pushes a request, and returns the address that the host sends people to.
    pub async fn pushes(&self, more: &[(&str, &str)]) -> String {
        let answer = self.posts("/par", &self.request(more)).await;
        assert_eq!(answer.status, 201, "{answer:?}");
        let body: Value = serde_json::from_str(&answer.body).unwrap();
        let request_uri = body["request_uri"].as_str().unwrap();
        format!("/authorize?client_id={}&request_uri={request_uri}", self.id)
    }

    /// Posts a form with the secret in the header.
    pub async fn posts(&self, path: &str, form: &[(String, String)]) -> Answer {
        let request = self.app.request("POST", path);
        Answer::to(request.basic_auth(self.id, Some(SECRET)).form(form)).await
    }

    /// Redeems a code.
    pub async fn redeems(&self, code: &str) -> Answer {
        self.posts("/token", &self.redemption(code)).await
    }

    pub fn redemption(&self, code: &str) -> Vec<(String, String)> {
        let redirect_uri = self.redirect_uri();
        let form = [
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", &redirect_uri),
            ("code_verifier", VERIFIER),
        ];
        form.map(|(name, value)| (name.to_owned(), value.to_owned()))
            .into()
    }

    /// Redeems a code, and returns the access token and the claims, once they are checked.
    pub async fn learns(&self, code: &str) -> (String, IdTokenClaims) {
        let answer = self.redeems(code).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        assert_eq!(answer.header("cache-control"), "no-store");
        let body: Value = serde_json::from_str(&answer.body).unwrap();
        assert_eq!(
            (&body["token_type"], &body["expires_in"]),
            (&"Bearer".into(), &300.into())
        );
        let token = body["access_token"].as_str().unwrap().to_owned();
        (token, self.claims(body["id_token"].as_str().unwrap()).await)
    }

    /// The claims of an ID token that is signed by a published key, for this host.
    pub async fn claims(&self, id_token: &str) -> IdTokenClaims {
        let keys = Answer::to(self.app.request("GET", "/jwks")).await;
        let keys: Value = serde_json::from_str(&keys.body).unwrap();
        let keys: Vec<PublicJwk> = serde_json::from_value(keys["keys"].clone()).unwrap();
        let kid = header(id_token)["kid"].as_str().unwrap().to_owned();
        let jwk = keys
            .iter()
            .find(|key| key.kid.as_ref() == Some(&kid))
            .unwrap();
        assert_eq!(header(id_token)["alg"].as_str(), jwk.alg.as_deref());
        let claims: IdTokenClaims = PublicKey::from_jwk(jwk).unwrap().decode(id_token).unwrap();
        assert_eq!((&*claims.iss, &*claims.aud), (self.app.url(), self.id));
        claims
    }

    pub async fn userinfo(&self, token: &str) -> Answer {
        Answer::to(self.app.request("GET", "/userinfo").bearer_auth(token)).await
    }

    /// Sends a person, who verifies this number; what comes back to the host.
    pub async fn sends(&self, browser: &Browser, link: &str, number: &str) -> Returned {
        let begun = browser.follows(link).await;
        assert_eq!(
            (begun.status, begun.header("location")),
            (303, "/"),
            "{begun:?}"
        );
        self.verifies(browser, number).await
    }

    /// A person on the first page verifies this number; what comes back to the host.
    pub async fn verifies(&self, browser: &Browser, number: &str) -> Returned {
        browser.submits("send_code", &[("phone", number)]).await;
        let code = self.app.plivo.code();
        let answer = browser.posts("check_code", &[("code", &code)]).await;
        returned(&answer)
    }
}

impl Returned {
    pub fn code(&self) -> &str {
        self.parameters
            .get("code")
            .unwrap_or_else(|| panic!("{self:?}"))
    }

    pub fn error(&self) -> &str {
        self.parameters
            .get("error")
            .unwrap_or_else(|| panic!("{self:?}"))
    }
}

/// Reads the address and parameters that an answer leads back with.
pub fn returned(answer: &Answer) -> Returned {
    assert_eq!(answer.status, 303, "{answer:?}");
    let url = Url::parse(answer.header("location"));
    let mut url = url.unwrap_or_else(|_| panic!("no way back: {answer:?}"));
    let parameters = url.query_pairs().into_owned().collect();
    url.set_query(None);
    Returned {
        address: url.into(),
        parameters,
    }
}

pub fn challenge() -> String {
    BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(VERIFIER))
}

/// The header of a token.
pub fn header(token: &str) -> Value {
    let header = token.split('.').next().unwrap();
    serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(header).unwrap()).unwrap()
}

/// The name of the error in a JSON answer.
pub fn error_of(answer: &Answer) -> String {
    let body: Value = serde_json::from_str(&answer.body).unwrap();
    body["error"].as_str().unwrap().to_owned()
}
