//! The secrets in use: the current one, and earlier ones while it is being replaced.

use secrecy::SecretString;

use super::cipher::RecordCipher;

/// Encrypts with the current secret and decrypts with any.
pub(super) struct Keyring {
    current: RecordCipher,
    previous: Vec<RecordCipher>,
}

impl Keyring {
    pub fn new(current: &SecretString, previous: &[SecretString]) -> Self {
        Self {
            current: RecordCipher::new(current),
            previous: previous.iter().map(RecordCipher::new).collect(),
        }
    }

    /// The key of `identity` by the current secret.
    pub fn blind_index(&self, kind: &str, identity: impl AsRef<[u8]>) -> String {
        self.current.blind_index(kind, identity)
    }

    /// The keys of `identity` by earlier secrets.
    pub fn previous_indexes(&self, kind: &str, identity: &[u8]) -> impl Iterator<Item = String> {
        let previous = self.previous.iter();
        previous.map(move |cipher| cipher.blind_index(kind, identity))
    }

    /// Encrypts `plain` for the record under `key`; `None` if it is too long for the cipher.
    pub fn encrypt(&self, key: &str, plain: &[u8]) -> Option<Vec<u8>> {
        self.current.encrypt(key, plain)
    }

    /// Decrypts the record under `key`; `None` if it was changed or its secret is gone.
    pub fn decrypt(&self, key: &str, stored: &[u8]) -> Option<Vec<u8>> {
        let current = self.current.decrypt(key, stored);
        let mut previous = self.previous.iter();
        current.or_else(|| previous.find_map(|cipher| cipher.decrypt(key, stored)))
    }
}
