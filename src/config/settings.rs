//! The settings in force, typed and checked.

use std::net::SocketAddr;
use std::num::NonZero;
use std::time::Duration;

use leptos::config::{Env, LeptosOptions};
use url::Url;

use crate::config::sections::{
    ClientsSettings, LimitsSettings, ServerSettings, StoreSettings, VerificationSettings,
};
use crate::config::{ConfigErrors, EffectiveSetting, PlivoSettings, quotas};
use crate::domain::{DAY, HOUR};
use crate::rate_limit::Quotas;
use crate::verifier::destination::DestinationPolicy;

/// Every setting of the server, checked.
#[derive(Debug)]
pub struct Settings {
    /// `[package.metadata.leptos]`: the mode, the address to listen on, the site folder.
    pub leptos: LeptosOptions,
    /// `[verification]`.
    pub verification: VerificationSettings,
    /// `[limits]`.
    pub limits: LimitsSettings,
    /// `[store]`.
    pub store: StoreSettings,
    /// `[plivo]`.
    pub plivo: PlivoSettings,
    /// `[clients]`.
    pub clients: ClientsSettings,
    /// `[server]`.
    pub server: ServerSettings,
    /// The address people and Plivo reach this server at: `server.public_url`, else one made of
    /// the address to listen on.
    pub public_url: Url,
    /// Threads that serve connections: `server.threads`, else one for each core; `None`: the
    /// thread that accepts them.
    pub threads: Option<NonZero<usize>>,
    /// Time in which an HTTP/2 connection takes requests, and then again in which it may finish
    /// their answers; a client that wants more opens another one.
    pub connection_age: Duration,
    /// Time between two writes of what was counted.
    pub statistics_interval: Duration,
    /// Time between two looks for what the operator has to be told.
    pub watch_interval: Duration,
    /// Time between two looks at the certificate of the public address.
    pub certificate_interval: Duration,
    /// The text and origin of each setting, secrets masked.
    pub effective: Vec<EffectiveSetting>,
    /// Warnings to log at the start, which do not prevent it.
    pub warnings: ConfigErrors,
}

impl Settings {
    /// Whether this is production, which refuses the simulator and development secrets.
    pub fn is_production(&self) -> bool {
        self.leptos.env == Env::PROD
    }

    /// The spending caps, in whole units, with their periods.
    pub fn spending_caps(&self) -> [(Duration, u32); 2] {
        [(HOUR, self.limits.spend_hour), (DAY, self.limits.spend_day)]
    }

    /// The address to listen on.
    pub fn address(&self) -> SocketAddr {
        self.leptos.site_addr
    }

    /// The address for the operator alone to listen on.
    pub fn operator_address(&self) -> SocketAddr {
        let any_free_port = SocketAddr::from(([127, 0, 0, 1], 0));
        self.server.operator_addr.unwrap_or(any_free_port)
    }

    /// The public address without a trailing slash, to put paths behind.
    pub fn public_base(&self) -> &str {
        self.public_url.as_str().trim_end_matches('/')
    }

    /// The host in the public address, without port: the page that a text says its code belongs
    /// to.
    pub fn host(&self) -> &str {
        self.public_url.host_str().unwrap_or_default()
    }

    /// The limits that everybody shares.
    pub fn quotas(&self) -> Quotas {
        quotas::quotas(&self.limits, &self.plivo)
    }

    /// The numbers that are sent to. Without an account at Plivo they include unknown ones: the
    /// simulator's phones have numbers that are reserved for fiction.
    pub fn destination_policy(&self) -> DestinationPolicy {
        DestinationPolicy {
            countries: self.limits.countries.clone(),
            unknown_numbers: self.limits.unknown_numbers || self.plivo.auth_id.is_none(),
        }
    }
}
