//! Encrypts what is stored, and derives the keys it is stored under: whoever reads the store
//! learns no phone number and no code.

use aes_gcm_siv::aead::{Aead, KeyInit, Payload};
use aes_gcm_siv::{Aes256GcmSiv, Nonce};
use secrecy::SecretString;

use crate::store::{BlindIndex, derive_key};

/// Bytes that identify the secret which a record was encrypted with.
const KEY_ID_LENGTH: usize = 4;

/// Bytes of a nonce, which is random. If one comes twice, AES-GCM-SIV reveals only whether both
/// plaintexts were the same (RFC 8452).
const NONCE_LENGTH: usize = 12;

/// Encryption and blind indexes by one secret.
pub struct RecordCipher {
    key_id: [u8; KEY_ID_LENGTH],
    cipher: Aes256GcmSiv,
    index: BlindIndex,
}

impl RecordCipher {
    /// Derives separate keys from `secret`: to encrypt, to index, and to identify the secret.
    pub fn new(secret: &SecretString) -> Self {
        let mut key_id = [0; KEY_ID_LENGTH];
        key_id.copy_from_slice(&derive_key(secret, b"ringcode key id 2")[..KEY_ID_LENGTH]);
        Self {
            key_id,
            cipher: Aes256GcmSiv::new(&derive_key(secret, b"ringcode seal 2").into()),
            index: BlindIndex::new(secret),
        }
    }

    /// The key under which the record of `identity` is stored. `kind` keeps kinds of identities
    /// apart.
    pub fn blind_index(&self, kind: &str, identity: impl AsRef<[u8]>) -> String {
        self.index.blind_index(kind, identity)
    }

    /// Encrypts `plain` for the record under `key`, which it is bound to: it decrypts under that
    /// key only. `None` if it is too long for the cipher.
    pub fn encrypt(&self, key: &str, plain: &[u8]) -> Option<Vec<u8>> {
        let nonce: [u8; NONCE_LENGTH] = rand::random();
        let payload = Payload {
            msg: plain,
            aad: key.as_bytes(),
        };
        let encrypted = self.cipher.encrypt(&Nonce::from(nonce), payload).ok()?;
        Some([&self.key_id[..], &nonce, &encrypted].concat())
    }

    /// Decrypts what this secret encrypted for `key`; `None` for anything else.
    pub fn decrypt(&self, key: &str, stored: &[u8]) -> Option<Vec<u8>> {
        let (key_id, rest) = stored.split_first_chunk::<KEY_ID_LENGTH>()?;
        let (nonce, encrypted) = rest.split_first_chunk::<NONCE_LENGTH>()?;
        if *key_id != self.key_id {
            return None;
        }
        let payload = Payload {
            msg: encrypted,
            aad: key.as_bytes(),
        };
        self.cipher.decrypt(&Nonce::from(*nonce), payload).ok()
    }
}

/// Encrypts with the current secret and decrypts with any.
pub(super) struct Keyring {
    pub current: RecordCipher,
    previous: Vec<RecordCipher>,
}

impl Keyring {
    pub fn new(current: &SecretString, previous: &[SecretString]) -> Self {
        Self {
            current: RecordCipher::new(current),
            previous: previous.iter().map(RecordCipher::new).collect(),
        }
    }

    /// The keys of `identity` by earlier secrets.
    pub fn previous_indexes(&self, kind: &str, identity: &[u8]) -> impl Iterator<Item = String> {
        let previous = self.previous.iter();
        previous.map(move |cipher| cipher.blind_index(kind, identity))
    }

    /// Decrypts the record under `key`; `None` if it was changed or its secret is gone.
    pub fn decrypt(&self, key: &str, stored: &[u8]) -> Option<Vec<u8>> {
        let current = self.current.decrypt(key, stored);
        let mut previous = self.previous.iter();
        current.or_else(|| previous.find_map(|cipher| cipher.decrypt(key, stored)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cipher(secret: &str) -> RecordCipher {
        RecordCipher::new(&SecretString::from(secret))
    }

    #[test]
    fn what_is_encrypted_opens_under_its_name_and_secret_only() {
        let one = cipher("one");
        let encrypted = one.encrypt("name", b"+447700900123").unwrap();
        assert_eq!(one.decrypt("name", &encrypted).unwrap(), b"+447700900123");
        assert!(one.decrypt("other", &encrypted).is_none());
        assert!(cipher("two").decrypt("name", &encrypted).is_none());
        assert!(!encrypted.windows(6).any(|window| window == b"+44770"));
    }

    #[test]
    fn a_changed_byte_does_not_open() {
        let one = cipher("one");
        let encrypted = one.encrypt("name", b"plain").unwrap();
        for index in 0..encrypted.len() {
            let mut changed = encrypted.clone();
            changed[index] ^= 1;
            assert!(one.decrypt("name", &changed).is_none(), "byte {index}");
        }
        assert!(one.decrypt("name", &[]).is_none());
    }
}
