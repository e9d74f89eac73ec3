//! Public keys as JSON Web Keys (RFC 7517): those of clients, and those that this service shows.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use jsonwebtoken::{DecodingKey, Validation, decode};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::clients::{SigningAlgorithm, ring_provider};

/// Bytes of an uncompressed point of P-256, and the fewest of an RSA modulus.
const POINT: usize = 65;
const LEAST_MODULUS: usize = 256;

/// A public key as it is written in JSON or TOML. Members of other kinds of key are ignored.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicJwk {
    /// `EC` or `RSA`.
    pub kty: String,
    /// The ID of the key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kid: Option<String>,
    /// `sig`.
    #[serde(default, rename = "use", skip_serializing_if = "Option::is_none")]
    pub usage: Option<String>,
    /// `ES256` or `RS256`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alg: Option<String>,
    /// `P-256`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub crv: Option<String>,
    /// The point of an EC key, in base64url.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub x: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub y: Option<String>,
    /// The modulus and exponent of an RSA key, in base64url.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub n: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub e: Option<String>,
    /// The certificate of the key and those above it, in base64.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub x5c: Option<Vec<String>>,
}

/// A key that tokens are checked with.
#[derive(Clone, Debug)]
pub struct PublicKey {
    algorithm: SigningAlgorithm,
    key: DecodingKey,
}

impl PublicKey {
    /// Reads a P-256 or RSA key; `None` for any other.
    pub fn from_jwk(jwk: &PublicJwk) -> Option<Self> {
        let bytes = |text: &Option<String>| BASE64_URL_SAFE_NO_PAD.decode(text.as_ref()?).ok();
        let (algorithm, key) = match (&*jwk.kty, jwk.crv.as_deref()) {
            ("EC", Some("P-256")) => {
                let point = [vec![4], bytes(&jwk.x)?, bytes(&jwk.y)?].concat();
                let key = (point.len() == POINT).then(|| DecodingKey::from_ec_der(&point));
                (SigningAlgorithm::Es256, key?)
            }
            ("RSA", _) => {
                let (n, e) = (bytes(&jwk.n)?, bytes(&jwk.e)?);
                let key = DecodingKey::from_rsa_raw_components(&n, &e);
                let is_strong = n.len() >= LEAST_MODULUS && !e.is_empty();
                (SigningAlgorithm::Rs256, is_strong.then_some(key)?)
            }
            _ => return None,
        };
        Some(Self { algorithm, key })
    }

    /// The claims of a token that this key signed, with its one algorithm; `None` for any other.
    /// No claim is checked: times are the store's, which the library does not know.
    pub fn decode<T: DeserializeOwned>(&self, token: &str) -> Option<T> {
        ring_provider::install();
        let mut validation = Validation::new(self.algorithm.of_jwt());
        validation.required_spec_claims.clear();
        (validation.validate_exp, validation.validate_aud) = (false, false);
        let decoded = decode(token, &self.key, &validation).ok()?;
        Some(decoded.claims)
    }
}

impl PublicJwk {
    /// The key of an uncompressed point of P-256.
    pub(super) fn from_point(point: &[u8]) -> Option<Self> {
        let (x, y) = point.strip_prefix(&[4])?.split_at_checked(32)?;
        Some(Self {
            kty: "EC".to_owned(),
            crv: Some("P-256".to_owned()),
            x: Some(BASE64_URL_SAFE_NO_PAD.encode(x)),
            y: Some(BASE64_URL_SAFE_NO_PAD.encode(y)),
            ..Self::default()
        })
    }

    /// The key of an RSA modulus and exponent, both big-endian.
    pub(super) fn from_modulus(n: &[u8], e: &[u8]) -> Self {
        Self {
            kty: "RSA".to_owned(),
            n: Some(BASE64_URL_SAFE_NO_PAD.encode(n)),
            e: Some(BASE64_URL_SAFE_NO_PAD.encode(e)),
            ..Self::default()
        }
    }

    /// The thumbprint of the key (RFC 7638).
    pub(super) fn thumbprint(&self) -> String {
        let member = |value: &Option<String>| value.clone().unwrap_or_default();
        let [crv, x, y, n, e] = [&self.crv, &self.x, &self.y, &self.n, &self.e].map(member);
        let required = match &*self.kty {
            "EC" => format!(r#"{{"crv":"{crv}","kty":"EC","x":"{x}","y":"{y}"}}"#),
            _ => format!(r#"{{"e":"{e}","kty":"RSA","n":"{n}"}}"#),
        };
        BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(required))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of RFC 7638, section 3.1.
    #[test]
    fn a_thumbprint_is_that_of_the_standard() {
        let jwk = PublicJwk {
            kty: "RSA".to_owned(),
            n: Some(
                "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw".to_owned(),
            ),
            e: Some("AQAB".to_owned()),
            ..PublicJwk::default()
        };
        assert_eq!(
            jwk.thumbprint(),
            "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"
        );
    }

    #[test]
    fn keys_of_other_kinds_are_none() {
        let point = PublicJwk::from_point(&[4; 65]).unwrap();
        assert!(PublicKey::from_jwk(&point).is_some());
        for odd in [
            PublicJwk {
                kty: "oct".to_owned(),
                ..point.clone()
            },
            PublicJwk {
                crv: Some("P-384".to_owned()),
                ..point.clone()
            },
            PublicJwk {
                x: Some("AA".to_owned()),
                ..point.clone()
            },
            PublicJwk { y: None, ..point },
            PublicJwk::from_modulus(&[255; 128], &[1, 0, 1]),
        ] {
            assert!(PublicKey::from_jwk(&odd).is_none(), "{odd:?}");
        }
    }
}
