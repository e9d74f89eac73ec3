//! The limits as data: how much of what, for whom.

use std::num::NonZeroU32;
use std::time::Duration;

use crate::rate_limit::per_country::PerCountry;
use crate::store::Quota;

/// Ten minutes.
pub const TEN_MINUTES: Duration = Duration::from_secs(10 * 60);
/// One hour.
pub const HOUR: Duration = Duration::from_secs(60 * 60);
/// One day.
pub const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// How much of what each may do, over all instances unless it says otherwise.
///
/// A client is an IPv4 address or an IPv6 `/64`, its network an IPv4 `/24` or an IPv6 `/48`,
/// of which the latter may do four times as much as a client, and its range an IPv4 `/16` or
/// an IPv6 `/32`. A block is all numbers that differ in their last three or four digits only.
#[derive(Clone, Debug)]
pub struct Quotas {
    /// Texts and calls that one client asks for; all of them hold.
    pub attempts_per_client: [Quota; 3],
    /// Different numbers that one client has messages sent to.
    pub numbers_per_client: Quota,
    /// Posts of any kind by one client.
    pub posts_per_client: Quota,
    /// Posts of a number by one client, right or wrong.
    pub starts_per_client: Quota,
    /// Posts of a code by one client; all of them hold.
    pub guesses_per_client: [Quota; 2],
    /// Texts and calls to one block of 1,000 numbers.
    pub attempts_per_thousand: Quota,
    /// Texts and calls to one block of 10,000 numbers in an hour.
    pub attempts_per_ten_thousand: PerCountry,
    /// Texts and calls to one country in an hour.
    pub attempts_per_country: PerCountry,
    /// Texts and calls that nobody verified, to one country and to one block of 10,000.
    pub unverified: Quota,
    /// Texts and calls that one source asked for and nobody verified.
    pub debts: Debts,
    /// How many unverified attempts one verification makes up for.
    pub forgiven_per_verification: u32,
    /// Texts and calls of the whole service.
    pub attempts_per_service: Quota,
    /// Money that texts and calls may cost, in parts.
    pub spend: [(NonZeroU32, Duration); 2],
    /// The price of one segment of a text, in parts.
    pub text_prices: PerCountry,
    /// The price of one minute of a call, in parts.
    pub call_prices: PerCountry,
    /// Wrong guesses of everybody in a day, from which on new codes are longer.
    pub wrong_guesses_per_day: u32,
    /// Texts that the provider is asked for in a second.
    pub texts_at_once: Quota,
    /// Calls that the provider is asked for in a second.
    pub calls_at_once: Quota,
    /// Texts and calls of one instance, counted in its own memory.
    pub attempts_per_instance: Quota,
    /// Texts and calls of one client at one instance, counted in its own memory.
    pub attempts_per_client_here: Quota,
}

/// How much a source may owe: messages that it asked for and nobody verified. A debt is
/// forgiven with time, slowly, and at once when somebody there verifies.
#[derive(Clone, Copy, Debug)]
pub struct Debts {
    /// Of a client: one is forgiven a day.
    pub client: Quota,
    /// Of a network: one is forgiven an hour.
    pub network: Quota,
    /// Of a range: four are forgiven an hour.
    pub range: Quota,
}

impl Debts {
    /// Debts in proportion to the messages that nobody verifies to one country in an hour; the
    /// times above are those of the default of 50.
    pub fn of(unverified: NonZeroU32) -> Self {
        let steady = |per_fifty: u32, period| {
            let most = u64::from(unverified.get()) * u64::from(per_fifty) / 50;
            let most = u32::try_from(most).unwrap_or(u32::MAX);
            Quota::gcra(NonZeroU32::new(most).unwrap_or(NonZeroU32::MIN), period)
        };
        Self {
            client: steady(30, 30 * DAY),
            network: steady(100, 100 * HOUR),
            range: steady(400, 100 * HOUR),
        }
    }
}

/// Of the money, so many hundredths are for calls; the rest is kept for texts.
pub const CALLS_PERCENT: u32 = 80;

/// How many times as much as one client an IPv6 `/48` may do.
pub const CLIENTS_PER_NETWORK: u32 = 4;
