//! Converts the settings to the quotas of the shared limits.

use std::time::Duration;

use enum_map::enum_map;

use crate::config::PlivoSettings;
use crate::config::sections::LimitsSettings;
use crate::domain::{Channel, DAY, HOUR, MINUTE, PerCountry};
use crate::rate_limit::quotas::{ChannelQuotas, DebtQuotas, TEN_MINUTES, at_least_one};
use crate::rate_limit::{PARTS, Quotas};
use crate::store::Quota;

const SECOND: Duration = Duration::from_secs(1);

/// Combines `[limits]` with what the account at Plivo may.
pub(super) fn quotas(limits: &LimitsSettings, plivo: &PlivoSettings) -> Quotas {
    let gcra = |count, period| Quota::gcra(at_least_one(count), period);
    let parts = |units: u32| at_least_one(units.saturating_mul(PARTS));
    let channel = |prices: &PerCountry<u32>, spend_percent, per_second| ChannelQuotas {
        prices: prices.clone(),
        spend_percent,
        per_second: gcra(per_second, SECOND),
    };
    Quotas {
        attempts_per_client: [
            gcra(limits.sends_per_client_10_minutes, TEN_MINUTES),
            gcra(limits.sends_per_client_hour, HOUR),
            gcra(limits.sends_per_client_day, DAY),
        ],
        numbers_per_client: gcra(limits.numbers_per_client_hour, HOUR),
        posts_per_client: gcra(limits.posts_per_client_10_minutes, TEN_MINUTES),
        starts_per_client: gcra(limits.starts_per_client_10_minutes, TEN_MINUTES),
        guesses_per_client: [
            gcra(limits.guesses_per_client_10_minutes, TEN_MINUTES),
            gcra(limits.guesses_per_client_hour, HOUR),
        ],
        attempts_per_thousand: gcra(limits.sends_per_thousand_10_minutes, TEN_MINUTES),
        unverified: gcra(limits.unverified_per_hour, HOUR),
        debts: DebtQuotas::from_unverified(at_least_one(limits.unverified_per_hour)),
        forgiven_per_verification: 100_u32.div_ceil(limits.verified_percent.max(1)),
        attempts_per_service: Quota::fixed_window(
            at_least_one(limits.sends_per_service_hour),
            HOUR,
        ),
        spend: [
            (parts(limits.spend_hour), HOUR),
            (parts(limits.spend_day), DAY),
        ],
        wrong_guesses_per_day: limits.wrong_guesses_per_day,
        attempts_per_instance: gcra(limits.sends_per_instance_second, SECOND),
        attempts_per_client_and_instance: gcra(limits.sends_per_client_and_instance_minute, MINUTE),
        record_only: limits.record_only.clone(),
        attempts_per_ten_thousand: limits.sends_per_ten_thousand_hour.clone(),
        attempts_per_country: limits.sends_per_country_hour.clone(),
        channels: enum_map! {
            Channel::Text => channel(&limits.text_prices, 100, plivo.texts_per_second),
            // The rest of the money is kept for texts.
            Channel::Call => channel(&limits.call_prices, 80, plivo.calls_per_second),
        },
    }
}
