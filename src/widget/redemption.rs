//! The decision about a token that a client's server redeems.

use std::sync::Arc;
use std::time::Duration;

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::redemption_form::RedemptionForm;
use super::token_refusal::TokenRefusal;
use crate::clients::Client;
use crate::domain::{PhoneNumber, Policy, Timestamp};
use crate::openid::{GrantRecord, Proven, redirect};
use crate::repository::Record;

/// The time in which a token can be redeemed: people fill in the rest of the form.
pub const WIDGET_TOKEN_LIFE: Duration = Duration::from_mins(5);

/// The longest key of a repeated request, in bytes.
const LONGEST_KEY: usize = 200;

/// The grant that a token stands for. Its kind differs from that of a code: neither is worth
/// anything where the other is redeemed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct WidgetGrantRecord(pub GrantRecord);

/// A request to redeem a token.
#[derive(Clone, Debug)]
pub struct WidgetRedemption {
    /// The token.
    pub token: String,
    /// The number that the client expects.
    pub number: Option<PhoneNumber>,
    /// The name of the request, by which a repetition of it is known.
    pub idempotency_key: Option<String>,
}

/// A token that was redeemed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RedeemedWidget {
    /// The proof.
    pub proven: Proven,
    /// The client's own reference, as its page gave it.
    pub client_ref: Option<String>,
    /// The host of the page.
    pub hostname: String,
    /// Whether the number is the one that the client expects.
    pub is_expected: bool,
}

impl WidgetRedemption {
    /// Reads a request.
    ///
    /// # Errors
    /// [`TokenRefusal::InvalidRequest`] without a token, with a number that is not E.164, and
    /// with a key that is too long.
    pub fn parse(form: RedemptionForm) -> Result<Self, TokenRefusal> {
        let read = |text| PhoneNumber::from_e164(text).ok_or(TokenRefusal::InvalidRequest);
        let number = form.phone_number.as_deref().map(read).transpose()?;
        let idempotency_key = form.idempotency_key;
        let is_short = |key: &String| key.len() <= LONGEST_KEY;
        if !idempotency_key.as_ref().is_none_or(is_short) {
            return Err(TokenRefusal::InvalidRequest);
        }
        Ok(Self {
            token: form.token.ok_or(TokenRefusal::InvalidRequest)?,
            number,
            idempotency_key,
        })
    }

    /// The mark that a redeemed token bears: the same for a repetition of the request. A request
    /// without a key has no repetition.
    fn mark(&self) -> String {
        let Some(key) = &self.idempotency_key else {
            return String::new();
        };
        let number = self.number.as_ref().map_or("", PhoneNumber::as_e164);
        let hash = Sha256::new().chain_update(number).chain_update([0]);
        BASE64_URL_SAFE_NO_PAD.encode(hash.chain_update(key).finalize())
    }
}

impl WidgetGrantRecord {
    /// The client that may redeem the token, if it is one of these.
    pub fn find_client<'a>(&self, clients: &'a [Arc<Client>]) -> Option<&'a Arc<Client>> {
        let mut clients = clients.iter();
        clients.find(|client| client.id == self.0.client_id)
    }

    /// Redeems the token, also where the number is not the expected one: who guesses has one guess.
    /// From then on it is remembered until it expires.
    ///
    /// # Errors
    /// [`TokenRefusal::InvalidToken`] for the token of another client, or of a page that is not
    /// registered any more; [`TokenRefusal::TokenUsed`] for one that another request redeemed.
    /// The record stays as it was.
    pub fn redeem(
        &mut self,
        request: &WidgetRedemption,
        client: &Client,
    ) -> Result<RedeemedWidget, TokenRefusal> {
        let Self(grant) = self;
        let origin = redirect::origin(&grant.redirect_uri).unwrap_or_default();
        if grant.client_id != client.id || !client.has_origin(&origin) {
            return Err(TokenRefusal::InvalidToken);
        }
        let mark = request.mark();
        match &grant.redeemed_for {
            None => grant.redeemed_for = Some(mark),
            Some(before) if !mark.is_empty() && *before == mark => {}
            Some(_) => return Err(TokenRefusal::TokenUsed),
        }
        let number = request.number.as_ref();
        Ok(RedeemedWidget {
            is_expected: number.is_none_or(|number| *number == grant.proven.number),
            proven: grant.proven.clone(),
            client_ref: grant.nonce.clone(),
            hostname: redirect::hostname(&grant.redirect_uri).unwrap_or_default(),
        })
    }
}

impl Record for WidgetGrantRecord {
    const KIND: u8 = b'W';

    fn remaining_life(&self, policy: &Policy, now: Timestamp) -> Duration {
        self.0.remaining_life(policy, now)
    }

    fn is_durable(&self) -> bool {
        self.0.is_durable()
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::clients::{Clients, SecretHash};
    use crate::domain::Channel;

    fn shop() -> Arc<Client> {
        let hash = SecretHash::new("secret").written();
        let table = format!(
            "[shop]\nname = \"Shop\"\nsecret_hashes = [\"{hash}\"]\norigins = [\"https://shop.example\"]\n"
        );
        let clients = Clients::parse(&table, Path::new("."), true).unwrap();
        clients.get("shop").unwrap().clone()
    }

    fn grant(client_id: &str, page: &str) -> WidgetGrantRecord {
        WidgetGrantRecord(GrantRecord {
            client_id: client_id.to_owned(),
            redirect_uri: page.to_owned(),
            challenge: None,
            nonce: None,
            proven: Proven {
                number: PhoneNumber::from_e164("+447400123456").unwrap(),
                country: "GB".to_owned(),
                channel: Channel::Call,
                at: Timestamp::EPOCH,
                vid: "vid".to_owned(),
                asks_for_number: true,
                is_step_up: false,
            },
            expires_at: Timestamp::EPOCH,
            redeemed_for: None,
        })
    }

    fn request(idempotency_key: Option<&str>) -> WidgetRedemption {
        WidgetRedemption {
            token: "token".to_owned(),
            number: None,
            idempotency_key: idempotency_key.map(str::to_owned),
        }
    }

    /// A failover must not make it good again.
    #[test]
    fn a_redeemed_token_is_durable_and_has_the_bytes_of_a_grant() {
        for key in [None, Some("key")] {
            let mut record = grant("shop", "https://shop.example");
            assert!(!record.is_durable());
            record.redeem(&request(key), &shop()).unwrap();
            assert!(record.is_durable(), "{key:?}");
            let bytes = postcard::to_allocvec(&record).unwrap();
            assert_eq!(bytes, postcard::to_allocvec(&record.0).unwrap());
            assert_ne!(WidgetGrantRecord::KIND, GrantRecord::KIND);
        }
    }

    #[test]
    fn a_token_is_of_one_client_and_of_a_page_that_is_still_registered() {
        for (client_id, page, redeemed) in [
            ("shop", "https://shop.example", true),
            ("shop", "https://shop.example/sign-up?a=b", true),
            ("bank", "https://shop.example", false),
            ("shop", "https://gone.example", false),
            ("shop", "", false),
        ] {
            let mut record = grant(client_id, page);
            let before = record.clone();
            let told = record.redeem(&request(None), &shop());
            assert_eq!(told.is_ok(), redeemed, "{client_id} {page}");
            assert_eq!(record == before, !redeemed);
        }
    }
}
