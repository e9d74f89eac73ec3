//! The limits as data: how much of what, for whom.

use std::num::NonZeroU32;
use std::time::Duration;

use super::per_country::PerCountry;
use crate::store::Quota;

/// Ten minutes.
pub const TEN_MINUTES: Duration = Duration::from_secs(10 * 60);
/// One hour.
pub const HOUR: Duration = Duration::from_secs(60 * 60);
/// One day.
pub const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// How much of what each may do, over all instances unless it says otherwise.
///
/// A client is an IPv4 address or an IPv6 `/64`; a site is an IPv6 `/48` and may do four
/// times as much. A block is all numbers that differ in their last three or four digits only.
#[derive(Clone, Debug)]
pub struct Quotas {
    /// Texts and calls that one client asks for; all of them hold.
    pub sends_per_client: [Quota; 3],
    /// Different numbers that one client has messages sent to.
    pub numbers_per_client: Quota,
    /// Posts of a number by one client, right or wrong.
    pub starts_per_client: Quota,
    /// Posts of a code by one client; all of them hold.
    pub guesses_per_client: [Quota; 2],
    /// Texts and calls to one block of 1,000 numbers.
    pub sends_per_thousand: Quota,
    /// Texts and calls to one block of 10,000 numbers in an hour.
    pub sends_per_ten_thousand: PerCountry,
    /// Texts and calls to one country in an hour.
    pub sends_per_country: PerCountry,
    /// Texts and calls that nobody verified, to one country and to one block of 10,000.
    pub unverified: Quota,
    /// How many unverified sends one verification makes up for.
    pub sends_per_verification: u32,
    /// Texts and calls of the whole service.
    pub sends_per_service: Quota,
    /// Money that texts and calls may cost, in parts.
    pub spend: [(NonZeroU32, Duration); 2],
    /// What a text costs, in parts.
    pub text_prices: PerCountry,
    /// What a call costs, in parts.
    pub call_prices: PerCountry,
    /// Wrong guesses of everybody in a day, from which on new codes are longer.
    pub wrong_guesses_per_day: u32,
    /// Texts that the provider is asked for in a second.
    pub texts_at_once: Quota,
    /// Calls that the provider is asked for in a second.
    pub calls_at_once: Quota,
    /// Texts and calls of one instance, counted in its own memory.
    pub sends_per_instance: Quota,
    /// Texts and calls of one client at one instance, counted in its own memory.
    pub sends_per_client_here: Quota,
}

/// Of the money, so many hundredths are for calls; the rest is kept for texts.
pub const CALLS_PERCENT: u32 = 80;

/// How many times as much as one client a whole site may do.
pub const CLIENTS_PER_SITE: u32 = 4;
