//! Loads the settings: reads every section, checks each and how they fit together.

use std::net::SocketAddr;
use std::num::NonZero;
use std::path::PathBuf;
use std::thread;
use std::time::Duration;

use leptos::config::{Env, LeptosOptions};
use secrecy::SecretString;

use crate::config::sections::{
    ClientsSettings, LeptosSettings, LimitsSettings, ServerSettings, StoreSettings,
    VerificationSettings,
};
use crate::config::{
    ConfigError, ConfigErrors, Environment, PlivoSettings, RawSettings, Settings, config_file,
    production, sections, senders, site_folder,
};

/// Age at which an HTTP/2 connection takes no more requests. Nothing else ends one whose client
/// answers pings, or leaves its streams half read.
const CONNECTION_AGE: Duration = Duration::from_secs(60);

/// Time between two writes of what an instance counted: what the operator may miss of the others,
/// and what a crash loses.
const STATISTICS_INTERVAL: Duration = Duration::from_secs(10);

/// Time between two looks for what the operator has to be told.
const WATCH_INTERVAL: Duration = Duration::from_mins(1);

/// Time between two looks at the certificate of the public address.
const CERTIFICATE_INTERVAL: Duration = Duration::from_hours(1);

impl Settings {
    /// Loads the settings of this process: `Leptos.toml` in the working directory or beside the
    /// binary, and the environment.
    ///
    /// # Errors
    /// Every mistake at once.
    pub fn from_env() -> Result<Self, ConfigErrors> {
        let file = config_file::read()?;
        let folder = config_file::binary_folder();
        let find_site = |leptos: &mut LeptosOptions, raw: &mut RawSettings| {
            site_folder::find(leptos, folder.as_deref(), raw);
        };
        load(&file, &Environment::from_env(), find_site)
    }

    /// Loads the settings from the text of a `Leptos.toml` and an environment, without looking
    /// for the files for browsers.
    ///
    /// # Errors
    /// Every mistake at once.
    pub fn from_parts(file: &str, environment: &Environment) -> Result<Self, ConfigErrors> {
        load(file, environment, |_, _| ())
    }

    /// Loads the secrets of this process alone, the current one and the one before, whatever
    /// else is wrong or missing.
    ///
    /// # Errors
    /// Every mistake in the secrets; in production also when there is none.
    pub fn secrets_from_env() -> Result<(SecretString, Option<SecretString>), ConfigErrors> {
        let file = config_file::read()?;
        let mut raw = read_raw(&file, &Environment::from_env());
        let is_production = LeptosSettings::read(&mut raw).env == Env::PROD;
        let store = StoreSettings::read(&mut raw);
        store.validate_secrets(&mut raw);
        if is_production && !raw.is_set("store.secret") {
            raw.error("store.secret", "needed in production");
        }
        let is_secret = |error: &ConfigError| error.place.ends_with("secret");
        let errors = raw.into_errors().0.into_iter();
        let errors: Vec<_> = errors.filter(is_secret).collect();
        match errors.is_empty() {
            true => Ok(store.secrets()),
            false => Err(ConfigErrors(errors)),
        }
    }
}

/// The file of the clients, and whether this is production, whatever else is wrong.
///
/// # Errors
/// `Leptos.toml` is there and cannot be read.
pub fn clients_file_from_env() -> Result<(Option<PathBuf>, bool), ConfigErrors> {
    let mut raw = read_raw(&config_file::read()?, &Environment::from_env());
    let is_production = LeptosSettings::read(&mut raw).env == Env::PROD;
    Ok((ClientsSettings::read(&mut raw).path(), is_production))
}

/// The address that the server of this environment listens on, whatever else is wrong.
///
/// # Errors
/// `Leptos.toml` is there and cannot be read.
pub fn listen_address_from_env() -> Result<SocketAddr, ConfigErrors> {
    let mut raw = read_raw(&config_file::read()?, &Environment::from_env());
    Ok(LeptosSettings::read(&mut raw).options().site_addr)
}

fn read_raw(file: &str, environment: &Environment) -> RawSettings {
    let keys: Vec<_> = sections::keys().collect();
    RawSettings::load(&keys, file, environment)
}

fn load(
    file: &str,
    environment: &Environment,
    find_site: impl FnOnce(&mut LeptosOptions, &mut RawSettings),
) -> Result<Settings, ConfigErrors> {
    let mut raw = read_raw(file, environment);
    let mut leptos = LeptosSettings::read(&mut raw).options();
    find_site(&mut leptos, &mut raw);
    apply_dev_defaults(&leptos, &mut raw);
    let verification = VerificationSettings::read(&mut raw);
    let limits = LimitsSettings::read(&mut raw);
    limits.warn_of_record_only(&mut raw);
    limits.warn_of_lost_log(&mut raw);
    let store = StoreSettings::read_valid(&mut raw);
    store.validate_secrets(&mut raw);
    let plivo = PlivoSettings::read(&mut raw);
    plivo.validate(&mut raw);
    let clients = ClientsSettings::read(&mut raw);
    let server = ServerSettings::read(&mut raw);
    server.validate(&mut raw);
    let public_url = match server.public_url_at(leptos.site_addr) {
        Ok(url) => url,
        Err(error) => {
            raw.error("server.public_url", error);
            return Err(raw.into_errors());
        }
    };
    let host = server.valid_host(&public_url, leptos.site_addr, &mut raw);
    verification.validate(host, &mut raw);
    let mut settings = Settings {
        threads: NonZero::new(server.threads).or_else(|| thread::available_parallelism().ok()),
        connection_age: CONNECTION_AGE,
        statistics_interval: STATISTICS_INTERVAL,
        watch_interval: WATCH_INTERVAL,
        certificate_interval: CERTIFICATE_INTERVAL,
        effective: raw.effective(),
        warnings: ConfigErrors::default(),
        leptos,
        verification,
        limits,
        store,
        plivo,
        clients,
        server,
        public_url,
    };
    senders::validate(&settings, &mut raw);
    production::validate(&settings, &mut raw);
    settings.warnings = raw.finish()?;
    Ok(settings)
}

/// In development no load balancer has to notice a stop, and several servers may run beside each
/// other.
fn apply_dev_defaults(leptos: &LeptosOptions, raw: &mut RawSettings) {
    if leptos.env != Env::PROD {
        raw.set_default("server.grace", "0");
        raw.set_default("server.operator_addr", "127.0.0.1:0");
    }
}
