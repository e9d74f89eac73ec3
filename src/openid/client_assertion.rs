//! Assertions by which clients prove who they are (RFC 7523).

use std::time::Duration;

use jsonwebtoken::dangerous::insecure_decode_claims;
use serde::{Deserialize, Serialize};

use crate::clients::PublicKey;
use crate::domain::Timestamp;

/// The longest life of an assertion that is accepted, and the difference between clocks.
pub const MAX_ASSERTION_LIFE: Duration = Duration::from_mins(10);
const LEEWAY: Duration = Duration::from_secs(30);

/// The claims of an assertion.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssertionClaims {
    pub iss: String,
    pub sub: String,
    pub aud: AssertionAudience,
    pub exp: u64,
    #[serde(default)]
    pub nbf: Option<u64>,
    pub jti: String,
}

/// The addresses that an assertion may be for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum AssertionAudience {
    One(String),
    Several(Vec<String>),
}

impl AssertionClaims {
    /// The client that an assertion is said to be of. Nothing is verified.
    pub(super) fn claimed_client(token: &str) -> Option<String> {
        let claims: Self = insecure_decode_claims(token).ok()?;
        Some(claims.sub)
    }

    /// The claims of an assertion that the client signed for one of `audiences`; `None` for any
    /// other.
    pub fn decode(
        token: &str,
        keys: &[PublicKey],
        client_id: &str,
        audiences: &[String],
    ) -> Option<Self> {
        let claims: Self = keys.iter().find_map(|key| key.decode(token))?;
        let is_the_clients = claims.iss == client_id && claims.sub == client_id;
        let is_valid = is_the_clients && claims.aud.is_one_of(audiences) && !claims.jti.is_empty();
        is_valid.then_some(claims)
    }

    /// Unlike that of every other assertion of every client.
    pub fn identity(&self) -> String {
        format!("{} {}", self.sub, self.jti)
    }

    /// The end of the time in which the assertion has to be remembered; `None` if it is not valid
    /// at `now`.
    pub fn accepted_until(&self, now: Timestamp) -> Option<Timestamp> {
        let at = |seconds: u64| Timestamp::EPOCH.saturating_add(Duration::from_secs(seconds));
        let begins = self.nbf.map_or(Timestamp::EPOCH, at);
        let until = at(self.exp).saturating_add(LEEWAY);
        let is_timely = now < until
            && begins <= now.saturating_add(LEEWAY)
            && until <= now.saturating_add(MAX_ASSERTION_LIFE);
        is_timely.then_some(until)
    }
}

impl AssertionAudience {
    fn is_one_of(&self, audiences: &[String]) -> bool {
        match self {
            Self::One(audience) => audiences.contains(audience),
            Self::Several(list) => list.iter().any(|audience| audiences.contains(audience)),
        }
    }
}
