//! Pseudonyms of phone numbers.

use secrecy::SecretString;

use crate::domain::PhoneNumber;
use crate::store::BlindIndex;

/// Makes the `sub` of a number: the same for the same number and sector, and nothing that
/// anybody without the secret could turn back or compare across sectors.
#[derive(Clone)]
pub struct SubjectKey(BlindIndex);

impl SubjectKey {
    /// Derives the key from a secret.
    pub fn new(secret: &SecretString) -> Self {
        Self(BlindIndex::new(secret))
    }

    /// The pseudonym of `number` among the clients of `sector`: 22 letters of base64url.
    pub fn subject(&self, sector: &str, number: &PhoneNumber) -> String {
        self.0
            .blind_index(&format!("subject {sector}"), number.as_e164())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A changed pseudonym would make strangers of all users of all clients.
    #[test]
    fn a_pseudonym_is_what_it_was() {
        let key = SubjectKey::new(&SecretString::from("a secret of this test"));
        let number = |text| PhoneNumber::from_e164(text).unwrap();
        let subject = key.subject("shop", &number("+447400123456"));
        assert_eq!(subject, "cgduig2F3DA8BtCDuGGV9w");
        assert_ne!(subject, key.subject("bank", &number("+447400123456")));
        assert_ne!(subject, key.subject("shop", &number("+447400123457")));
        let other = SubjectKey::new(&SecretString::from("another"));
        assert_ne!(subject, other.subject("shop", &number("+447400123456")));
    }
}
