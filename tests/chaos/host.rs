//! A host application that sends people here, redeems what they bring back, and records what it
//! was told.

use std::sync::Arc;

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use reqwest::Url;
use ringcode::clients::SigningKey;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tokio::task::JoinSet;

use crate::{
    browser::Browser,
    history::{History, Redemption},
};

/// The clients that a process knows.
pub const CLIENTS: (&str, &str) = (
    "RINGCODE_CLIENTS",
    concat!(env!("CARGO_MANIFEST_DIR"), "/tests/openid/clients.toml"),
);

/// The secret of every client that has one.
pub const SECRET: &str = "test-secret";

/// The PKCE verifier of every request.
pub const VERIFIER: &str = "a verifier of the chaos tests, forty-three letters or more";

type Fields = Vec<(String, String)>;

/// A host application; clones share the history.
#[derive(Clone)]
pub struct Host {
    pub id: &'static str,
    pub http: reqwest::Client,
    pub history: Arc<History>,
}

/// An answer to a host, and what it proved itself with.
#[derive(Debug)]
pub struct Told {
    /// None without an answer.
    pub status: Option<u16>,
    pub body: Value,
    /// The assertion of a client that signs one.
    pub assertion: Option<String>,
}

impl Host {
    /// The parameters of a request, with these among them.
    pub fn request(&self, more: &[(&str, &str)]) -> Fields {
        let challenge = BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(VERIFIER));
        let address = self.address();
        let usual = [
            ("client_id", self.id),
            ("redirect_uri", &address),
            ("response_type", "code"),
            ("scope", "openid phone"),
            ("state", "a state"),
            ("code_challenge", &challenge),
            ("code_challenge_method", "S256"),
        ];
        fields(&[&usual, more].concat())
    }

    /// The address that people are sent to.
    pub fn link(&self, more: &[(&str, &str)]) -> String {
        let url = Url::parse_with_params("http://x/authorize", self.request(more)).unwrap();
        format!("/authorize?{}", url.query().unwrap())
    }

    /// Sends somebody here, who verifies their number; the code that the browser brings back.
    pub async fn is_brought_a_code(&self, browser: &Browser) -> String {
        browser.follows(&self.link(&[])).await.expect(303);
        browser.opens_the_page().await.expect(200);
        browser.asks_for_a_text().await.expect(200);
        let typed = self.history.code(&browser.number).await.unwrap();
        browser.types_code(&typed).await.expect(200);
        let back = browser.opens_the_page().await.expect(303);
        code_in(&back.location.unwrap())
    }

    /// Redeems a code at an address of ours; the status of the answer, none without one.
    pub async fn redeems(&self, url: &str, code: &str) -> Option<u16> {
        self.asks_for_a_token(url, code).await.status
    }

    /// Redeems a code; the whole answer.
    pub async fn asks_for_a_token(&self, url: &str, code: &str) -> Told {
        let form = [
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", &self.address()),
            ("code_verifier", VERIFIER),
        ];
        let told = self.asks(url, "/token", fields(&form)).await;
        self.history.redemption(Redemption {
            code: code.to_owned(),
            status: told.status,
            token: told.body["access_token"].as_str().map(str::to_owned),
        });
        told
    }

    /// Redeems a code so many times at once, by turns at these addresses; the answers.
    pub async fn redeems_at_once(
        &self,
        urls: &[&str],
        code: &str,
        times: usize,
    ) -> Vec<Option<u16>> {
        let redemptions = urls.iter().cycle().take(times).map(|url| {
            let (host, url, code) = (self.clone(), (*url).to_owned(), code.to_owned());
            async move { host.redeems(&url, &code).await }
        });
        redemptions.collect::<JoinSet<_>>().join_all().await
    }

    /// Posts a form, and proves who it is in the way that it is registered with.
    pub async fn asks(&self, url: &str, path: &str, mut form: Fields) -> Told {
        let mut request = self.http.post(format!("{url}{path}"));
        let assertion = (self.id == "signer").then(|| assertion(self.id, url));
        match (&assertion, self.id) {
            (Some(token), _) => {
                let kind = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
                form.extend(fields(&[
                    ("client_assertion", token),
                    ("client_assertion_type", kind),
                ]));
            }
            (None, "poster") => {
                form.extend(fields(&[("client_id", self.id), ("client_secret", SECRET)]));
            }
            (None, "page") => form.extend(fields(&[("client_id", self.id)])),
            (None, _) => request = request.basic_auth(self.id, Some(SECRET)),
        }
        let answer = request.form(&form).send().await;
        let (status, body) = match answer {
            Ok(answer) => (Some(answer.status().as_u16()), answer.text().await),
            Err(error) => (None, Err(error)),
        };
        Told {
            status: status.filter(|_| body.is_ok()),
            body: serde_json::from_str(&body.unwrap_or_default()).unwrap_or_default(),
            assertion,
        }
    }

    fn address(&self) -> String {
        format!("https://{}.example/callback", self.id)
    }
}

/// The code in the address that a browser was led back to.
pub fn code_in(address: &str) -> String {
    let address = Url::parse(address).unwrap();
    let mut parameters = address.query_pairs();
    let code = parameters.find(|(name, _)| name == "code");
    code.unwrap().1.into_owned()
}

fn assertion(id: &str, url: &str) -> String {
    let key = SigningKey::from_pem(include_bytes!("../openid/keys/client.pem")).unwrap();
    let now = std::time::UNIX_EPOCH.elapsed().unwrap();
    let (jti, exp) = (now.as_nanos().to_string(), now.as_secs() + 60);
    let aud = format!("{url}/token");
    let claims = json!({ "iss": id, "sub": id, "aud": aud, "exp": exp, "jti": jti });
    key.sign_token(&claims).unwrap()
}

fn fields(fields: &[(&str, &str)]) -> Fields {
    let owned = fields.iter();
    let owned = owned.map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    owned.collect()
}
