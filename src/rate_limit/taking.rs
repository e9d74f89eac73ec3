//! Takes from many buckets at once: all of them or none.

use std::time::Duration;

use futures_util::future::join_all;
use tokio::time::sleep;
use tracing::{error, warn};

use crate::rate_limit::claims::{Claim, Holding};
use crate::rate_limit::{Denial, Limits};
use crate::repository::records::Fault;
use crate::store::{Charge, StoreError, TakeOutcome};

/// How long a person at the browser can be made to wait for their turn.
const LONGEST_QUEUE: Duration = Duration::from_secs(4);

impl Limits {
    /// Takes all claims or none; the longest wait is told.
    pub(super) async fn take(
        &self,
        holdings: Vec<Holding>,
    ) -> Result<Result<Vec<Holding>, Denial>, Fault> {
        let takes = holdings.into_iter().map(|holding| self.take_one(holding));
        let mut granted = Vec::new();
        let mut denial: Option<Denial> = None;
        let mut fault = None;
        for answer in join_all(takes).await {
            match answer {
                Ok(Ok(holding)) => granted.push(holding),
                Ok(Err(this)) => {
                    denial = denial
                        .filter(|other| other.wait >= this.wait)
                        .or(Some(this));
                }
                Err(error) => fault = Some(error),
            }
        }
        match (fault, denial) {
            (None, None) => Ok(Ok(granted)),
            (fault, denial) => {
                self.give_back(granted).await;
                fault.map_or(Ok(()), Err)?;
                denial.map_or(Ok(Ok(Vec::new())), |denial| Ok(Err(denial)))
            }
        }
    }

    /// Takes what is claimed of one holder. Where only the pace denies it, that is waited
    /// for, if not for long.
    pub(super) async fn take_one(
        &self,
        holding: Holding,
    ) -> Result<Result<Holding, Denial>, StoreError> {
        let (holder, names) = (self.name(&holding), self.names_in(&holding));
        let portions = holding.portions(&names);
        let mut patience = LONGEST_QUEUE;
        loop {
            let (wait, denying) = match self.store.take(&holder, &portions).await? {
                TakeOutcome::Granted(used) => return Ok(Ok(holding.granted(&used))),
                TakeOutcome::RetryAfter { wait, charge } => (wait, holding.claims.get(charge)),
            };
            let limit = denying.ok_or(StoreError::Corrupt)?.limit;
            match patience.checked_sub(wait).filter(|_| limit.is_pace()) {
                Some(left) => patience = left,
                None => return Ok(Err(Denial { limit, wait })),
            }
            sleep(wait).await;
        }
    }

    /// What cannot be given back stays taken: one too many, never one too few.
    pub(super) async fn give_back(&self, holdings: impl IntoIterator<Item = Holding>) {
        let holdings = holdings.into_iter().map(Holding::without_once);
        let holdings = holdings.filter(|holding| !holding.claims.is_empty());
        let given = holdings.map(async |holding| {
            let (holder, names) = (self.name(&holding), self.names_in(&holding));
            let portions = holding.portions(&names);
            if let Err(error) = self.store.refund(&holder, &portions).await {
                let limits = holding.claims.iter().map(|claim| claim.limit.name());
                let limits = limits.collect::<Vec<_>>().join(", ");
                warn!(limits, %error, "could not be given back");
            }
        });
        join_all(given).await;
    }

    /// The name under which the store keeps the buckets of a holder.
    pub(super) fn name(&self, holding: &Holding) -> String {
        self.names.name("holder", &holding.whom)
    }

    /// The names of the claims among the holder's buckets: of the bucket, and of what counts
    /// once, which is told apart from others of the same holder by 48 bits.
    pub(super) fn names_in(&self, holding: &Holding) -> Vec<(String, Option<String>)> {
        let once = |what: &String| self.names.name("once", what)[..8].to_owned();
        let claims = holding.claims.iter();
        claims
            .map(|claim| (claim.bucket(), claim.once.as_ref().map(once)))
            .collect()
    }
}

impl Holding {
    /// What the store is asked for.
    pub(super) fn portions<'a>(&self, names: &'a [(String, Option<String>)]) -> Vec<Charge<'a>> {
        let claims = self.claims.iter().zip(names);
        claims
            .map(|(claim, (bucket, once))| Charge {
                reserve: claim.left,
                dedup_key: once.as_deref(),
                ..Charge::new(bucket, claim.quota, claim.amount)
            })
            .collect()
    }

    /// The holding without what counts once: that is never given back.
    fn without_once(mut self) -> Self {
        self.claims.retain(|claim| claim.once.is_none());
        self
    }

    /// The holding with what was taken: what had counted before is left out of it.
    fn granted(self, used: &[Option<u64>]) -> Self {
        let Self { whom, claims } = self;
        let claims = claims.into_iter().zip(used);
        let claims = claims.filter_map(|(claim, used)| {
            let claim = Claim {
                used: (*used)?,
                ..claim
            };
            claim.tell_when_nearly_used(&whom);
            Some(claim)
        });
        let claims = claims.collect();
        Self { whom, claims }
    }
}

impl Claim {
    /// Alerts once, by the take that passes a mark.
    fn tell_when_nearly_used(&self, whom: &str) {
        let passed = |percent: &&u64| {
            let mark = (u64::from(self.most) * *percent).div_ceil(100);
            (self.used.saturating_sub(self.amount.into())..self.used).contains(&(mark.max(1) - 1))
        };
        if let Some(percent) = self.limit.alerts().iter().rev().find(passed) {
            let (limit, part) = (self.limit.name(), &*self.part);
            error!(
                limit,
                whom, part, percent, "alert: a limit is being used up"
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use std::net::{IpAddr, Ipv6Addr};
    use std::num::NonZeroU32;
    use std::sync::Arc;
    use std::time::{Duration, UNIX_EPOCH};

    use proptest::prelude::*;

    use super::*;
    use crate::domain::channel::Channel;
    use crate::domain::phone::PhoneNumber;
    use crate::domain::policy::Policy;
    use crate::domain::time::Millis;
    use crate::domain::verification::{
        Action, AttemptPlan, BrowserBinding, PhoneInput, Recipient, Verification,
    };
    use crate::rate_limit::Limit;
    use crate::rate_limit::PricedAttempt;
    use crate::rate_limit::client_ip::ClientIp;
    use crate::rate_limit::per_country::PerCountry;
    use crate::rate_limit::quotas::Debts;
    use crate::rate_limit::quotas::HOUR;
    use crate::rate_limit::quotas::Quotas;
    use crate::store::Quota;
    use crate::store::memory::MemoryStore;
    use crate::verifier::destination::country_of;
    use secrecy::SecretString;

    /// The store's time.
    const NOW: Millis = 1_800_000_000_000;

    /// Narrow limits, so that any of them may be the one that denies.
    fn quotas() -> Quotas {
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
            attempts_per_ten_thousand: PerCountry::of_all(5),
            attempts_per_country: PerCountry::new(vec![("US".to_owned(), 7)], 9),
            unverified: steady(8),
            debts: Debts {
                client: steady(20),
                network: steady(30),
                range: steady(40),
            },
            forgiven_per_verification: 5,
            attempts_per_service: Quota::fixed_window(NonZeroU32::new(15).unwrap(), HOUR),
            spend: [10, 30].map(|most| (NonZeroU32::new(most).unwrap(), HOUR * most)),
            text_prices: PerCountry::of_all(1),
            call_prices: PerCountry::of_all(2),
            wrong_guesses_per_day: 100,
            texts_at_once: wide,
            calls_at_once: wide,
            attempts_per_instance: wide,
            attempts_per_client_here: wide,
        }
    }

    /// Limits on a store in which no time passes.
    fn limits() -> Limits {
        let clock = || UNIX_EPOCH + Duration::from_millis(NOW);
        let store = Arc::new(MemoryStore::with_clock(clock));
        Limits::new(
            store,
            &SecretString::from("a secret of this test"),
            quotas(),
        )
    }

    /// A message that somebody asks for, before it is owed.
    #[derive(Clone, Debug)]
    struct Asked {
        client: ClientIp,
        plan: AttemptPlan,
    }

    fn asked(site: u16, subnet: u16, number: &str, channel: Channel) -> Asked {
        let number = PhoneNumber::from_e164(number).unwrap();
        let address = Ipv6Addr::new(0x2001, 0xdb8, site, subnet, 0, 0, 0, 1);
        let recipient = Recipient {
            country: country_of(&number),
            number,
            shown: String::new(),
        };
        let (policy, browser) = (Policy::default(), BrowserBinding([1; 16]));
        let verification = Verification::start(browser, 0).with_unsent(&recipient);
        let action = match channel {
            Channel::Text => Action::Text(recipient, PhoneInput::default()),
            Channel::Call => Action::Call(None),
        };
        Asked {
            client: IpAddr::from(address).into(),
            plan: verification.plan(&action, &policy, 0).unwrap(),
        }
    }

    /// The message that was asked for, with its debt.
    async fn owed(limits: &Limits, asked: &Asked) -> PricedAttempt {
        let debt = limits.take_debt(asked.client).await.unwrap();
        PricedAttempt {
            plan: asked.plan.clone(),
            units: 1,
            debt: debt.unwrap(),
        }
    }

    fn any_attempt() -> impl Strategy<Value = Asked> {
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
    async fn look(limits: &Limits, attempt: &PricedAttempt) -> Vec<(u64, bool)> {
        let mut seen = Vec::new();
        let chance = limits.has_chance(&attempt.debt, NOW);
        for holding in limits.quotas.of_attempt(attempt, chance) {
            for (claim, used) in used(limits, &holding).await {
                let known = used.is_none();
                let used = used.unwrap_or_default();
                let asked = u64::from(claim.amount) + u64::from(claim.left);
                let denies = used + asked > u64::from(claim.quota.limit());
                seen.push((used, denies && !known));
            }
        }
        seen
    }

    /// How much of each bucket is used; `None` where what it is for has counted.
    async fn used(limits: &Limits, holding: &Holding) -> Vec<(Claim, Option<u64>)> {
        let names = limits.names_in(holding);
        let mut portions = holding.portions(&names);
        portions.iter_mut().for_each(|portion| portion.amount = 0);
        let holder = limits.name(holding);
        match limits.store.take(&holder, &portions).await.unwrap() {
            TakeOutcome::Granted(used) => holding.claims.iter().cloned().zip(used).collect(),
            TakeOutcome::RetryAfter { .. } => unreachable!("asking is never denied"),
        }
    }

    /// Each attempt is denied when any bucket denies it, and only then; a denied one leaves
    /// every bucket as it was, but for the number that its client counts once.
    async fn hold(attempts: Vec<Asked>, fates: Vec<u8>) {
        let limits = limits();
        for (asked, fate) in attempts.iter().zip(fates) {
            let owing = debts(&limits, asked).await;
            let attempt = owed(&limits, asked).await;
            let before = look(&limits, &attempt).await;
            let taken = limits.take_attempt(attempt.clone(), NOW).await.unwrap();
            assert_eq!(taken.is_err(), before.iter().any(|(_, denies)| *denies));
            let after = async || without_numbers(&limits, &attempt, look(&limits, &attempt).await);
            let before = without_numbers(&limits, &attempt, before);
            match taken {
                Ok(granted) if fate == 0 => {
                    limits.release(granted).await;
                    assert_eq!(after().await, before, "released");
                    assert_eq!(debts(&limits, asked).await, owing, "released");
                }
                Ok(granted) => drop(granted),
                Err(denial) => {
                    assert!(!denial.wait.is_zero());
                    assert_eq!(after().await, before, "denied");
                    assert_eq!(debts(&limits, asked).await, owing, "denied");
                }
            }
        }
    }

    /// How much the client of an attempt owes, with its surroundings.
    async fn debts(limits: &Limits, asked: &Asked) -> Vec<u64> {
        let mut owing = Vec::new();
        for holding in limits.quotas.debts_of(asked.client, 0) {
            let used = used(limits, &holding).await;
            owing.extend(used.into_iter().filter_map(|(_, used)| used));
        }
        owing
    }

    /// The state of all buckets that was seen, less those of different numbers.
    fn without_numbers(
        limits: &Limits,
        attempt: &PricedAttempt,
        seen: Vec<(u64, bool)>,
    ) -> Vec<(u64, bool)> {
        let holdings = limits.quotas.of_attempt(attempt, false);
        let claims = holdings.iter().flat_map(|holding| &holding.claims);
        let kept = claims.zip(seen).filter(|(claim, _)| claim.once.is_none());
        kept.map(|(_, seen)| seen).collect()
    }

    /// A number that one client's failed try marked stays marked for another's that relied on it.
    #[tokio::test]
    async fn the_loser_of_a_race_leaves_the_winner_its_number() {
        let limits = limits();
        let asked = asked(1, 1, "+14155550100", Channel::Text);
        let first = owed(&limits, &asked).await;
        let loser = limits.take_attempt(first, NOW).await.unwrap().unwrap();
        let second = owed(&limits, &asked).await;
        let winner = limits.take_attempt(second, NOW).await.unwrap().unwrap();
        limits.release(loser).await;
        let [of_client, ..] = &limits.quotas.of_attempt(winner.attempt(), false)[..] else {
            unreachable!("the client is the first");
        };
        for (claim, used) in used(&limits, of_client).await {
            if claim.limit == Limit::NumbersOfClient {
                assert_eq!(used, None, "the number has counted");
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..Default::default() })]
        #[test]
        fn one_denial_denies_all_and_takes_nothing(
            attempts in proptest::collection::vec(any_attempt(), 1..60),
            fates in proptest::collection::vec(0..4u8, 60),
        ) {
            let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
            runtime.block_on(hold(attempts, fates));
        }
    }

    #[tokio::test]
    async fn a_refund_leaves_the_client_charged() {
        let limits = limits();
        let asked = asked(1, 1, "+14155550100", Channel::Text);
        for _ in 0..4 {
            let attempt = owed(&limits, &asked).await;
            let granted = limits.take_attempt(attempt, NOW).await.unwrap();
            match granted {
                Ok(granted) => limits.refund(granted).await,
                Err(denial) => panic!("{denial:?}"),
            }
        }
        assert_eq!(debts(&limits, &asked).await, [4; 3], "and in debt");
        let attempt = owed(&limits, &asked).await;
        let denial = limits
            .take_attempt(attempt.clone(), NOW)
            .await
            .unwrap()
            .unwrap_err();
        assert_eq!(denial.limit, Limit::AttemptsOfClient);
        for holding in limits.quotas.of_attempt(&attempt, false) {
            for (claim, used) in used(&limits, &holding).await {
                let expected = match claim.limit {
                    Limit::NumbersOfClient => None,
                    limit if limit.is_of_client() || limit.is_pace() => Some(4),
                    _ => Some(0),
                };
                assert_eq!(used, expected, "{claim:?}");
            }
        }
    }
}
