//! The decision about a code that a client redeems.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::domain::Timestamp;
use crate::openid::{
    AccessTokenRecord, GrantRecord, OAuthCode, OAuthError, Parameters, TOKEN_LIFE,
};

/// A request to `/token`.
#[derive(Clone, Debug)]
pub struct TokenRequest {
    /// The code.
    pub code: String,
    /// The address that the code was sent to, as the client has it.
    pub redirect_uri: String,
    /// The secret behind the challenge.
    pub verifier: Option<String>,
}

/// The reason why a code is not redeemed. Clients are told `invalid_grant` for each.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RedemptionError {
    /// There is no such code, it has expired, or it is another client's.
    #[error("the code is unknown, expired or another client's")]
    Unknown,
    /// The redirect address or the verifier is another one.
    #[error("the redirect address or the verifier is another one")]
    Mismatch,
    /// The code was redeemed before, for this access token, which somebody may have stolen.
    #[error("the code was redeemed before")]
    Reused(String),
}

impl TokenRequest {
    /// Reads a request.
    ///
    /// # Errors
    /// `invalid_request` or `unsupported_grant_type`.
    pub fn parse(parameters: &Parameters) -> Result<Self, OAuthError> {
        let grant_type = parameters.needed("grant_type", "grant_type is missing")?;
        if grant_type != "authorization_code" {
            let only = "grant_type must be authorization_code";
            return Err(OAuthCode::UnsupportedGrantType.because(only));
        }
        let redirect_uri = parameters.needed("redirect_uri", "redirect_uri is missing")?;
        Ok(Self {
            code: parameters.needed("code", "code is missing")?.to_owned(),
            redirect_uri: redirect_uri.to_owned(),
            verifier: parameters.get("code_verifier")?.map(str::to_owned),
        })
    }
}

impl GrantRecord {
    /// Redeems the code for an access token. From then on it is remembered until that expires.
    ///
    /// # Errors
    /// [`RedemptionError`]; the record stays as it was.
    pub fn redeem(
        &mut self,
        request: &TokenRequest,
        client_id: &str,
        access_token: &str,
        now: Timestamp,
    ) -> Result<AccessTokenRecord, RedemptionError> {
        if self.client_id != client_id {
            return Err(RedemptionError::Unknown);
        }
        if let Some(token) = &self.redeemed_for {
            return Err(RedemptionError::Reused(token.clone()));
        }
        if self.redirect_uri != request.redirect_uri || !self.is_verified_by(request) {
            return Err(RedemptionError::Mismatch);
        }
        self.expires_at = now.saturating_add(TOKEN_LIFE);
        self.redeemed_for = Some(access_token.to_owned());
        Ok(AccessTokenRecord {
            client_id: self.client_id.clone(),
            proven: self.proven.clone(),
            expires_at: self.expires_at,
        })
    }

    /// Whether the verifier is the one behind the challenge. Where there is no challenge there
    /// must be no verifier: somebody took the challenge out (RFC 9700, section 4.8.2).
    fn is_verified_by(&self, request: &TokenRequest) -> bool {
        match (&self.challenge, &request.verifier) {
            (None, None) => true,
            (Some(challenge), Some(verifier)) => {
                let hash = BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(verifier));
                hash.as_bytes().ct_eq(challenge.as_bytes()).into()
            }
            _ => false,
        }
    }
}
