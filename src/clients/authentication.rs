//! The proof of a client's identity: secrets and private keys.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};
use subtle::{Choice, ConstantTimeEq};

use crate::clients::PublicKey;

/// The credentials of a client, as this service knows them.
#[derive(Debug)]
pub enum ClientAuthentication {
    /// `client_secret_basic`: a secret in the `Authorization` header.
    SecretBasic(Vec<SecretHash>),
    /// `client_secret_post`: a secret in the form.
    SecretPost(Vec<SecretHash>),
    /// `private_key_jwt`: an assertion that the client signs.
    PrivateKeyJwt(Vec<PublicKey>),
    /// `none`: PKCE alone ties the answer to whoever asked.
    None,
}

/// The SHA-256 of a secret. A secret of 256 random bits needs no slow hash to be hidden.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecretHash([u8; 32]);

impl SecretHash {
    /// Hashes a secret.
    pub fn new(secret: &str) -> Self {
        Self(Sha256::digest(secret).into())
    }

    /// Reads a hash as [`SecretHash::written`] writes it; `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(text).ok()?;
        Some(Self(bytes.try_into().ok()?))
    }

    /// The hash in 43 letters of base64url.
    pub fn written(&self) -> String {
        BASE64_URL_SAFE_NO_PAD.encode(self.0)
    }
}

impl ClientAuthentication {
    /// The name of the method in OpenID Connect and in `clients.toml`.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::SecretBasic(_) => "client_secret_basic",
            Self::SecretPost(_) => "client_secret_post",
            Self::PrivateKeyJwt(_) => "private_key_jwt",
            Self::None => "none",
        }
    }

    /// Whether the client has secrets, rather than keys or nothing.
    pub const fn uses_secret(&self) -> bool {
        matches!(self, Self::SecretBasic(_) | Self::SecretPost(_))
    }

    /// Whether the client has this secret. All of its secrets are compared, in constant time.
    pub fn has_secret(&self, secret: &str) -> bool {
        let (Self::SecretBasic(hashes) | Self::SecretPost(hashes)) = self else {
            return false;
        };
        let SecretHash(given) = SecretHash::new(secret);
        let compare = |same: Choice, hash: &SecretHash| same | given.ct_eq(&hash.0);
        hashes.iter().fold(Choice::from(0), compare).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_known_by_its_hash_alone() {
        let hashes = ["one", "two"].map(SecretHash::new);
        let client = ClientAuthentication::SecretPost(hashes.to_vec());
        for (secret, known) in [
            ("one", true),
            ("two", true),
            ("three", false),
            ("", false),
            (&hashes[0].written(), false),
        ] {
            assert_eq!(client.has_secret(secret), known, "{secret}");
        }
        assert!(!ClientAuthentication::None.has_secret(""));
    }

    #[test]
    fn a_hash_is_read_as_it_was_written() {
        let hash = SecretHash::new("secret");
        assert_eq!(SecretHash::parse(&hash.written()), Some(hash));
        for odd in ["", "short", &"A".repeat(44), &"=".repeat(43)] {
            assert_eq!(SecretHash::parse(odd), None, "{odd}");
        }
    }
}
