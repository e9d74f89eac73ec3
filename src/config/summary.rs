//! The settings in short: for the line that tells of a start, and for `--check`.

use std::fmt::Write;

use secrecy::ExposeSecret;

use crate::config::Settings;
use crate::telephony::plivo::voice_xml::MAX_CALL_MINUTES;
use crate::telephony::sms;

/// What an operator wants to know at a glance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// `production` or `development`.
    pub mode: &'static str,
    /// `memory`, or how the store's address begins, such as `redis-sentinel`.
    pub store: String,
    /// The networks of the proxies, or `none`.
    pub proxies: String,
    /// The countries that are sent to, or `*`.
    pub countries: String,
}

impl Settings {
    /// The settings in short.
    pub fn summary(&self) -> Summary {
        let url = self.store_url.as_ref().map(|url| url.expose_secret());
        let kind = url.and_then(|url| url.split_once("://"));
        let proxies = match self.value("server.trusted_proxies") {
            "" => "none",
            networks => networks,
        };
        let countries = self.served.countries.as_ref();
        Summary {
            mode: match self.production() {
                true => "production",
                false => "development",
            },
            store: kind.map_or("memory", |(kind, _)| kind).to_owned(),
            proxies: proxies.to_owned(),
            countries: countries.map_or("*".to_owned(), |countries| countries.join(",")),
        }
    }

    /// Every setting in force, a line each, then what comes of them, for `--check`.
    pub fn report(&self) -> String {
        let mut report = String::new();
        for (name, value, from) in &self.effective {
            _ = writeln!(report, "{name} = {value}  ({from})");
        }
        let Summary {
            mode,
            store,
            proxies,
            countries,
        } = self.summary();
        let (address, site) = (self.address(), &self.leptos.site_root);
        let public = self.public_base();
        _ = write!(
            report,
            "\nmode: {mode}\naddress: {address}, known as {public}\nsite folder: {site}\n\
             store: {store}\nproxies: {proxies}\ncountries: {countries}\n{}",
            self.cost_of_messages()
        );
        for warning in &self.warnings.0 {
            _ = writeln!(report, "warning: {warning}");
        }
        report
    }

    /// How many segments a text is billed as, in each language, longest code and brand included,
    /// and how many minutes a call: what the prices are taken for.
    fn cost_of_messages(&self) -> String {
        let mut text = "a text costs:".to_owned();
        for (locale, segments) in sms::segments_by_locale(&self.brand, self.host()) {
            let plural = if segments == 1 { "" } else { "s" };
            _ = write!(text, " {} {segments} segment{plural},", locale.tag());
        }
        text.pop();
        text + &format!("\na call costs: {MAX_CALL_MINUTES} minutes\n")
    }

    fn value(&self, path: &str) -> &str {
        let found = self.effective.iter().find(|(name, ..)| name == path);
        found.map_or("", |(_, value, _)| value)
    }
}
