//! `[limits]`: of one verification, of one phone number, of one client, of everybody together,
//! and of money.

use std::time::Duration;

use enum_map::enum_map;

use crate::config::RawSettings;
use crate::config::countries::{countries, counts, prices};
use crate::config::limit_names::limit_names;
use crate::config::value_parser::{flag, list_of_seconds, number, seconds};
use crate::domain::{Channel, ChannelPolicy, PerCountry, Policy, WindowLimit};
use crate::rate_limit::LimitKind;

/// More than any service needs; a limit can be widened, not taken away.
const MANY: u64 = 10_000_000;

section! {
    /// Limits on codes, messages, guesses and money, and the times that things last.
    ///
    /// A client IP counts as its IPv4 address or IPv6 `/64`.
    pub struct LimitsSettings in "limits" {
        /// Seconds that a code is valid, from its first message.
        code_life: Duration = seconds(120, 600), RINGCODE_CODE_LIFE = "600";
        /// Remaining seconds of a code below which sending again draws a new one.
        redraw_below: Duration = seconds(60, 120), RINGCODE_REDRAW_BELOW = "120";
        /// Seconds that a verification may take from its start; the browser's cookie lasts 1800.
        flow_life: Duration = seconds(900, 1800), RINGCODE_FLOW_LIFE = "1800";
        /// Seconds without an action after which a verification ends.
        flow_idle: Duration = seconds(600, 1800), RINGCODE_FLOW_IDLE = "900";
        /// Wrong guesses after which a code is invalid.
        guesses_per_code: u32 = number(3, 10), RINGCODE_GUESSES_PER_CODE = "5";
        /// Wrong guesses after which a verification is locked.
        guesses_per_flow: u32 = number(5, 20), RINGCODE_GUESSES_PER_FLOW = "10";
        /// Wrong guesses on one number in 24 hours, over all verifications.
        guesses_per_phone: usize = number(5, 50), RINGCODE_GUESSES_PER_PHONE = "15";
        /// Wrong guesses on one number without a right one, after which it takes one a day.
        guesses_in_a_row: u32 = number(10, 100), RINGCODE_GUESSES_IN_A_ROW = "100";
        /// Seconds to wait after the first, second, … message; in production at least 30.
        resend_waits: Vec<Duration> = list_of_seconds(0, 3600), RINGCODE_RESEND_WAITS = "30, 60, 120, 300, 600";
        /// Seconds after a text until a call can be requested; in production at least 30.
        call_wait: Duration = seconds(0, 600), RINGCODE_CALL_WAIT = "30";
        /// Texts and calls of one verification.
        sends_per_flow: usize = number(1, 10), RINGCODE_SENDS_PER_FLOW = "5";
        /// Calls of one verification; 0 switches calls off.
        calls_per_flow: usize = number(0, 5), RINGCODE_CALLS_PER_FLOW = "2";
        /// Different numbers of one verification.
        numbers_per_flow: usize = number(1, 5), RINGCODE_NUMBERS_PER_FLOW = "3";
        /// Texts and calls to one number in 10 minutes.
        sends_per_phone_10_minutes: usize = number(1, 100), RINGCODE_SENDS_PER_PHONE_10_MINUTES = "3";
        /// Texts and calls to one number in an hour.
        sends_per_phone_hour: usize = number(1, 100), RINGCODE_SENDS_PER_PHONE_HOUR = "5";
        /// Texts and calls to one number in 24 hours.
        sends_per_phone_day: usize = number(1, 100), RINGCODE_SENDS_PER_PHONE_DAY = "10";
        /// Calls to one number in 24 hours.
        calls_per_phone_day: usize = number(1, 100), RINGCODE_CALLS_PER_PHONE_DAY = "3";
        /// Countries that messages may go to: ISO 3166-1 codes, separated by commas, or * for all.
        /// Required in production; empty: all.
        countries: Option<Vec<String>> = countries(), RINGCODE_COUNTRIES = "";
        /// Sends also to numbers in no known numbering plan. Always on with the simulator.
        unknown_numbers: bool = flag(), RINGCODE_UNKNOWN_NUMBERS = "false";
        /// Posts of any kind by one client IP (an IPv4 address or IPv6 /64; a /48 may have four
        /// times as many) in 10 minutes; checked before anything else.
        posts_per_client_10_minutes: u32 = number(10, MANY), RINGCODE_POSTS_PER_CLIENT_10_MINUTES = "60";
        /// Posts of a number by one client IP (a /48 may have four times as many) in 10 minutes.
        starts_per_client_10_minutes: u32 = number(1, MANY), RINGCODE_STARTS_PER_CLIENT_10_MINUTES = "20";
        /// Different numbers that one client IP requests messages to in an hour.
        numbers_per_client_hour: u32 = number(1, MANY), RINGCODE_NUMBERS_PER_CLIENT_HOUR = "5";
        /// Texts and calls requested by one client IP in 10 minutes.
        sends_per_client_10_minutes: u32 = number(1, MANY), RINGCODE_SENDS_PER_CLIENT_10_MINUTES = "5";
        /// Texts and calls requested by one client IP in an hour.
        sends_per_client_hour: u32 = number(1, MANY), RINGCODE_SENDS_PER_CLIENT_HOUR = "30";
        /// Texts and calls requested by one client IP in 24 hours.
        sends_per_client_day: u32 = number(1, MANY), RINGCODE_SENDS_PER_CLIENT_DAY = "60";
        /// Codes posted by one client IP in 10 minutes.
        guesses_per_client_10_minutes: u32 = number(5, MANY), RINGCODE_GUESSES_PER_CLIENT_10_MINUTES = "30";
        /// Codes posted by one client IP in an hour.
        guesses_per_client_hour: u32 = number(5, MANY), RINGCODE_GUESSES_PER_CLIENT_HOUR = "100";
        /// Texts and calls to a block of 1,000 consecutive numbers in 10 minutes.
        sends_per_thousand_10_minutes: u32 = number(1, MANY), RINGCODE_SENDS_PER_THOUSAND_10_MINUTES = "5";
        /// Texts and calls to a block of 10,000 consecutive numbers in an hour, by country: *=10,
        /// US=50.
        sends_per_ten_thousand_hour: PerCountry<u32> = counts(), RINGCODE_SENDS_PER_TEN_THOUSAND_HOUR = "*=10";
        /// Texts and calls to a country in an hour, by country: *=100, US=1000.
        sends_per_country_hour: PerCountry<u32> = counts(), RINGCODE_SENDS_PER_COUNTRY_HOUR = "*=100";
        /// Unverified texts and calls to one country or block of 10,000 numbers in an hour. Must
        /// exceed the number of verifications under way. The debt allowed to one source is in
        /// proportion to it.
        unverified_per_hour: u32 = number(5, MANY), RINGCODE_UNVERIFIED_PER_HOUR = "50";
        /// Percentage of messages that has to be verified for limits.unverified_per_hour never to
        /// apply.
        verified_percent: u32 = number(1, 100), RINGCODE_VERIFIED_PERCENT = "20";
        /// Texts and calls of the whole service in a clock hour.
        sends_per_service_hour: u32 = number(1, MANY), RINGCODE_SENDS_PER_SERVICE_HOUR = "1000";
        /// Cap on the cost of messages in a clock hour, in whole units of the account's currency;
        /// calls stop at 80 percent. Required in production.
        spend_hour: u32 = number(1, 400_000), RINGCODE_SPEND_HOUR = "50";
        /// Cap on the cost of messages in a day (UTC). Required in production.
        spend_day: u32 = number(1, 400_000), RINGCODE_SPEND_DAY = "200";
        /// Price of one segment of a text, by country: *=0.10, US=0.0077. Required in production,
        /// and above 0 there.
        text_prices: PerCountry<u32> = prices(), RINGCODE_TEXT_PRICES = "*=0.05";
        /// Price of a minute of a call, by country; a call counts as two minutes, its longest
        /// duration. Required in production unless calls are off.
        call_prices: PerCountry<u32> = prices(), RINGCODE_CALL_PRICES = "*=0.10";
        /// Wrong guesses over the whole service in a day (UTC) after which new codes have 8 digits
        /// instead of 6.
        wrong_guesses_per_day: u32 = number(10, MANY), RINGCODE_WRONG_GUESSES_PER_DAY = "10000";
        /// Limits that deny nobody: their denials are counted and logged instead
        /// (docs/operate/rehearsal.md). Names are those of the log, such as sends_per_block for
        /// "sends to a block".
        record_only: Vec<LimitKind> = limit_names(), RINGCODE_RECORD_ONLY = "";
        /// Mebibytes an hour, over all instances, in which the limiter's decisions are kept for
        /// `ringcode rehearse`: for 8 days, about 300 bytes for each text or call that is asked
        /// for. 0: none are kept.
        decision_log: u64 = number(0, 1024), RINGCODE_DECISION_LOG = "0";
        /// Texts and calls of one instance in a second, counted in its memory.
        sends_per_instance_second: u32 = number(1, MANY), RINGCODE_SENDS_PER_INSTANCE_SECOND = "20";
        /// Texts and calls of one client IP at one instance in a minute, counted in its memory.
        sends_per_client_and_instance_minute: u32 = number(1, MANY), RINGCODE_SENDS_PER_CLIENT_AND_INSTANCE_MINUTE = "10";
    }
}

impl LimitsSettings {
    /// Warns of a log that is gone before anybody can read it.
    pub(in crate::config) fn warn_of_lost_log(&self, raw: &mut RawSettings) {
        if self.decision_log > 0 && !raw.is_set("store.url") {
            let message = "of no use without store.url: the log ends with this process";
            raw.warn("limits.decision_log", message);
        }
    }

    /// Warns of limits that deny nobody.
    pub(in crate::config) fn warn_of_record_only(&self, raw: &mut RawSettings) {
        const PATH: &str = "limits.record_only";
        if self.record_only.is_empty() {
            return;
        }
        let names: Vec<_> = self.record_only.iter().map(|l| l.setting_name()).collect();
        raw.warn(PATH, format!("deny nobody: {}", names.join(", ")));
        if self.record_only.contains(&LimitKind::Spend) {
            let message = "NOTHING CAPS THE MONEY: spend only records, so texts and calls go on \
                           beyond limits.spend_hour and limits.spend_day";
            raw.warn(PATH, message);
        }
        if self.record_only.contains(&LimitKind::SpendPerApplication) {
            let message =
                "NOTHING CAPS THE MONEY OF ONE CLIENT: spend_per_application only records";
            raw.warn(PATH, message);
        }
    }

    /// The limits of a verification and of a phone number, with every channel in every country.
    pub fn policy(&self) -> Policy {
        let limit = |count, minutes: u64| WindowLimit {
            count,
            within: Duration::from_mins(minutes),
        };
        Policy {
            code_life: self.code_life,
            redraw_below: self.redraw_below,
            verification_life: self.flow_life,
            verification_idle: self.flow_idle,
            guesses_per_code: self.guesses_per_code,
            guesses_per_verification: self.guesses_per_flow,
            guesses_per_phone: limit(self.guesses_per_phone, 24 * 60),
            guesses_in_a_row: self.guesses_in_a_row,
            resend_waits: self.resend_waits.clone(),
            attempts_per_verification: self.sends_per_flow,
            numbers_per_verification: self.numbers_per_flow,
            attempts_per_phone: vec![
                limit(self.sends_per_phone_10_minutes, 10),
                limit(self.sends_per_phone_hour, 60),
                limit(self.sends_per_phone_day, 24 * 60),
            ],
            channels: enum_map! {
                Channel::Text => ChannelPolicy {
                    attempts_per_verification: self.sends_per_flow,
                    attempts_per_phone: vec![],
                    wait_after_other: None,
                    offered_in: PerCountry::same(true),
                },
                Channel::Call => ChannelPolicy {
                    attempts_per_verification: self.calls_per_flow,
                    attempts_per_phone: vec![limit(self.calls_per_phone_day, 24 * 60)],
                    wait_after_other: Some(self.call_wait),
                    offered_in: PerCountry::same(true),
                },
            },
        }
    }
}
