//! A mark of the secret, left with the store, by which instances know that they share it.

use std::time::Duration;

use crate::repository::records::Records;
use crate::store::{NewValue, StoreError};

impl Records {
    /// Leaves a mark of the secret with the store, and tells whether others left one of a
    /// secret that this instance does not have. All limits would count twice there. A mark is
    /// kept alive by whoever shares its secret, and the next secret's takes its place.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn shares_its_secret(&self) -> Result<bool, StoreError> {
        let mut marks = self.seals.iter().map(|seal| seal.name("mark", MARK));
        let own = marks.next().unwrap_or_default();
        let found = self.store.read(MARK).await?;
        let is = |mark: &str| found.value.as_deref() == Some(mark.as_bytes());
        if found.value.is_some() && !is(&own) && !marks.any(|mark| is(&mark)) {
            return Ok(false);
        }
        let mark = NewValue {
            value: own.into_bytes(),
            ttl: MARK_LIFE,
            durable: false,
        };
        // Whoever wrote in between is looked at the next time.
        let kept = self.store.write(MARK, &mark, found.version);
        kept.await.map(|_| true)
    }
}

/// The name of the mark; every record of a person has a longer one.
const MARK: &str = "secret";

/// How long the mark stays once nobody has its secret any more.
const MARK_LIFE: Duration = Duration::from_secs(15);

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::domain::policy::Policy;
    use crate::store::memory::MemoryStore;
    use secrecy::SecretString;

    #[tokio::test]
    async fn instances_that_share_a_store_share_a_secret() {
        let store = Arc::new(MemoryStore::default());
        let with = |secrets: &[&str]| {
            let secrets: Vec<_> = secrets
                .iter()
                .map(|secret| SecretString::from(*secret))
                .collect();
            Records::new(store.clone(), &secrets, Policy::default())
        };
        let shares = async |records: &Records| records.shares_its_secret().await.unwrap();
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
