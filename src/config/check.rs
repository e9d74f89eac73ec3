//! Turns raw values into [`Settings`], or says everything that is wrong with them.

use std::path::Path;
use std::time::Duration;

use leptos::config::{Env, LeptosOptions};
use secrecy::SecretString;
use url::Url;

use crate::config::Settings;
use crate::config::environment::Environment;
use crate::config::keys::{Key, Kind};
use crate::config::kind::check_kind;
use crate::config::problem::{Problem, Problems};
use crate::config::read::{DEFAULT, Raw, raw_values, tables};
use crate::config::trusted_proxies::TrustedProxies;
use crate::telephony::sms;
use crate::verifier::phone_parsing::is_country;

/// The checked values by key, and the list of problems so far.
pub(super) struct Values {
    raw: Vec<(&'static Key, Raw)>,
    problems: Problems,
    warnings: Problems,
}

/// Where the files for browsers are looked for; nowhere where only settings are asked about.
pub(super) enum Site<'a> {
    NotLookedFor,
    HereOrBeside(Option<&'a Path>),
}

pub(super) fn settings(
    file: &str,
    environment: &Environment,
    site: Site<'_>,
) -> Result<Settings, Problems> {
    let mut values = Values::read(file, environment);
    values.check_kinds();
    let mut leptos = values.leptos();
    if let Site::HereOrBeside(beside) = site {
        values.find_site(&mut leptos, beside);
    }
    values.hurry_in_development(&leptos);
    let mut settings = values.settings(leptos);
    values.check_production(&settings);
    if values.problems.0.is_empty() {
        settings.warnings = values.warnings;
        Ok(settings)
    } else {
        Err(values.problems)
    }
}

/// The secrets alone. In production the one for development is none.
pub(super) fn secrets(
    file: &str,
    environment: &Environment,
) -> Result<Vec<SecretString>, Problems> {
    let mut values = Values::read(file, environment);
    values.check_kinds();
    let production = values.leptos().env == Env::PROD;
    let secrets = values.secrets();
    if production && values.text("secret").is_empty() {
        values.problem("secret", "needed in production");
    }
    let Problems(mut problems) = values.problems;
    problems.retain(|problem| problem.place.ends_with("secret"));
    match problems.is_empty() {
        true => Ok(secrets),
        false => Err(Problems(problems)),
    }
}

impl Values {
    pub(super) fn read(file: &str, environment: &Environment) -> Self {
        let mut problems = Problems::default();
        let tables = tables(file, &mut problems);
        let raw = raw_values(&tables, environment, &mut problems);
        Self {
            raw,
            problems,
            warnings: Problems::default(),
        }
    }

    fn settings(&mut self, leptos: LeptosOptions) -> Settings {
        let public_url = self.public_url(leptos.site_addr);
        self.check_words(&public_url);
        self.check_country_header();
        Settings {
            brand: self.text("brand"),
            branding: self.branding(),
            default_country: self.text("default_country"),
            auto_submit: self.text("auto_submit") == "true",
            policy: self.policy(),
            quotas: self.quotas(),
            served: self.served(),
            store_url: Some(self.text("url"))
                .filter(|url| !url.is_empty())
                .map(SecretString::from),
            store_access: self.store_access(),
            store_replicas: u32::try_from(self.number("replicas")).unwrap_or(u32::MAX),
            store_timeout: Duration::from_millis(self.number("answer_timeout")),
            secrets: self.secrets(),
            plivo: self.plivo(),
            plivo_timeout: self.number("timeout"),
            plivo_rest: self.number("rest"),
            plivo_signature_v2: self.text("signature_v2") == "true",
            public_url,
            // What is wrong with them was said by check_kinds.
            trusted_proxies: TrustedProxies::parse(&self.text("trusted_proxies"))
                .unwrap_or_default(),
            country_header: self.text("country_header").parse().ok(),
            capacity: self.capacity(),
            log_json: self.text("log_json") == "true",
            log: self.text("log"),
            effective: self.effective(),
            warnings: Problems::default(),
            leptos,
        }
    }

    fn check_words(&mut self, public_url: &Url) {
        let mut host = public_url.host_str().unwrap_or_default();
        if let Err(error) = sms::validate_host(host) {
            let what = match self.text("public_url").is_empty() {
                false => error.to_string(),
                true => format!(
                    "needed, as {:?} (LEPTOS_SITE_ADDR) has no host name that a text can name",
                    self.text("site-addr")
                ),
            };
            self.problem("public_url", what);
            host = "localhost";
        }
        if let Err(error) = sms::validate_branding(&self.text("brand"), host) {
            self.problem("brand", error.to_string());
        }
        let country = self.text("default_country");
        if !country.is_empty() && !is_country(&country) {
            self.problem(
                "default_country",
                "an ISO 3166-1 code of two letters, such as GB",
            );
        }
    }

    fn check_country_header(&mut self) {
        let proxies = TrustedProxies::parse(&self.text("trusted_proxies"));
        let nobody = proxies.is_ok_and(|proxies| proxies == TrustedProxies::default());
        if !self.text("country_header").is_empty() && nobody {
            let what = "needs server.trusted_proxies: nobody else's word is taken";
            self.problem("country_header", what);
        }
    }

    fn check_kinds(&mut self) {
        for index in 0..self.raw.len() {
            let (key, raw) = &self.raw[index];
            if let Err(what) = check_kind(key.kind, &raw.value) {
                self.problem(key.name, what);
            }
        }
    }

    fn effective(&self) -> Vec<(String, String, String)> {
        let shown = |key: &Key, raw: &Raw| match key.kind {
            Kind::Secret if !raw.value.is_empty() => "…".to_owned(),
            _ => raw.value.clone(),
        };
        self.raw
            .iter()
            .map(|(key, raw)| (key.path(), shown(key, raw), raw.from.clone()))
            .collect()
    }

    pub(super) fn problem(&mut self, name: &str, what: impl Into<String>) {
        let problem = self.about(name, what.into());
        self.problems.0.push(problem);
    }

    pub(super) fn problem_count(&self) -> usize {
        self.problems.0.len()
    }

    /// Notes something that is said at the start and does not prevent it.
    pub(super) fn warn(&mut self, name: &str, what: impl Into<String>) {
        let warning = self.about(name, what.into());
        self.warnings.0.push(warning);
    }

    fn about(&self, name: &str, what: String) -> Problem {
        let found = self.raw.iter().find(|(key, _)| key.name == name);
        let (place, env) = found.map_or((name.to_owned(), ""), |(key, _)| (key.path(), key.env));
        Problem { place, env, what }
    }

    /// Puts something else in the place of a default.
    pub(super) fn set_unless_given(&mut self, name: &str, value: &str) {
        let raw = self.raw.iter_mut().find(|(key, _)| key.name == name);
        if let Some((_, raw)) = raw.filter(|(_, raw)| raw.from == DEFAULT) {
            value.clone_into(&mut raw.value);
        }
    }

    /// Whether nobody has set it.
    pub(super) fn is_default(&self, name: &str) -> bool {
        let found = self.raw.iter().find(|(key, _)| key.name == name);
        found.is_some_and(|(_, raw)| raw.from == DEFAULT)
    }

    /// Whether the environment says it, or a file that the environment names.
    pub(super) fn is_set_by_environment(&self, name: &str) -> bool {
        let found = self.raw.iter().find(|(key, _)| key.name == name);
        found.is_some_and(|(key, raw)| raw.from.starts_with(key.env))
    }

    pub(super) fn text(&self, name: &str) -> String {
        self.raw
            .iter()
            .find(|(key, _)| key.name == name)
            .map(|(_, raw)| raw.value.clone())
            .unwrap_or_default()
    }

    /// Zero for what is no number; [`Values::check_kinds`] has said so.
    pub(super) fn number(&self, name: &str) -> u64 {
        self.text(name).trim().parse().unwrap_or(0)
    }

    pub(super) fn numbers(&self, name: &str) -> Vec<u64> {
        self.text(name)
            .split(',')
            .filter_map(|item| item.trim().parse().ok())
            .collect()
    }
}
