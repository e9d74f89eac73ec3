//! Properties of the limiter: all or nothing, and what is refunded.

use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::{Duration, UNIX_EPOCH};

use enum_map::enum_map;
use proptest::prelude::*;
use secrecy::SecretString;

use crate::domain::{
    Action, AttemptPlan, BrowserBinding, Channel, HOUR, PerCountry, PhoneInput, PhoneNumber,
    Policy, Recipient, Timestamp, Verification,
};
use crate::rate_limit::quotas::{ChannelQuotas, DebtQuotas};
use crate::rate_limit::{
    BucketCharge, ClientIp, LimitKind, PricedAttempt, Quotas, RateLimitError, RateLimited,
    RateLimiter, SubjectCharges,
};
use crate::store::memory::MemoryStore;
use crate::store::{Quota, TakeOutcome};

/// The store's time.
pub(super) const NOW: Timestamp = Timestamp::from_millis(1_800_000_000_000);

/// Narrow limits, so that any of them may be the one that denies.
pub(super) fn quotas() -> Quotas {
    let per = |most, period| Quota::gcra(NonZeroU32::new(most).unwrap(), period);
    let steady = |most| per(most, HOUR);
    let wide = steady(1_000);
    Quotas {
        attempts_per_client: [per(4, HOUR), per(5, 2 * HOUR), per(6, 3 * HOUR)],
        numbers_per_client: steady(3),
        posts_per_client: wide,
        starts_per_client: wide,
        guesses_per_client: [wide; 2],
        attempts_per_thousand: steady(3),
        attempts_per_ten_thousand: PerCountry::same(5),
        attempts_per_country: PerCountry::new(vec![("US".to_owned(), 7)], 9),
        unverified: steady(8),
        debts: DebtQuotas {
            client: steady(20),
            network: steady(30),
            range: steady(40),
        },
        forgiven_per_verification: 5,
        attempts_per_service: Quota::fixed_window(NonZeroU32::new(15).unwrap(), HOUR),
        spend: [10, 30].map(|most| (NonZeroU32::new(most).unwrap(), HOUR * most)),
        channels: enum_map! {
            Channel::Text => ChannelQuotas {
                prices: PerCountry::same(1),
                spend_percent: 100,
                per_second: wide,
            },
            Channel::Call => ChannelQuotas {
                prices: PerCountry::same(2),
                spend_percent: 80,
                per_second: wide,
            },
        },
        wrong_guesses_per_day: 100,
        attempts_per_instance: wide,
        attempts_per_client_and_instance: wide,
        record_only: Vec::new(),
    }
}

/// Limits on a store in which no time passes.
fn limiter() -> RateLimiter {
    limiter_of(quotas())
}

pub(super) fn limiter_of(quotas: Quotas) -> RateLimiter {
    let clock = || UNIX_EPOCH + Duration::from_millis(NOW.as_millis());
    let store = Arc::new(MemoryStore::with_clock(clock));
    let secret = SecretString::from("a secret of this test");
    RateLimiter::new(store, &secret, quotas)
}

/// A message that somebody asks for, before it has a price.
#[derive(Clone, Debug)]
pub(super) struct AskedAttempt {
    client: ClientIp,
    plan: AttemptPlan,
}

pub(super) fn asked(site: u16, subnet: u16, number: &str, channel: Channel) -> AskedAttempt {
    let address = Ipv6Addr::new(0x2001, 0xdb8, site, subnet, 0, 0, 0, 1);
    AskedAttempt {
        client: IpAddr::from(address).into(),
        plan: plan(number, channel),
    }
}

/// The plan of somebody who is new. American numbers are in one country, all others in another.
pub(super) fn plan(number: &str, channel: Channel) -> AttemptPlan {
    let number = PhoneNumber::from_e164(number).unwrap();
    let recipient = Recipient {
        country: (if number.as_e164().starts_with("+1") {
            "US"
        } else {
            "GB"
        })
        .to_owned(),
        number,
        shown: String::new(),
    };
    let (policy, browser) = (Policy::default(), BrowserBinding([1; 16]));
    let verification = Verification::new(browser, Timestamp::EPOCH);
    let action = Action::SubmitNumber {
        recipient,
        input: PhoneInput::default(),
        channel,
    };
    let plan = verification.plan(&action, &policy, Timestamp::EPOCH);
    plan.unwrap()
}

/// The attempt that was asked for, with its debt.
pub(super) async fn priced(limiter: &RateLimiter, asked: &AskedAttempt) -> PricedAttempt {
    PricedAttempt {
        client: None,
        is_allowed: false,
        plan: asked.plan.clone(),
        units: 1,
        debt: limiter.take_debt(&asked.client.into()).await.unwrap(),
    }
}

/// The limit that denied an attempt.
pub(super) fn limited<T: std::fmt::Debug>(denied: Result<T, RateLimitError>) -> RateLimited {
    match denied {
        Err(RateLimitError::RateLimited(limited)) => limited,
        other => panic!("{other:?}"),
    }
}

pub(super) fn any_attempt() -> impl Strategy<Value = AskedAttempt> {
    let number = prop_oneof![
        (0..8).prop_map(|line| format!("+1415555010{line}")),
        (0..8).prop_map(|line| format!("+1415555{line}100")),
        (0..4).prop_map(|line| format!("+4474001234{line}6")),
    ];
    let channel = prop_oneof![3 => Just(Channel::Text), 1 => Just(Channel::Call)];
    (0..2u16, 0..3u16, number, channel)
        .prop_map(|(site, subnet, number, channel)| asked(site, subnet, &number, channel))
}

/// Every bucket that the attempt would be taken from: how full it is and what it would deny.
async fn look(limiter: &RateLimiter, attempt: &PricedAttempt) -> Vec<(u64, bool)> {
    look_at(limiter, attempt, |_| true).await
}

/// The same of the buckets of some limits.
pub(super) async fn look_at(
    limiter: &RateLimiter,
    attempt: &PricedAttempt,
    is_looked_at: impl Fn(LimitKind) -> bool,
) -> Vec<(u64, bool)> {
    let mut seen = Vec::new();
    let chance = limiter.lottery.has_chance(&attempt.debt, NOW);
    for subject in limiter.quotas.attempt_charges(&attempt.into(), chance) {
        let used = used(limiter, &subject.retain(&is_looked_at)).await;
        for (charge, used) in used {
            let known = used.is_none();
            let used = used.unwrap_or_default();
            let asked = u64::from(charge.amount) + u64::from(charge.reserve);
            let denies = used + asked > u64::from(charge.quota.limit());
            seen.push((used, denies && !known));
        }
    }
    seen
}

/// The used amount of each bucket; `None` where the deduplication key is known.
async fn used(limiter: &RateLimiter, subject: &SubjectCharges) -> Vec<(BucketCharge, Option<u64>)> {
    let (name, mut charges) = limiter.buckets.stored(subject);
    charges.iter_mut().for_each(|charge| charge.amount = 0);
    let store = &limiter.buckets.store;
    match store.take(&name, &charges).await.unwrap().0 {
        TakeOutcome::Granted(used) => subject.charges.iter().cloned().zip(used).collect(),
        TakeOutcome::RetryAfter { .. } => unreachable!("asking is never denied"),
    }
}

/// Each attempt is denied when any bucket denies it, and only then; a denied one leaves
/// every bucket as it was, but for the number that its client counts once.
async fn hold(attempts: Vec<AskedAttempt>, ends: Vec<u8>) {
    let limiter = limiter();
    for (asked, end) in attempts.iter().zip(ends) {
        let owing = debts(&limiter, asked).await;
        let attempt = priced(&limiter, asked).await;
        let before = look(&limiter, &attempt).await;
        let taken = limiter.acquire(attempt.clone(), NOW).await;
        assert_eq!(taken.is_err(), before.iter().any(|(_, denies)| *denies));
        let after = async || without_numbers(&limiter, &attempt, look(&limiter, &attempt).await);
        let before = without_numbers(&limiter, &attempt, before);
        match taken {
            Ok(permit) if end == 0 => {
                limiter.release(permit).await;
                assert_eq!(after().await, before, "released");
                assert_eq!(debts(&limiter, asked).await, owing, "released");
            }
            Ok(permit) => drop(permit),
            denied => {
                assert!(!limited(denied).retry_after.is_zero());
                assert_eq!(after().await, before, "denied");
                assert_eq!(debts(&limiter, asked).await, owing, "denied");
            }
        }
    }
}

/// The debt of the client of an attempt, with its surroundings.
pub(super) async fn debts(limiter: &RateLimiter, asked: &AskedAttempt) -> Vec<u64> {
    let mut owing = Vec::new();
    for subject in limiter.quotas.debts(&asked.client.into(), 0) {
        let used = used(limiter, &subject).await;
        owing.extend(used.into_iter().filter_map(|(_, used)| used));
    }
    owing
}

/// The state of all buckets that was seen, less those of different numbers.
fn without_numbers(
    limiter: &RateLimiter,
    attempt: &PricedAttempt,
    seen: Vec<(u64, bool)>,
) -> Vec<(u64, bool)> {
    let subjects = limiter.quotas.attempt_charges(&attempt.into(), false);
    let charges = subjects.iter().flat_map(|subject| &subject.charges);
    let kept = charges.zip(seen);
    let kept = kept.filter(|(charge, _)| charge.dedup_identity.is_none());
    kept.map(|(_, seen)| seen).collect()
}

/// A number that one client's failed try marked stays marked for another's that relied on it.
#[tokio::test]
async fn the_loser_of_a_race_leaves_the_winner_its_number() {
    let limiter = limiter();
    let asked = asked(1, 1, "+14155550100", Channel::Text);
    let first = priced(&limiter, &asked).await;
    let loser = limiter.acquire(first, NOW).await.unwrap();
    let second = priced(&limiter, &asked).await;
    let winner = limiter.acquire(second, NOW).await.unwrap();
    limiter.release(loser).await;
    let [of_client, ..] = &limiter
        .quotas
        .attempt_charges(&winner.attempt().into(), false)[..]
    else {
        unreachable!("the client is the first");
    };
    for (charge, used) in used(&limiter, of_client).await {
        if charge.limit == LimitKind::NumbersPerClient {
            assert_eq!(used, None, "the number has counted");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..Default::default() })]
    #[test]
    fn one_denial_denies_all_and_takes_nothing(
        attempts in proptest::collection::vec(any_attempt(), 1..60),
        ends in proptest::collection::vec(0..4u8, 60),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(hold(attempts, ends));
    }
}

#[tokio::test]
async fn a_refund_leaves_the_client_charged() {
    let limiter = limiter();
    let asked = asked(1, 1, "+14155550100", Channel::Text);
    for _ in 0..4 {
        let attempt = priced(&limiter, &asked).await;
        let permit = limiter.acquire(attempt, NOW).await.unwrap();
        limiter.refund_service(permit).await;
    }
    assert_eq!(debts(&limiter, &asked).await, [4; 3], "and in debt");
    let attempt = priced(&limiter, &asked).await;
    let limited = limited(limiter.acquire(attempt.clone(), NOW).await);
    assert_eq!(limited.limit, LimitKind::AttemptsPerClient);
    for subject in limiter.quotas.attempt_charges(&(&attempt).into(), false) {
        for (charge, used) in used(&limiter, &subject).await {
            let expected = match charge.limit {
                LimitKind::NumbersPerClient => None,
                limit if limit.is_per_client() || limit.is_provider_rate() => Some(4),
                _ => Some(0),
            };
            assert_eq!(used, expected, "{charge:?}");
        }
    }
}
