//! `ringcode rehearse`: what limits would have decided under other settings.

use std::error::Error;
use std::fs;
use std::path::PathBuf;

use clap::Args;
use serde::Serialize;

use crate::cli::webhooks::{Since, parse_since};
use crate::config::{Environment, Origin, Settings};
use crate::domain::Timestamp;
use crate::rate_limit::simulation::simulate;
use crate::rehearsal::{self, Comparison, LogExtract};
use crate::{rfc3339, startup};

/// The settings to rehearse, and the time.
#[derive(Clone, Debug, Args)]
pub struct RehearseArgs {
    /// The new settings: a file that would be Leptos.toml
    #[arg(long)]
    pub settings: PathBuf,
    /// The time from which decisions are compared: 2026-11-30T13:05:00Z, or 30m, 6h or 2d ago
    #[arg(long, value_parser = parse_since, default_value = "24h")]
    pub since: Since,
    /// Print JSON, with money in ten-thousandths of the currency's unit
    #[arg(long)]
    pub json: bool,
}

/// The result as JSON.
#[derive(Serialize)]
struct Rehearsal<'a> {
    #[serde(serialize_with = "rfc3339::serialize")]
    since: Timestamp,
    #[serde(serialize_with = "rfc3339::serialize")]
    until: Timestamp,
    #[serde(serialize_with = "rfc3339::serialize")]
    log_begins: Timestamp,
    events: usize,
    missing_events: u64,
    lost_chunks: u32,
    gaps: Vec<[String; 2]>,
    /// Decisions that the replay gets wrong under the settings in force.
    replay_errors: u64,
    comparison: &'a Comparison,
}

/// Rehearses new settings on what the store of the `settings` in force has logged.
///
/// # Errors
/// A file that cannot be read, every mistake in it, a store in memory or one that fails, no log,
/// or one of another secret.
pub async fn rehearse(args: &RehearseArgs, settings: &Settings) -> Result<String, Box<dyn Error>> {
    let new = new_settings(args)?;
    if settings.store.url.is_none() {
        return Err("store.url (REDIS_URL): needed: a store in memory ends with its server".into());
    }
    let records = startup::repository(settings, startup::store(settings)?);
    let log = rehearsal::load(&records, |now| match args.since {
        Since::At(at) => at,
        Since::Ago(span) => now - span,
    });
    let log = log.await?;
    let compare = |settings: &Settings| {
        let outcomes = simulate(&settings.quotas(), &log.events);
        Comparison::new(&log.events, log.since, &outcomes)
    };
    let (comparison, error) = (compare(&new), compare(settings));
    if args.json {
        return Ok(json(&comparison, &error, &log)?);
    }
    let mut text = rehearsal::text(&comparison, &error, &log);
    text += &overridden(&new);
    Ok(text)
}

fn new_settings(args: &RehearseArgs) -> Result<Settings, Box<dyn Error>> {
    let path = args.settings.display();
    let text = fs::read_to_string(&args.settings);
    let text = text.map_err(|error| format!("{path}: cannot be read: {error}"))?;
    let settings = Settings::from_parts(&text, &Environment::from_env());
    settings.map_err(|errors| format!("{path}:\n{errors}").into())
}

fn json(
    comparison: &Comparison,
    error: &Comparison,
    log: &LogExtract,
) -> serde_json::Result<String> {
    let gaps = log.gaps.iter();
    let rehearsal = Rehearsal {
        since: log.since,
        until: log.until,
        log_begins: log.begins,
        events: log.events.len(),
        missing_events: log.missing,
        lost_chunks: log.lost_chunks,
        gaps: gaps
            .map(|(from, to)| [*from, *to].map(rfc3339::text_in_seconds))
            .collect(),
        replay_errors: error.differences(),
        comparison,
    };
    serde_json::to_string_pretty(&rehearsal).map(|text| text + "\n")
}

/// Warns of limits that the file cannot change, since the environment has them.
fn overridden(new: &Settings) -> String {
    let limits = new.effective.iter().filter(|setting| {
        let is_limit = setting.path.starts_with("limits.");
        is_limit && matches!(setting.origin, Origin::Environment(_))
    });
    let names: Vec<_> = limits.map(|setting| &*setting.path).collect();
    match names.is_empty() {
        true => String::new(),
        false => format!(
            "\nset by the environment, whatever the file says: {}\n",
            names.join(", ")
        ),
    }
}
