//! The contract of buckets, for every store.

use std::{num::NonZeroU32, sync::Arc, time::Duration};

use ringcode::store::{Charge, Quota, Store, TakeOutcome, Version};
use ringcode_test_support::store::TakeUntimed;
use tokio::{task::JoinSet, time::sleep};

use super::{
    MINUTE,
    contract::{put, quota, read},
};

pub async fn a_bucket_refills_evenly(store: &dyn Store) {
    let quota = quota(4, Duration::from_secs(12));
    let interval = Duration::from_secs(3);
    for _ in 0..4 {
        taken(store, "even", quota).await;
    }
    let wait = wait(store, "even", quota, 1).await;
    assert!(wait <= interval, "{wait:?}");
    assert!(
        wait > interval / 10,
        "four calls take less than {interval:?}"
    );
    sleep(wait + Duration::from_millis(2)).await;
    taken(store, "even", quota).await;
    let wait = self::wait(store, "even", quota, 1).await;
    assert!(wait <= interval, "and only one");
}

pub async fn a_bucket_tells_how_much_is_used(store: &dyn Store) {
    for (bucket, quota) in each_kind("used", 10, 60 * MINUTE) {
        assert_eq!(amount(store, &bucket, quota, 0).await, 0);
        assert_eq!(amount(store, &bucket, quota, 3).await, 3);
        assert_eq!(amount(store, &bucket, quota, 0).await, 3, "asking is free");
        assert_eq!(amount(store, &bucket, quota, 6).await, 9);
        wait(store, &bucket, quota, 2).await;
        assert_eq!(amount(store, &bucket, quota, 1).await, 10);
        assert_eq!(
            amount(store, &bucket, quota, 0).await,
            10,
            "also when empty"
        );
        give_back(store, &bucket, quota, 4).await;
        assert_eq!(amount(store, &bucket, quota, 0).await, 6);
        wait(store, &bucket, quota, 5).await;
    }
}

pub async fn what_is_given_back_can_be_taken(store: &dyn Store) {
    for (bucket, quota) in each_kind("returned", 2, 60 * MINUTE) {
        taken(store, &bucket, quota).await;
        taken(store, &bucket, quota).await;
        wait(store, &bucket, quota, 1).await;
        give_back(store, &bucket, quota, 1).await;
        taken(store, &bucket, quota).await;
        wait(store, &bucket, quota, 1).await;
    }
}

pub async fn a_bucket_is_never_fuller_than_its_burst(store: &dyn Store) {
    for (bucket, quota) in each_kind("full", 3, 60 * MINUTE) {
        give_back(store, &bucket, quota, 5).await;
        taken(store, &bucket, quota).await;
        for _ in 0..5 {
            give_back(store, &bucket, quota, 1).await;
        }
        for _ in 0..3 {
            taken(store, &bucket, quota).await;
        }
        wait(store, &bucket, quota, 1).await;
    }
}

/// The period is short, but not for a busy machine, and the test begins where one has just
/// begun.
pub async fn a_count_begins_anew_with_the_period(store: &dyn Store) {
    let period = Duration::from_secs(3);
    let quota = fixed_window(2, period);
    sleep(wait_for_full(store, "clock", quota).await).await;
    taken(store, "clock", quota).await;
    taken(store, "clock", quota).await;
    let wait = wait(store, "clock", quota, 1).await;
    assert!(wait <= period, "{wait:?}");
    sleep(wait + Duration::from_millis(2)).await;
    assert_eq!(
        amount(store, "clock", quota, 0).await,
        0,
        "at the time told"
    );
    taken(store, "clock", quota).await;
    taken(store, "clock", quota).await;
    self::wait(store, "clock", quota, 1).await;
}

pub async fn a_narrower_quota_binds_at_once(store: &dyn Store) {
    let (wide, narrow) = (fixed_window(10, 60 * MINUTE), fixed_window(8, 60 * MINUTE));
    assert_eq!(amount(store, "shared", wide, 8).await, 8);
    wait(store, "shared", narrow, 1).await;
    assert_eq!(amount(store, "shared", wide, 1).await, 9);
}

pub async fn records_and_buckets_do_not_meet(store: &dyn Store) {
    put(store, "both", b"x", Version::ABSENT).await;
    taken(store, "both", quota(1, MINUTE)).await;
    assert_eq!(read(store, "both").await.value.as_deref(), Some(&b"x"[..]));
    let narrower = quota(1, Duration::from_secs(1));
    let wait = wait(store, "both", narrower, 1).await;
    assert!(
        wait <= Duration::from_secs(1),
        "a wider quota of the past does not bind: {wait:?}"
    );
}

pub async fn what_has_to_be_left_is_left(store: &dyn Store) {
    for (subject, quota) in each_kind("left", 4, 60 * MINUTE) {
        let leaving = |reserve| {
            [Charge {
                reserve,
                ..of(quota, 1)
            }]
        };
        let take = async |reserve| {
            store
                .take_untimed(&subject, &leaving(reserve))
                .await
                .unwrap()
        };
        assert_eq!(take(2).await, TakeOutcome::Granted(vec![Some(1)]));
        assert_eq!(take(2).await, TakeOutcome::Granted(vec![Some(2)]));
        assert!(
            matches!(take(2).await, TakeOutcome::RetryAfter { .. }),
            "{subject}"
        );
        assert_eq!(
            take(1).await,
            TakeOutcome::Granted(vec![Some(3)]),
            "for others"
        );
        assert!(
            matches!(take(1).await, TakeOutcome::RetryAfter { .. }),
            "{subject}"
        );
        assert_eq!(take(0).await, TakeOutcome::Granted(vec![Some(4)]));
        match store.take_untimed(&subject, &leaving(2)).await.unwrap() {
            // Three quarters of an hour by GCRA, the rest of the hour in a fixed window.
            TakeOutcome::RetryAfter { wait, .. } if subject.ends_with("gcra") => {
                assert!(wait > 44 * MINUTE && wait <= 45 * MINUTE, "{wait:?}");
            }
            TakeOutcome::RetryAfter { .. } => {}
            taken => panic!("{taken:?}"),
        }
    }
}

pub async fn parallel_takers_get_the_burst(store: &Arc<dyn Store>) {
    for (bucket, quota) in each_kind("rush", 10, 60 * MINUTE) {
        let mut takers = JoinSet::new();
        for _ in 0..100 {
            let (store, bucket) = (store.clone(), bucket.clone());
            takers
                .spawn(async move { store.take_untimed(&bucket, &[of(quota, 1)]).await.unwrap() });
        }
        let answers = takers.join_all().await.into_iter();
        let granted = answers.filter(|taken| matches!(taken, TakeOutcome::Granted(_)));
        assert_eq!(granted.count(), 10, "{bucket}");
    }
}

pub async fn portions_are_taken_together_or_not_at_all(store: &dyn Store) {
    let (few, many) = (fixed_window(2, 60 * MINUTE), quota(5, 60 * MINUTE));
    let both = [Charge::new("few", few, 1), Charge::new("many", many, 2)];
    for used in [[1, 2], [2, 4]] {
        let taken = store.take_untimed("together", &both).await.unwrap();
        assert_eq!(taken, TakeOutcome::Granted(used.map(Some).to_vec()));
    }
    let all = [
        Charge::new("many", many, 1),
        both[0].clone(),
        both[1].clone(),
    ];
    match store.take_untimed("together", &all).await.unwrap() {
        // The count begins anew within the hour, two of five come back in 24 minutes.
        TakeOutcome::RetryAfter { wait, charge } => {
            assert!(charge == 1 || charge == 2 && wait > 11 * MINUTE, "{charge}");
        }
        taken => panic!("{taken:?}"),
    }
    let asked = [Charge::new("few", few, 0), Charge::new("many", many, 0)];
    let left = TakeOutcome::Granted(vec![Some(2), Some(4)]);
    assert_eq!(store.take_untimed("together", &asked).await.unwrap(), left);
    store.refund("together", &both).await.unwrap();
    let left = TakeOutcome::Granted(vec![Some(1), Some(2)]);
    assert_eq!(store.take_untimed("together", &asked).await.unwrap(), left);
}

pub async fn the_strictest_portion_is_told(store: &dyn Store) {
    let (short, long) = (quota(1, MINUTE), quota(1, 60 * MINUTE));
    let all = [
        Charge::new("a", short, 1),
        Charge::new("b", long, 1),
        Charge::new("c", short, 1),
    ];
    let taken = store.take_untimed("strict", &all).await.unwrap();
    assert_eq!(taken, TakeOutcome::Granted(vec![Some(1); 3]));
    match store.take_untimed("strict", &all).await.unwrap() {
        TakeOutcome::RetryAfter { wait, charge: 1 } => assert!(wait > 59 * MINUTE, "{wait:?}"),
        taken => panic!("{taken:?}"),
    }
}

pub async fn what_counts_once_counts_once(store: &dyn Store) {
    for (subject, quota) in each_kind("once", 2, 60 * MINUTE) {
        let of = |key: &str| Charge {
            dedup_key: Some(key.to_owned()),
            ..of(quota, 1)
        };
        let take = async |key| store.take_untimed(&subject, &[of(key)]).await.unwrap();
        assert_eq!(take("x").await, TakeOutcome::Granted(vec![Some(1)]));
        assert_eq!(take("x").await, TakeOutcome::Granted(vec![None]));
        assert_eq!(take("y").await, TakeOutcome::Granted(vec![Some(2)]));
        assert!(matches!(take("z").await, TakeOutcome::RetryAfter { .. }));
        assert_eq!(
            take("y").await,
            TakeOutcome::Granted(vec![None]),
            "also when empty"
        );
        // Whoever loses a race does not take away what the winner's was counted by.
        store.refund(&subject, &[of("x")]).await.unwrap();
        assert_eq!(
            take("x").await,
            TakeOutcome::Granted(vec![None]),
            "{subject}"
        );
        assert!(matches!(take("z").await, TakeOutcome::RetryAfter { .. }));
    }
    let short = quota(1, Duration::from_millis(60));
    let again = [Charge {
        dedup_key: Some("x".to_owned()),
        ..of(short, 1)
    }];
    for _ in 0..2 {
        let taken = store
            .take_untimed("once for a while", &again)
            .await
            .unwrap();
        assert_eq!(taken, TakeOutcome::Granted(vec![Some(1)]));
        sleep(Duration::from_millis(65)).await;
    }
}

pub async fn a_bucket_tells_the_time_of_each_change(store: &dyn Store) {
    let (subject, charges) = ("timed", [of(quota(1, 60 * MINUTE), 1)]);
    let now = async || 1_000 * read(store, "timed").await.now_ms;
    let before = now().await;
    let (granted, first) = store.take(subject, &charges).await.unwrap();
    assert_eq!(granted, TakeOutcome::Granted(vec![Some(1)]));
    let (denied, second) = store.take(subject, &charges).await.unwrap();
    assert!(matches!(denied, TakeOutcome::RetryAfter { .. }));
    let third = store.refund(subject, &charges).await.unwrap();
    // The clock of a read has milliseconds.
    let after = now().await + 1_000;
    let times = [before, first, second, third, after];
    assert!(times.is_sorted(), "{times:?}");
}

/// Counts 300 things that end at once, for a subject whom something else keeps alive.
pub async fn count_many_things(store: &dyn Store, subject: &str) {
    let short = quota(1_000, Duration::from_millis(1));
    taken(store, subject, quota(1, 60 * MINUTE)).await;
    for n in 0..300 {
        let key = format!("thing {n}");
        let thing = Charge {
            dedup_key: Some(key),
            ..Charge::new("things", short, 1)
        };
        assert!(matches!(
            store.take_untimed(subject, &[thing]).await,
            Ok(TakeOutcome::Granted(_))
        ));
    }
}

/// A bucket of either algorithm, with a name of its own.
fn each_kind(name: &str, most: u32, period: Duration) -> [(String, Quota); 2] {
    [
        (format!("{name} gcra"), quota(most, period)),
        (format!("{name} fixed window"), fixed_window(most, period)),
    ]
}

fn fixed_window(most: u32, period: Duration) -> Quota {
    Quota::fixed_window(NonZeroU32::new(most).unwrap(), period)
}

async fn taken(store: &dyn Store, bucket: &str, quota: Quota) {
    amount(store, bucket, quota, 1).await;
}

/// Takes an amount that must be there, and tells how much is used then.
async fn amount(store: &dyn Store, subject: &str, quota: Quota, amount: u32) -> u64 {
    match store
        .take_untimed(subject, &[of(quota, amount)])
        .await
        .unwrap()
    {
        TakeOutcome::Granted(used) => used[0].unwrap(),
        denied => panic!("{subject} has not {amount}: {denied:?}"),
    }
}

async fn give_back(store: &dyn Store, subject: &str, quota: Quota, amount: u32) {
    store.refund(subject, &[of(quota, amount)]).await.unwrap();
}

async fn wait(store: &dyn Store, subject: &str, quota: Quota, amount: u32) -> Duration {
    match store
        .take_untimed(subject, &[of(quota, amount)])
        .await
        .unwrap()
    {
        TakeOutcome::RetryAfter { wait, charge: 0 } => wait,
        taken => panic!("{subject} has {amount} left: {taken:?}"),
    }
}

/// The rest of the current period.
async fn wait_for_full(store: &dyn Store, subject: &str, quota: Quota) -> Duration {
    loop {
        let taken = store.take_untimed(subject, &[of(quota, 1)]).await.unwrap();
        if let TakeOutcome::RetryAfter { wait, .. } = taken {
            return wait + Duration::from_millis(2);
        }
    }
}

/// A charge of this amount from the one bucket of its subject.
pub fn of(quota: Quota, amount: u32) -> Charge {
    Charge::new("one", quota, amount)
}
