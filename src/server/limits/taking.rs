//! Takes from many buckets at once: all of them or none.

use futures_util::future::join_all;
use tracing::{error, warn};

use super::claims::Claim;
use super::{Denial, Limit, Limits, Send};
use crate::server::records::Fault;
use crate::store::{Store, StoreError, Taken};

impl Limits {
    /// Takes one message from what this instance may send.
    pub(super) async fn take_here(&self, send: &Send) -> Result<Result<(), Denial>, Fault> {
        let client = send.client.subscriber().to_string();
        for (whom, quota) in [
            (&*client, self.quotas.sends_per_client_here),
            ("", self.quotas.sends_per_instance),
        ] {
            if let Taken::RetryAfter(wait) = self.here.take(whom, quota, 1).await? {
                let limit = match whom {
                    "" => Limit::SendsOfInstance,
                    _ => Limit::SendsOfClient,
                };
                return Ok(Err(Denial { limit, wait }));
            }
        }
        Ok(Ok(()))
    }

    /// Takes all claims or none; the longest wait is told.
    pub(super) async fn take(
        &self,
        claims: Vec<Claim>,
    ) -> Result<Result<Vec<Claim>, Denial>, Fault> {
        let takes = claims.iter().map(|claim| self.take_one(claim));
        let answers = join_all(takes).await;
        let mut granted = Vec::new();
        let mut denial: Option<Denial> = None;
        let mut fault = None;
        for (claim, answer) in claims.into_iter().zip(answers) {
            match answer {
                Ok(Taken::Granted { .. }) => granted.push(claim),
                Ok(Taken::RetryAfter(wait)) => {
                    let limit = claim.limit;
                    let this = Denial { limit, wait };
                    denial = denial.filter(|other| other.wait >= wait).or(Some(this));
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

    async fn take_one(&self, claim: &Claim) -> Result<Taken, StoreError> {
        let bucket = self.name(claim);
        let taken = self.store.take(&bucket, claim.quota, claim.amount).await?;
        if let Taken::Granted { used } = taken {
            claim.tell_when_nearly_used(used);
        }
        Ok(taken)
    }

    /// What cannot be given back stays taken: one too many, never one too few.
    pub(super) async fn give_back(&self, claims: impl IntoIterator<Item = Claim>) {
        let given = claims.into_iter().map(async |claim| {
            let bucket = self.name(&claim);
            let given = self.store.give_back(&bucket, claim.quota, claim.amount);
            if let Err(error) = given.await {
                warn!(limit = claim.limit.name(), %error, "could not be given back");
            }
        });
        join_all(given).await;
    }

    fn name(&self, claim: &Claim) -> String {
        self.names.name("bucket", &claim.bucket())
    }
}

impl Claim {
    /// Alerts once, by the take that passes a mark.
    fn tell_when_nearly_used(&self, used: u64) {
        let passed = |percent: &&u64| {
            let mark = (u64::from(self.most) * *percent).div_ceil(100);
            (used.saturating_sub(self.amount.into())..used).contains(&(mark.max(1) - 1))
        };
        if let Some(percent) = self.limit.alerts().iter().rev().find(passed) {
            let limit = self.limit.name();
            error!(
                limit,
                whom = self.whom,
                percent,
                "alert: a limit is being used up"
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
    use crate::domain::phone::PhoneNumber;
    use crate::domain::step::Channel;
    use crate::server::config::Secret;
    use crate::server::destination::Destination;
    use crate::server::limits::per_country::PerCountry;
    use crate::server::limits::quotas::{HOUR, Quotas};
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
            destination: Destination::of(&number),
            number,
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
        let first = limits.quotas.of_first_message(send);
        let known = used(limits, &first).await > 0;
        let mut claims = limits.quotas.of_send(send);
        if !known {
            claims.extend(limits.quotas.of_number(send.client));
        }
        let mut seen = Vec::new();
        for claim in claims {
            let used = used(limits, &claim).await;
            let denies = used + u64::from(claim.amount) > u64::from(claim.quota.most());
            seen.push((used, denies));
        }
        seen
    }

    async fn used(limits: &Limits, claim: &Claim) -> u64 {
        let bucket = limits.name(claim);
        match limits.store.take(&bucket, claim.quota, 0).await.unwrap() {
            Taken::Granted { used } => used,
            Taken::RetryAfter(_) => unreachable!("asking is never denied"),
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
        for claim in limits.quotas.of_send(&send) {
            let expected = if claim.limit.is_of_client() { 4 } else { 0 };
            assert_eq!(used(&limits, &claim).await, expected, "{claim:?}");
        }
    }
}
