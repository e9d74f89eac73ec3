//! The records of verifications, and the histories of phone numbers.

use secrecy::SecretString;
use sha2::{Digest, Sha256};

use super::cipher::RecordCipher;
use super::codec::{KnownHistory, Notes, VerificationRecord};
use super::error::{ChangeError, RepositoryError};
use super::record_store::Repository;
use super::versioned::{RecordKey, VerificationId, VerificationKey, Versioned};
use crate::domain::{BrowserBinding, History, PhoneNumber, Refusal, Timestamp, Verification};
use crate::store::StoreError;

impl Repository {
    /// Derives the key of a verification from the ID in a session and the browser's binding.
    ///
    /// # Errors
    /// [`RepositoryError::Unavailable`] when the store fails, which is asked only while a secret
    /// is being replaced.
    pub async fn verification_key(
        &self,
        session_id: &[u8],
        browser: BrowserBinding,
    ) -> Result<VerificationKey, RepositoryError> {
        Ok(VerificationKey {
            name: VerificationId(self.key("flow", session_id).await?),
            browser,
        })
    }

    /// Derives the key of a verification that a host application began under an ID of its
    /// choice, which no other application can find.
    ///
    /// # Errors
    /// [`RepositoryError::Unavailable`] as for [`Repository::verification_key`].
    pub async fn client_verification_key(
        &self,
        client: &str,
        id: &str,
    ) -> Result<VerificationKey, RepositoryError> {
        let session = format!("client {client} {id}");
        let key = self.verification_key(session.as_bytes(), client_binding(client));
        key.await
    }

    /// Reads a verification of the key's browser.
    ///
    /// # Errors
    /// [`RepositoryError::Unavailable`] when the store fails.
    pub async fn verification(
        &self,
        key: &VerificationKey,
    ) -> Result<Versioned<VerificationRecord>, RepositoryError> {
        self.read_record(key.into()).await
    }

    /// Reads a verification of any browser, for what no browser asks.
    ///
    /// # Errors
    /// [`RepositoryError::Unavailable`] when the store fails.
    pub async fn verification_by_id(
        &self,
        id: &VerificationId,
    ) -> Result<Versioned<VerificationRecord>, RepositoryError> {
        self.read_record(RecordKey::new(id.0.clone())).await
    }

    /// Updates a verification in one step. `change` is pure: it gets the record and the store's
    /// time, and returns the new record (`None`: leave it as it is) and a result.
    ///
    /// # Errors
    /// [`RepositoryError::WrongBrowser`] when a new record would replace another browser's;
    /// [`RepositoryError::Unavailable`] when the store fails.
    pub async fn change_verification<T>(
        &self,
        key: &VerificationKey,
        change: impl FnMut(Option<Verification>, Timestamp) -> (Option<Verification>, T),
    ) -> Result<T, RepositoryError> {
        let versioned = self.verification(key).await?;
        Ok(self.update(versioned, change).await?.0)
    }

    /// Updates a verification that the caller has just read; reads again only after a conflict.
    /// Also returns the record as it is afterwards.
    ///
    /// # Errors
    /// Those of [`Repository::change_verification`].
    pub async fn update<T>(
        &self,
        versioned: Versioned<VerificationRecord>,
        change: impl FnMut(Option<Verification>, Timestamp) -> (Option<Verification>, T),
    ) -> Result<(T, Versioned<VerificationRecord>), RepositoryError> {
        self.update_with_notes(versioned, change, |_, _| ()).await
    }

    /// The same, where `note` changes the notes beside each verification that is written.
    ///
    /// # Errors
    /// Those of [`Repository::change_verification`].
    pub async fn update_with_notes<T>(
        &self,
        versioned: Versioned<VerificationRecord>,
        mut change: impl FnMut(Option<Verification>, Timestamp) -> (Option<Verification>, T),
        note: impl Fn(&Verification, &mut Notes),
    ) -> Result<(T, Versioned<VerificationRecord>), RepositoryError> {
        let change = |record: Option<VerificationRecord>, now| {
            let (verification, mut notes) = match record {
                Some(record) => (Some(record.verification), record.notes),
                None => (None, Notes::default()),
            };
            let (changed, result) = change(verification, now);
            let changed = changed.map(|verification| {
                note(&verification, &mut notes);
                VerificationRecord {
                    verification,
                    notes,
                }
            });
            (changed, result)
        };
        self.update_record(versioned, change).await
    }

    /// Removes a verification of the key's browser; whether there was one.
    ///
    /// # Errors
    /// [`RepositoryError::Unavailable`] when the store fails.
    pub async fn forget_verification(
        &self,
        key: &VerificationKey,
    ) -> Result<bool, RepositoryError> {
        self.remove_record::<VerificationRecord>(&key.into()).await
    }

    /// Reads the history of a phone number.
    ///
    /// # Errors
    /// [`RepositoryError::Unavailable`] when the store fails.
    pub async fn history(
        &self,
        number: &PhoneNumber,
    ) -> Result<Versioned<History>, RepositoryError> {
        let index = self.key("phone", number.as_e164().as_bytes());
        self.read_record(RecordKey::new(index.await?)).await
    }

    /// Builds the record of a history that the caller knows, without reading it.
    ///
    /// # Errors
    /// [`RepositoryError::Unavailable`] when the store fails, which is asked only while a secret
    /// is being replaced.
    pub async fn known_history(
        &self,
        number: &PhoneNumber,
        known: KnownHistory,
        now: Timestamp,
    ) -> Result<Versioned<History>, RepositoryError> {
        let index = self.key("phone", number.as_e164().as_bytes());
        let key = RecordKey::new(index.await?);
        Ok(Versioned::from_known(key, known, now))
    }

    /// Updates a history that the caller has just read, in one step. Also returns the record as
    /// it is afterwards.
    ///
    /// # Errors
    /// [`ChangeError::Refused`] with the refusal of `change`; [`ChangeError::Repository`] when the
    /// store fails.
    pub async fn change_history<T>(
        &self,
        versioned: Versioned<History>,
        mut change: impl FnMut(&mut History, Timestamp) -> Result<T, Refusal>,
    ) -> Result<(T, Versioned<History>), ChangeError> {
        let change = |history: Option<History>, now| {
            let mut history = history.unwrap_or_default();
            let result = change(&mut history, now);
            (result.is_ok().then_some(history), result)
        };
        let (result, versioned) = self.update_record(versioned, change).await?;
        Ok((result.map_err(ChangeError::Refused)?, versioned))
    }

    /// Updates a history by a change that is never refused.
    ///
    /// # Errors
    /// [`RepositoryError::Unavailable`] when the store fails.
    pub async fn correct_history(
        &self,
        versioned: Versioned<History>,
        correct: impl Fn(&mut History),
    ) -> Result<(), RepositoryError> {
        let correct = |history: Option<History>, _| {
            let mut history = history.unwrap_or_default();
            correct(&mut history);
            (Some(history), ())
        };
        self.update_record(versioned, correct).await.map(drop)
    }

    /// The fingerprint of a phone number in the audit trail.
    pub fn phone_fingerprint(&self, number: &PhoneNumber) -> String {
        let cipher = &self.keyring.current;
        cipher.blind_index(FINGERPRINT, number.as_e164())
    }

    /// Checks that the store would accept a write now.
    ///
    /// # Errors
    /// [`StoreError`] when it would not.
    pub async fn ping(&self) -> Result<(), StoreError> {
        self.store.ping().await
    }
}

/// The kind of blind index that stands for a phone number in the audit trail.
const FINGERPRINT: &str = "audit";

/// The fingerprint of a phone number in the audit trail, by `secret`.
pub fn phone_fingerprint(secret: &SecretString, number: &PhoneNumber) -> String {
    RecordCipher::new(secret).blind_index(FINGERPRINT, number.as_e164())
}

/// The owner of a host application's verifications. No browser has it: its binding is a hash of
/// 256 random bits.
fn client_binding(client: &str) -> BrowserBinding {
    let hash: [u8; 32] = Sha256::digest(format!("client {client}")).into();
    let mut binding = BrowserBinding([0; 16]);
    binding.0.copy_from_slice(&hash[..16]);
    binding
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::domain::Policy;
    use crate::store::memory::MemoryStore;

    fn repository() -> Repository {
        let secret = SecretString::from("a secret of this test");
        let store = Arc::new(MemoryStore::default());
        Repository::new(store, &secret, &[], Policy::default())
    }

    #[test]
    fn no_record_opens_as_one_of_another_kind() {
        let records = repository();
        let key = RecordKey::new("name".to_owned());
        let verification = VerificationRecord {
            verification: Verification::new(BrowserBinding([1; 16]), Timestamp::EPOCH),
            notes: Notes::default(),
        };
        let verification = records
            .encrypt(&key, &verification, Timestamp::EPOCH)
            .unwrap()
            .value;
        let history = records
            .encrypt(&key, &History::default(), Timestamp::EPOCH)
            .unwrap()
            .value;
        let is_verification = |key: &str, stored: &[u8]| {
            let record = records.decrypt::<VerificationRecord>(key, Some(stored));
            record.is_some()
        };
        let is_history = |stored: &[u8]| records.decrypt::<History>("name", Some(stored)).is_some();
        assert!(is_verification("name", &verification) && is_history(&history));
        assert!(!is_verification("name", &history) && !is_history(&verification));
        assert!(!is_verification("other", &verification));
    }

    #[tokio::test]
    async fn notes_outlast_a_change_that_says_nothing_of_them() {
        let records = repository();
        let session = records.verification_key(b"a session", BrowserBinding([1; 16]));
        let key = session.await.unwrap();
        let begin = |_, now| (Some(Verification::new(key.browser, now)), ());
        let note = |_: &Verification, notes: &mut Notes| "pt-BR".clone_into(&mut notes.language);
        let read = records.verification(&key).await.unwrap();
        let begun = records.update_with_notes(read, begin, note).await;
        assert_eq!(begun.unwrap().1.record.unwrap().notes.language, "pt-BR");
        let change = |verification, _| (verification, ());
        records.change_verification(&key, change).await.unwrap();
        let read = records.verification(&key).await.unwrap();
        assert_eq!(read.record.unwrap().notes.language, "pt-BR");
    }

    /// Begins a verification for whoever has the key.
    async fn begin(records: &Repository, key: &VerificationKey) -> Result<(), RepositoryError> {
        let begin = |verification: Option<Verification>, now| {
            assert!(verification.is_none());
            (Some(Verification::new(key.browser, now)), ())
        };
        records.change_verification(key, begin).await
    }

    #[tokio::test]
    async fn a_verification_is_there_for_its_browser_alone() {
        let records = repository();
        let key = async |browser| {
            let key = records.verification_key(b"a session", BrowserBinding(browser));
            key.await.unwrap()
        };
        let (own, other) = (key([1; 16]).await, key([2; 16]).await);
        assert_eq!(own.name, other.name);
        begin(&records, &own).await.unwrap();
        assert!(records.verification(&own).await.unwrap().record.is_some());
        assert!(records.verification(&other).await.unwrap().record.is_none());
        let begun = begin(&records, &other).await;
        let refused = matches!(begun, Err(RepositoryError::WrongBrowser));
        assert!(refused, "{begun:?}");
        records.forget_verification(&other).await.unwrap();
        let named = records.verification_by_id(&own.name).await.unwrap();
        assert!(named.verification().unwrap().is_bound_to(&own.browser));
        records.forget_verification(&own).await.unwrap();
        begin(&records, &other).await.unwrap();
        assert!(records.verification(&own).await.unwrap().record.is_none());
    }
}
