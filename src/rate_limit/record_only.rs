//! Properties of limits that only record.

use std::num::NonZeroU32;

use futures_util::join;
use proptest::prelude::*;

use super::properties::{
    AskedAttempt, NOW, any_attempt, asked, debts, limited, limiter_of, look_at, priced, quotas,
};
use crate::domain::{Channel, HOUR, PerCountry};
use crate::rate_limit::debt::DebtStanding;
use crate::rate_limit::quotas::DebtQuotas;
use crate::rate_limit::{LimitKind, Quotas};
use crate::store::Quota;

/// Limits of attempts that may record only, and that nothing else is computed from.
const RECORDABLE: [LimitKind; 6] = [
    LimitKind::AttemptsPerClient,
    LimitKind::NumbersPerClient,
    LimitKind::AttemptsPerBlock,
    LimitKind::AttemptsPerCountry,
    LimitKind::AttemptsPerService,
    LimitKind::Spend,
];

/// The same quotas, but for one limit that nobody reaches.
fn quotas_without(limit: LimitKind) -> Quotas {
    let many = NonZeroU32::new(100_000).unwrap();
    let (quotas, most) = (quotas(), Quota::gcra(many, HOUR));
    match limit {
        LimitKind::AttemptsPerClient => Quotas {
            attempts_per_client: [4, 5, 6].map(|hours| Quota::gcra(many, hours * HOUR)),
            ..quotas
        },
        LimitKind::NumbersPerClient => Quotas {
            numbers_per_client: most,
            ..quotas
        },
        LimitKind::AttemptsPerBlock => Quotas {
            attempts_per_thousand: most,
            attempts_per_ten_thousand: PerCountry::same(many.get()),
            ..quotas
        },
        LimitKind::AttemptsPerCountry => Quotas {
            attempts_per_country: PerCountry::same(many.get()),
            ..quotas
        },
        LimitKind::AttemptsPerService => Quotas {
            attempts_per_service: most,
            ..quotas
        },
        _ => Quotas {
            spend: quotas.spend.map(|(_, period)| (many, period)),
            ..quotas
        },
    }
}

/// While `limit` only records, each attempt is decided, and every other bucket charged, as if it
/// did not exist; and the attempts that it alone would have denied are told.
async fn record(limit: LimitKind, attempts: Vec<AskedAttempt>, ends: Vec<u8>) {
    let recording = limiter_of(Quotas {
        record_only: vec![limit],
        ..quotas()
    });
    let without = limiter_of(quotas_without(limit));
    for (asked, end) in attempts.iter().zip(ends) {
        let attempt = priced(&recording, asked).await;
        let same = priced(&without, asked).await;
        let would_deny = look_at(&recording, &attempt, |of| of == limit).await;
        let would_deny = would_deny.iter().any(|(_, denies)| *denies);
        match (
            recording.acquire(attempt.clone(), NOW).await,
            without.acquire(same, NOW).await,
        ) {
            (Ok(permit), Ok(same)) => {
                let recorded = permit.recorded();
                assert_eq!(recorded, Vec::from_iter(would_deny.then_some(limit)));
                match end {
                    0 => _ = join!(recording.release(permit), without.release(same)),
                    1 => {
                        _ = join!(
                            recording.refund_service(permit),
                            without.refund_service(same)
                        )
                    }
                    _ => {}
                }
            }
            (one, other) => assert_eq!(limited(one).limit, limited(other).limit),
        }
        let others = |limiter| look_at(limiter, &attempt, |of| of != limit);
        assert_eq!(others(&recording).await, others(&without).await);
    }
}

#[tokio::test]
async fn a_debt_that_is_only_recorded_is_the_deepest_there_is() {
    let limiter = limiter_of(Quotas {
        record_only: vec![LimitKind::DebtPerSource],
        debts: DebtQuotas::from_unverified(NonZeroU32::MIN),
        ..quotas_without(LimitKind::AttemptsPerClient)
    });
    let first = priced(&limiter, &asked(1, 1, "+14155550100", Channel::Text)).await;
    let permit = limiter.acquire(first, NOW).await.unwrap();
    assert_eq!(permit.recorded(), []);
    let asked = asked(1, 1, "+447400123406", Channel::Text);
    let second = priced(&limiter, &asked).await;
    assert_eq!(
        second.debt.standing(Channel::Text),
        DebtStanding::DeepInDebt
    );
    let permit = limiter.acquire(second, NOW).await.unwrap();
    assert_eq!(permit.recorded(), [LimitKind::DebtPerSource]);
    limiter.release(permit).await;
    assert_eq!(debts(&limiter, &asked).await[0], 1, "was not taken twice");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..Default::default() })]
    #[test]
    fn a_limit_that_only_records_changes_nothing_else(
        limit in proptest::sample::select(RECORDABLE.to_vec()),
        attempts in proptest::collection::vec(any_attempt(), 1..60),
        ends in proptest::collection::vec(0..4u8, 60),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(record(limit, attempts, ends));
    }
}
