//! The contract of every store. Each part uses keys of its own, so all run on one store.

use std::{num::NonZeroU32, sync::Arc, time::Duration};

use ringcode::store::{Change, NewValue, Quota, Snapshot, Store, Version, WriteOutcome};

use super::{MINUTE, buckets, records};

/// Holds `store` to all promises.
pub async fn holds_for(store: Arc<dyn Store>) {
    let one = &*store;
    tokio::join!(
        records::a_record_is_read_as_it_was_written(one),
        records::a_write_needs_the_newest_version(one),
        records::a_change_builds_on_what_was_seen(one),
        records::a_version_never_comes_back(one),
        records::a_removed_record_is_gone(one),
        records::a_record_ends(one),
        records::keeping_writes_nothing(one),
        records::time_is_the_time_of_day(one),
        buckets::a_bucket_refills_evenly(one),
        buckets::a_bucket_tells_how_much_is_used(one),
        buckets::a_bucket_tells_the_time_of_each_change(one),
        buckets::what_is_given_back_can_be_taken(one),
        buckets::a_bucket_is_never_fuller_than_its_burst(one),
        buckets::a_count_begins_anew_with_the_period(one),
        buckets::a_narrower_quota_binds_at_once(one),
        buckets::records_and_buckets_do_not_meet(one),
        buckets::portions_are_taken_together_or_not_at_all(one),
        buckets::what_has_to_be_left_is_left(one),
        buckets::the_strictest_portion_is_told(one),
        buckets::what_counts_once_counts_once(one),
    );
    records::parallel_updates_all_count(&store).await;
    buckets::parallel_takers_get_the_burst(&store).await;
    one.ping().await.unwrap();
}

/// Counts in the record; the result is the new count.
pub fn add_one(found: Option<&[u8]>, _now_ms: u64) -> (Change, u32) {
    let count = 1 + found.map_or(0, |bytes| u32::from_be_bytes(bytes.try_into().unwrap()));
    (Change::Put(content(&count.to_be_bytes())), count)
}

/// A value to be kept for a minute.
pub fn content(value: &[u8]) -> NewValue {
    short_lived(value, MINUTE)
}

/// A value to be kept for `ttl`.
pub fn short_lived(value: &[u8], ttl: Duration) -> NewValue {
    NewValue {
        value: value.to_vec(),
        ttl,
        durable: false,
    }
}

/// `burst` at once and `burst` per `period`.
pub fn quota(burst: u32, period: Duration) -> Quota {
    Quota::gcra(NonZeroU32::new(burst).unwrap(), period)
}

/// Reads what is under `key`.
pub async fn read(store: &dyn Store, key: &str) -> Snapshot {
    store.read(key).await.unwrap()
}

/// Writes `value` on `version`, for a minute.
pub async fn put(store: &dyn Store, key: &str, value: &[u8], version: Version) {
    assert!(matches!(
        store.write(key, &content(value), version).await,
        Ok(WriteOutcome::Written(_))
    ));
}
