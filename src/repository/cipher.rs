//! Seals what is stored, and hides under which name it is stored: whoever reads
//! the store learns no number and no code.

use aes_gcm_siv::aead::{Aead, KeyInit, Payload};
use aes_gcm_siv::{Aes256GcmSiv, Nonce};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use hmac::{Hmac, Mac};
use secrecy::{ExposeSecret, SecretString};
use sha2::Sha256;

/// The bytes that name the secret a record was sealed with.
const KEY_ID_LENGTH: usize = 4;

/// The bytes of a nonce, which is random. Should one come twice, AES-GCM-SIV tells only
/// whether the same was sealed both times (RFC 8452).
const NONCE_LENGTH: usize = 12;

/// One secret, ready to seal, to open and to name.
pub struct Seal {
    key_id: [u8; KEY_ID_LENGTH],
    cipher: Aes256GcmSiv,
    /// Keyed once: that is half the work of a name.
    names: Hmac<Sha256>,
}

impl Seal {
    /// Derives separate keys from `secret`: one to seal, one to name, one to tell it apart.
    pub fn new(secret: &SecretString) -> Self {
        let derive = |purpose: &[u8]| mac(keyed(secret.expose_secret().as_bytes()), &[purpose]);
        let mut key_id = [0; KEY_ID_LENGTH];
        key_id.copy_from_slice(&derive(b"ringcode key id 2")[..KEY_ID_LENGTH]);
        Self {
            key_id,
            cipher: Aes256GcmSiv::new(&derive(b"ringcode seal 2").into()),
            names: keyed(&derive(b"ringcode names 1")),
        }
    }

    /// The name under which the record of `identity` is stored; `kind` keeps kinds apart.
    pub fn name(&self, kind: &str, identity: impl AsRef<[u8]>) -> String {
        let parts = [kind.as_bytes(), &[0], identity.as_ref()];
        let hidden = mac(self.names.clone(), &parts);
        BASE64_URL_SAFE_NO_PAD.encode(&hidden[..16])
    }

    /// A number of 64 bits for `identity`, as good as drawn for whoever has not the secret.
    pub fn draw(&self, kind: &str, identity: impl AsRef<[u8]>) -> u64 {
        let parts = [kind.as_bytes(), &[0], identity.as_ref()];
        let [a, b, c, d, e, f, g, h, ..] = mac(self.names.clone(), &parts);
        u64::from_be_bytes([a, b, c, d, e, f, g, h])
    }

    /// Seals `plain` for the record called `name`; it opens under that name only.
    pub fn seal(&self, name: &str, plain: &[u8]) -> Option<Vec<u8>> {
        let nonce: [u8; NONCE_LENGTH] = rand::random();
        let payload = Payload {
            msg: plain,
            aad: name.as_bytes(),
        };
        let sealed = self.cipher.encrypt(&Nonce::from(nonce), payload).ok()?;
        Some([&self.key_id[..], &nonce, &sealed].concat())
    }

    /// Opens what this secret sealed for `name`; `None` for anything else.
    pub fn open(&self, name: &str, stored: &[u8]) -> Option<Vec<u8>> {
        let (key_id, rest) = stored.split_first_chunk::<KEY_ID_LENGTH>()?;
        let (nonce, sealed) = rest.split_first_chunk::<NONCE_LENGTH>()?;
        if *key_id != self.key_id {
            return None;
        }
        let payload = Payload {
            msg: sealed,
            aad: name.as_bytes(),
        };
        self.cipher.decrypt(&Nonce::from(*nonce), payload).ok()
    }
}

fn keyed(key: &[u8]) -> Hmac<Sha256> {
    // HMAC takes keys of any length; the error type has no value that could occur.
    let Ok(mac) = Hmac::new_from_slice(key) else {
        unreachable!("HMAC takes any key")
    };
    mac
}

fn mac(mut keyed: Hmac<Sha256>, parts: &[&[u8]]) -> [u8; 32] {
    parts.iter().for_each(|part| keyed.update(part));
    keyed.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seal(secret: &str) -> Seal {
        Seal::new(&SecretString::from(secret))
    }

    #[test]
    fn what_is_sealed_opens_under_its_name_and_secret_only() {
        let one = seal("one");
        let sealed = one.seal("name", b"+447700900123").unwrap();
        assert_eq!(one.open("name", &sealed).unwrap(), b"+447700900123");
        assert!(one.open("other", &sealed).is_none());
        assert!(seal("two").open("name", &sealed).is_none());
        assert!(!sealed.windows(6).any(|window| window == b"+44770"));
    }

    #[test]
    fn a_changed_byte_does_not_open() {
        let one = seal("one");
        let sealed = one.seal("name", b"plain").unwrap();
        for index in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[index] ^= 1;
            assert!(one.open("name", &changed).is_none(), "byte {index}");
        }
        assert!(one.open("name", &[]).is_none());
    }

    #[test]
    fn names_tell_nothing_and_differ_by_kind_and_secret() {
        let one = seal("one");
        assert_eq!(
            one.name("phone", "+447700900123"),
            one.name("phone", "+447700900123")
        );
        assert_ne!(
            one.name("phone", "+447700900123"),
            one.name("flow", "+447700900123")
        );
        assert_ne!(
            one.name("phone", "+447700900123"),
            seal("two").name("phone", "+447700900123")
        );
        assert_ne!(one.name("a", "bc"), one.name("ab", "c"));
    }
}
