//! Changes a record by a pure function, with optimistic concurrency.

use std::time::Duration;

use crate::store::{NewValue, Snapshot, Store, StoreError, WriteOutcome};

/// The decision about a record.
#[derive(Clone, PartialEq, Eq)]
pub enum Change {
    /// Leave the record as it is, its time to live included.
    Keep,
    /// Replace it with this value.
    Put(NewValue),
    /// Remove it.
    Remove,
}

/// Reads the record under `key`, lets `decide` determine its new content, and stores that if there
/// was no other write in between; else starts over with the newer content.
///
/// `decide` gets the bytes (`None`: no record) and the store's time in milliseconds since the
/// Unix epoch. It may be called several times and must be pure. The result of the call that took
/// effect is returned.
///
/// # Errors
/// [`StoreError::Contended`] after [`MAX_ATTEMPTS`] conflicts, and every error of the store.
/// An error does not mean that nothing was written: the reply to the last write may have been
/// lost. A caller who tries again decides on the record as it then is, so a counter may count
/// one event twice, but never forgets one, which is the safe direction.
pub async fn update<T>(
    store: &(impl Store + ?Sized),
    key: &str,
    decide: impl FnMut(Option<&[u8]>, u64) -> (Change, T),
) -> Result<T, StoreError> {
    let snapshot = store.read(key).await?;
    Ok(update_from(store, key, snapshot, decide).await?.0)
}

/// Updates a record from a `snapshot` that the caller has just read; reads again only after a
/// conflict. Also returns the record as it is afterwards, for the caller's next change.
///
/// A decision to keep the record holds for the snapshot: only a write detects a newer content.
///
/// # Errors
/// Those of [`update`].
pub async fn update_from<T>(
    store: &(impl Store + ?Sized),
    key: &str,
    mut snapshot: Snapshot,
    mut decide: impl FnMut(Option<&[u8]>, u64) -> (Change, T),
) -> Result<(T, Snapshot), StoreError> {
    for attempt in 0..MAX_ATTEMPTS {
        let (change, result) = decide(snapshot.value.as_deref(), snapshot.now_ms);
        let (value, outcome) = match change {
            Change::Keep => return Ok((result, snapshot)),
            Change::Put(new) => {
                let outcome = store.write(key, &new, snapshot.version).await?;
                (Some(new.value), outcome)
            }
            Change::Remove => (None, store.remove(key, snapshot.version).await?),
        };
        if let WriteOutcome::Written(version) = outcome {
            let written = Snapshot {
                value,
                version,
                now_ms: snapshot.now_ms,
            };
            return Ok((result, written));
        }
        tokio::time::sleep(backoff(attempt)).await;
        snapshot = store.read(key).await?;
    }
    Err(StoreError::Contended)
}

/// Attempts that [`update`] makes. With the pauses between them, a hundred concurrent writers of
/// one record all succeed; more than that is an attack, and is answered as such.
pub const MAX_ATTEMPTS: u32 = 16;

/// A random pause after a conflict, so that the same writers do not collide again: up to 2 ms
/// after the first, twice as much after each further one, at most 128 ms.
fn backoff(attempt: u32) -> Duration {
    let longest = Duration::from_millis(2 << attempt.min(6));
    longest.mul_f64(rand::random())
}
