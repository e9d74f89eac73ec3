//! The charges of each kind of request.

use std::num::NonZeroU32;

use crate::domain::{Channel, DAY, HOUR, PhoneNumber, Recipient};
use crate::rate_limit::lottery::INTERVAL;
use crate::rate_limit::quotas::{CLIENTS_PER_NETWORK, TEN_MINUTES, at_least_one};
use crate::rate_limit::subject::{block, client, network, range, service, thousand};
use crate::rate_limit::{
    BucketCharge, ClientAllowance, Debt, LimitKind, PostKind, PricedAttempt, Quotas, Source,
    SubjectCharges,
};
use crate::store::Quota;

/// Answers to wrong credentials from one address in ten minutes that are not slowed.
const PROMPT_ANSWERS: NonZeroU32 = NonZeroU32::MIN.saturating_add(9);

/// The properties of an attempt that its charges depend on.
pub(super) struct ChargedAttempt<'a> {
    pub recipient: &'a Recipient,
    pub channel: Channel,
    pub units: u32,
    pub debt: &'a Debt,
    pub client: Option<&'a ClientAllowance>,
    pub is_allowed: bool,
}

impl<'a> From<&'a PricedAttempt> for ChargedAttempt<'a> {
    fn from(attempt: &'a PricedAttempt) -> Self {
        Self {
            recipient: attempt.plan.recipient(),
            channel: attempt.plan.channel(),
            units: attempt.units,
            debt: &attempt.debt,
            client: attempt.client.as_ref(),
            is_allowed: attempt.is_allowed,
        }
    }
}

impl Quotas {
    /// The charges of a post, which are taken before anything else is looked at.
    pub(super) fn post_charges(&self, source: &Source, post: PostKind) -> Vec<SubjectCharges> {
        let posts = BucketCharge::new(LimitKind::PostsPerClient, self.posts_per_client);
        let mut charges = vec![posts];
        match post {
            PostKind::Number => {
                let starts = self.starts_per_client;
                charges.push(BucketCharge::new(LimitKind::StartsPerClient, starts));
            }
            PostKind::Code => {
                let guesses = |quota| BucketCharge::new(LimitKind::GuessesPerClient, quota);
                charges.extend(self.guesses_per_client.map(guesses));
            }
            PostKind::Other => {}
        }
        client_and_network(source, charges)
    }

    /// The debt of an attempt that nobody has verified yet, and the try in the lottery.
    pub(super) fn debt_charges(&self, source: &Source) -> Vec<SubjectCharges> {
        let countless = Quota::fixed_window(NonZeroU32::MAX, INTERVAL);
        let tries = BucketCharge::new(LimitKind::TriesPerClient, countless);
        let mut debts = self.debts(source, 1);
        if let Some(of_source) = debts.first_mut() {
            of_source.charges.push(tries);
        }
        debts
    }

    /// Debts of a source and, around an address, of its network and its range: `amount`
    /// attempts each.
    pub(super) fn debts(&self, source: &Source, amount: u32) -> Vec<SubjectCharges> {
        let debt = |quota| [BucketCharge::new(LimitKind::DebtPerSource, quota).with_amount(amount)];
        let around = source.ip().map(|ip| {
            [
                network(ip).with(debt(self.debts.network)),
                range(ip).with(debt(self.debts.range)),
            ]
        });
        let of_source = client(source).with(debt(self.debts.client));
        let around = around.into_iter().flatten();
        std::iter::once(of_source).chain(around).collect()
    }

    /// The charges of an attempt. With a chance in the lottery the source has to leave less to
    /// others.
    pub(super) fn attempt_charges(
        &self,
        attempt: &ChargedAttempt<'_>,
        has_chance: bool,
    ) -> Vec<SubjectCharges> {
        let (debt, number) = (attempt.debt, &attempt.recipient.number);
        let standing = debt.standing(attempt.channel);
        let shared = [
            self.block_charges(attempt.recipient),
            self.service_charges(attempt),
        ];
        let with_reserve = |charge: BucketCharge| match charge.limit.is_shared() {
            true => BucketCharge {
                reserve: standing.reserve(charge.quota.limit(), has_chance),
                ..charge
            },
            false => charge,
        };
        let mut charges =
            client_and_network(&debt.source, self.source_charges(number, debt.weight));
        charges.extend(shared.map(|SubjectCharges { subject, charges }| {
            SubjectCharges::new(subject).with(charges.into_iter().map(with_reserve))
        }));
        let client = attempt.client;
        charges.extend(client.and_then(|client| client.charges(self.cost(attempt))));
        if attempt.is_allowed {
            let counts = |limit: LimitKind| !limit.is_of_destination();
            let charged = charges.into_iter().map(|of| of.retain(counts));
            charges = charged.filter(|of| !of.charges.is_empty()).collect();
        }
        charges
    }

    /// The charges of the client that asks for an attempt: the attempt, which weighs more with
    /// more debt, and the phone number, which is charged once an hour.
    fn source_charges(&self, number: &PhoneNumber, weight: u32) -> Vec<BucketCharge> {
        let weighed = |quota: Quota| {
            let amount = weight.min(quota.limit());
            BucketCharge::new(LimitKind::AttemptsPerClient, quota).with_amount(amount)
        };
        let mut charges: Vec<_> = self.attempts_per_client.into_iter().map(weighed).collect();
        charges.push(BucketCharge {
            dedup_identity: Some(number.as_e164().to_owned()),
            ..BucketCharge::new(LimitKind::NumbersPerClient, self.numbers_per_client)
        });
        charges
    }

    /// The charges of the blocks that the phone number is in.
    fn block_charges(&self, recipient: &Recipient) -> SubjectCharges {
        let number = &recipient.number;
        let hourly = hourly(*self.attempts_per_ten_thousand.get(&recipient.country));
        let sends = |quota| BucketCharge::new(LimitKind::AttemptsPerBlock, quota);
        block(number).with([
            sends(self.attempts_per_thousand).with_part(thousand(number)),
            sends(hourly),
            self.unverified(1),
        ])
    }

    /// The charges of the whole service, those of the recipient's country included.
    fn service_charges(&self, attempt: &ChargedAttempt<'_>) -> SubjectCharges {
        let (channel, country) = (attempt.channel, &*attempt.recipient.country);
        let per_second = self.channels[channel].per_second;
        let rate = BucketCharge::new(LimitKind::ProviderRate(channel), per_second);
        let sends = BucketCharge::new(LimitKind::AttemptsPerService, self.attempts_per_service);
        let to_country = hourly(*self.attempts_per_country.get(country));
        let of_country = [
            BucketCharge::new(LimitKind::AttemptsPerCountry, to_country),
            self.unverified(1),
        ];
        let of_country = of_country.map(|charge| charge.with_part(country));
        let charges = [rate, sends, wrong_guesses(0)].into_iter();
        let spend = self.spend(channel, country, attempt.units);
        service().with(charges.chain(spend).chain(of_country))
    }

    /// The price of an attempt of so many segments or minutes.
    fn spend(
        &self,
        channel: Channel,
        country: &str,
        units: u32,
    ) -> impl Iterator<Item = BucketCharge> {
        let of_channel = &self.channels[channel];
        let (price, percent) = (*of_channel.prices.get(country), of_channel.spend_percent);
        self.spend.into_iter().map(move |(limit, period)| {
            let share = u64::from(limit.get()) * u64::from(percent) / 100;
            let share = at_least_one(u32::try_from(share).unwrap_or(u32::MAX));
            BucketCharge {
                alert_limit: limit.get(),
                ..BucketCharge::new(LimitKind::Spend, Quota::fixed_window(share, period))
                    .with_amount(price.saturating_mul(units))
            }
        })
    }

    /// The price of an attempt, in parts.
    pub(super) fn cost(&self, attempt: &ChargedAttempt<'_>) -> u32 {
        let prices = &self.channels[attempt.channel].prices;
        let price = prices.get(&attempt.recipient.country);
        price.saturating_mul(attempt.units)
    }

    /// `amount` unverified attempts to a country.
    pub(super) fn unverified_to_country(&self, country: &str, amount: u32) -> SubjectCharges {
        service().with([self.unverified(amount).with_part(country)])
    }

    /// `amount` unverified attempts to the block of 10,000 that `number` is in.
    pub(super) fn unverified_to_block(&self, number: &PhoneNumber, amount: u32) -> SubjectCharges {
        block(number).with([self.unverified(amount)])
    }

    fn unverified(&self, amount: u32) -> BucketCharge {
        BucketCharge::new(LimitKind::UnverifiedAttempts, self.unverified).with_amount(amount)
    }
}

/// One wrong guess of the whole service.
pub(super) fn wrong_guess() -> SubjectCharges {
    service().with([wrong_guesses(1)])
}

/// One answer to wrong credentials of a host application that is not slowed.
pub(super) fn wrong_credentials(source: &Source) -> SubjectCharges {
    let quota = Quota::gcra(PROMPT_ANSWERS, TEN_MINUTES);
    client(source).with([BucketCharge::new(LimitKind::WrongCredentials, quota)])
}

fn wrong_guesses(amount: u32) -> BucketCharge {
    let countless = Quota::fixed_window(NonZeroU32::MAX, DAY);
    BucketCharge::new(LimitKind::WrongGuesses, countless).with_amount(amount)
}

/// The charges of a client and, where one subscriber may have all of its addresses, the same of
/// its network.
fn client_and_network(source: &Source, charges: Vec<BucketCharge>) -> Vec<SubjectCharges> {
    let site = source.ip().filter(|ip| ip.site().is_some());
    let of_network = site.map(|ip| {
        let charges = charges.iter().map(|charge| BucketCharge {
            quota: charge.quota.scaled_by(CLIENTS_PER_NETWORK),
            alert_limit: charge.alert_limit.saturating_mul(CLIENTS_PER_NETWORK),
            ..charge.clone()
        });
        network(ip).with(charges)
    });
    let of_source = client(source).with(charges);
    [Some(of_source), of_network]
        .into_iter()
        .flatten()
        .collect()
}

fn hourly(count: u32) -> Quota {
    Quota::gcra(at_least_one(count), HOUR)
}
