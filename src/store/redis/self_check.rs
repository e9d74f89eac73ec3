//! Tries on probe keys, which no record has, all that serving will ask of the server.

use ::redis::Value;

use super::{commands, keys, pools::Pools, reply::decode, request::Operation, scripts};
use crate::store::error::StoreError;

/// Runs every command that serving needs on probe keys, so that a missing permission is known
/// before a person meets it. A durable write waits for replicas as it will then.
///
/// # Errors
/// `NOPERM` with the names of the refused commands, and every error of the store.
pub(super) async fn check_permissions(pools: &Pools) -> Result<(), StoreError> {
    let (record, buckets) = (keys::record(PROBE), keys::buckets(PROBE));
    let read = commands::read(&record);
    pools
        .call::<Value>(&record, Operation::Commands(&read))
        .await?;
    let insert = commands::insert(&record, b"", PROBE_TTL_MS);
    pools
        .call::<Value>(&record, Operation::Commands(&insert))
        .await?;
    let in_full = Operation::ScriptInFull(&scripts::PERMISSIONS, &[]);
    let mut refused: Vec<String> = decode(pools.write(&record, in_full, true).await?)?;
    if refused.is_empty() {
        let by_hash = Operation::Script(&scripts::PERMISSIONS, &[]);
        refused = pools.call(&buckets, by_hash).await?;
    }
    if refused.is_empty() {
        return Ok(());
    }
    let refused = refused.join(", ");
    Err(StoreError::Refused(format!(
        "NOPERM the user may not run {refused}"
    )))
}

/// Reads keys of many slots: a client that was told of one node of a Cluster only gets `MOVED`
/// for most of them.
///
/// # Errors
/// `MOVED`, and every error of the store.
pub(super) async fn check_other_slots(pools: &Pools) -> Result<(), StoreError> {
    for nth in 0..SLOTS_TRIED {
        let key = keys::record(&format!("{PROBE}-{nth}"));
        let read = commands::read(&key);
        pools
            .call::<Value>(&key, Operation::Commands(&read))
            .await?;
    }
    Ok(())
}

/// Keys that are read to find out whether one node of a Cluster has all of it. On a node with
/// half of the slots, all of them are there once in 65,000 times.
const SLOTS_TRIED: usize = 16;

/// The name of the probe keys; no record has such a short one.
const PROBE: &str = "probe";

/// Time to live of what is written, in milliseconds.
const PROBE_TTL_MS: &str = "1000";
