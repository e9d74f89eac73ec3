//! Requirements of production, and of a real account at Plivo anywhere.

use leptos::config::Env;
use url::{Host, Url};

use crate::config::Settings;
use crate::config::check::Values;
use crate::config::per_country;
use crate::config::secrets::DEVELOPMENT_SECRET;

/// What nobody but the operator can know.
const CHOSEN: [&str; 5] = [
    "countries",
    "spend_hour",
    "spend_day",
    "text_prices",
    "call_prices",
];

impl Values {
    pub(super) fn check_production(&mut self, settings: &Settings) {
        if settings.leptos.env != Env::PROD {
            self.check_account_in_development();
            return;
        }
        let calls = self.number("calls_per_flow") > 0;
        for name in CHOSEN {
            let needed = calls || name != "call_prices";
            if needed && self.is_default(name) {
                self.problem(name, "needed in production: nobody else can know it");
            } else if needed && name.ends_with("_prices") {
                self.check_prices(name);
            }
        }
        let wait = self.numbers("resend_waits").into_iter().min();
        let wait = wait.unwrap_or(0).min(self.number("call_wait"));
        let secret = self.text("secret");
        let refused = [
            (
                settings.plivo.is_none(),
                "auth_id",
                "needed in production: the simulator is for development",
            ),
            (
                settings.store_url.is_none() && self.text("in_process") != "true",
                "url",
                "needed in production, unless store.in_process is true",
            ),
            (
                secret.is_empty() || secret == DEVELOPMENT_SECRET,
                "secret",
                "needed in production, and not the one for development",
            ),
            (
                settings.public_url.scheme() != "https",
                "public_url",
                "https in production",
            ),
            (
                settings.public_url.host().is_some_and(is_this_machine),
                "public_url",
                "in production an address that Plivo can reach, not this machine's own",
            ),
            (
                self.text("trusted_proxies").trim().is_empty(),
                "trusted_proxies",
                "needed in production: this server speaks no TLS, so something in front of it \
                 does, behind which all people would count as one; none where there is no proxy",
            ),
            (
                wait < 30,
                "resend_waits",
                "in production 30 seconds at least, and limits.call_wait too",
            ),
        ];
        for (_, name, what) in refused.into_iter().filter(|(refused, ..)| *refused) {
            self.problem(name, what);
        }
        for name in ["api_url", "phlo_url"] {
            let url = Url::parse(&self.text(name)).ok();
            let plain =
                |url: &Url| url.scheme() == "http" && !url.host().is_some_and(is_this_machine);
            if url.as_ref().is_some_and(plain) {
                self.problem(
                    name,
                    "https in production: the account's token travels there",
                );
            }
        }
    }

    /// A price of nothing never reaches what may be spent.
    fn check_prices(&mut self, name: &str) {
        let text = self.text(name);
        let Ok(prices) = per_country::prices(&text) else {
            return; // Said where they are read.
        };
        let countries = text.split(',').filter_map(|entry| entry.split_once('='));
        let free: Vec<_> = countries
            .map(|(country, _)| country.trim())
            .filter(|country| prices.get(country) == 0)
            .collect();
        if !free.is_empty() {
            let what = format!(
                "0 for {}: limits.spend_hour and limits.spend_day would never hold it",
                free.join(", ")
            );
            self.problem(name, what);
        }
    }

    /// An operator who has a real account and did not say that this is development has forgotten to
    /// say that it is production.
    fn check_account_in_development(&mut self) {
        let is_real = |name| Url::parse(&self.text(name)).is_ok_and(|url| is_plivo(&url));
        let by_phlo = !self.text("phlo_id").is_empty() && is_real("phlo_url");
        if self.text("auth_id").is_empty() || !(is_real("api_url") || by_phlo) {
            return;
        }
        if !self.is_set_by_environment("env") {
            let what = "there is an account at Plivo, but this is not production: PROD, or DEV \
                        in the environment to try the account out";
            self.problem("env", what);
        } else if self.text("secret").is_empty() {
            let what = "needed with an account at Plivo: the one for development is known to all";
            self.problem("secret", what);
        }
    }
}

/// Whether it is Plivo, or somebody else who can be reached safely, rather than a simulator.
fn is_plivo(url: &Url) -> bool {
    let named = url
        .domain()
        .is_some_and(|name| name == "plivo.com" || name.ends_with(".plivo.com"));
    named || url.scheme() == "https"
}

fn is_this_machine(host: Host<&str>) -> bool {
    match host {
        Host::Domain(name) => name == "localhost" || name.ends_with(".localhost"),
        Host::Ipv4(address) => address.is_loopback() || address.is_unspecified(),
        Host::Ipv6(address) => address.is_loopback() || address.is_unspecified(),
    }
}
