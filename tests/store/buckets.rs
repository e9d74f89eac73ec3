//! What every store promises of buckets.

use std::{num::NonZeroU32, sync::Arc, time::Duration};

use ringcode::store::{Portion, Quota, Store, Taken, Version};
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
    let quota = by_the_clock(2, period);
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
    let (wide, narrow) = (by_the_clock(10, 60 * MINUTE), by_the_clock(8, 60 * MINUTE));
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
    for (holder, quota) in each_kind("left", 4, 60 * MINUTE) {
        let leaving = |left| {
            [Portion {
                left,
                ..of(quota, 1)
            }]
        };
        let take = async |left| store.take(&holder, &leaving(left)).await.unwrap();
        assert_eq!(take(2).await, Taken::Granted(vec![Some(1)]));
        assert_eq!(take(2).await, Taken::Granted(vec![Some(2)]));
        assert!(
            matches!(take(2).await, Taken::RetryAfter { .. }),
            "{holder}"
        );
        assert_eq!(take(1).await, Taken::Granted(vec![Some(3)]), "for others");
        assert!(
            matches!(take(1).await, Taken::RetryAfter { .. }),
            "{holder}"
        );
        assert_eq!(take(0).await, Taken::Granted(vec![Some(4)]));
        match store.take(&holder, &leaving(2)).await.unwrap() {
            // Three quarters of an hour for a steady bucket, the rest of the hour by the clock.
            Taken::RetryAfter { wait, .. } if holder.ends_with("steady") => {
                assert!(wait > 44 * MINUTE && wait <= 45 * MINUTE, "{wait:?}");
            }
            Taken::RetryAfter { .. } => {}
            taken => panic!("{taken:?}"),
        }
    }
}

pub async fn parallel_takers_get_the_burst(store: &Arc<dyn Store>) {
    for (bucket, quota) in each_kind("rush", 10, 60 * MINUTE) {
        let mut takers = JoinSet::new();
        for _ in 0..100 {
            let (store, bucket) = (store.clone(), bucket.clone());
            takers.spawn(async move { store.take(&bucket, &[of(quota, 1)]).await.unwrap() });
        }
        let answers = takers.join_all().await.into_iter();
        let granted = answers.filter(|taken| matches!(taken, Taken::Granted(_)));
        assert_eq!(granted.count(), 10, "{bucket}");
    }
}

pub async fn portions_are_taken_together_or_not_at_all(store: &dyn Store) {
    let (few, many) = (by_the_clock(2, 60 * MINUTE), quota(5, 60 * MINUTE));
    let both = [Portion::of("few", few, 1), Portion::of("many", many, 2)];
    for used in [[1, 2], [2, 4]] {
        let taken = store.take("together", &both).await.unwrap();
        assert_eq!(taken, Taken::Granted(used.map(Some).to_vec()));
    }
    let all = [Portion::of("many", many, 1), both[0], both[1]];
    match store.take("together", &all).await.unwrap() {
        // The count begins anew within the hour, two of five come back in 24 minutes.
        Taken::RetryAfter { wait, portion } => {
            assert!(
                portion == 1 || portion == 2 && wait > 11 * MINUTE,
                "{portion}"
            );
        }
        taken => panic!("{taken:?}"),
    }
    let asked = [Portion::of("few", few, 0), Portion::of("many", many, 0)];
    let left = Taken::Granted(vec![Some(2), Some(4)]);
    assert_eq!(store.take("together", &asked).await.unwrap(), left);
    store.give_back("together", &both).await.unwrap();
    let left = Taken::Granted(vec![Some(1), Some(2)]);
    assert_eq!(store.take("together", &asked).await.unwrap(), left);
}

pub async fn the_strictest_portion_is_told(store: &dyn Store) {
    let (short, long) = (quota(1, MINUTE), quota(1, 60 * MINUTE));
    let all = [
        Portion::of("a", short, 1),
        Portion::of("b", long, 1),
        Portion::of("c", short, 1),
    ];
    let taken = store.take("strict", &all).await.unwrap();
    assert_eq!(taken, Taken::Granted(vec![Some(1); 3]));
    match store.take("strict", &all).await.unwrap() {
        Taken::RetryAfter { wait, portion: 1 } => assert!(wait > 59 * MINUTE, "{wait:?}"),
        taken => panic!("{taken:?}"),
    }
}

pub async fn what_counts_once_counts_once(store: &dyn Store) {
    for (holder, quota) in each_kind("once", 2, 60 * MINUTE) {
        let of = |once| Portion {
            once: Some(once),
            ..of(quota, 1)
        };
        let take = async |once| store.take(&holder, &[of(once)]).await.unwrap();
        assert_eq!(take("x").await, Taken::Granted(vec![Some(1)]));
        assert_eq!(take("x").await, Taken::Granted(vec![None]));
        assert_eq!(take("y").await, Taken::Granted(vec![Some(2)]));
        assert!(matches!(take("z").await, Taken::RetryAfter { .. }));
        assert_eq!(
            take("y").await,
            Taken::Granted(vec![None]),
            "also when empty"
        );
        // Whoever loses a race does not take away what the winner's was counted by.
        store.give_back(&holder, &[of("x")]).await.unwrap();
        assert_eq!(take("x").await, Taken::Granted(vec![None]), "{holder}");
        assert!(matches!(take("z").await, Taken::RetryAfter { .. }));
    }
    let short = quota(1, Duration::from_millis(60));
    let again = [Portion {
        once: Some("x"),
        ..of(short, 1)
    }];
    for _ in 0..2 {
        let taken = store.take("once for a while", &again).await.unwrap();
        assert_eq!(taken, Taken::Granted(vec![Some(1)]));
        sleep(Duration::from_millis(65)).await;
    }
}

/// Counts 300 things that end at once, for a holder whom something else keeps alive.
pub async fn count_many_things(store: &dyn Store, holder: &str) {
    let short = quota(1_000, Duration::from_millis(1));
    taken(store, holder, quota(1, 60 * MINUTE)).await;
    for n in 0..300 {
        let once = format!("thing {n}");
        let thing = Portion {
            once: Some(&once),
            ..Portion::of("things", short, 1)
        };
        assert!(matches!(
            store.take(holder, &[thing]).await,
            Ok(Taken::Granted(_))
        ));
    }
}

/// A bucket of either kind, with a name of its own.
fn each_kind(name: &str, most: u32, period: Duration) -> [(String, Quota); 2] {
    [
        (format!("{name} steady"), quota(most, period)),
        (format!("{name} by the clock"), by_the_clock(most, period)),
    ]
}

fn by_the_clock(most: u32, period: Duration) -> Quota {
    Quota::by_the_clock(NonZeroU32::new(most).unwrap(), period)
}

async fn taken(store: &dyn Store, bucket: &str, quota: Quota) {
    amount(store, bucket, quota, 1).await;
}

/// Takes an amount that must be there, and tells how much is used then.
async fn amount(store: &dyn Store, holder: &str, quota: Quota, amount: u32) -> u64 {
    match store.take(holder, &[of(quota, amount)]).await.unwrap() {
        Taken::Granted(used) => used[0].unwrap(),
        denied => panic!("{holder} has not {amount}: {denied:?}"),
    }
}

async fn give_back(store: &dyn Store, holder: &str, quota: Quota, amount: u32) {
    store.give_back(holder, &[of(quota, amount)]).await.unwrap();
}

async fn wait(store: &dyn Store, holder: &str, quota: Quota, amount: u32) -> Duration {
    match store.take(holder, &[of(quota, amount)]).await.unwrap() {
        Taken::RetryAfter { wait, portion: 0 } => wait,
        taken => panic!("{holder} has {amount} left: {taken:?}"),
    }
}

/// How long the current period still lasts.
async fn wait_for_full(store: &dyn Store, holder: &str, quota: Quota) -> Duration {
    loop {
        let taken = store.take(holder, &[of(quota, 1)]).await.unwrap();
        if let Taken::RetryAfter { wait, .. } = taken {
            return wait + Duration::from_millis(2);
        }
    }
}

/// So much of the one bucket of its holder.
pub fn of(quota: Quota, amount: u32) -> Portion<'static> {
    Portion::of("one", quota, amount)
}
