//! The sender, the text's segments and the price of each country that is served, for `--check`.

use std::fmt::Write;

use crate::config::Settings;
use crate::rate_limit::PARTS;
use crate::telephony::plivo::senders::Senders;
use crate::telephony::plivo::voice_xml::MAX_CALL_MINUTES;
use crate::telephony::sms;

impl Settings {
    /// A line for each country: the sender of a text, the most segments of it in any language, its
    /// price; and the same of a call. A text in the operator's words follows.
    pub(super) fn messages_by_country(&self) -> String {
        let (senders, mut report) = (self.senders(), String::new());
        for country in self.served_countries() {
            let (text, call) = (
                self.text_to(country, &senders),
                self.call_to(country, &senders),
            );
            _ = writeln!(report, "to {country}: {text}; {call}");
            if let Some(template) = self.plivo.texts.get(country) {
                let text = template.longest(&self.verification.brand, self.host());
                _ = writeln!(report, "the text to {country}: {text:?}");
            }
        }
        report
    }

    fn text_to(&self, country: &str, senders: &Senders) -> String {
        let Some(sender) = senders.of_texts(country) else {
            return "no text".to_owned();
        };
        let (segments, language) = self.most_segments(country);
        let plural = if segments == 1 { "" } else { "s" };
        let price = cost(*self.limits.text_prices.get(country), segments);
        format!("text from {sender}, up to {segments} segment{plural}{language}, {price}")
    }

    /// The most segments of a text to a country, and the language that needs them, unless all do.
    fn most_segments(&self, country: &str) -> (u32, String) {
        let (brand, host) = (&self.verification.brand, self.host());
        if let Some(template) = self.plivo.texts.get(country) {
            return (whole(template.segments(brand, host)), String::new());
        }
        let locales = sms::segments_by_locale(brand, host);
        let most = locales.iter().max_by_key(|(_, segments)| *segments);
        match most {
            Some((locale, segments)) if *segments > 1 => {
                (whole(*segments), format!(" ({})", locale.tag()))
            }
            _ => (1, String::new()),
        }
    }

    fn call_to(&self, country: &str, senders: &Senders) -> String {
        let caller = senders.of_calls(country);
        let Some(caller) = caller.filter(|_| self.limits.calls_per_flow > 0) else {
            return "no call".to_owned();
        };
        let minutes = MAX_CALL_MINUTES;
        let price = cost(*self.limits.call_prices.get(country), minutes);
        format!("call from {caller}, up to {minutes} minutes, {price}")
    }
}

fn whole(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// The price of so many units at this price in [`PARTS`], with two to four decimals.
fn cost(price: u32, units: u32) -> String {
    let parts = u64::from(price) * u64::from(units);
    let (whole, decimals) = (parts / u64::from(PARTS), parts % u64::from(PARTS));
    let written = format!("{whole}.{decimals:04}");
    let shortened = written.strip_suffix("00").or(written.strip_suffix('0'));
    shortened.unwrap_or(&written).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn costs_have_two_to_four_decimals() {
        for (price, units, written) in [
            (77, 1, "0.0077"),
            (400, 3, "0.12"),
            (125, 2, "0.025"),
            (10_000, 2, "2.00"),
            (0, 1, "0.00"),
        ] {
            assert_eq!(cost(price, units), written);
        }
    }
}
