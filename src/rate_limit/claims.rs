//! Which buckets an act is taken from, and whose they are.

use std::num::NonZeroU32;

use crate::domain::channel::Channel;
use crate::domain::phone::PhoneNumber;
use crate::domain::verification::Recipient;
use crate::rate_limit::client_ip::ClientIp;
use crate::rate_limit::quotas::{CALLS_PERCENT, CLIENTS_PER_NETWORK, DAY, HOUR, Quotas};
use crate::rate_limit::source::INTERVAL;
use crate::rate_limit::{Limit, Post, PricedAttempt};
use crate::store::Quota;

/// What is claimed of one holder: a client, a block of numbers, the service.
#[derive(Clone, Debug)]
pub(super) struct Holding {
    /// Who that is.
    pub whom: String,
    pub claims: Vec<Claim>,
}

/// An amount to take from one bucket of a holder.
#[derive(Clone, Debug)]
pub(super) struct Claim {
    pub limit: Limit,
    pub quota: Quota,
    pub amount: u32,
    /// How much of the bucket has to be left for others.
    pub left: u32,
    /// How much the bucket may hold, for telling when it is nearly used up.
    pub most: u32,
    /// Which part of the holder it limits: a block within the block, a country of the
    /// service; empty for the whole.
    pub part: String,
    /// What it is for, where the same thing counts once.
    pub once: Option<String>,
    /// Once it was granted: how much of the bucket is used.
    pub used: u64,
}

impl Quotas {
    /// The buckets of a text or call; with a chance, also their parts that are drawn for.
    pub(super) fn of_attempt(&self, attempt: &PricedAttempt, chance: bool) -> Vec<Holding> {
        let Recipient {
            number, country, ..
        } = attempt.plan.recipient();
        let hourly = |count| Quota::gcra(at_least_one(count), HOUR);
        let unverified = self.unverified(1);
        let of_thousand = Claim::of(Limit::AttemptsToBlock, self.attempts_per_thousand);
        let of_ten_thousand = hourly(self.attempts_per_ten_thousand.of(country));
        let of_ten_thousand = Claim::of(Limit::AttemptsToBlock, of_ten_thousand);
        let of_country = hourly(self.attempts_per_country.of(country));
        let of_country = Claim::of(Limit::AttemptsToCountry, of_country);
        let of_sender = self.of_sender(number, attempt.debt.weight);
        let mut holdings = of_client(attempt.debt.client, of_sender);
        let of_block = [
            of_thousand.of_part(thousand(number)),
            of_ten_thousand,
            unverified.clone(),
        ];
        let of_country = [of_country, unverified].map(|claim| claim.of_part(country));
        let of_service = self.of_service(attempt.plan.channel(), country, attempt.units);
        let shared = [
            block(number).claims(of_block),
            service().claims(of_service.into_iter().chain(of_country)),
        ];
        let standing = attempt.debt.standing(attempt.plan.channel());
        let leaving = |claim: Claim| match claim.limit.is_shared() {
            true => Claim {
                left: standing.leaves(claim.quota.limit(), chance),
                ..claim
            },
            false => claim,
        };
        holdings.extend(shared.map(|holding| Holding {
            claims: holding.claims.into_iter().map(leaving).collect(),
            ..holding
        }));
        holdings
    }

    /// The buckets of a post, which are asked before anything else is looked at.
    pub(super) fn of_post(&self, client: ClientIp, post: Post) -> Vec<Holding> {
        let mut claims = vec![Claim::of(Limit::PostsOfClient, self.posts_per_client)];
        match post {
            Post::Number => claims.push(Claim::of(Limit::StartsOfClient, self.starts_per_client)),
            Post::Code => {
                let guesses = self.guesses_per_client.into_iter();
                claims.extend(guesses.map(|quota| Claim::of(Limit::GuessesOfClient, quota)));
            }
            Post::Other => {}
        }
        of_client(client, claims)
    }

    /// The debts of a message that nobody has verified.
    pub(super) fn of_debt(&self, client: ClientIp) -> Vec<Holding> {
        let most = Quota::fixed_window(NonZeroU32::MAX, INTERVAL);
        let tries = Claim::of(Limit::Tries, most);
        let [mut of_client, network, range] = self.debts_of(client, 1);
        of_client.claims.push(tries);
        vec![of_client, network, range]
    }

    /// Debts of a client, its network and its range: `amount` messages each.
    pub(super) fn debts_of(&self, client: ClientIp, amount: u32) -> [Holding; 3] {
        let debt = |quota| [Claim::of(Limit::DebtOfSource, quota).times(amount)];
        [
            self::client(client).claims(debt(self.debts.client)),
            network(client).claims(debt(self.debts.network)),
            of_whom("range", &client.range().to_string()).claims(debt(self.debts.range)),
        ]
    }

    /// So many unverified attempts to a country.
    pub(super) fn unverified_of_country(&self, country: &str, amount: u32) -> Holding {
        service().claims([self.unverified(amount).of_part(country)])
    }

    /// So many unverified attempts to the block of 10,000 numbers that `number` is in.
    pub(super) fn unverified_of_block(&self, number: &PhoneNumber, amount: u32) -> Holding {
        block(number).claims([self.unverified(amount)])
    }

    fn unverified(&self, amount: u32) -> Claim {
        Claim::of(Limit::Unverified, self.unverified).times(amount)
    }

    /// The wrong guesses of everybody, which no limit denies.
    pub(super) fn wrong_guesses(&self, amount: u32) -> Holding {
        service().claims([wrong_guesses(amount)])
    }

    /// What whoever asks for a message to `number` claims: the message, which weighs more the
    /// more they owe, and the number, which counts once an hour.
    fn of_sender(&self, number: &PhoneNumber, weight: u32) -> Vec<Claim> {
        let attempts = self.attempts_per_client.into_iter();
        let weighed = |quota: Quota| {
            Claim::of(Limit::AttemptsOfClient, quota).times(weight.min(quota.limit()))
        };
        let mut claims: Vec<_> = attempts.map(weighed).collect();
        let different = Claim::of(Limit::NumbersOfClient, self.numbers_per_client);
        claims.push(Claim {
            once: Some(number.as_e164().to_owned()),
            ..different
        });
        claims
    }

    fn of_service(&self, channel: Channel, country: &str, units: u32) -> Vec<Claim> {
        let pace = match channel {
            Channel::Text => Claim::of(Limit::PaceOfTexts, self.texts_at_once),
            Channel::Call => Claim::of(Limit::PaceOfCalls, self.calls_at_once),
        };
        let attempts = Claim::of(Limit::AttemptsOfService, self.attempts_per_service);
        let mut claims = vec![pace, attempts, wrong_guesses(0)];
        claims.extend(self.spend(channel, country, units));
        claims
    }

    /// The price of a message of so many segments or minutes.
    fn spend(&self, channel: Channel, country: &str, units: u32) -> impl Iterator<Item = Claim> {
        let (price, percent) = match channel {
            Channel::Text => (self.text_prices.of(country), 100),
            Channel::Call => (self.call_prices.of(country), CALLS_PERCENT),
        };
        self.spend.into_iter().map(move |(most, period)| {
            let share = u64::from(most.get()) * u64::from(percent) / 100;
            let share = at_least_one(u32::try_from(share).unwrap_or(u32::MAX));
            Claim {
                most: most.get(),
                ..Claim::of(Limit::Spend, Quota::fixed_window(share, period))
                    .times(price.saturating_mul(units))
            }
        })
    }
}

/// The claims on a client and, where it may be alone there, on its network.
fn of_client(address: ClientIp, claims: Vec<Claim>) -> Vec<Holding> {
    let of_network = address.site().map(|_| {
        let claims = claims.iter().map(|claim| Claim {
            quota: claim.quota.scaled_by(CLIENTS_PER_NETWORK),
            most: claim.most.saturating_mul(CLIENTS_PER_NETWORK),
            ..claim.clone()
        });
        network(address).claims(claims)
    });
    let of_client = client(address).claims(claims);
    [Some(of_client), of_network]
        .into_iter()
        .flatten()
        .collect()
}

fn client(address: ClientIp) -> Holding {
    of_whom("client", &address.rate_limit_prefix().to_string())
}

fn network(address: ClientIp) -> Holding {
    of_whom("network", &address.network().to_string())
}

/// The 10,000 numbers that differ from `number` in their last four digits only.
fn block(number: &PhoneNumber) -> Holding {
    let e164 = number.as_e164();
    of_whom("block", &format!("{}xxxx", &e164[..e164.len() - 4]))
}

/// Which thousand of its block `number` is in.
fn thousand(number: &PhoneNumber) -> &str {
    let e164 = number.as_e164();
    &e164[e164.len() - 4..e164.len() - 3]
}

fn service() -> Holding {
    holder("service".to_owned())
}

fn of_whom(kind: &str, name: &str) -> Holding {
    holder(format!("{kind} {name}"))
}

fn holder(whom: String) -> Holding {
    let claims = Vec::new();
    Holding { whom, claims }
}

fn wrong_guesses(amount: u32) -> Claim {
    Claim::of(
        Limit::WrongGuesses,
        Quota::fixed_window(NonZeroU32::MAX, DAY),
    )
    .times(amount)
}

fn at_least_one(count: u32) -> NonZeroU32 {
    NonZeroU32::new(count).unwrap_or(NonZeroU32::MIN)
}

impl Holding {
    /// The same with these claims.
    fn claims(self, claims: impl IntoIterator<Item = Claim>) -> Self {
        let claims = claims.into_iter().collect();
        Self { claims, ..self }
    }
}

impl Claim {
    /// One of what `quota` allows.
    fn of(limit: Limit, quota: Quota) -> Self {
        Self {
            limit,
            quota,
            amount: 1,
            left: 0,
            most: quota.limit(),
            part: String::new(),
            once: None,
            used: 0,
        }
    }

    /// So many of them.
    fn times(self, amount: u32) -> Self {
        Self { amount, ..self }
    }

    /// Of a part of the holder.
    fn of_part(self, part: &str) -> Self {
        let part = part.to_owned();
        Self { part, ..self }
    }

    /// The bucket's name among those of its holder. Periods differ in it, so that each has a
    /// bucket of its own.
    pub fn bucket(&self) -> String {
        let (limit, seconds) = (self.limit.bucket(), self.quota.period_seconds());
        match &*self.part {
            "" => format!("{limit} {seconds}"),
            part => format!("{limit} {seconds} {part}"),
        }
    }
}
