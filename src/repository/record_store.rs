//! [`Repository`]: reads and updates encrypted records of any kind.

use std::sync::Arc;
use std::time::Duration;

use secrecy::SecretString;

use super::cipher::Keyring;
use super::codec::{Record, decode, encode};
use super::error::RepositoryError;
use super::versioned::{RecordKey, Versioned};
use crate::domain::{Policy, Timestamp};
use crate::store::{Change, NewValue, Store, update, update_from};

/// The shortest time to live that the store takes.
const SHORTEST_TTL: Duration = Duration::from_millis(1);

/// All records, over one store.
pub struct Repository {
    pub(super) store: Arc<dyn Store>,
    pub(super) keyring: Keyring,
    policy: Policy,
}

impl Repository {
    /// Keeps records in `store`, encrypted with `secret`. What `previous` secrets encrypted can
    /// still be read.
    pub fn new(
        store: Arc<dyn Store>,
        secret: &SecretString,
        previous: &[SecretString],
        policy: Policy,
    ) -> Self {
        Self {
            store,
            keyring: Keyring::new(secret, previous),
            policy,
        }
    }

    /// The key of the record of `identity`. While a secret is being replaced, a record that was
    /// stored under an earlier one keeps its key.
    ///
    /// # Errors
    /// [`RepositoryError::Unavailable`] when the store fails.
    pub(super) async fn key(&self, kind: &str, identity: &[u8]) -> Result<String, RepositoryError> {
        let current = self.keyring.current.blind_index(kind, identity);
        for previous in self.keyring.previous_indexes(kind, identity) {
            let moved = self.store.read(&current).await?.value.is_some();
            if !moved && self.store.read(&previous).await?.value.is_some() {
                return Ok(previous);
            }
        }
        Ok(current)
    }

    /// Reads a record.
    ///
    /// # Errors
    /// [`RepositoryError::Unavailable`] when the store fails.
    pub(super) async fn read_record<R: Record>(
        &self,
        key: RecordKey,
    ) -> Result<Versioned<R>, RepositoryError> {
        let snapshot = self.store.read(&key.index).await?;
        let record = self.decrypt(&key.index, snapshot.value.as_deref());
        let record = self.visible(record, &key, Timestamp::from_millis(snapshot.now_ms));
        Ok(Versioned {
            key,
            snapshot,
            record,
        })
    }

    /// Updates a record that the caller has just read; reads again only after a conflict.
    /// `change` is pure: it gets the record and the store's time, and returns the new record
    /// (`None`: leave it as it is) and a result. Also returns the record as it is afterwards.
    ///
    /// # Errors
    /// [`RepositoryError::WrongBrowser`] when a new record would replace another browser's;
    /// [`RepositoryError::Unavailable`] when the store fails.
    pub(super) async fn update_record<R: Record, T>(
        &self,
        versioned: Versioned<R>,
        mut change: impl FnMut(Option<R>, Timestamp) -> (Option<R>, T),
    ) -> Result<(T, Versioned<R>), RepositoryError> {
        let Versioned {
            key,
            snapshot,
            record: mut known,
        } = versioned;
        let mut written = None;
        let updated = update_from(&*self.store, &key.index, snapshot, |stored, now| {
            let now = Timestamp::from_millis(now);
            let decrypted = known.take().or_else(|| self.decrypt(&key.index, stored));
            let record = self.visible(decrypted, &key, now);
            let is_new = record.is_none();
            let (changed, result) = change(record, now);
            let is_anothers = |record: R| self.lives(&record, now) && !key.fits(&record);
            let replaces = || self.decrypt(&key.index, stored).is_some_and(is_anothers);
            if is_new && changed.is_some() && replaces() {
                return (Change::Keep, Err(RepositoryError::WrongBrowser));
            }
            let value = changed.as_ref().map(|new| self.encrypt(&key, new, now));
            written = changed;
            match value.transpose() {
                Ok(value) => (value.map_or(Change::Keep, Change::Put), Ok(result)),
                Err(error) => (Change::Keep, Err(error)),
            }
        });
        let (result, snapshot) = updated.await?;
        let stored = snapshot.value.as_deref();
        let record = written.or_else(|| self.decrypt(&key.index, stored));
        let record = self.visible(record, &key, Timestamp::from_millis(snapshot.now_ms));
        let versioned = Versioned {
            key,
            snapshot,
            record,
        };
        Ok((result?, versioned))
    }

    /// Removes a record, if it is there for this key's browser.
    ///
    /// # Errors
    /// [`RepositoryError::Unavailable`] when the store fails.
    pub(super) async fn remove_record<R: Record>(
        &self,
        key: &RecordKey,
    ) -> Result<(), RepositoryError> {
        let removed = update(&*self.store, &key.index, |stored, now| {
            let record = self.decrypt::<R>(&key.index, stored);
            match self.visible(record, key, Timestamp::from_millis(now)) {
                Some(_) => (Change::Remove, ()),
                None => (Change::Keep, ()),
            }
        });
        Ok(removed.await?)
    }

    /// The record, while it lives and if it is for this key's browser.
    fn visible<R: Record>(&self, record: Option<R>, key: &RecordKey, now: Timestamp) -> Option<R> {
        record.filter(|record| self.lives(record, now) && key.fits(record))
    }

    fn lives<R: Record>(&self, record: &R, now: Timestamp) -> bool {
        !record.remaining_life(&self.policy, now).is_zero()
    }

    /// The stored record. One that was changed, or whose secret is gone, is no record.
    pub(super) fn decrypt<R: Record>(&self, index: &str, stored: Option<&[u8]>) -> Option<R> {
        decode(&self.keyring.decrypt(index, stored?)?)
    }

    /// The value to store for a record that is written at `now`.
    pub(super) fn encrypt<R: Record>(
        &self,
        key: &RecordKey,
        record: &R,
        now: Timestamp,
    ) -> Result<NewValue, RepositoryError> {
        let encoded = encode(record).ok_or(RepositoryError::Encryption)?;
        let encrypted = self.keyring.current.encrypt(&key.index, &encoded);
        Ok(NewValue {
            value: encrypted.ok_or(RepositoryError::Encryption)?,
            ttl: record.remaining_life(&self.policy, now).max(SHORTEST_TTL),
            durable: record.is_durable(),
        })
    }
}
