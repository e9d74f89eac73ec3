//! Builds the application from the settings: store, provider, verifier, web state.

mod background;
mod error;
pub mod simulated_plivo;

use std::sync::Arc;

use secrecy::ExposeSecret;
use tracing::warn;

use crate::alerts::Alerts;
use crate::clients::{ClientRegistry, Clients, ClientsSource};
use crate::config::{PlivoSettings, Settings};
use crate::domain::PerCountry;
use crate::lifecycle::Lifecycle;
use crate::metrics::Metrics;
use crate::rate_limit::RateLimiter;
use crate::repository::Repository;
use crate::statistics::Statistics;
use crate::store::memory::MemoryStore;
use crate::store::redis::{RedisAddress, RedisStore};
use crate::store::{MeteredStore, Store, StoreError};
use crate::telephony::plivo::{Account, AuthToken, CallbackReceiver, PlivoClient, Timeouts};
use crate::telephony::{MeteredProvider, Provider, sms};
use crate::verifier::number_rules::NumberRules;
use crate::verifier::{DenialLog, NoObserver, Verifier, phone_parsing};
use crate::web::{AppState, DeliveryStreams, Readiness, Shared, StaticFiles, UntrustedForwarders};

use background::{notifier, start_watch, with_decision_log};
pub use error::StartupError;
use simulated_plivo::SimulatedPlivo;

/// Builds the application. Without an account at Plivo, starts a simulator on a free port of this
/// machine, and the same client talks to that.
///
/// # Errors
/// [`StartupError`] for the part that could not be built.
pub async fn build(settings: Settings) -> Result<AppState, StartupError> {
    let store = store(&settings)?;
    build_with_store(store, settings).await
}

/// Builds the application with its state in `store`.
///
/// # Errors
/// [`StartupError`] for the part that could not be built.
pub async fn build_with_store(
    store: Arc<dyn Store>,
    settings: Settings,
) -> Result<AppState, StartupError> {
    let clients = Arc::new(clients(&settings)?);
    let alerts = Alerts::default();
    let (account, simulated) = match settings.plivo.auth_id {
        Some(_) => (account(&settings.plivo, &settings)?, None),
        None => {
            let (simulated, plivo) = SimulatedPlivo::start(&settings.plivo).await?;
            (account(&plivo, &settings)?, Some(simulated))
        }
    };
    let callbacks = CallbackReceiver::new(&account, settings.plivo.signature_v2);
    warn_of_long_messages(&account);
    let callers = callers(&account);
    let provider = client_of(account, &settings)?.with_alerts(alerts.clone());
    let lifecycle = Lifecycle::default();
    let verifier = verifier(
        &settings,
        store.clone(),
        Arc::new(provider),
        lifecycle.clone(),
    );
    let metrics = verifier.metrics.clone();
    let records = || repository(&settings, store.clone());
    let limits = with_decision_log(verifier.limits, &settings, records(), &lifecycle);
    let notifier = notifier(
        &settings,
        records(),
        clients.clone(),
        metrics,
        lifecycle.clone(),
    )?;
    let (teller, told) = (notifier.clone(), notifier.clone());
    alerts.subscribe(move |alert| teller.tell(alert));
    let verifier = Arc::new(Verifier {
        limits: limits.with_alerts(alerts),
        observer: notifier,
        ..verifier
    });
    let readiness = Readiness::default();
    // A store that does not answer may recover; one that evicts records is not used.
    let first = readiness.begin(&verifier, lifecycle.clone()).await;
    if let Err(error @ StoreError::EvictionEnabled(_)) = first {
        return Err(error.into());
    }
    let statistics = verifier.statistics.clone();
    statistics.start(settings.statistics_interval);
    let certificate = start_watch(&settings, records(), &clients, &verifier, &told);
    Ok(AppState::new(Shared {
        files: StaticFiles::from_options(&settings.leptos),
        settings,
        clients,
        verifier,
        statistics,
        readiness,
        certificate,
        callbacks,
        callers,
        handset: simulated.as_ref().map(SimulatedPlivo::handset),
        streams: DeliveryStreams::default(),
        lifecycle,
        untrusted: UntrustedForwarders::default(),
    }))
}

/// Loads the clients that the settings name.
///
/// # Errors
/// [`StartupError::Clients`] with every problem of their file; [`StartupError::SubjectSecret`].
pub fn clients(settings: &Settings) -> Result<ClientRegistry, StartupError> {
    let source = ClientsSource {
        path: settings.clients.path(),
        is_production: settings.is_production(),
    };
    let clients = ClientRegistry::load(source)?;
    check_subject_secret(settings, &clients.current())?;
    Ok(clients)
}

/// Checks that clients in production have a secret that pseudonyms are made with.
///
/// # Errors
/// [`StartupError::SubjectSecret`].
pub fn check_subject_secret(settings: &Settings, clients: &Clients) -> Result<(), StartupError> {
    let lacks = settings.clients.subject_secret.is_none();
    match lacks && settings.is_production() && !clients.is_empty() {
        true => Err(StartupError::SubjectSecret),
        false => Ok(()),
    }
}

/// Builds the verifier, with its state in `store`, which sends through `provider` and tells
/// nobody. Both are timed in the verifier's metrics.
pub fn verifier(
    settings: &Settings,
    store: Arc<dyn Store>,
    provider: Arc<dyn Provider>,
    lifecycle: Lifecycle,
) -> Verifier {
    let metrics = Arc::new(Metrics::default());
    let records = repository(settings, store.clone());
    let statistics = Arc::new(Statistics::new(records, !settings.is_production()));
    let store: Arc<dyn Store> = Arc::new(MeteredStore::new(store, &metrics));
    let provider = Arc::new(MeteredProvider {
        provider,
        metrics: metrics.clone(),
    });
    let (secret, _) = settings.store.secrets();
    Verifier {
        limits: RateLimiter::new(store.clone(), &secret, settings.quotas()),
        records: repository(settings, store),
        provider,
        policy: settings.policy(),
        denials: DenialLog::new(metrics.clone(), statistics.clone()),
        destinations: settings.destination_policy(),
        number_rules: NumberRules::default(),
        observer: Arc::new(NoObserver),
        lifecycle,
        metrics,
        statistics,
    }
}

/// Builds the records, kept in `store`.
pub fn repository(settings: &Settings, store: Arc<dyn Store>) -> Repository {
    let (secret, previous) = settings.store.secrets();
    Repository::new(store, &secret, previous.as_slice(), settings.policy())
}

/// The numbers that calls to each country come from, as people write them; none for a PHLO, which
/// may have its own number.
fn callers(account: &Account) -> PerCountry<Option<String>> {
    match account.phlo_id {
        None => account
            .senders
            .map_callers(|caller| phone_parsing::written(caller?)),
        Some(_) => PerCountry::default(),
    }
}

fn warn_of_long_messages(account: &Account) {
    for (locale, segments) in sms::multi_segment_locales(&account.brand, &account.host) {
        let language = locale.tag();
        warn!(language, segments, "texts cost more than one segment");
    }
}

/// Returns the client for the account at Plivo that the settings name.
///
/// # Errors
/// [`StartupError`] when the account is invalid, or the HTTP client cannot start.
pub fn client(settings: &Settings) -> Result<PlivoClient, StartupError> {
    client_of(account(&settings.plivo, settings)?, settings)
}

fn client_of(account: Account, settings: &Settings) -> Result<PlivoClient, StartupError> {
    let timeouts = Timeouts {
        total: settings.plivo.timeout,
        cooldown: settings.plivo.rest,
        ..Timeouts::default()
    };
    Ok(PlivoClient::new(account, timeouts)?)
}

fn account(plivo: &PlivoSettings, settings: &Settings) -> Result<Account, StartupError> {
    let auth_token = plivo.auth_token.as_ref().map(ExposeSecret::expose_secret);
    let auth_token = auth_token.and_then(AuthToken::new);
    let (Some(auth_id), Some(auth_token)) = (plivo.auth_id.clone(), auth_token) else {
        return Err(StartupError::NoAuthToken);
    };
    Ok(Account {
        auth_id,
        auth_token,
        senders: settings.senders(),
        texts: plivo.texts.clone(),
        dlt: settings.dlt_registration(),
        phlo_id: plivo.phlo_id.clone(),
        api_url: plivo.api_url.clone(),
        phlo_url: plivo.phlo_url.clone(),
        public_url: settings.public_base().to_owned(),
        brand: settings.verification.brand.clone(),
        host: settings.host().to_owned(),
    })
}

/// Returns the store that the settings name. It connects when it is first used.
///
/// # Errors
/// [`StartupError::StoreAddress`] when the address is invalid.
pub fn store(settings: &Settings) -> Result<Arc<dyn Store>, StartupError> {
    Ok(match redis_store(settings)? {
        Some(redis) => Arc::new(redis),
        None => Arc::new(MemoryStore::default()),
    })
}

/// Returns the store in Redis that the settings name; `None` where the state is kept in the
/// process.
///
/// # Errors
/// [`StartupError::StoreAddress`] when the address is invalid.
pub fn redis_store(settings: &Settings) -> Result<Option<RedisStore>, StartupError> {
    let Some(url) = &settings.store.url else {
        return Ok(None);
    };
    let address = RedisAddress::parse(url.expose_secret(), &settings.store.credentials())?;
    let store = RedisStore::new(address, settings.store.answer_timeout);
    Ok(Some(store.with_replicas(settings.store.replicas)))
}
