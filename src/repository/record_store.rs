//! [`Repository`]: reads and updates encrypted records of any kind.

use std::sync::Arc;
use std::time::Duration;

use secrecy::SecretString;

use super::cipher::Keyring;
use super::codec::{Record, decode, encode};
use super::error::RepositoryError;
use super::versioned::{RecordKey, Versioned};
use crate::domain::{Policy, Timestamp};
use crate::store::{Change, NewValue, Snapshot, Store, StoreError, update, update_from};

/// The shortest time to live that the store takes.
const SHORTEST_TTL: Duration = Duration::from_millis(1);

/// The key of the marker; every record of a person has a longer one.
const MARKER: &str = "secret";

/// The time that a marker stays once no instance has its secret any more.
const MARKER_TTL: Duration = Duration::from_secs(15);

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

    /// Removes a record, if it is there for this key's browser; whether it was.
    ///
    /// # Errors
    /// [`RepositoryError::Unavailable`] when the store fails.
    pub(super) async fn remove_record<R: Record>(
        &self,
        key: &RecordKey,
    ) -> Result<bool, RepositoryError> {
        let removed = update(&*self.store, &key.index, |stored, now| {
            let record = self.decrypt::<R>(&key.index, stored);
            match self.visible(record, key, Timestamp::from_millis(now)) {
                Some(_) => (Change::Remove, true),
                None => (Change::Keep, false),
            }
        });
        Ok(removed.await?)
    }

    /// Leaves a marker of the secret in the store, and returns whether the marker that was there
    /// is of a secret that this instance has. If it is not, all limits count twice. A marker is
    /// kept alive by every instance with its secret, and that of the next secret takes its place.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    pub async fn shares_its_secret(&self) -> Result<bool, StoreError> {
        let own = self.keyring.current.blind_index("mark", MARKER);
        let found = self.store.read(MARKER).await?;
        if self.is_foreign(&found, &own) {
            return Ok(false);
        }
        let marker = NewValue {
            value: own.into_bytes(),
            ttl: MARKER_TTL,
            durable: false,
        };
        // Another instance's marker, written in between, is looked at the next time.
        let written = self.store.write(MARKER, &marker, found.version);
        written.await.map(|_| true)
    }

    /// Whether the marker in the store is of a secret that this instance does not have. Without
    /// one it is not. Writes nothing.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    pub async fn has_foreign_marker(&self) -> Result<bool, StoreError> {
        let own = self.keyring.current.blind_index("mark", MARKER);
        Ok(self.is_foreign(&self.store.read(MARKER).await?, &own))
    }

    fn is_foreign(&self, found: &Snapshot, own: &str) -> bool {
        let is = |marker: &str| found.value.as_deref() == Some(marker.as_bytes());
        let mut previous = self.keyring.previous_indexes("mark", MARKER.as_bytes());
        found.value.is_some() && !is(own) && !previous.any(|marker| is(&marker))
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::memory::MemoryStore;

    #[tokio::test]
    async fn instances_that_share_a_store_share_a_secret() {
        let store = Arc::new(MemoryStore::default());
        let with = |secrets: &[&str]| {
            let secrets: Vec<_> = secrets.iter().copied().map(SecretString::from).collect();
            Repository::new(store.clone(), &secrets[0], &secrets[1..], Policy::default())
        };
        let shares = async |records: &Repository| records.shares_its_secret().await.unwrap();
        let old = with(&["old"]);
        assert!(shares(&old).await && shares(&with(&["old"])).await);
        assert!(!shares(&with(&["new"])).await, "another one from the start");
        let is_foreign = async |records: &Repository| records.has_foreign_marker().await.unwrap();
        assert!(is_foreign(&with(&["new"])).await && !is_foreign(&with(&["new", "old"])).await);
        // As a secret is replaced: known everywhere, then in use, then alone.
        let [knows, uses, new] = [&["old", "new"][..], &["new", "old"], &["new"]].map(with);
        for (one, other) in [(&old, &knows), (&knows, &uses), (&uses, &new)] {
            assert!(shares(one).await && shares(other).await && shares(one).await);
        }
        assert!(!shares(&old).await, "left behind");
        assert!(shares(&new).await, "and no trouble to the others");
    }
}
