//! Turns raw values into [`Settings`], or says everything that is wrong with them.

use std::net::SocketAddr;

use leptos::config::{Env, LeptosOptions, get_config_from_str};
use url::Url;

use super::keys::{Key, Kind};
use super::read::{Environment, Problems, Raw, raw_values};
use super::{PlivoSettings, Secret, Settings};
use crate::domain::policy::{Limit, Policy, SECOND};
use crate::store::redis::Address;
use crate::telephony::{account, words};

/// Seals the records of development runs, so that several of them can share a
/// Redis. Known to everyone, hence refused in production.
const DEVELOPMENT_SECRET: &str = "development only: known to everyone who can read";

/// The fewest characters of a secret.
const SECRET_LENGTH: usize = 32;

const MINUTE: u64 = 60 * SECOND;

/// The checked values by key, and the list of problems so far.
struct Values {
    raw: Vec<(&'static Key, Raw)>,
    problems: Problems,
}

pub(super) fn settings(file: &str, environment: &Environment) -> Result<Settings, Problems> {
    let mut problems = Problems::default();
    let raw = raw_values(file, environment, &mut problems);
    let leptos = leptos_options(file, &mut problems);
    let mut values = Values { raw, problems };
    values.check_kinds();
    let settings = values.settings(leptos);
    values.check_production(&settings);
    if values.problems.0.is_empty() {
        Ok(settings)
    } else {
        Err(values.problems)
    }
}

fn leptos_options(file: &str, problems: &mut Problems) -> LeptosOptions {
    let section = "[package.metadata.leptos]";
    let has_section = file.lines().any(|line| line.starts_with(section));
    let text = if has_section {
        file.to_owned()
    } else {
        format!("{section}\noutput-name = \"ringcode\"\nsite-root = \"target/site\"\n")
    };
    get_config_from_str(&text).unwrap_or_else(|error| {
        problems.add("package.metadata.leptos", error.to_string());
        LeptosOptions::builder().output_name("ringcode").build()
    })
}

impl Values {
    fn settings(&mut self, leptos: LeptosOptions) -> Settings {
        let public_url = self.public_url(leptos.site_addr);
        self.check_words(&public_url);
        Settings {
            brand: self.text("brand"),
            default_country: self.text("default_country"),
            policy: self.policy(),
            sends_per_service_hour: u32::try_from(self.number("sends_per_service_hour"))
                .unwrap_or(u32::MAX),
            store_url: Some(self.text("url"))
                .filter(|url| !url.is_empty())
                .map(Secret::new),
            store_authority: self.store_authority(),
            secrets: self.secrets(),
            plivo: self.plivo(),
            plivo_timeout: self.number("timeout"),
            public_url,
            log: self.text("log"),
            effective: self.effective(),
            leptos,
        }
    }

    fn policy(&self) -> Policy {
        let seconds = |name| self.number(name) * SECOND;
        let count = |name| usize::try_from(self.number(name)).unwrap_or(usize::MAX);
        let guesses = |name| u32::try_from(self.number(name)).unwrap_or(u32::MAX);
        let limit = |name, minutes: u64| Limit {
            count: count(name),
            within: minutes * MINUTE,
        };
        Policy {
            code_life: seconds("code_life"),
            guesses_per_code: guesses("guesses_per_code"),
            guesses_per_flow: guesses("guesses_per_flow"),
            guesses_per_phone: limit("guesses_per_phone", 24 * 60),
            resend_waits: self
                .numbers("resend_waits")
                .into_iter()
                .map(|wait| wait * SECOND)
                .collect(),
            call_wait: seconds("call_wait"),
            sends_per_flow: count("sends_per_flow"),
            calls_per_flow: count("calls_per_flow"),
            numbers_per_flow: count("numbers_per_flow"),
            sends_per_phone: vec![
                limit("sends_per_phone_10_minutes", 10),
                limit("sends_per_phone_hour", 60),
                limit("sends_per_phone_day", 24 * 60),
            ],
            ..Policy::default()
        }
    }

    fn plivo(&mut self) -> Option<PlivoSettings> {
        let auth_id = self.text("auth_id");
        if auth_id.is_empty() {
            for name in ["auth_token", "sender", "phlo_id"] {
                if !self.text(name).is_empty() {
                    self.problem(name, "is set, but plivo.auth_id is not");
                }
            }
            return None;
        }
        let (sender, phlo_id) = (self.text("sender"), self.text("phlo_id"));
        let checks = [
            ("auth_id", account::check_auth_id(&auth_id)),
            (
                "sender",
                account::check_sender(sender.trim_start_matches('+')),
            ),
            (
                "phlo_id",
                if phlo_id.is_empty() {
                    Ok(())
                } else {
                    account::check_phlo_id(&phlo_id)
                },
            ),
        ];
        for (name, checked) in checks {
            if let Err(what) = checked {
                self.problem(name, what);
            }
        }
        if self.text("auth_token").is_empty() {
            self.problem("auth_token", "needed with plivo.auth_id");
        }
        if self.number("calls_per_flow") > 0
            && sender.bytes().any(|byte| byte.is_ascii_alphabetic())
        {
            self.problem(
                "sender",
                "letters cannot call: give a number, or set limits.calls_per_flow to 0",
            );
        }
        Some(PlivoSettings {
            auth_id,
            auth_token: Secret::new(self.text("auth_token")),
            sender: sender.trim_start_matches('+').to_owned(),
            phlo_id: Some(phlo_id).filter(|id| !id.is_empty()),
            api_url: self.text("api_url"),
            phlo_url: self.text("phlo_url"),
        })
    }

    fn public_url(&mut self, address: SocketAddr) -> Url {
        let text = self.text("public_url");
        let text = if text.is_empty() {
            format!("http://{address}")
        } else {
            text
        };
        let parsed = Url::parse(&text)
            .ok()
            .filter(|url| url.host_str().is_some());
        match (parsed, Url::parse("http://127.0.0.1:3000")) {
            (Some(url), _) => {
                if url.path() != "/" || url.query().is_some() || url.fragment().is_some() {
                    self.problem(
                        "public_url",
                        "only scheme, host and port: the pages are at its root",
                    );
                }
                url
            }
            (None, Ok(fallback)) => fallback,
            (None, Err(_)) => unreachable!("a constant address"),
        }
    }

    fn check_words(&mut self, public_url: &Url) {
        if let Err(what) = words::check_brand(
            &self.text("brand"),
            public_url.host_str().unwrap_or_default(),
        ) {
            self.problem("brand", what);
        }
        let country = self.text("default_country");
        if !country.is_empty() && super::super::numbering::calling_code(&country).is_none() {
            self.problem(
                "default_country",
                "an ISO 3166-1 code of two letters, such as GB",
            );
        }
    }

    /// Reads the authority's certificates, and whether the store's address is one with them.
    fn store_authority(&mut self) -> Option<Vec<u8>> {
        let path = self.text("authority");
        let read = (!path.is_empty()).then(|| std::fs::read(&path));
        let authority = match read {
            Some(Err(error)) => {
                self.problem("authority", format!("{path} cannot be read: {error}"));
                None
            }
            Some(Ok(pem)) => Some(pem),
            None => None,
        };
        let url = self.text("url");
        if !url.is_empty()
            && let Err(what) = Address::parse(&url, authority.as_deref())
        {
            self.problem("url", what.to_string());
        }
        authority
    }

    fn secrets(&mut self) -> Vec<Secret> {
        let given: Vec<_> = ["secret", "previous_secret"]
            .into_iter()
            .filter(|name| !self.text(name).is_empty())
            .collect();
        for name in &given {
            if self.text(name).len() < SECRET_LENGTH {
                self.problem(name, format!("{SECRET_LENGTH} characters at least"));
            }
        }
        if given.is_empty() {
            vec![Secret::new(DEVELOPMENT_SECRET)]
        } else {
            given
                .iter()
                .map(|name| Secret::new(self.text(name)))
                .collect()
        }
    }

    fn check_production(&mut self, settings: &Settings) {
        if settings.leptos.env != Env::PROD {
            return;
        }
        let wait = self
            .numbers("resend_waits")
            .into_iter()
            .min()
            .unwrap_or(0)
            .min(self.number("call_wait"));
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
                self.text("secret").is_empty() || self.text("secret") == DEVELOPMENT_SECRET,
                "secret",
                "needed in production, and not the one for development",
            ),
            (
                settings.public_url.scheme() != "https",
                "public_url",
                "https in production",
            ),
            (
                wait < 30,
                "resend_waits",
                "in production 30 seconds at least, and limits.call_wait too",
            ),
        ];
        for (refused, name, what) in refused {
            if refused {
                self.problem(name, what);
            }
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

    fn effective(&self) -> Vec<(String, String, &'static str)> {
        let shown = |key: &Key, raw: &Raw| match key.kind {
            Kind::Secret if !raw.value.is_empty() => "…".to_owned(),
            _ => raw.value.clone(),
        };
        self.raw
            .iter()
            .map(|(key, raw)| (key.path(), shown(key, raw), raw.from))
            .collect()
    }

    fn problem(&mut self, name: &str, what: impl Into<String>) {
        let place = self
            .raw
            .iter()
            .find(|(key, _)| key.name == name)
            .map_or(name.to_owned(), |(key, _)| key.path());
        self.problems.add(place, what);
    }

    fn text(&self, name: &str) -> String {
        self.raw
            .iter()
            .find(|(key, _)| key.name == name)
            .map(|(_, raw)| raw.value.clone())
            .unwrap_or_default()
    }

    /// Zero for what is no number; [`Values::check_kinds`] has said so.
    fn number(&self, name: &str) -> u64 {
        self.text(name).trim().parse().unwrap_or(0)
    }

    fn numbers(&self, name: &str) -> Vec<u64> {
        self.text(name)
            .split(',')
            .filter_map(|item| item.trim().parse().ok())
            .collect()
    }
}

fn check_kind(kind: Kind, value: &str) -> Result<(), String> {
    let within = |text: &str, least, most| {
        text.trim()
            .parse::<u64>()
            .is_ok_and(|number| (least..=most).contains(&number))
    };
    let fits = match kind {
        Kind::Text | Kind::Secret => !value.chars().any(char::is_control),
        Kind::Address => {
            value.is_empty()
                || Url::parse(value).is_ok_and(|url| {
                    matches!(url.scheme(), "http" | "https") && !value.ends_with('/')
                })
        }
        Kind::Number { least, most } => within(value, least, most),
        Kind::Numbers { least, most } => value.split(',').all(|item| within(item, least, most)),
        Kind::Flag => matches!(value, "true" | "false"),
    };
    if fits { Ok(()) } else { Err(kind.allowed()) }
}

impl Kind {
    /// What is allowed, in words.
    pub fn allowed(self) -> String {
        match self {
            Self::Text => "text without control characters".to_owned(),
            Self::Secret => "a secret".to_owned(),
            Self::Address => "an http:// or https:// address without a slash at its end".to_owned(),
            Self::Number { least, most } => format!("a whole number from {least} to {most}"),
            Self::Numbers { least, most } => {
                format!("whole numbers from {least} to {most}, with commas between them")
            }
            Self::Flag => "true or false".to_owned(),
        }
    }
}
