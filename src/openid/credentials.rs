//! The credentials that a client brings.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use url::form_urlencoded;

use crate::openid::{AssertionClaims, OAuthCode, OAuthError, Parameters};

/// The type of an assertion that is a JWT (RFC 7523).
const JWT_BEARER: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// Credentials, by the method that they are brought with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Credentials {
    /// `client_secret_basic`.
    Basic { id: String, secret: String },
    /// `client_secret_post`.
    Post { id: String, secret: String },
    /// `private_key_jwt`.
    Assertion { id: String, token: String },
    /// `none`.
    None { id: String },
}

impl Credentials {
    /// Reads the credentials of a request: its `Authorization` header and its form.
    ///
    /// # Errors
    /// `invalid_client` without credentials or with ones that cannot be read; `invalid_request`
    /// with those of two methods.
    pub fn read(authorization: Option<&[u8]>, form: &Parameters) -> Result<Self, OAuthError> {
        let id = form.get("client_id")?.map(str::to_owned);
        let secret = form.get("client_secret")?.map(str::to_owned);
        let assertion = assertion(form)?;
        let methods = [
            authorization.is_some(),
            secret.is_some(),
            assertion.is_some(),
        ];
        if methods.into_iter().filter(|used| *used).count() > 1 {
            let two = "the client brings credentials of two methods";
            return Err(OAuthCode::InvalidRequest.because(two));
        }
        let credentials = match (authorization, secret, assertion) {
            (Some(header), ..) => basic(header),
            (_, Some(secret), _) => id.clone().map(|id| Self::Post { id, secret }),
            (.., Some(token)) => {
                let claimed = || AssertionClaims::claimed_client(&token);
                let id = id.clone().or_else(claimed);
                id.map(|id| Self::Assertion { id, token })
            }
            (None, None, None) => id.clone().map(|id| Self::None { id }),
        };
        let credentials = credentials.filter(|found| id.is_none_or(|id| id == found.client_id()));
        credentials.ok_or(OAuthCode::InvalidClient.because("no credentials of a client"))
    }

    /// Reads the credentials of a request without a form: `Basic` with a secret, or `Bearer` with
    /// an assertion. `None` for anything else.
    pub fn from_header(authorization: &[u8]) -> Option<Self> {
        let assertion = || {
            let token = bearer_token(authorization)?.to_owned();
            let id = AssertionClaims::claimed_client(&token)?;
            Some(Self::Assertion { id, token })
        };
        basic(authorization).or_else(assertion)
    }

    /// The client that the credentials are said to be of.
    pub fn client_id(&self) -> &str {
        match self {
            Self::Basic { id, .. }
            | Self::Post { id, .. }
            | Self::Assertion { id, .. }
            | Self::None { id } => id,
        }
    }
}

fn assertion(form: &Parameters) -> Result<Option<String>, OAuthError> {
    let assertion = form.get("client_assertion")?;
    match (assertion, form.get("client_assertion_type")?) {
        (None, None) => Ok(None),
        (Some(token), Some(JWT_BEARER)) => Ok(Some(token.to_owned())),
        _ => Err(OAuthCode::InvalidClient
            .because("client_assertion needs its type, which is jwt-bearer")),
    }
}

/// The token in an `Authorization` header of the scheme `Bearer` (RFC 6750).
pub fn bearer_token(authorization: &[u8]) -> Option<&str> {
    let (scheme, token) = str::from_utf8(authorization).ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

/// The ID and the secret in a header, each encoded as in a form (RFC 6749, section 2.3.1).
fn basic(header: &[u8]) -> Option<Credentials> {
    let (scheme, encoded) = str::from_utf8(header).ok()?.split_once(' ')?;
    let bytes = BASE64_STANDARD.decode(encoded.trim()).ok()?;
    let pair = String::from_utf8(bytes).ok()?;
    let (id, secret) = pair
        .split_once(':')
        .filter(|_| scheme.eq_ignore_ascii_case("basic"))?;
    let [id, secret] = [id, secret].map(|text| {
        let mut decoded = form_urlencoded::parse(text.as_bytes());
        decoded
            .next()
            .map(|(text, _)| text.into_owned())
            .unwrap_or_default()
    });
    Some(Credentials::Basic { id, secret })
}
