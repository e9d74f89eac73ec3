//! `ringcode webhooks`.

use clap::Subcommand;

/// A command about webhooks.
#[derive(Debug, Subcommand)]
pub enum WebhooksCommand {
    /// Print a new key, and on standard error how it is used
    Key {
        /// A pair of keys, so that the receiver keeps no secret; not every library verifies it
        #[arg(long)]
        ed25519: bool,
    },
}
