//! The claims about a verified number, as clients are told them.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::clients::{Client, Purpose};
use crate::domain::Timestamp;
use crate::openid::Proven;

/// The authentication context: possession of a phone, over the public telephone network.
pub const ACR: &str = "urn:ringcode:acr:phone";

/// NIST SP 800-63B-4 restricts authenticators on the public telephone network; whoever relies
/// on one has to know.
const RESTRICTED: &str = "pstn";

/// The life of an ID token, which is read at once.
const LIFE: Duration = Duration::from_mins(10);

/// The claims of an ID token.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct IdTokenClaims {
    pub iss: String,
    pub sub: String,
    pub aud: String,
    /// Seconds since the Unix epoch, as all times here.
    pub exp: u64,
    pub iat: u64,
    /// The time at which the number was verified.
    pub auth_time: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nonce: Option<String>,
    /// The ID of the token.
    pub jti: String,
    pub acr: String,
    /// `sms` or `tel`, and `otp`.
    pub amr: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone_number: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone_number_verified: Option<bool>,
    /// The verification, by a name that leads nowhere.
    pub vid: String,
    /// `text` or `call`.
    pub channel: String,
    /// ISO 3166-1 code of the number's country.
    pub country: String,
    /// `pstn`.
    pub restricted: String,
    /// `sign-up` or `step-up`.
    pub purpose: String,
}

/// The claims that `/userinfo` tells.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserInfo {
    pub sub: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone_number: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone_number_verified: Option<bool>,
}

impl UserInfo {
    /// The claims about a number whose pseudonym is `sub`.
    pub fn new(sub: String, proven: &Proven, client: &Client) -> Self {
        let number = phone_number(proven, client);
        Self {
            sub,
            phone_number_verified: number.as_ref().map(|_| true),
            phone_number: number,
        }
    }
}

impl IdTokenClaims {
    /// The claims of a token for `client`, issued at `now` under the ID `jti`.
    pub fn new(
        (issuer, sub, jti): (&str, String, String),
        proven: &Proven,
        client: &Client,
        nonce: Option<String>,
        now: Timestamp,
    ) -> Self {
        let number = phone_number(proven, client);
        let method = match proven.channel.is_spoken() {
            true => "tel",
            false => "sms",
        };
        let purpose = match proven.purpose() {
            Purpose::SignUp => "sign-up",
            Purpose::StepUp => "step-up",
        };
        Self {
            iss: issuer.to_owned(),
            sub,
            aud: client.id.clone(),
            exp: seconds(now.saturating_add(LIFE)),
            iat: seconds(now),
            auth_time: seconds(proven.at),
            nonce,
            jti,
            acr: ACR.to_owned(),
            amr: vec![method.to_owned(), "otp".to_owned()],
            phone_number_verified: number.as_ref().map(|_| true),
            phone_number: number,
            vid: proven.vid.clone(),
            channel: proven.channel.name().to_owned(),
            country: proven.country.clone(),
            restricted: RESTRICTED.to_owned(),
            purpose: purpose.to_owned(),
        }
    }
}

/// The number, where the client asked for it and is told numbers.
fn phone_number(proven: &Proven, client: &Client) -> Option<String> {
    let told = proven.asks_for_number && client.is_told_numbers;
    told.then(|| proven.number.as_e164().to_owned())
}

fn seconds(time: Timestamp) -> u64 {
    time.since(Timestamp::EPOCH).as_secs()
}
