//! `ringcode doctor`: examines everything around a server that is to go live, and says what to do
//! about each thing that is not as it should be.
//!
//! Nothing is sent to a phone and nothing is changed. Start with [`examine`], which asks; the
//! judgements are pure, in `store_checks`, `certificate_check` and `outside_checks`.

mod certificate_check;
mod finding;
mod outside_checks;
mod store_checks;

pub use finding::{Finding, Severity};

use std::time::{SystemTime, UNIX_EPOCH};

use crate::cli::connect::ping_until_connected;
use crate::clients::Clients;
use crate::config::Settings;
use crate::domain::Timestamp;
use crate::public_certificate::{CertificateExaminer, system_trust};
use crate::startup;
use crate::store::redis::RedisStore;
use store_checks::StoreFacts;

/// Examines the settings, the store, the account at Plivo, the public address, its certificate and
/// this machine. `possible_connections` is what the limit of open files leaves room for.
pub async fn examine(
    settings: &Settings,
    clients: &Clients,
    possible_connections: usize,
    now: SystemTime,
) -> Vec<Finding> {
    let mut findings = vec![examine_settings(settings, clients)];
    let warnings = settings.warnings.0.iter();
    findings.extend(warnings.map(|warning| {
        let advice = "docs/reference/settings.md has every setting";
        Finding::warning("settings", warning.to_string(), advice)
    }));
    let wanted = settings.server.connections;
    findings.push(outside_checks::open_files(wanted, possible_connections));
    findings.extend(examine_store(settings).await);
    findings.extend(examine_certificate(settings, now).await);
    findings.extend(examine_plivo(settings).await);
    findings
}

fn examine_settings(settings: &Settings, clients: &Clients) -> Finding {
    const NAME: &str = "settings";
    let (clients, keys) = (clients.iter().count(), clients.keys.0.len());
    match settings.is_production() {
        true => Finding::fine(
            NAME,
            format!("production, {clients} clients, {keys} signing keys"),
        ),
        false => Finding::warning(NAME, "development", "LEPTOS_ENV=PROD before you go live"),
    }
}

async fn examine_store(settings: &Settings) -> Vec<Finding> {
    match startup::redis_store(settings) {
        Ok(Some(store)) => examine_redis(&store, settings.store.replicas).await,
        Ok(None) => vec![Finding::warning(
            "store",
            "in the process: a restart forgets guesses, limits and spending",
            "REDIS_URL: docs/operate/redis.md",
        )],
        Err(error) => vec![Finding::wrong(
            "store",
            error.to_string(),
            "docs/operate/redis.md has the forms of REDIS_URL",
        )],
    }
}

async fn examine_redis(store: &RedisStore, awaited_replicas: u32) -> Vec<Finding> {
    let answer = ping_until_connected(store).await;
    let mut findings = vec![store_checks::access(&answer)];
    match store.report().await {
        Ok(report) => {
            let facts = StoreFacts {
                report,
                awaited_replicas,
            };
            findings.extend(store_checks::CHECKS.map(|check| check(&facts)));
        }
        Err(error) if answer.is_ok() => findings.push(store_checks::silence(&error)),
        // The reason has been told.
        Err(_) => {}
    }
    findings
}

/// Looks at the certificate of the public address, where that is https.
async fn examine_certificate(settings: &Settings, now: SystemTime) -> Option<Finding> {
    let since = now.duration_since(UNIX_EPOCH).unwrap_or_default();
    let trust = match system_trust() {
        Ok(trust) => trust,
        Err(error) => return Some(certificate_check::no_trust(&error.to_string())),
    };
    let examiner = CertificateExaminer::new(&settings.public_url, trust)?;
    let look = examiner.look().await;
    Some(certificate_check::certificate(
        &look,
        Timestamp::EPOCH + since,
    ))
}

async fn examine_plivo(settings: &Settings) -> Vec<Finding> {
    const NAME: &str = "plivo";
    if settings.plivo.auth_id.is_none() {
        let advice = "PLIVO_AUTH_ID and PLIVO_AUTH_TOKEN before you go live: docs/operate/plivo.md";
        return vec![Finding::warning(NAME, "the simulator stands in", advice)];
    }
    let client = match startup::client(settings) {
        Ok(client) => client,
        Err(error) => {
            let advice = "docs/operate/plivo.md says what the account needs";
            return vec![Finding::wrong(NAME, error.to_string(), advice)];
        }
    };
    let account = match client.probe_account().await {
        Ok(()) => Finding::fine(NAME, "is there and knows the account"),
        Err(error) => Finding::wrong(
            NAME,
            error.to_string(),
            "copy auth ID and token from Plivo's console; let this machine reach api.plivo.com",
        ),
    };
    let answers = client.self_test().await;
    let address = outside_checks::public_address(settings.public_base(), &answers);
    let callbacks = outside_checks::callbacks(&answers);
    [account, address].into_iter().chain(callbacks).collect()
}
