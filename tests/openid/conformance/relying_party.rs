//! A host that asks any provider, and checks what it is told as the suite does.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use reqwest::Url;
use ringcode::clients::{PublicJwk, PublicKey};
use ringcode_test_support::Answer;
use serde_json::Value;

use super::browser::{Arrival, Browser};
use super::provider::Provider;
use crate::host::{Returned, SECRET, header};

const FIFTY_YEARS: u64 = 50 * 366 * 86_400;

/// A registered client of the provider.
#[derive(Clone, Copy)]
pub struct RelyingParty<'a> {
    provider: &'a Provider,
    id: &'static str,
}

/// A request of it.
pub struct Asked<'a> {
    pub host: RelyingParty<'a>,
    parameters: Vec<(String, String)>,
}

/// The tokens that a code was redeemed for.
pub struct Tokens {
    pub access_token: String,
    pub refresh_token: Option<String>,
    pub id_token: String,
    pub claims: Value,
}

impl<'a> RelyingParty<'a> {
    /// The client with `client_secret_basic`.
    pub fn basic(provider: &'a Provider) -> Self {
        Self {
            provider,
            id: "shop",
        }
    }

    /// The client with `client_secret_post`, whose ID tokens are signed with RS256.
    pub fn post(provider: &'a Provider) -> Self {
        Self {
            provider,
            id: "poster",
        }
    }

    /// A request with `more` in place of what is usual; an empty value leaves one out.
    pub fn asks(&self, more: &[(&str, &str)]) -> Asked<'a> {
        let redirect_uri = format!("https://{}.example/callback", self.id);
        let usual = [
            ("client_id", self.id),
            ("redirect_uri", &redirect_uri),
            ("response_type", "code"),
            ("scope", "openid"),
            ("state", "a state & more"),
            ("nonce", "a nonce"),
        ];
        let kept = usual
            .into_iter()
            .filter(|(name, _)| more.iter().all(|(other, _)| name != other));
        let all = kept
            .chain(more.iter().copied())
            .filter(|(_, value)| !value.is_empty());
        let parameters = all
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        Asked {
            host: *self,
            parameters,
        }
    }

    /// Posts to the token endpoint as the client that it is.
    pub async fn posts(&self, form: &[(&str, &str)]) -> Answer {
        let post = self
            .provider
            .http
            .post(self.provider.endpoint("token_endpoint"));
        let secret = [("client_id", self.id), ("client_secret", SECRET)];
        let request = match self.id {
            "poster" => post.form(&[form, &secret].concat()),
            _ => post.basic_auth(self.id, Some(SECRET)).form(form),
        };
        Answer::to(request).await
    }

    /// Reads the userinfo with a token in the header.
    pub async fn userinfo(&self, token: &str) -> Answer {
        let address = self.provider.endpoint("userinfo_endpoint");
        Answer::to(self.provider.http.get(address).bearer_auth(token)).await
    }

    /// Asserts that an answer of the userinfo is about the person of the token, and returns it.
    pub fn told(answer: &Answer, tokens: &Tokens) -> Value {
        assert_eq!(answer.status, 200, "{answer:?}");
        let info: Value = serde_json::from_str(&answer.body).unwrap();
        assert_eq!(info["sub"], tokens.claims["sub"]);
        info
    }

    /// The claims of an ID token that is signed by a published key, for this client.
    async fn claims(&self, id_token: &str) -> Value {
        let keys = self.provider.get(self.provider.endpoint("jwks_uri")).await;
        let keys: Value = serde_json::from_str(&keys.body).unwrap();
        let header = header(id_token);
        let key = keys["keys"]
            .as_array()
            .unwrap()
            .iter()
            .find(|key| key["kid"] == header["kid"]);
        let jwk: PublicJwk = serde_json::from_value(key.unwrap().clone()).unwrap();
        assert_eq!(header["alg"].as_str(), jwk.alg.as_deref());
        assert!(self.provider.offers(
            "id_token_signing_alg_values_supported",
            header["alg"].as_str().unwrap()
        ));
        let claims: Value = PublicKey::from_jwk(&jwk).unwrap().decode(id_token).unwrap();
        assert_eq!(claims["iss"], self.provider.issuer());
        assert!(
            claims["aud"] == self.id || claims["aud"] == Value::from([self.id].as_slice()),
            "{claims}"
        );
        assert!(
            claims["sub"]
                .as_str()
                .is_some_and(|sub| (1..256).contains(&sub.len()) && sub.is_ascii())
        );
        let (now, seconds) = (self.provider.now(), |name: &str| claims[name].as_u64());
        assert!(
            (now..now + FIFTY_YEARS).contains(&seconds("exp").unwrap()),
            "{claims}"
        );
        assert!(
            (now - 300..now + 2).contains(&seconds("iat").unwrap()),
            "{claims}"
        );
        assert!(
            seconds("auth_time").is_none_or(|time| (now - 31_536_000..now + 2).contains(&time)),
            "{claims}"
        );
        assert_ne!(claims["acr"], "");
        claims
    }
}

impl Asked<'_> {
    pub fn fields(&self) -> Vec<(&str, &str)> {
        self.parameters
            .iter()
            .map(|(name, value)| (&**name, &**value))
            .collect()
    }

    pub fn link(&self) -> String {
        let endpoint = self.host.provider.endpoint("authorization_endpoint");
        Url::parse_with_params(endpoint, &self.parameters)
            .unwrap()
            .into()
    }

    fn value(&self, name: &str) -> Option<&str> {
        let found = self.parameters.iter().find(|(other, _)| other == name);
        found.map(|(_, value)| &**value)
    }

    /// Sends a person who does as they are asked, if they are.
    pub async fn sends(&self, browser: &Browser) -> Returned {
        let arrival = browser.opens(&self.link()).await;
        self.is_answered(browser, arrival).await
    }

    /// Sends a person who has to do something.
    pub async fn asks_again(&self, browser: &Browser) -> Returned {
        let page = browser.opens(&self.link()).await.on_a_page();
        assert_eq!(page.status, 200, "{page:?}");
        self.is_answered(browser, Arrival::Page(page)).await
    }

    /// Sends a person who is not asked anything.
    pub async fn is_silent(&self, browser: &Browser) -> Returned {
        self.checks(browser.opens(&self.link()).await.at_host())
    }

    pub async fn is_answered(&self, browser: &Browser, arrival: Arrival) -> Returned {
        let arrival = match arrival {
            Arrival::Page(_) => self.host.provider.goes_on(browser, arrival).await,
            host => host,
        };
        self.checks(arrival.at_host())
    }

    /// Asserts what every answer has in common.
    fn checks(&self, back: Returned) -> Returned {
        let told = |name| back.parameters.get(name).map(String::as_str);
        assert_eq!(Some(&*back.address), self.value("redirect_uri"));
        assert_eq!(told("state"), self.value("state"));
        if self.host.provider.metadata["authorization_response_iss_parameter_supported"] == true {
            assert_eq!(told("iss"), Some(self.host.provider.issuer()));
        }
        back
    }

    /// Redeems a code.
    pub async fn redeems(&self, code: &str, more: &[(&str, &str)]) -> Answer {
        let redirect_uri = self.value("redirect_uri").unwrap();
        let form = [
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", redirect_uri),
        ];
        self.host.posts(&[&form, more].concat()).await
    }

    /// Redeems the code of an answer, and checks what it is told.
    pub async fn learns(&self, back: &Returned, more: &[(&str, &str)]) -> Tokens {
        let answer = self.redeems(back.code(), more).await;
        assert_eq!(
            (answer.status, answer.header("cache-control")),
            (200, "no-store"),
            "{answer:?}"
        );
        let body: Value = serde_json::from_str(&answer.body).unwrap();
        let text = |name: &str| body[name].as_str().map(str::to_owned);
        assert!(text("token_type").unwrap().eq_ignore_ascii_case("bearer"));
        let id_token = text("id_token").unwrap();
        let claims = self.host.claims(&id_token).await;
        assert_eq!(claims["nonce"].as_str(), self.value("nonce"));
        Tokens {
            access_token: text("access_token").unwrap(),
            refresh_token: text("refresh_token"),
            id_token,
            claims,
        }
    }
}

/// An unsigned request object with these parameters.
pub fn unsigned(parameters: &[(&str, &str)]) -> String {
    let claims: serde_json::Map<_, _> = parameters
        .iter()
        .map(|(name, value)| ((*name).to_owned(), Value::from(*value)))
        .collect();
    let encoded = |json: &Value| BASE64_URL_SAFE_NO_PAD.encode(json.to_string());
    let header = serde_json::json!({ "alg": "none" });
    format!("{}.{}.", encoded(&header), encoded(&Value::Object(claims)))
}
