//! `ringcode webhooks`: what waits for a client, past events once more, and an end to a pause.

use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

use clap::Subcommand;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::clients::{Client, Clients};
use crate::config::Settings;
use crate::domain::Timestamp;
use crate::repository::Repository;
use crate::webhooks::replay;
use crate::{rfc3339, startup};

/// A command about webhooks.
#[derive(Debug, Subcommand)]
pub enum WebhooksCommand {
    /// Print a new key, and on standard error how it is used
    Key {
        /// A pair of keys, so that the receiver keeps no secret; not every library verifies it
        #[arg(long)]
        ed25519: bool,
    },
    #[command(flatten)]
    Queue(QueueCommand),
}

/// A command about a client's events. Servers that run take up what it changes within seconds.
#[derive(Debug, Subcommand)]
pub enum QueueCommand {
    /// Print how many events wait for a client
    State {
        /// The client's ID
        client: String,
    },
    /// Deliver a client's past events once more, under the same IDs
    Replay {
        /// The client's ID
        client: String,
        /// The time from which they happened: 2026-11-30T13:05:00Z, or 30m, 6h or 2d ago
        #[arg(long, value_parser = parse_since)]
        since: Since,
    },
    /// Deliver again to an endpoint that answered 410
    Enable {
        /// The client's ID
        client: String,
    },
}

/// A time, or a span before now by the store's clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Since {
    At(Timestamp),
    Ago(Duration),
}

/// The error of a `--since` that is no beginning.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is neither a time (RFC 3339) nor a span such as 30m, 6h, 2d")]
pub struct InvalidSince(String);

/// Carries out a command and returns what it has to say.
///
/// # Errors
/// An unknown client, one without a webhook, a store in memory, or one that fails.
pub async fn carry_out(
    command: &QueueCommand,
    settings: &Settings,
    clients: &Clients,
) -> Result<String, Box<dyn Error>> {
    let id = match command {
        QueueCommand::State { client }
        | QueueCommand::Replay { client, .. }
        | QueueCommand::Enable { client } => client,
    };
    let client = webhook_client(id, clients)?;
    if settings.store.url.is_none() {
        return Err("store.url (REDIS_URL): needed: a store in memory ends with its server".into());
    }
    let records = startup::repository(settings, startup::store(settings)?);
    match command {
        QueueCommand::State { .. } => describe(&records, &client).await,
        QueueCommand::Replay { since, .. } => {
            let since = match *since {
                Since::At(at) => at,
                Since::Ago(span) => replay::state(&records, &client).await?.now - span,
            };
            let events = replay::replay(&records, &client, since).await?;
            let since = rfc3339::text(since);
            Ok(format!(
                "{events} events since {since} are delivered again\n"
            ))
        }
        QueueCommand::Enable { .. } => {
            replay::enable(&records, &client).await?;
            Ok(format!("{id} gets events again\n"))
        }
    }
}

async fn describe(records: &Repository, client: &Client) -> Result<String, Box<dyn Error>> {
    let state = replay::state(records, client).await?;
    let replay::WebhookState {
        waiting,
        failing,
        past,
        ..
    } = state;
    let disabled = state.disabled_since.map_or(String::new(), |since| {
        let since = rfc3339::text(since);
        format!("disabled since {since}, when it answered 410\n")
    });
    Ok(format!(
        "{waiting} events wait, {failing} of them failed before\n\
         {past} past events can be delivered again\n{disabled}"
    ))
}

fn webhook_client(id: &str, clients: &Clients) -> Result<Arc<Client>, Box<dyn Error>> {
    let client = clients.get(id);
    let client = client.ok_or_else(|| format!("{id}: no such client in clients.toml"))?;
    match client.webhook {
        Some(_) => Ok(client.clone()),
        None => Err(format!("{id}: this client has no webhook").into()),
    }
}

/// Reads `--since`.
pub(super) fn parse_since(text: &str) -> Result<Since, InvalidSince> {
    let unknown = || InvalidSince(text.to_owned());
    if let Ok(at) = OffsetDateTime::parse(text, &Rfc3339) {
        let millis = u64::try_from(at.unix_timestamp_nanos() / 1_000_000);
        return Ok(Since::At(Timestamp::from_millis(
            millis.map_err(|_| unknown())?,
        )));
    }
    let unit = text
        .chars()
        .next_back()
        .and_then(seconds_of)
        .ok_or_else(unknown)?;
    let count: u64 = text[..text.len() - 1].parse().map_err(|_| unknown())?;
    let seconds = count.checked_mul(unit).ok_or_else(unknown)?;
    Ok(Since::Ago(Duration::from_secs(seconds)))
}

fn seconds_of(unit: char) -> Option<u64> {
    match unit {
        's' => Some(1),
        'm' => Some(60),
        'h' => Some(3_600),
        'd' => Some(86_400),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_beginning_is_a_time_or_a_span() {
        let at = |millis| Since::At(Timestamp::from_millis(millis));
        let ago = |seconds| Since::Ago(Duration::from_secs(seconds));
        for (text, expected) in [
            ("1970-01-02T00:00:00Z", at(86_400_000)),
            ("1970-01-02T01:00:00+01:00", at(86_400_000)),
            ("90s", ago(90)),
            ("30m", ago(1_800)),
            ("6h", ago(21_600)),
            ("2d", ago(172_800)),
        ] {
            assert_eq!(parse_since(text), Ok(expected), "{text}");
        }
        for odd in [
            "",
            "h",
            "-2h",
            "2",
            "2w",
            "yesterday",
            "2026-11-30",
            "1969-01-01T00:00:00Z",
            "2 h",
            "ä",
            "99999999999999999999d",
        ] {
            assert!(
                parse_since(odd).is_err_and(|told| told.to_string().contains("RFC 3339")),
                "{odd}"
            );
        }
    }
}
