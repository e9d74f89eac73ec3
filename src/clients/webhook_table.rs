//! The table `[NAME.webhook]` of a client in `clients.toml`.

use std::fs;

use url::Url;

use crate::clients::Webhook;
use crate::clients::table_reader::{TableContext, TableReader};
use crate::webhooks::{EventType, WebhookKey, WebhookKeys, check_url};

/// The name of the table inside a client's.
pub(super) const WEBHOOK: &str = "webhook";

/// The marks of a key: a text with one of them is no path.
const KEY_MARKS: [&str; 3] = ["whsec_", "whsk_", "whpk_"];

/// Reads the webhook of a client; `None` where there is none, or with its problems noted.
pub(super) fn read(client: &mut TableReader<'_>, context: TableContext<'_>) -> Option<Webhook> {
    let mut reader = client.table(WEBHOOK)?;
    let allows_private_addresses = reader.flag("private_addresses", false);
    let is_of_service = reader.flag("service", false);
    let url = url(&mut reader, allows_private_addresses, context.is_production);
    let keys = keys(&mut reader, context);
    let events = events(&mut reader, is_of_service);
    let is_told_numbers = reader.flag("phone_number", false);
    reader.finish();
    Some(Webhook {
        url: url?,
        keys,
        events,
        is_told_numbers,
        allows_private_addresses,
        is_of_service,
    })
}

fn url(reader: &mut TableReader<'_>, allows_private: bool, is_production: bool) -> Option<Url> {
    let text = reader.text("url").unwrap_or_default();
    let Some(url) = Url::parse(text).ok() else {
        reader.error("url", "needed: where events are posted to, https://…");
        return None;
    };
    if let Err(error) = check_url(&url, allows_private, is_production) {
        reader.error("url", error);
    }
    Some(url)
}

fn keys(reader: &mut TableReader<'_>, context: TableContext<'_>) -> WebhookKeys {
    let texts = reader.texts("keys");
    if texts.is_empty() {
        let message = "needed: a file with a key, as `ringcode webhooks key` prints it";
        reader.error("keys", message);
    }
    let mut keys = Vec::new();
    for (index, text) in texts.into_iter().enumerate() {
        match key(text, context) {
            Ok(key) => keys.push(key),
            Err(message) => reader.error(&format!("keys[{index}]"), message),
        }
    }
    WebhookKeys(keys)
}

/// Reads one key: from a file, or in development itself. No message repeats the text, which could
/// be a key that was meant to be in a file.
fn key(text: &str, context: TableContext<'_>) -> Result<WebhookKey, InvalidKeyEntry> {
    if KEY_MARKS.iter().any(|mark| text.contains(mark)) {
        return match context.is_production {
            true => Err(InvalidKeyEntry::NotInFile),
            false => Ok(WebhookKey::parse(text)?),
        };
    }
    let content = fs::read_to_string(context.folder.join(text)).map_err(|error| {
        let folder = context.folder.display().to_string();
        InvalidKeyEntry::Unreadable { folder, error }
    })?;
    Ok(WebhookKey::parse(&content)?)
}

/// The reason why an entry of `keys` is no key.
#[derive(Debug, thiserror::Error)]
enum InvalidKeyEntry {
    #[error("a key itself is for development: keep it in a file, and name that here")]
    NotInFile,
    #[error("no file that can be read, from the folder {folder}: {error}")]
    Unreadable {
        folder: String,
        error: std::io::Error,
    },
    #[error(transparent)]
    Key(#[from] crate::webhooks::InvalidWebhookKey),
}

/// The events that it asks for; all that it may be told of where it names none.
fn events(reader: &mut TableReader<'_>, is_of_service: bool) -> Vec<EventType> {
    let may_be_told = |event_type: &EventType| is_of_service || !event_type.is_of_service();
    let Some(value) = reader.value("events") else {
        return EventType::all().into_iter().filter(may_be_told).collect();
    };
    if value.as_array().is_some_and(Vec::is_empty) {
        reader.error("events", "one at least; leave it out for all of them");
    }
    let named = reader.choices("events", &EventType::all().map(|each| (each.name(), each)));
    for event_type in named.iter().filter(|named| !may_be_told(named)) {
        let message = format!("{} needs service = true", event_type.name());
        reader.error("events", message);
    }
    named
}
