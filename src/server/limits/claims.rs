//! Which buckets an act is taken from.

use std::num::NonZeroU32;

use super::quotas::{CALLS_PERCENT, CLIENTS_PER_SITE, HOUR, Quotas};
use super::{Limit, Send};
use crate::domain::phone::PhoneNumber;
use crate::domain::step::Channel;
use crate::server::client_address::ClientAddress;
use crate::store::Quota;

/// An amount to take from one bucket.
#[derive(Clone, Debug)]
pub(super) struct Claim {
    pub limit: Limit,
    /// Whom the bucket is for: an address, a block of numbers, a country.
    pub whom: String,
    pub quota: Quota,
    pub amount: u32,
    /// How much the bucket may hold, for telling when it is nearly used up.
    pub most: u32,
}

impl Quotas {
    /// What a text or call is taken from, but for the different numbers of a client.
    pub(super) fn of_send(&self, send: &Send) -> Vec<Claim> {
        let (country, number) = (&send.destination.country, &send.number);
        let service = one(Limit::SendsOfService, "", self.sends_per_service);
        let mut claims = vec![service];
        for quota in self.sends_per_client {
            claims.extend(of_client(Limit::SendsOfClient, send.client, quota));
        }
        let thousand = block(number, 3);
        claims.push(one(Limit::SendsToBlock, &thousand, self.sends_per_thousand));
        let hourly = |count| Quota::steady(at_least_one(count), HOUR);
        let ten_thousand = hourly(self.sends_per_ten_thousand.of(country));
        claims.push(one(Limit::SendsToBlock, &block(number, 4), ten_thousand));
        let of_country = hourly(self.sends_per_country.of(country));
        claims.push(one(Limit::SendsToCountry, country, of_country));
        claims.extend(self.unverified(country, number, 1));
        claims.extend(self.spend(send.channel, country));
        claims
    }

    /// What a post of a number is taken from.
    pub(super) fn of_start(&self, client: ClientAddress) -> Vec<Claim> {
        of_client(Limit::StartsOfClient, client, self.starts_per_client)
    }

    /// What a post of a code is taken from.
    pub(super) fn of_guess(&self, client: ClientAddress) -> Vec<Claim> {
        let quotas = self.guesses_per_client.into_iter();
        quotas
            .flat_map(|quota| of_client(Limit::GuessesOfClient, client, quota))
            .collect()
    }

    /// The first message of an hour to this number, asked for by this client.
    pub(super) fn of_first_message(&self, send: &Send) -> Claim {
        let pair = format!("{} {}", send.client.subscriber(), send.number.as_e164());
        one(
            Limit::NumbersOfClient,
            &pair,
            Quota::steady(NonZeroU32::MIN, HOUR),
        )
    }

    /// The different numbers of a client.
    pub(super) fn of_number(&self, client: ClientAddress) -> Vec<Claim> {
        of_client(Limit::NumbersOfClient, client, self.numbers_per_client)
    }

    /// The unverified sends to a country and to a block of 10,000 numbers.
    pub(super) fn unverified(
        &self,
        country: &str,
        number: &PhoneNumber,
        amount: u32,
    ) -> [Claim; 2] {
        [country.to_owned(), block(number, 4)].map(|whom| Claim {
            amount,
            ..one(Limit::Unverified, &whom, self.unverified)
        })
    }

    fn spend(&self, channel: Channel, country: &str) -> impl Iterator<Item = Claim> {
        let (price, percent) = match channel {
            Channel::Text => (self.text_prices.of(country), 100),
            Channel::Call => (self.call_prices.of(country), CALLS_PERCENT),
        };
        self.spend.into_iter().map(move |(most, period)| {
            let share = u64::from(most.get()) * u64::from(percent) / 100;
            let share = at_least_one(u32::try_from(share).unwrap_or(u32::MAX));
            Claim {
                limit: Limit::Spend,
                whom: String::new(),
                quota: Quota::by_the_clock(share, period),
                amount: price,
                most: most.get(),
            }
        })
    }
}

/// A client's bucket and, where it has one, its site's.
fn of_client(limit: Limit, client: ClientAddress, quota: Quota) -> Vec<Claim> {
    let subscriber = one(limit, &client.subscriber().to_string(), quota);
    let site = client.site().map(|site| {
        let quota = quota.times(CLIENTS_PER_SITE);
        one(limit, &site.to_string(), quota)
    });
    [Some(subscriber), site].into_iter().flatten().collect()
}

fn one(limit: Limit, whom: &str, quota: Quota) -> Claim {
    Claim {
        limit,
        whom: whom.to_owned(),
        quota,
        amount: 1,
        most: quota.most(),
    }
}

/// The block that a number belongs to: all that differ in its last `digits` only.
fn block(number: &PhoneNumber, digits: usize) -> String {
    let e164 = number.as_e164();
    format!("{}{}", &e164[..e164.len() - digits], "x".repeat(digits))
}

fn at_least_one(count: u32) -> NonZeroU32 {
    NonZeroU32::new(count).unwrap_or(NonZeroU32::MIN)
}

impl Claim {
    /// The bucket's name. Periods differ in it, so that each has a bucket of its own.
    pub fn bucket(&self) -> String {
        format!(
            "{} {}s {}",
            self.limit.name(),
            self.quota.seconds(),
            self.whom
        )
    }
}
