//! Checks that only production makes, and those that a real account at Plivo needs in any mode.

use std::time::Duration;

use url::{Host, Url};

use crate::config::sections::DEVELOPMENT_SECRET;
use crate::config::{RawSettings, Settings};
use crate::domain::PerCountry;

/// Settings that only the operator can know.
const CHOSEN: [&str; 5] = [
    "limits.countries",
    "limits.spend_hour",
    "limits.spend_day",
    "limits.text_prices",
    CALL_PRICES,
];

const CALL_PRICES: &str = "limits.call_prices";

/// The shortest wait before another message, in production.
const MIN_WAIT: Duration = Duration::from_secs(30);

/// Checks what the mode of the settings requires.
pub(super) fn validate(settings: &Settings, raw: &mut RawSettings) {
    if !settings.is_production() {
        validate_account_in_development(settings, raw);
        return;
    }
    validate_chosen(settings, raw);
    // The default in place of a value with a mistake says nothing about the setting.
    let refusals = refusals(settings, raw).into_iter();
    let refusals = refusals.filter(|(is_refused, path, _)| *is_refused && !raw.has_error(path));
    for (_, path, message) in refusals.collect::<Vec<_>>() {
        raw.error(path, message);
    }
    if settings.public_url.host().is_some_and(is_private) && is_plivo_used(settings) {
        let message = "a private address, which Plivo cannot reach: it could neither report on a \
                       text nor hear what a call says";
        raw.warn("server.public_url", message);
    }
    for (path, address) in [
        ("plivo.api_url", &settings.plivo.api_url),
        ("plivo.phlo_url", &settings.plivo.phlo_url),
    ] {
        let url = Url::parse(address).ok();
        let is_open =
            |url: &Url| url.scheme() == "http" && !url.host().is_some_and(is_this_machine);
        if url.as_ref().is_some_and(is_open) {
            let message = "https in production: the account's token travels there";
            raw.error(path, message);
        }
    }
}

/// Conditions that production refuses, each with the setting and the message for it.
fn refusals(settings: &Settings, raw: &RawSettings) -> [(bool, &'static str, &'static str); 8] {
    let (store, limits) = (&settings.store, &settings.limits);
    let secret = raw.text("store.secret");
    let waits = limits.resend_waits.iter().chain([&limits.call_wait]);
    [
        (
            settings.plivo.auth_id.is_none(),
            "plivo.auth_id",
            "needed in production: the simulator is for development",
        ),
        (
            store.url.is_none() && !store.in_process,
            "store.url",
            "needed in production, unless store.in_process is true",
        ),
        (
            secret.is_empty() || secret == DEVELOPMENT_SECRET,
            "store.secret",
            "needed in production, and not the one for development",
        ),
        (
            settings.public_url.scheme() != "https",
            "server.public_url",
            "https in production",
        ),
        (
            settings.public_url.host().is_some_and(is_this_machine),
            "server.public_url",
            "in production an address that Plivo can reach, not this machine's own",
        ),
        (
            settings.server.demo_url.is_some(),
            "server.demo_url",
            "not in production: it is for development",
        ),
        (
            raw.text("server.trusted_proxies").trim().is_empty(),
            "server.trusted_proxies",
            "needed in production: this server speaks no TLS, so something in front of it \
             does, behind which all people would count as one; none where there is no proxy",
        ),
        (
            waits.min().is_none_or(|wait| *wait < MIN_WAIT),
            "limits.resend_waits",
            "in production 30 seconds at least, and limits.call_wait too",
        ),
    ]
}

fn validate_chosen(settings: &Settings, raw: &mut RawSettings) {
    let limits = &settings.limits;
    let makes_calls = limits.calls_per_flow > 0;
    for path in CHOSEN {
        let is_needed = makes_calls || path != CALL_PRICES;
        if is_needed && raw.is_default(path) {
            raw.error(path, "needed in production: nobody else can know it");
        }
    }
    validate_prices("limits.text_prices", &limits.text_prices, raw);
    if makes_calls {
        validate_prices(CALL_PRICES, &limits.call_prices, raw);
    }
}

/// Refuses prices of 0, with which the spending limits are never reached.
fn validate_prices(path: &str, prices: &PerCountry<u32>, raw: &mut RawSettings) {
    let countries = raw
        .text(path)
        .split(',')
        .filter_map(|entry| entry.split_once('='));
    let free: Vec<_> = countries
        .map(|(country, _)| country.trim())
        .filter(|country| *prices.get(country) == 0)
        .collect();
    if !free.is_empty() {
        let message = format!(
            "0 for {}: limits.spend_hour and limits.spend_day would never hold it",
            free.join(", ")
        );
        raw.error(path, message);
    }
}

/// Refuses a real account in a mode that is development only by default: production was probably
/// forgotten. Where the environment sets development, a secret is still required.
fn validate_account_in_development(settings: &Settings, raw: &mut RawSettings) {
    if !is_plivo_used(settings) {
        return;
    }
    if !raw.is_set_by_environment("package.metadata.leptos.env") {
        let message = "there is an account at Plivo, but this is not production: PROD, or DEV in \
                       the environment to try the account out";
        raw.error("package.metadata.leptos.env", message);
    } else if settings.store.secret.is_none() {
        let message = "needed with an account at Plivo: the one for development is known to all";
        raw.error("store.secret", message);
    }
}

/// Whether messages go to a real account.
fn is_plivo_used(settings: &Settings) -> bool {
    let plivo = &settings.plivo;
    let is_real = |address: &str| Url::parse(address).is_ok_and(|url| is_plivo(&url));
    let by_phlo = plivo.phlo_id.is_some() && is_real(&plivo.phlo_url);
    plivo.auth_id.is_some() && (is_real(&plivo.api_url) || by_phlo)
}

/// Whether the address is Plivo's or, being https, anything but a simulator's.
fn is_plivo(url: &Url) -> bool {
    let named = url
        .domain()
        .is_some_and(|name| name == "plivo.com" || name.ends_with(".plivo.com"));
    named || url.scheme() == "https"
}

/// Whether a host is known in a network of its own only: by its address, by a name of one word,
/// or under a domain that is reserved for that (RFC 6762, RFC 8375).
fn is_private(host: Host<&str>) -> bool {
    match host {
        Host::Domain(name) => {
            let name = name.trim_end_matches('.');
            let reserved = [".local", ".internal", ".home.arpa"];
            !name.contains('.') || reserved.iter().any(|domain| name.ends_with(domain))
        }
        Host::Ipv4(address) => address.is_private() || address.is_link_local(),
        Host::Ipv6(address) => address.is_unique_local() || address.is_unicast_link_local(),
    }
}

fn is_this_machine(host: Host<&str>) -> bool {
    match host {
        Host::Domain(name) => {
            let name = name.trim_end_matches('.');
            name == "localhost" || name.ends_with(".localhost")
        }
        Host::Ipv4(address) => address.is_loopback() || address.is_unspecified(),
        Host::Ipv6(address) => address.is_loopback() || address.is_unspecified(),
    }
}
