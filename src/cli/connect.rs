//! `ringcode --check --connect`: whether what the settings name is there, and lets us in.

use std::fmt::Write;

use crate::config::Settings;
use crate::startup;
use crate::store::{Outage, Store, StoreError};

/// How often the store is asked again: to connect may take longer than a call does.
const TRIES: usize = 3;

/// What was tried, a line each.
#[derive(Debug, Default)]
pub struct Tried {
    /// What came of it.
    pub report: String,
    /// Whether all of it went well.
    pub well: bool,
}

/// Tries the store, with a read and a write of every kind, and the account at Plivo, with a
/// request that changes nothing. Certificates are checked on the way.
pub async fn try_all(settings: &Settings) -> Tried {
    let mut tried = Tried {
        well: true,
        ..Tried::default()
    };
    tried.note("store", try_store(settings).await);
    tried.note("plivo", try_plivo(settings).await);
    tried
}

impl Tried {
    fn note(&mut self, what: &str, found: Result<&str, String>) {
        self.well &= found.is_ok();
        _ = match found {
            Ok(found) => writeln!(self.report, "{what}: {found}"),
            Err(wrong) => writeln!(self.report, "{what}: WRONG: {wrong}"),
        };
    }
}

async fn try_store(settings: &Settings) -> Result<&'static str, String> {
    if settings.store.url.is_none() {
        return Ok("in this process, nothing to reach");
    }
    let store = startup::store(settings).map_err(|error| error.to_string())?;
    let found = ask_patiently(&*store).await;
    found.map_err(|error| format!("store.url (REDIS_URL): {error}"))?;
    Ok("is there, can be read and written")
}

/// Asks again what is only late, and not so often that it would be left alone.
async fn ask_patiently(store: &dyn Store) -> Result<(), StoreError> {
    let mut found = store.ping().await;
    for _ in 0..TRIES {
        match &found {
            Err(StoreError::Unavailable(Outage::TimedOut(_))) => {
                found = store.ping().await;
            }
            _ => break,
        }
    }
    found
}

async fn try_plivo(settings: &Settings) -> Result<&'static str, String> {
    if settings.plivo.auth_id.is_none() {
        return Ok("the simulator stands in, nothing to reach");
    }
    let client = startup::client(settings).map_err(|error| error.0)?;
    let probed = client.probe_account().await;
    probed.map_err(|error| error.to_string())?;
    Ok("is there and knows the account")
}
