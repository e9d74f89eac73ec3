//! The contract of records, for every store.

use std::{
    sync::Arc,
    time::{Duration, UNIX_EPOCH},
};

use ringcode::store::{Change, Store, StoreError, Version, WriteOutcome, update, update_from};
use tokio::{
    task::JoinSet,
    time::{Instant, sleep},
};

use super::contract::{add_one, content, put, read, short_lived};

pub async fn a_record_is_read_as_it_was_written(store: &dyn Store) {
    let every_byte: Vec<u8> = (0..=255).collect();
    let values = [&[][..], b"text", &every_byte, &vec![7; 1_000_000]];
    let keys = [
        "",
        " ",
        "plain",
        "{a}b",
        "{}",
        "a\r\nb\0",
        "🦀",
        &"long".repeat(1000),
    ];
    for (key, value) in keys.iter().zip(values.iter().cycle()) {
        assert_eq!(read(store, key).await.value, None);
        put(store, key, value, Version::ABSENT).await;
        assert_eq!(read(store, key).await.value.as_deref(), Some(*value));
    }
}

pub async fn a_write_needs_the_newest_version(store: &dyn Store) {
    let key = "newest";
    put(store, key, b"1", Version::ABSENT).await;
    assert_eq!(
        store.write(key, &content(b"x"), Version::ABSENT).await,
        Ok(WriteOutcome::Conflict)
    );
    let first = read(store, key).await.version;
    put(store, key, b"2", first).await;
    assert_eq!(
        store.write(key, &content(b"x"), first).await,
        Ok(WriteOutcome::Conflict)
    );
    assert_eq!(store.remove(key, first).await, Ok(WriteOutcome::Conflict));
    assert_eq!(read(store, key).await.value.as_deref(), Some(&b"2"[..]));
}

pub async fn a_change_builds_on_what_was_seen(store: &dyn Store) {
    let key = "seen";
    let nothing = read(store, key).await;
    let (count, left) = update_from(store, key, nothing, add_one).await.unwrap();
    let (next, newest) = update_from(store, key, left.clone(), add_one)
        .await
        .unwrap();
    assert_eq!((count, next), (1, 2));
    let now = read(store, key).await;
    assert!(newest.value == now.value && newest.version == now.version);
    let (third, _) = update_from(store, key, left, add_one).await.unwrap();
    assert_eq!(third, 3, "somebody else wrote since");
}

pub async fn a_version_never_comes_back(store: &dyn Store) {
    let key = "again";
    put(store, key, b"same", Version::ABSENT).await;
    let first = read(store, key).await.version;
    assert!(matches!(
        store.remove(key, first).await,
        Ok(WriteOutcome::Written(_))
    ));
    put(store, key, b"same", Version::ABSENT).await;
    assert!(read(store, key).await.version != first);
    assert_eq!(
        store.write(key, &content(b"x"), first).await,
        Ok(WriteOutcome::Conflict)
    );
    assert_eq!(store.remove(key, first).await, Ok(WriteOutcome::Conflict));
    assert_eq!(read(store, key).await.value.as_deref(), Some(&b"same"[..]));
}

pub async fn a_removed_record_is_gone(store: &dyn Store) {
    let key = "removed";
    put(store, key, b"x", Version::ABSENT).await;
    let version = read(store, key).await.version;
    assert!(matches!(
        store.remove(key, version).await,
        Ok(WriteOutcome::Written(_))
    ));
    assert_eq!(
        store.remove(key, version).await,
        Ok(WriteOutcome::Conflict),
        "only once"
    );
    assert_eq!(
        store.write(key, &content(b"x"), version).await,
        Ok(WriteOutcome::Conflict)
    );
    let found = read(store, key).await;
    assert!(found.value.is_none() && found.version == Version::ABSENT);
}

pub async fn a_record_ends(store: &dyn Store) {
    // A machine that was too late to look in time tries again with a longer life.
    let mut lives = [4, 12, 36].map(Duration::from_secs).into_iter();
    while !a_record_ends_after(store, lives.next().unwrap()).await {}
    let key = "no life";
    assert!(matches!(
        store
            .write(key, &short_lived(b"3", Duration::ZERO), Version::ABSENT)
            .await,
        Ok(WriteOutcome::Written(_))
    ));
    sleep(Duration::from_millis(5)).await;
    assert!(
        read(store, key).await.value.is_none(),
        "no life is a short life"
    );
}

/// Asserts that a record ends when its life is over, and that a write moves its end. Returns
/// whether it could be looked at in time.
async fn a_record_ends_after(store: &dyn Store, life: Duration) -> bool {
    let (key, began) = (format!("{life:?}"), Instant::now());
    assert!(matches!(
        store
            .write(&key, &short_lived(b"1", life), Version::ABSENT)
            .await,
        Ok(WriteOutcome::Written(_))
    ));
    let first = read(store, &key).await.version;
    sleep(life / 2).await;
    let written = Instant::now();
    let outcome = store.write(&key, &short_lived(b"2", life), first).await;
    if began.elapsed() >= life {
        return false;
    }
    assert!(matches!(outcome, Ok(WriteOutcome::Written(_))));
    sleep(life * 5 / 8).await;
    let second = read(store, &key).await;
    if written.elapsed() >= life {
        return false;
    }
    assert!(second.value.is_some(), "the second write moved the end");
    sleep(life / 2).await;
    assert!(read(store, &key).await.value.is_none());
    assert_eq!(
        store.write(&key, &content(b"x"), second.version).await,
        Ok(WriteOutcome::Conflict)
    );
    true
}

pub async fn keeping_writes_nothing(store: &dyn Store) {
    let key = "kept";
    assert_eq!(update(store, key, |_, _| (Change::Keep, 1)).await, Ok(1));
    assert!(read(store, key).await.value.is_none());
    put(store, key, b"x", Version::ABSENT).await;
    let before = read(store, key).await.version;
    let length = update(store, key, |found, _| {
        (Change::Keep, found.map(<[u8]>::len))
    })
    .await;
    assert_eq!(length, Ok(Some(1)));
    assert!(read(store, key).await.version == before);
    assert_eq!(
        update(store, key, |_, _| (Change::Remove, ())).await,
        Ok(())
    );
    assert!(read(store, key).await.value.is_none());
}

pub async fn time_is_the_time_of_day(store: &dyn Store) {
    let here = || u64::try_from(UNIX_EPOCH.elapsed().unwrap().as_millis()).unwrap();
    let asked = here();
    let before = read(store, "clock").await.now_ms;
    assert!(
        (asked..=here()).contains(&before),
        "the server runs on this machine"
    );
    sleep(Duration::from_millis(20)).await;
    let told = update(store, "clock", |_, now_ms| (Change::Keep, now_ms))
        .await
        .unwrap();
    assert!(told >= before + 20);
}

pub async fn parallel_updates_all_count(store: &Arc<dyn Store>) {
    let mut writers = JoinSet::new();
    for _ in 0..50 {
        let store = store.clone();
        writers.spawn(async move {
            // On a busy machine one may have to try again, of which nothing was counted.
            loop {
                match update(&*store, "counter", add_one).await {
                    Err(StoreError::Contended) => {}
                    counted => return counted.unwrap(),
                }
            }
        });
    }
    let mut seen: Vec<u32> = writers.join_all().await;
    seen.sort_unstable();
    assert!(seen.into_iter().eq(1..=50), "each saw another number");
    assert_eq!(
        read(&**store, "counter").await.value,
        Some(50_u32.to_be_bytes().to_vec())
    );
}
