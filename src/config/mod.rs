//! The settings: defaults, then `Leptos.toml`, then the environment. The only
//! room that reads the environment.

mod branding;
mod capacity;
mod check;
mod environment;
pub mod keys;
mod kind;

mod limits;
pub mod log_filter;
mod names;
mod outside;
mod per_country;
mod problem;
mod production;
mod read;
mod secrets;
mod site;
mod store;
mod summary;
mod trusted_proxies;

use std::net::SocketAddr;
use std::time::Duration;

use axum::http::HeaderName;
use leptos::config::{Env, LeptosOptions};
use secrecy::SecretString;
use url::Url;

use crate::domain::policy::Policy;
use crate::rate_limit::quotas::Quotas;
use crate::store::redis::RedisCredentials;
use crate::verifier::destination::Served;

pub use branding::{Branding, Logo};
pub use capacity::Capacity;
pub use environment::{Environment, watched};
pub use problem::{Problem, Problems};
pub use summary::Summary;
pub use trusted_proxies::TrustedProxies;

use check::Site;

/// Everything the server can be told, checked.
#[derive(Debug)]
pub struct Settings {
    /// Where the page, its WASM and its style are, and the address to listen on.
    pub leptos: LeptosOptions,
    /// The name in the page, the text and the call.
    pub brand: String,
    /// The page's logo, accent colour and place to get help.
    pub branding: Branding,
    /// The country chosen when the browser names none; may be empty.
    pub default_country: String,
    /// Whether a complete code is checked by itself.
    pub auto_submit: bool,
    /// The limits of the verification.
    pub policy: Policy,
    /// The limits that everybody shares.
    pub quotas: Quotas,
    /// Where messages are sent to.
    pub served: Served,
    /// Where the state lives; `None` for this process.
    pub store_url: Option<SecretString>,
    /// What else it takes to get in there.
    pub store_access: RedisCredentials,
    /// How many replicas must hold a verification before it is told.
    pub store_replicas: u32,
    /// How long the store's answer is waited for.
    pub store_timeout: Duration,
    /// What seals the stored values, the current one first.
    pub secrets: Vec<SecretString>,
    /// The account at Plivo; `None` for the simulator.
    pub plivo: Option<PlivoSettings>,
    /// How long one request to Plivo may take, in seconds.
    pub plivo_timeout: u64,
    /// How long Plivo is left alone once it is broken, in seconds.
    pub plivo_rest: u64,
    /// Whether receipts of texts are believed that are signed by V2 alone.
    pub plivo_signature_v2: bool,
    /// The address people and Plivo reach this server at.
    pub public_url: Url,
    /// The proxies whose word is taken for where a request comes from.
    pub trusted_proxies: TrustedProxies,
    /// The header in which those proxies name the visitor's country.
    pub country_header: Option<HeaderName>,
    /// How much the server takes on.
    pub capacity: Capacity,
    /// Whether each line of the log is a JSON object.
    pub log_json: bool,
    /// The log filter.
    pub log: String,
    /// Every setting as it is in force, secrets masked: `table.key`, value, where from.
    pub effective: Vec<(String, String, String)>,
    /// Warnings to log at the start, which do not prevent it.
    pub warnings: Problems,
}

/// The account at Plivo.
#[derive(Debug)]
pub struct PlivoSettings {
    /// The account's name.
    pub auth_id: String,
    /// The account's password, which also signs its callbacks.
    pub auth_token: SecretString,
    /// Whom texts and calls come from.
    pub sender: String,
    /// The PHLO to send through.
    pub phlo_id: Option<String>,
    /// Plivo's API.
    pub api_url: String,
    /// Plivo's PHLO runner.
    pub phlo_url: String,
}

impl Settings {
    /// Reads the settings of this process: `Leptos.toml` in the working directory
    /// or beside the binary, and the environment.
    ///
    /// # Errors
    /// Every problem there is, at once.
    pub fn of_this_process() -> Result<Self, Problems> {
        let file = read::find_file()?;
        let beside = read::beside_binary();
        let site = Site::HereOrBeside(beside.as_deref());
        check::settings(&file, &Environment::of_this_process(), site)
    }

    /// Reads the secrets of this process alone, as [`Settings::of_this_process`] does; whatever
    /// else is wrong or lacking.
    ///
    /// # Errors
    /// Every problem that the secrets have.
    pub fn secrets_of_this_process() -> Result<Vec<SecretString>, Problems> {
        let file = read::find_file()?;
        check::secrets(&file, &Environment::of_this_process())
    }

    /// Reads the settings from the text of a `Leptos.toml` and an environment. The files for
    /// browsers are not looked for.
    ///
    /// # Errors
    /// Every problem there is, at once.
    pub fn from_parts(file: &str, environment: &Environment) -> Result<Self, Problems> {
        check::settings(file, environment, Site::NotLookedFor)
    }

    /// Whether this is production, where nothing may stand in for the real thing.
    pub fn production(&self) -> bool {
        self.leptos.env == Env::PROD
    }

    /// The address to listen on.
    pub fn address(&self) -> SocketAddr {
        self.leptos.site_addr
    }

    /// The public address without a trailing slash, to put paths behind.
    pub fn public_base(&self) -> &str {
        self.public_url.as_str().trim_end_matches('/')
    }

    /// The host in the public address, without port: what a text names as the page
    /// its code belongs to.
    pub fn host(&self) -> &str {
        self.public_url.host_str().unwrap_or_default()
    }
}
