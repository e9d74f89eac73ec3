//! Takes from many buckets at once: all of them or none.

use std::time::Duration;

use futures_util::future::join_all;
use tokio::time::sleep;
use tracing::{error, warn};

use super::claims::{Claim, Holding};
use super::{Denial, Limits};
use crate::server::records::Fault;
use crate::store::{Portion, StoreError, Taken};

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
    async fn take_one(&self, holding: Holding) -> Result<Result<Holding, Denial>, StoreError> {
        let (holder, names) = (self.name(&holding), self.names_in(&holding));
        let portions = holding.portions(&names);
        let mut patience = LONGEST_QUEUE;
        loop {
            let (wait, denying) = match self.store.take(&holder, &portions).await? {
                Taken::Granted(used) => return Ok(Ok(holding.granted(&used))),
                Taken::RetryAfter { wait, portion } => (wait, holding.claims.get(portion)),
            };
            let limit = denying.ok_or(StoreError::Foreign)?.limit;
            match patience.checked_sub(wait).filter(|_| limit.is_pace()) {
                Some(left) => patience = left,
                None => return Ok(Err(Denial { limit, wait })),
            }
            sleep(wait).await;
        }
    }

    /// What cannot be given back stays taken: one too many, never one too few.
    pub(super) async fn give_back(&self, holdings: impl IntoIterator<Item = Holding>) {
        let given = holdings.into_iter().map(async |holding| {
            let (holder, names) = (self.name(&holding), self.names_in(&holding));
            let portions = holding.portions(&names);
            if let Err(error) = self.store.give_back(&holder, &portions).await {
                let limits = holding.claims.iter().map(|claim| claim.limit.name());
                let limits: Vec<_> = limits.collect();
                warn!(?limits, %error, "could not be given back");
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
    pub(super) fn portions<'a>(&self, names: &'a [(String, Option<String>)]) -> Vec<Portion<'a>> {
        let claims = self.claims.iter().zip(names);
        claims
            .map(|(claim, (bucket, once))| Portion {
                once: once.as_deref(),
                ..Portion::of(bucket, claim.quota, claim.amount)
            })
            .collect()
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
    use crate::domain::flow::Recipient;
    use crate::domain::phone::PhoneNumber;
    use crate::domain::step::Channel;
    use crate::server::config::Secret;
    use crate::server::destination::country_of;
    use crate::server::limits::per_country::PerCountry;
    use crate::server::limits::quotas::{HOUR, Quotas};
    use crate::server::limits::{Limit, Send};
    use crate::store::Quota;
    use crate::store::memory::Memory;

    /// Narrow limits, so that any of them may be the one that denies.
    fn quotas() -> Quotas {
        let per = |most, period| Quota::steady(NonZeroU32::new(most).unwrap(), period);
        let steady = |most| per(most, HOUR);
        let wide = steady(1_000);
        Quotas {
            sends_per_client: [per(4, HOUR), per(5, 2 * HOUR), per(6, 3 * HOUR)],
            numbers_per_client: steady(3),
            starts_per_client: wide,
            guesses_per_client: [wide; 2],
            sends_per_thousand: steady(3),
            sends_per_ten_thousand: PerCountry::of_all(5),
            sends_per_country: PerCountry::counts("*=9, US=7").unwrap(),
            unverified: steady(8),
            sends_per_verification: 5,
            sends_per_service: Quota::by_the_clock(NonZeroU32::new(15).unwrap(), HOUR),
            spend: [10, 30].map(|most| (NonZeroU32::new(most).unwrap(), HOUR * most)),
            text_prices: PerCountry::of_all(1),
            call_prices: PerCountry::of_all(2),
            wrong_guesses_per_day: 100,
            texts_at_once: wide,
            calls_at_once: wide,
            sends_per_instance: wide,
            sends_per_client_here: wide,
        }
    }

    /// Limits on a store in which no time passes.
    fn limits() -> Limits {
        let clock = || UNIX_EPOCH + Duration::from_secs(1_800_000_000);
        let store = Arc::new(Memory::with_clock(clock));
        Limits::new(store, &Secret::new("a secret of this test"), quotas())
    }

    fn send(site: u16, subnet: u16, number: &str, channel: Channel) -> Send {
        let number = PhoneNumber::from_e164(number).unwrap();
        let address = Ipv6Addr::new(0x2001, 0xdb8, site, subnet, 0, 0, 0, 1);
        Send {
            client: IpAddr::from(address).into(),
            recipient: Recipient {
                country: country_of(&number),
                number,
                shown: String::new(),
            },
            channel,
        }
    }

    fn any_send() -> impl Strategy<Value = Send> {
        let number = prop_oneof![
            (0..8).prop_map(|line| format!("+1415555010{line}")),
            (0..8).prop_map(|line| format!("+1415555{line}100")),
            (0..4).prop_map(|line| format!("+4474001234{line}6")),
        ];
        let channel = prop_oneof![3 => Just(Channel::Text), 1 => Just(Channel::Call)];
        (0..2u16, 0..3u16, number, channel)
            .prop_map(|(site, subnet, number, channel)| send(site, subnet, &number, channel))
    }

    /// Every bucket that the send would be taken from: how full it is and what it would deny.
    async fn look(limits: &Limits, send: &Send) -> Vec<(u64, bool)> {
        let mut seen = Vec::new();
        for holding in limits.quotas.of_send(send) {
            for (claim, used) in used(limits, &holding).await {
                let known = used.is_none();
                let used = used.unwrap_or_default();
                let denies = used + u64::from(claim.amount) > u64::from(claim.quota.most());
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
            Taken::Granted(used) => holding.claims.iter().cloned().zip(used).collect(),
            Taken::RetryAfter { .. } => unreachable!("asking is never denied"),
        }
    }

    /// Each send is denied when any bucket denies it, and only then; a denied one leaves
    /// every bucket as it was.
    async fn hold(sends: Vec<Send>, fates: Vec<u8>) {
        let limits = limits();
        for (send, fate) in sends.iter().zip(fates) {
            let before = look(&limits, send).await;
            let taken = limits.take_send(send).await.unwrap();
            assert_eq!(taken.is_err(), before.iter().any(|(_, denies)| *denies));
            match taken {
                Ok(granted) if fate == 0 => {
                    limits.release(granted).await;
                    assert_eq!(look(&limits, send).await, before, "released");
                }
                Ok(granted) => drop(granted),
                Err(denial) => {
                    assert!(!denial.wait.is_zero());
                    assert_eq!(look(&limits, send).await, before, "denied");
                }
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..Default::default() })]
        #[test]
        fn one_denial_denies_all_and_takes_nothing(
            sends in proptest::collection::vec(any_send(), 1..60),
            fates in proptest::collection::vec(0..4u8, 60),
        ) {
            let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
            runtime.block_on(hold(sends, fates));
        }
    }

    #[tokio::test]
    async fn a_refund_leaves_the_client_charged() {
        let limits = limits();
        let send = send(1, 1, "+14155550100", Channel::Text);
        for _ in 0..4 {
            let granted = limits.take_send(&send).await.unwrap();
            match granted {
                Ok(granted) => limits.refund(granted).await,
                Err(denial) => panic!("{denial:?}"),
            }
        }
        let denial = limits.take_send(&send).await.unwrap().unwrap_err();
        assert_eq!(denial.limit, Limit::SendsOfClient);
        for holding in limits.quotas.of_send(&send) {
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
