//! `ringcode webhooks key`: draws a key that signs webhooks.

use secrecy::{ExposeSecret, SecretString};

use crate::webhooks::{InvalidWebhookKey, WebhookKey};

/// A new key of a webhook.
pub struct NewWebhookKey {
    /// The key, for a file that only the server may read.
    pub text: SecretString,
    /// The next steps of the operator; without the key.
    pub advice: String,
}

const ADVICE: &str = "\
Keep it in a file that only the server may read, and name that in clients.toml:

[NAME.webhook]
url = \"https://NAME.example/webhooks/ringcode\"
keys = [\"keys/NAME-webhook.key\"]   # while one replaces another: both

";

/// Draws a key: an HMAC key, or an Ed25519 key.
///
/// # Errors
/// [`InvalidWebhookKey::Weak`] when this machine's randomness is broken.
pub fn new_key(is_ed25519: bool) -> Result<NewWebhookKey, InvalidWebhookKey> {
    let text = match is_ed25519 {
        true => WebhookKey::random_ed25519(),
        false => WebhookKey::random_hmac(),
    };
    let receiver = match WebhookKey::parse(text.expose_secret())?.public_key() {
        Some(public) => format!("The receiver verifies with the public half:\n\n{public}\n"),
        None => "The receiver verifies with the same key, as a secret of its own.\n".to_owned(),
    };
    let advice = format!("{ADVICE}{receiver}");
    Ok(NewWebhookKey { text, advice })
}
