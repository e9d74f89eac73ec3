//! The limits: of a verification, of a number, and of everybody together.

use std::num::NonZeroU32;
use std::time::Duration;

use crate::config::check::Values;
use crate::config::per_country;
use crate::domain::policy::{Policy, WindowLimit};
use crate::domain::time::SECOND;
use crate::rate_limit::per_country::{PARTS, PerCountry};
use crate::rate_limit::quotas::{DAY, DebtQuotas, HOUR, Quotas, TEN_MINUTES};
use crate::store::Quota;
use crate::verifier::destination::Served;
use crate::verifier::phone_parsing::is_country;

const MINUTE: u64 = 60 * SECOND;

impl Values {
    pub(super) fn policy(&self) -> Policy {
        let seconds = |name| self.number(name) * SECOND;
        let count = |name| usize::try_from(self.number(name)).unwrap_or(usize::MAX);
        let guesses = |name| u32::try_from(self.number(name)).unwrap_or(u32::MAX);
        let limit = |name, minutes: u64| WindowLimit {
            count: count(name),
            within: minutes * MINUTE,
        };
        Policy {
            code_life: seconds("code_life"),
            redraw_below: seconds("redraw_below"),
            verification_life: seconds("flow_life"),
            verification_idle: seconds("flow_idle"),
            guesses_per_code: guesses("guesses_per_code"),
            guesses_per_verification: guesses("guesses_per_flow"),
            guesses_per_phone: limit("guesses_per_phone", 24 * 60),
            guesses_in_a_row: guesses("guesses_in_a_row"),
            resend_waits: self
                .numbers("resend_waits")
                .into_iter()
                .map(|wait| wait * SECOND)
                .collect(),
            call_wait: seconds("call_wait"),
            calls_per_phone: limit("calls_per_phone_day", 24 * 60),
            attempts_per_verification: count("sends_per_flow"),
            calls_per_verification: count("calls_per_flow"),
            numbers_per_verification: count("numbers_per_flow"),
            attempts_per_phone: vec![
                limit("sends_per_phone_10_minutes", 10),
                limit("sends_per_phone_hour", 60),
                limit("sends_per_phone_day", 24 * 60),
            ],
        }
    }

    pub(super) fn quotas(&mut self) -> Quotas {
        let steady = |name, period| Quota::gcra(self.at_least_one(name), period);
        let parts = |name| NonZeroU32::saturating_mul(self.at_least_one(name), PARTS_OF_ONE);
        Quotas {
            attempts_per_client: [
                steady("sends_per_client_10_minutes", TEN_MINUTES),
                steady("sends_per_client_hour", HOUR),
                steady("sends_per_client_day", DAY),
            ],
            numbers_per_client: steady("numbers_per_client_hour", HOUR),
            posts_per_client: steady("posts_per_client_10_minutes", TEN_MINUTES),
            starts_per_client: steady("starts_per_client_10_minutes", TEN_MINUTES),
            guesses_per_client: [
                steady("guesses_per_client_10_minutes", TEN_MINUTES),
                steady("guesses_per_client_hour", HOUR),
            ],
            attempts_per_thousand: steady("sends_per_thousand_10_minutes", TEN_MINUTES),
            unverified: steady("unverified_per_hour", HOUR),
            debts: DebtQuotas::from_unverified(self.at_least_one("unverified_per_hour")),
            forgiven_per_verification: 100_u32
                .div_ceil(self.at_least_one("verified_percent").get()),
            attempts_per_service: Quota::fixed_window(
                self.at_least_one("sends_per_service_hour"),
                HOUR,
            ),
            spend: [(parts("spend_hour"), HOUR), (parts("spend_day"), DAY)],
            wrong_guesses_per_day: self.at_least_one("wrong_guesses_per_day").get(),
            attempts_per_instance: steady("sends_per_instance_second", Duration::from_secs(1)),
            attempts_per_client_and_instance: steady(
                "sends_per_client_and_instance_minute",
                Duration::from_secs(60),
            ),
            texts_per_second: steady("texts_per_second", Duration::from_secs(1)),
            calls_per_second: steady("calls_per_second", Duration::from_secs(1)),
            attempts_per_ten_thousand: self
                .per_country("sends_per_ten_thousand_hour", per_country::counts),
            attempts_per_country: self.per_country("sends_per_country_hour", per_country::counts),
            text_prices: self.per_country("text_prices", per_country::prices),
            call_prices: self.per_country("call_prices", per_country::prices),
        }
    }

    pub(super) fn served(&mut self) -> Served {
        let text = self.text("countries");
        let codes: Vec<_> = text.split(',').map(|code| code.trim().to_owned()).collect();
        let everywhere = matches!(&*text, "" | "*");
        let odd = codes.iter().find(|code| !is_country(code));
        if let Some(odd) = odd.filter(|_| !everywhere) {
            self.problem(
                "countries",
                format!("{odd:?} is no ISO 3166-1 code such as US; * alone is every country"),
            );
        }
        Served {
            countries: (!everywhere).then_some(codes),
            // What the simulator's phones have are numbers kept free for stories.
            unknown_numbers: self.text("unknown_numbers") == "true"
                || self.text("auth_id").is_empty(),
        }
    }

    fn per_country(
        &mut self,
        name: &str,
        read: impl Fn(&str) -> Result<PerCountry, String>,
    ) -> PerCountry {
        read(&self.text(name)).unwrap_or_else(|what| {
            self.problem(name, what);
            PerCountry::uniform(1)
        })
    }

    fn at_least_one(&self, name: &str) -> NonZeroU32 {
        let number = u32::try_from(self.number(name)).unwrap_or(u32::MAX);
        NonZeroU32::new(number).unwrap_or(NonZeroU32::MIN)
    }
}

const PARTS_OF_ONE: NonZeroU32 = match NonZeroU32::new(PARTS) {
    Some(parts) => parts,
    None => NonZeroU32::MIN,
};
