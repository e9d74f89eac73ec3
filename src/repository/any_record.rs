//! Records of other rooms: each says its kind, its encoding and its life, and is found by an
//! identity that this room never stores.

use super::codec::Record;
use super::error::RepositoryError;
use super::record_store::Repository;
use super::versioned::{RecordKey, Versioned};
use crate::domain::Timestamp;

impl Repository {
    /// Reads the record of `identity`.
    ///
    /// # Errors
    /// [`RepositoryError::Unavailable`] when the store fails.
    pub async fn find<R: Record>(&self, identity: &[u8]) -> Result<Versioned<R>, RepositoryError> {
        self.read_record(self.key_of::<R>(identity).await?).await
    }

    /// Updates the record of `identity` in one step. `change` is pure: it gets the record and the
    /// store's time, and returns the new record (`None`: leave it as it is) and a result.
    ///
    /// # Errors
    /// [`RepositoryError::Unavailable`] when the store fails.
    pub async fn change<R: Record, T>(
        &self,
        identity: &[u8],
        change: impl FnMut(Option<R>, Timestamp) -> (Option<R>, T),
    ) -> Result<T, RepositoryError> {
        let found = self.find(identity).await?;
        self.change_found(found, change).await
    }

    /// Updates a record that the caller has just read, as [`change`](Self::change) does.
    ///
    /// # Errors
    /// [`RepositoryError::Unavailable`] when the store fails.
    pub async fn change_found<R: Record, T>(
        &self,
        found: Versioned<R>,
        change: impl FnMut(Option<R>, Timestamp) -> (Option<R>, T),
    ) -> Result<T, RepositoryError> {
        Ok(self.update_record(found, change).await?.0)
    }

    /// Stores a record of `identity` in the place of any other; `record` gets the store's time.
    ///
    /// # Errors
    /// [`RepositoryError::Unavailable`] when the store fails.
    pub async fn put<R: Record>(
        &self,
        identity: &[u8],
        record: impl Fn(Timestamp) -> R,
    ) -> Result<(), RepositoryError> {
        let put = |_: Option<R>, now| (Some(record(now)), ());
        self.change(identity, put).await
    }

    /// Removes the record of `identity`.
    ///
    /// # Errors
    /// [`RepositoryError::Unavailable`] when the store fails.
    pub async fn forget<R: Record>(&self, identity: &[u8]) -> Result<(), RepositoryError> {
        let key = self.key_of::<R>(identity).await?;
        self.remove_record::<R>(&key).await.map(drop)
    }

    async fn key_of<R: Record>(&self, identity: &[u8]) -> Result<RecordKey, RepositoryError> {
        let kind = format!("record {}", char::from(R::KIND));
        let index = self.key(&kind, identity).await?;
        Ok(RecordKey::new(index))
    }
}
