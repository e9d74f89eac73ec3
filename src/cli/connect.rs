//! `ringcode --check --connect`: tries the store and the account at Plivo that the settings name.

use std::error::Error;
use std::fmt::Write;

use crate::config::Settings;
use crate::startup;
use crate::store::{Outage, Store, StoreError};

/// Further pings of a store that is only late: connecting may take longer than a call does.
const MAX_RETRIES: usize = 3;

/// The result of trying everything.
#[derive(Debug)]
pub struct ConnectReport {
    /// One line for each thing that was tried.
    pub text: String,
    /// Whether all of it was there.
    pub is_ok: bool,
}

/// A phrase about what was found, or the reason why it is not usable, for the operator.
type Probed = Result<&'static str, Box<dyn Error>>;

/// Tries the store, with a read and a write of every kind, and the account at Plivo, with a
/// request that changes nothing. Connecting checks the certificates as well.
pub async fn try_all(settings: &Settings) -> ConnectReport {
    let mut report = ConnectReport {
        text: String::new(),
        is_ok: true,
    };
    report.add("store", try_store(settings).await);
    report.add("plivo", try_plivo(settings).await);
    report
}

impl ConnectReport {
    fn add(&mut self, name: &str, probed: Probed) {
        self.is_ok &= probed.is_ok();
        _ = match probed {
            Ok(found) => writeln!(self.text, "{name}: {found}"),
            Err(error) => writeln!(self.text, "{name}: WRONG: {error}"),
        };
    }
}

async fn try_store(settings: &Settings) -> Probed {
    if settings.store.url.is_none() {
        return Ok("in this process, nothing to reach");
    }
    let store = startup::store(settings)?;
    let found = ping_until_connected(&*store).await;
    found.map_err(|error| format!("store.url (REDIS_URL): {error}"))?;
    Ok("is there, can be read and written")
}

/// Pings again after a timeout, and less often than would open the store's circuit breaker.
pub(super) async fn ping_until_connected(store: &dyn Store) -> Result<(), StoreError> {
    let mut found = store.ping().await;
    for _ in 0..MAX_RETRIES {
        match &found {
            Err(StoreError::Unavailable(Outage::TimedOut(_))) => {
                found = store.ping().await;
            }
            _ => break,
        }
    }
    found
}

async fn try_plivo(settings: &Settings) -> Probed {
    if settings.plivo.auth_id.is_none() {
        return Ok("the simulator stands in, nothing to reach");
    }
    startup::client(settings)?.probe_account().await?;
    Ok("is there and knows the account")
}
