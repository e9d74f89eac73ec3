//! The settings in short, for the line that is logged at the start, and in full for `--check`.

use std::fmt::Write;

use secrecy::ExposeSecret;

use crate::config::Settings;
use crate::telephony::plivo::voice_xml::MAX_CALL_MINUTES;
use crate::telephony::sms;

/// The settings that matter most at a start, as text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// `production` or `development`.
    pub mode: &'static str,
    /// `memory`, or the scheme of the store's address, such as `redis-sentinel`.
    pub store: String,
    /// The networks of the proxies, or `none`.
    pub proxies: String,
    /// The countries that messages may go to, or `*`.
    pub countries: String,
}

impl Settings {
    /// Summarizes the settings.
    pub fn summary(&self) -> Summary {
        let url = self.store.url.as_ref().map(ExposeSecret::expose_secret);
        let scheme = url.and_then(|url| url.split_once("://"));
        let proxies = self.effective_value("server.trusted_proxies");
        let countries = self.limits.countries.as_ref();
        Summary {
            mode: match self.is_production() {
                true => "production",
                false => "development",
            },
            store: scheme.map_or("memory", |(scheme, _)| scheme).to_owned(),
            proxies: match proxies {
                "" => "none".to_owned(),
                networks => networks.to_owned(),
            },
            countries: countries.map_or("*".to_owned(), |countries| countries.join(",")),
        }
    }

    /// Formats every setting in force, a line each, then a summary and the warnings, for
    /// `--check`.
    pub fn report(&self) -> String {
        let mut report = String::new();
        for setting in &self.effective {
            let (path, origin) = (&setting.path, &setting.origin);
            let value = setting.value.replace('\n', " / ");
            _ = writeln!(report, "{path} = {value}  ({origin})");
        }
        let summary = self.summary();
        let (mode, store) = (summary.mode, summary.store);
        let (proxies, countries) = (summary.proxies, summary.countries);
        let (address, site) = (self.address(), &self.leptos.site_root);
        let public = self.public_base();
        _ = write!(
            report,
            "\nmode: {mode}\naddress: {address}, known as {public}\nsite folder: {site}\n\
             store: {store}\nproxies: {proxies}\ncountries: {countries}\n{}{}",
            self.cost_of_messages(),
            self.messages_by_country()
        );
        for warning in &self.warnings.0 {
            _ = writeln!(report, "warning: {warning}");
        }
        report
    }

    /// The segments that a text is billed as in each language, longest code and brand included,
    /// and the minutes of a call: what the prices are multiplied by.
    fn cost_of_messages(&self) -> String {
        let mut text = "a text costs:".to_owned();
        for (locale, segments) in sms::segments_by_locale(&self.verification.brand, self.host()) {
            let plural = if segments == 1 { "" } else { "s" };
            _ = write!(text, " {} {segments} segment{plural},", locale.tag());
        }
        text.pop();
        text + &format!("\na call costs: {MAX_CALL_MINUTES} minutes\n")
    }

    fn effective_value(&self, path: &str) -> &str {
        let found = self.effective.iter().find(|setting| setting.path == path);
        found.map_or("", |setting| &setting.value)
    }
}
