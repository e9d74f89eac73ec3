//! A marker of the secret in the store, by which instances notice that their secrets differ.

use std::time::Duration;

use super::record_store::Repository;
use crate::store::{NewValue, StoreError};

impl Repository {
    /// Leaves a marker of the secret in the store, and returns whether the marker that was there
    /// is of a secret that this instance has. If it is not, all limits count twice. A marker is
    /// kept alive by every instance with its secret, and that of the next secret takes its place.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    pub async fn shares_its_secret(&self) -> Result<bool, StoreError> {
        let (store, keyring) = (&self.store, &self.keyring);
        let own = keyring.current.blind_index("mark", MARKER);
        let found = store.read(MARKER).await?;
        let is = |marker: &str| found.value.as_deref() == Some(marker.as_bytes());
        let mut previous = keyring.previous_indexes("mark", MARKER.as_bytes());
        if found.value.is_some() && !is(&own) && !previous.any(|marker| is(&marker)) {
            return Ok(false);
        }
        let marker = NewValue {
            value: own.into_bytes(),
            ttl: MARKER_TTL,
            durable: false,
        };
        // Another instance's marker, written in between, is looked at the next time.
        let written = store.write(MARKER, &marker, found.version);
        written.await.map(|_| true)
    }
}

/// The key of the marker; every record of a person has a longer one.
const MARKER: &str = "secret";

/// The time that a marker stays once no instance has its secret any more.
const MARKER_TTL: Duration = Duration::from_secs(15);

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use secrecy::SecretString;

    use super::*;
    use crate::domain::Policy;
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
        // As a secret is replaced: known everywhere, then in use, then alone.
        let [knows, uses, new] = [&["old", "new"][..], &["new", "old"], &["new"]].map(with);
        for (one, other) in [(&old, &knows), (&knows, &uses), (&uses, &new)] {
            assert!(shares(one).await && shares(other).await && shares(one).await);
        }
        assert!(!shares(&old).await, "left behind");
        assert!(shares(&new).await, "and no trouble to the others");
    }
}
