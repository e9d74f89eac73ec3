//! The limits as data: how much of which kind, for which subject.

use std::num::NonZeroU32;
use std::time::Duration;

use enum_map::EnumMap;

use crate::domain::{Channel, DAY, HOUR, PerCountry};
use crate::rate_limit::LimitKind;
use crate::store::Quota;

/// Ten minutes.
pub const TEN_MINUTES: Duration = Duration::from_secs(10 * 60);

/// The limit of an IPv6 `/48`, as a multiple of that of one client.
pub const CLIENTS_PER_NETWORK: u32 = 4;

/// All limits. They hold over all instances unless it says otherwise.
///
/// A client is an IPv4 address or an IPv6 `/64`, its network an IPv4 `/24` or an IPv6 `/48`,
/// of which the latter may do [`CLIENTS_PER_NETWORK`] times as much as a client, and its range
/// an IPv4 `/16` or an IPv6 `/32`. A block is all phone numbers that differ in their last three
/// or four digits only.
#[derive(Clone, Debug)]
pub struct Quotas {
    /// Attempts that one client asks for; all three hold.
    pub attempts_per_client: [Quota; 3],
    /// Different phone numbers of one client.
    pub numbers_per_client: Quota,
    /// Posts of any kind by one client.
    pub posts_per_client: Quota,
    /// Posts of a phone number by one client, right or wrong.
    pub starts_per_client: Quota,
    /// Posts of a code by one client; both hold.
    pub guesses_per_client: [Quota; 2],
    /// Attempts to one block of 1,000 numbers.
    pub attempts_per_thousand: Quota,
    /// Attempts to one block of 10,000 numbers in an hour.
    pub attempts_per_ten_thousand: PerCountry<u32>,
    /// Attempts to one country in an hour.
    pub attempts_per_country: PerCountry<u32>,
    /// Attempts that nobody verified, to one country and to one block of 10,000.
    pub unverified: Quota,
    /// Attempts that one source asked for and nobody verified.
    pub debts: DebtQuotas,
    /// Unverified attempts that one verification makes up for.
    pub forgiven_per_verification: u32,
    /// Attempts of the whole service.
    pub attempts_per_service: Quota,
    /// Money that attempts may cost in a period, in [`PARTS`].
    pub spend: [(NonZeroU32, Duration); 2],
    /// The limits of each channel by itself.
    pub channels: EnumMap<Channel, ChannelQuotas>,
    /// Wrong guesses of everybody in a day, from which on new codes are longer.
    pub wrong_guesses_per_day: u32,
    /// Attempts of one instance, counted in its own memory.
    pub attempts_per_instance: Quota,
    /// Attempts of one client at one instance, counted in its own memory.
    pub attempts_per_client_and_instance: Quota,
    /// The limits that deny nobody: their denials are only recorded.
    pub record_only: Vec<LimitKind>,
}

/// The amount of a limit, which allows one at least.
pub fn at_least_one(count: u32) -> NonZeroU32 {
    NonZeroU32::new(count).unwrap_or(NonZeroU32::MIN)
}

/// The limits of one channel.
#[derive(Clone, Debug)]
pub struct ChannelQuotas {
    /// Price of one billed unit, a segment of a text or a minute of a call, in
    /// [`PARTS`].
    pub prices: PerCountry<u32>,
    /// The share of the money that the channel may use, in percent.
    pub spend_percent: u32,
    /// Attempts that the provider is asked for in a second.
    pub per_second: Quota,
}

/// Limits of debt: attempts that a source asked for and nobody verified. A debt is forgiven with
/// time, slowly, and at once when somebody of the source verifies.
#[derive(Clone, Copy, Debug)]
pub struct DebtQuotas {
    /// The limit of a client: one debt is forgiven a day.
    pub client: Quota,
    /// The limit of a network: one is forgiven an hour.
    pub network: Quota,
    /// The limit of a range: four are forgiven an hour.
    pub range: Quota,
}

impl DebtQuotas {
    /// Debts in proportion to the unverified attempts that one country gets in an hour. The
    /// times above are those of the default of 50.
    pub fn from_unverified(unverified: NonZeroU32) -> Self {
        let quota = |per_fifty: u32, period| {
            let limit = u64::from(unverified.get()) * u64::from(per_fifty) / 50;
            let limit = u32::try_from(limit).unwrap_or(u32::MAX);
            Quota::gcra(at_least_one(limit), period)
        };
        Self {
            client: quota(30, 30 * DAY),
            network: quota(100, 100 * HOUR),
            range: quota(400, 100 * HOUR),
        }
    }
}

/// The parts of one unit of the account's currency in which prices are counted.
pub const PARTS: u32 = 10_000;
