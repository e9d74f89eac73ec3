//! The records of requests, grants and tokens. Each record is stored under a keyed hash of the
//! secret that leads to it.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::clients::Purpose;
use crate::domain::{Channel, PhoneNumber, Policy, Timestamp};
use crate::openid::{AuthorizationRequest, Prompt};
use crate::repository::Record;

/// The time in which a pushed request can be opened.
pub const PUSHED_LIFE: Duration = Duration::from_mins(5);

/// The time in which a code can be redeemed.
pub const CODE_LIFE: Duration = Duration::from_mins(1);

/// The life of an access token. Until its end a redeemed code is remembered as well.
pub const TOKEN_LIFE: Duration = Duration::from_mins(5);

/// The request that a browser's verification serves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuthorizationRecord {
    /// The request.
    pub request: AuthorizationRequest,
    /// The time at which it came.
    pub begun_at: Timestamp,
    /// The code that it was answered with.
    pub code: Option<String>,
}

/// A request that its client pushed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PushedRequestRecord {
    /// The request.
    pub request: AuthorizationRequest,
    /// The end of its life.
    pub expires_at: Timestamp,
    /// The session of the browser that opened it. No other one can.
    pub opened_by: Option<Vec<u8>>,
}

/// A verified number, as one client is told of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proven {
    /// The number.
    pub number: PhoneNumber,
    /// ISO 3166-1 code of its country.
    pub country: String,
    /// The channel that carried the code.
    pub channel: Channel,
    /// The time at which it was verified.
    pub at: Timestamp,
    /// A name of the verification that leads nowhere.
    pub vid: String,
    /// Whether the client asked for the number.
    pub asks_for_number: bool,
    /// Whether the client chose the number.
    pub is_step_up: bool,
}

/// The record that a code stands for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GrantRecord {
    /// The client that may redeem it.
    pub client_id: String,
    /// The address that it was sent to.
    pub redirect_uri: String,
    /// The S256 challenge.
    pub challenge: Option<String>,
    /// A value for the ID token; with the widget, the client's own reference.
    pub nonce: Option<String>,
    /// The proof.
    pub proven: Proven,
    /// The end of its life.
    pub expires_at: Timestamp,
    /// The access token that it was redeemed for; of the widget, the mark of the request.
    pub redeemed_for: Option<String>,
}

/// The record that an access token stands for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccessTokenRecord {
    /// The client.
    pub client_id: String,
    /// The proof.
    pub proven: Proven,
    /// The end of its life.
    pub expires_at: Timestamp,
}

/// An assertion that was used, and is not accepted again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UsedAssertionRecord {
    /// The end of its life.
    pub expires_at: Timestamp,
}

impl Proven {
    /// The purpose that the number was verified for.
    pub fn purpose(&self) -> Purpose {
        match self.is_step_up {
            true => Purpose::StepUp,
            false => Purpose::SignUp,
        }
    }
}

impl AuthorizationRecord {
    /// Begins to serve a request.
    pub fn new(request: AuthorizationRequest, now: Timestamp) -> Self {
        Self {
            request,
            begun_at: now,
            code: None,
        }
    }

    /// Whether a number that was verified then answers the request.
    pub fn accepts(&self, number: &PhoneNumber, verified_at: Timestamp) -> bool {
        let request = &self.request;
        let is_the_one = request
            .number
            .as_ref()
            .is_none_or(|asked_for| asked_for == number);
        let is_new = verified_at >= self.begun_at;
        let is_young = |max_age| self.begun_at.since(verified_at) <= max_age;
        let is_recent = request.prompt != Prompt::Always && request.max_age.is_none_or(is_young);
        is_the_one && (is_new || is_recent)
    }
}

impl Record for AuthorizationRecord {
    const KIND: u8 = b'A';

    fn remaining_life(&self, policy: &Policy, now: Timestamp) -> Duration {
        // Longer than any verification that serves it: the number of a step-up stays masked.
        let life = policy.verification_life.saturating_mul(2);
        self.begun_at.saturating_add(life).since(now)
    }
}

impl Record for PushedRequestRecord {
    const KIND: u8 = b'P';

    fn remaining_life(&self, _: &Policy, now: Timestamp) -> Duration {
        self.expires_at.since(now)
    }
}

impl Record for GrantRecord {
    const KIND: u8 = b'G';

    fn remaining_life(&self, _: &Policy, now: Timestamp) -> Duration {
        self.expires_at.since(now)
    }

    /// A failover must not make a redeemed code good again.
    fn is_durable(&self) -> bool {
        self.redeemed_for.is_some()
    }
}

impl Record for AccessTokenRecord {
    const KIND: u8 = b'T';

    fn remaining_life(&self, _: &Policy, now: Timestamp) -> Duration {
        self.expires_at.since(now)
    }
}

impl Record for UsedAssertionRecord {
    const KIND: u8 = b'U';

    fn remaining_life(&self, _: &Policy, now: Timestamp) -> Duration {
        self.expires_at.since(now)
    }

    fn is_durable(&self) -> bool {
        true
    }
}

#[cfg(test)]
mod tests {
    use serde::Serialize;

    use super::*;
    use crate::openid::ResponseMode;

    const NOW: Timestamp = Timestamp::from_millis(1_800_000_000_000);

    fn request() -> AuthorizationRequest {
        AuthorizationRequest {
            client_id: "shop".to_owned(),
            redirect_uri: "https://shop.example/".to_owned(),
            response_mode: ResponseMode::FormPost,
            state: Some("state".to_owned()),
            nonce: None,
            challenge: Some("challenge".to_owned()),
            asks_for_number: true,
            prompt: Prompt::Always,
            max_age: Some(Duration::from_mins(1)),
            login_hint: None,
            id_token_hint: None,
            ui_locales: vec!["de".to_owned()],
            number: PhoneNumber::from_e164("+447400123456"),
        }
    }

    fn proven() -> Proven {
        Proven {
            number: PhoneNumber::from_e164("+447400123456").unwrap(),
            country: "GB".to_owned(),
            channel: Channel::Call,
            at: NOW,
            vid: "vid".to_owned(),
            asks_for_number: true,
            is_step_up: false,
        }
    }

    fn bytes(record: &impl Serialize) -> String {
        let bytes = postcard::to_allocvec(record).unwrap();
        bytes.escape_ascii().to_string()
    }

    /// Changed bytes need another kind: during an update, old and new servers share a store.
    #[test]
    fn a_record_has_the_bytes_that_it_had() {
        let code = Some("code".to_owned());
        let authorization = AuthorizationRecord {
            code: code.clone(),
            ..AuthorizationRecord::new(request(), NOW)
        };
        let pushed = PushedRequestRecord {
            request: request(),
            expires_at: NOW,
            opened_by: Some(b"session".to_vec()),
        };
        let grant = GrantRecord {
            client_id: "shop".to_owned(),
            redirect_uri: "https://shop.example/".to_owned(),
            challenge: None,
            nonce: Some("nonce".to_owned()),
            proven: proven(),
            expires_at: NOW,
            redeemed_for: code,
        };
        let token = AccessTokenRecord {
            client_id: "shop".to_owned(),
            proven: proven(),
            expires_at: NOW,
        };
        assert_eq!(bytes(&authorization), AUTHORIZATION);
        assert_eq!(bytes(&pushed), PUSHED);
        assert_eq!(bytes(&grant), GRANT);
        assert_eq!(bytes(&token), TOKEN);
    }

    const AUTHORIZATION: &str = r"\x04shop\x15https://shop.example/\x01\x01\x05state\x00\x01\tchallenge\x01\x02\x01<\x00\x00\x00\x01\x02de\x01\r+447400123456\x80\xa0\xf1\xc2\xb14\x01\x04code";
    const PUSHED: &str = r"\x04shop\x15https://shop.example/\x01\x01\x05state\x00\x01\tchallenge\x01\x02\x01<\x00\x00\x00\x01\x02de\x01\r+447400123456\x80\xa0\xf1\xc2\xb14\x01\x07session";
    const GRANT: &str = r"\x04shop\x15https://shop.example/\x00\x01\x05nonce\r+447400123456\x02GB\x01\x80\xa0\xf1\xc2\xb14\x03vid\x01\x00\x80\xa0\xf1\xc2\xb14\x01\x04code";
    const TOKEN: &str = r"\x04shop\r+447400123456\x02GB\x01\x80\xa0\xf1\xc2\xb14\x03vid\x01\x00\x80\xa0\xf1\xc2\xb14";
}
