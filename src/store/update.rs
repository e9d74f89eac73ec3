//! Changes a record by a pure function, against others who change it too.

use std::time::Duration;

use super::{Outcome, Snapshot, Store, StoreError};

/// What is to become of a record.
#[derive(Clone, PartialEq, Eq)]
pub enum Change {
    /// Leave it as it is, its end included.
    Keep,
    /// Put this in its place.
    Put(Content),
    /// Remove it.
    Remove,
}

/// What a record is to hold.
#[derive(Clone, PartialEq, Eq)]
pub struct Content {
    /// The bytes.
    pub value: Vec<u8>,
    /// How long it lives from now on; any earlier end is forgotten.
    pub ttl: Duration,
    /// Whether it must survive a failover, see [`Store::write`].
    pub durable: bool,
}

/// Reads the record under `key`, lets `decide` say what becomes of it, and stores that,
/// provided nobody else wrote in between; else all over again with what they wrote.
///
/// `decide` gets the bytes (`None`: no record) and the store's time in milliseconds since
/// the Unix epoch. It may be called several times and must be pure; the result of the call
/// that took effect is returned.
///
/// # Errors
/// [`StoreError::Contended`] after [`ATTEMPTS`] lost races, and whatever the store answers.
/// An error does not say that nothing was written: the answer to the last write may have
/// been lost. Whoever tries again decides on the record as it then is, so what counts
/// something may count one event twice, but never forgets one: the safe direction.
pub async fn update<T>(
    store: &(impl Store + ?Sized),
    key: &str,
    decide: impl FnMut(Option<&[u8]>, u64) -> (Change, T),
) -> Result<T, StoreError> {
    let seen = store.read(key).await?;
    Ok(update_seen(store, key, seen, decide).await?.0)
}

/// As [`update`], but decides at first on what the caller has `seen` a moment ago, which
/// spares the read. Returned as well is what is there now, for the caller's next change.
///
/// A decision to keep the record as it is holds for what was seen: only a write finds out
/// that somebody else was there since.
///
/// # Errors
/// Those of [`update`].
pub async fn update_seen<T>(
    store: &(impl Store + ?Sized),
    key: &str,
    mut seen: Snapshot,
    mut decide: impl FnMut(Option<&[u8]>, u64) -> (Change, T),
) -> Result<(T, Snapshot), StoreError> {
    for attempt in 0..ATTEMPTS {
        let (change, result) = decide(seen.value.as_deref(), seen.now_ms);
        let (value, outcome) = match change {
            Change::Keep => return Ok((result, seen)),
            Change::Put(Content {
                value,
                ttl,
                durable,
            }) => {
                let written = store.write(key, &value, seen.version, ttl, durable);
                let outcome = written.await?;
                (Some(value), outcome)
            }
            Change::Remove => (None, store.remove(key, seen.version).await?),
        };
        if let Outcome::Written(version) = outcome {
            let now_ms = seen.now_ms;
            let left = Snapshot {
                value,
                version,
                now_ms,
            };
            return Ok((result, left));
        }
        tokio::time::sleep(pause_after(attempt)).await;
        seen = store.read(key).await?;
    }
    Err(StoreError::Contended)
}

/// How often [`update`] tries. With the pauses between, a hundred writers at one record
/// all get their turn; more than that is an attack, and is answered as such.
pub const ATTEMPTS: u32 = 16;

/// A random pause, so that writers who met do not meet again: up to 2 ms at first, twice as
/// much after every lost race, at most 128 ms.
fn pause_after(attempt: u32) -> Duration {
    let longest = Duration::from_millis(2 << attempt.min(6));
    longest.mul_f64(rand::random())
}
