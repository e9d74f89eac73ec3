//! The keys that sign ID tokens.

use std::fmt;

use base64::Engine;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use ring::rand::SystemRandom;
use ring::rsa::{KeyPair as RsaKeyPair, PublicKeyComponents};
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair, RSA_PKCS1_SHA256};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivatePkcs8KeyDer};
use serde::Serialize;
use serde_json::json;

use crate::clients::{InvalidSigningKey, PublicJwk, PublicKey, SigningAlgorithm};
use crate::domain::Timestamp;

/// Characters of a line of PEM.
const PEM_LINE: usize = 64;

/// A private key with what is published of it.
pub struct SigningKey {
    pair: PrivateKey,
    /// The public half, with the key's ID.
    jwk: PublicJwk,
    /// The time from which on it signs; before, it is published only.
    pub signs_from: Timestamp,
}

enum PrivateKey {
    Ec(Box<EcdsaKeyPair>),
    Rsa(Box<RsaKeyPair>),
}

impl SigningKey {
    /// Reads a PKCS#8 key in PEM.
    ///
    /// # Errors
    /// [`InvalidSigningKey`]: the text has no such key.
    pub fn from_pem(pem: &[u8]) -> Result<Self, InvalidSigningKey> {
        let der = PrivatePkcs8KeyDer::from_pem_slice(pem).map_err(|_| InvalidSigningKey::NoPem)?;
        Self::from_pkcs8(der.secret_pkcs8_der())
    }

    fn from_pkcs8(der: &[u8]) -> Result<Self, InvalidSigningKey> {
        let (algorithm, random) = (&ECDSA_P256_SHA256_FIXED_SIGNING, SystemRandom::new());
        let (pair, mut jwk) = if let Ok(pair) = EcdsaKeyPair::from_pkcs8(algorithm, der, &random) {
            let jwk = PublicJwk::from_point(pair.public_key().as_ref());
            (
                PrivateKey::Ec(Box::new(pair)),
                jwk.ok_or(InvalidSigningKey::Unusable)?,
            )
        } else {
            let pair = RsaKeyPair::from_pkcs8(der).map_err(|_| InvalidSigningKey::Unusable)?;
            let PublicKeyComponents { n, e } = PublicKeyComponents::<Vec<u8>>::from(pair.public());
            (
                PrivateKey::Rsa(Box::new(pair)),
                PublicJwk::from_modulus(&n, &e),
            )
        };
        jwk.kid = Some(jwk.thumbprint());
        jwk.usage = Some("sig".to_owned());
        let signs_from = Timestamp::EPOCH;
        let mut key = Self {
            pair,
            jwk,
            signs_from,
        };
        key.jwk.alg = Some(key.algorithm().name().to_owned());
        Ok(key)
    }

    /// Draws an ES256 key.
    ///
    /// # Errors
    /// [`InvalidSigningKey::NotMade`] without randomness.
    pub fn random() -> Result<Self, InvalidSigningKey> {
        Self::from_pkcs8(&random_pkcs8()?)
    }

    /// Draws an ES256 key, as PKCS#8 in PEM.
    ///
    /// # Errors
    /// [`InvalidSigningKey::NotMade`] without randomness.
    pub fn random_pem() -> Result<String, InvalidSigningKey> {
        let encoded = BASE64_STANDARD.encode(random_pkcs8()?);
        let mut pem = "-----BEGIN PRIVATE KEY-----\n".to_owned();
        for line in encoded.as_bytes().chunks(PEM_LINE) {
            pem += &String::from_utf8_lossy(line);
            pem.push('\n');
        }
        Ok(pem + "-----END PRIVATE KEY-----\n")
    }

    /// Publishes the certificates in this PEM with the key; `None` if there is none in it.
    #[must_use]
    pub fn with_certificates(mut self, pem: &[u8]) -> Option<Self> {
        let certificates = CertificateDer::pem_slice_iter(pem).collect::<Result<Vec<_>, _>>();
        let certificates = certificates.ok().filter(|found| !found.is_empty())?;
        let encoded = certificates.iter().map(|der| BASE64_STANDARD.encode(der));
        self.jwk.x5c = Some(encoded.collect());
        Some(self)
    }

    /// The algorithm of its signatures.
    pub fn algorithm(&self) -> SigningAlgorithm {
        match self.pair {
            PrivateKey::Ec(_) => SigningAlgorithm::Es256,
            PrivateKey::Rsa(_) => SigningAlgorithm::Rs256,
        }
    }

    /// The ID of the key.
    pub fn kid(&self) -> &str {
        self.jwk.kid.as_deref().unwrap_or_default()
    }

    /// The public half.
    pub fn jwk(&self) -> &PublicJwk {
        &self.jwk
    }

    /// The public half, to check signatures with.
    pub fn public_key(&self) -> Option<PublicKey> {
        PublicKey::from_jwk(&self.jwk)
    }

    /// Signs a token (JWT) with these claims; `None` without randomness.
    pub fn sign_token(&self, claims: &impl Serialize) -> Option<String> {
        let algorithm = self.algorithm().name();
        let header = json!({ "alg": algorithm, "kid": self.kid(), "typ": "JWT" });
        let [header, claims] = [header, serde_json::to_value(claims).ok()?]
            .map(|part| BASE64_URL_SAFE_NO_PAD.encode(part.to_string()));
        let message = format!("{header}.{claims}");
        let signature = BASE64_URL_SAFE_NO_PAD.encode(self.sign(message.as_bytes())?);
        Some(format!("{message}.{signature}"))
    }

    fn sign(&self, message: &[u8]) -> Option<Vec<u8>> {
        let random = SystemRandom::new();
        match &self.pair {
            PrivateKey::Ec(pair) => {
                let signature = pair.sign(&random, message).ok()?;
                Some(signature.as_ref().to_vec())
            }
            PrivateKey::Rsa(pair) => {
                let mut signature = vec![0; pair.public().modulus_len()];
                pair.sign(&RSA_PKCS1_SHA256, &random, message, &mut signature)
                    .ok()?;
                Some(signature)
            }
        }
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("SigningKey").field(&self.kid()).finish()
    }
}

fn random_pkcs8() -> Result<Vec<u8>, InvalidSigningKey> {
    let made = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new());
    let document = made.map_err(|_| InvalidSigningKey::NotMade)?;
    Ok(document.as_ref().to_vec())
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    #[test]
    fn a_key_that_was_drawn_signs_and_its_public_half_verifies() {
        let pem = SigningKey::random_pem().unwrap();
        let key = SigningKey::from_pem(pem.as_bytes()).unwrap();
        let claims = json!({ "sub": "somebody" });
        let token = key.sign_token(&claims).unwrap();
        let public = key.public_key().unwrap();
        assert_eq!(public.decode(&token), Some(claims));
        let other = SigningKey::random().unwrap();
        assert_eq!(other.public_key().unwrap().decode::<Value>(&token), None);
        assert_ne!(other.kid(), key.kid());
        assert!(!format!("{key:?}").contains(pem.lines().nth(1).unwrap()));
    }

    #[test]
    fn what_is_no_key_is_named() {
        for (pem, told) in [
            ("", "no private key in PEM"),
            (
                "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
                "neither a P-256",
            ),
        ] {
            let error = SigningKey::from_pem(pem.as_bytes()).unwrap_err();
            assert!(error.to_string().contains(told), "{error}");
        }
    }
}
