//! Blind indexes: keyed hashes that stand for identities in keys of the store, so that the store
//! learns no phone number and no address.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use secrecy::{ExposeSecret, SecretString};
use sha2::Sha256;

/// Computes blind indexes with a key that is derived from a secret. `Clone` is cheap.
#[derive(Clone)]
pub struct BlindIndex {
    /// The keyed state, since keying is half the work of a hash.
    keyed: Hmac<Sha256>,
}

impl BlindIndex {
    /// Derives the key from `secret`.
    pub fn new(secret: &SecretString) -> Self {
        Self {
            keyed: keyed(&derive_key(secret, b"ringcode names 1")),
        }
    }

    /// The blind index of `identity`: 128 bits in 22 characters. `kind` keeps identities of
    /// different kinds apart.
    pub fn blind_index(&self, kind: &str, identity: impl AsRef<[u8]>) -> String {
        BASE64_URL_SAFE_NO_PAD.encode(&self.hash(kind, identity.as_ref())[..16])
    }

    /// A number of 64 bits that `identity` determines, and that cannot be predicted without the
    /// secret.
    pub fn number(&self, kind: &str, identity: impl AsRef<[u8]>) -> u64 {
        let [a, b, c, d, e, f, g, h, ..] = self.hash(kind, identity.as_ref());
        u64::from_be_bytes([a, b, c, d, e, f, g, h])
    }

    fn hash(&self, kind: &str, identity: &[u8]) -> [u8; 32] {
        hash(self.keyed.clone(), &[kind.as_bytes(), &[0], identity])
    }
}

/// Derives a key for one purpose from `secret`. Keys for different purposes reveal nothing of
/// each other.
pub fn derive_key(secret: &SecretString, purpose: &[u8]) -> [u8; 32] {
    hash(keyed(secret.expose_secret().as_bytes()), &[purpose])
}

fn keyed(key: &[u8]) -> Hmac<Sha256> {
    // HMAC takes keys of any length; the error type has no value that could occur.
    let Ok(keyed) = Hmac::new_from_slice(key) else {
        unreachable!("HMAC takes any key")
    };
    keyed
}

fn hash(mut keyed: Hmac<Sha256>, parts: &[&[u8]]) -> [u8; 32] {
    parts.iter().for_each(|part| keyed.update(part));
    keyed.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn index(secret: &str) -> BlindIndex {
        BlindIndex::new(&SecretString::from(secret))
    }

    #[test]
    fn names_tell_nothing_and_differ_by_kind_and_secret() {
        let one = index("one");
        assert_eq!(
            one.blind_index("phone", "+447700900123"),
            one.blind_index("phone", "+447700900123")
        );
        assert_ne!(
            one.blind_index("phone", "+447700900123"),
            one.blind_index("flow", "+447700900123")
        );
        assert_ne!(
            one.blind_index("phone", "+447700900123"),
            index("two").blind_index("phone", "+447700900123")
        );
        assert_ne!(one.blind_index("a", "bc"), one.blind_index("ab", "c"));
    }
}
