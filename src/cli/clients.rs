//! `ringcode client new NAME` and `ringcode key new`; and what `--check` tells about the clients.

use std::fmt::Write;

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;

use crate::clients::{Clients, InvalidSigningKey, SecretHash, SigningKey, Webhook};
use crate::webhooks::WebhookKey;

/// A new signing key.
pub struct NewKey {
    /// The key, for a file that only the server may read.
    pub pem: String,
    /// The action.
    pub advice: &'static str,
}

const KEY_ADVICE: &str = "\
Keep it in a file that only the server may read, and name that in clients.toml:

[[signing_keys]]
file = \"keys/1.pem\"
# signs_from = 2026-12-31   # UTC; before that day it is published only. Needed beside other keys:
#                             clients keep the list of keys for a day.
";

/// The table of a new client with a fresh secret, which is told once and stands in the table as
/// a hash only.
pub fn new_client(name: &str) -> String {
    let secret: [u8; 32] = rand::random();
    let secret = BASE64_URL_SAFE_NO_PAD.encode(secret);
    let hash = SecretHash::new(&secret).written();
    format!(
        "\
# The secret of {name}, for its settings and nowhere else:
#   {secret}
# Remove these lines before you keep the table.

[{name}]
name = \"{name}\"
redirect_addresses = [\"https://{name}.example/callback\"]
# Where its pages have the widget:
# origins = [\"https://{name}.example\"]
authentication = \"client_secret_basic\"
secret_hashes = [\"{hash}\"]
"
    )
}

/// Draws a new ES256 key.
///
/// # Errors
/// [`InvalidSigningKey::NotMade`] without randomness.
pub fn new_key() -> Result<NewKey, InvalidSigningKey> {
    Ok(NewKey {
        pem: SigningKey::random_pem()?,
        advice: KEY_ADVICE,
    })
}

/// The clients and keys in force, a line each.
pub fn report(clients: &Clients) -> String {
    let mut text = String::new();
    for client in clients.iter() {
        let (id, method) = (&client.id, client.authentication.name());
        _ = match client.has_door() {
            true => writeln!(text, "client: {id} ({method}, {})", client.algorithm.name()),
            false => writeln!(text, "client: {id} (only listens)"),
        };
        for origin in &client.origins {
            _ = writeln!(text, "widget of {id}: {origin}");
        }
        if let Some(webhook) = &client.webhook {
            _ = writeln!(text, "webhook of {id}: {}", describe(webhook));
        }
    }
    for key in &clients.keys.0 {
        _ = writeln!(
            text,
            "signing key: {} ({})",
            key.kid(),
            key.algorithm().name()
        );
    }
    text
}

/// The address of a webhook without its query, the kinds of its keys, and what it is told.
fn describe(webhook: &Webhook) -> String {
    let mut url = webhook.url.clone();
    url.set_query(None);
    let keys: Vec<_> = webhook.keys.0.iter().map(WebhookKey::algorithm).collect();
    let events: Vec<_> = webhook.events.iter().map(|event| event.name()).collect();
    let whose = match webhook.is_of_service {
        true => "of everybody",
        false => "of its own",
    };
    format!("{url} ({}) {whose}: {}", keys.join(", "), events.join(", "))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn a_new_client_is_one_that_can_be_loaded() {
        let table = new_client("shop");
        let secret = table.lines().nth(1).unwrap().trim_start_matches(['#', ' ']);
        assert_eq!(secret.len(), 43);
        let clients = Clients::parse(&table, Path::new("."), false).unwrap();
        let client = clients.get("shop").unwrap();
        let crate::clients::ClientAuthentication::SecretBasic(hashes) = &client.authentication
        else {
            panic!("{client:?}")
        };
        assert_eq!(*hashes, [SecretHash::new(secret)]);
        assert_ne!(new_client("shop"), table);
        assert!(report(&clients).starts_with("client: shop (client_secret_basic, ES256)\n"));
    }
}
