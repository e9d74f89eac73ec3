//! [`ClientRegistry`]: the clients and keys in force.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use parking_lot::RwLock;
use toml::{Table, Value};
use tracing::{error, info};

use crate::clients::signing_key_table::{self, SIGNING_KEYS};
use crate::clients::table_reader::TableContext;
use crate::clients::{Client, SigningKey, SigningKeys, Webhook, client_table};
use crate::config::ConfigErrors;

/// Name of the file.
pub const CLIENTS_FILE: &str = "clients.toml";

/// Clients of development, for the examples. Their secrets are known to everybody.
const DEVELOPMENT: &str = include_str!("development.toml");

/// All clients and signing keys.
#[derive(Debug, Default)]
pub struct Clients {
    clients: BTreeMap<String, Arc<Client>>,
    /// The keys that sign ID tokens.
    pub keys: SigningKeys,
}

/// The place that clients come from.
#[derive(Clone, Debug, Default)]
pub struct ClientsSource {
    /// The file; `None` where there is none, so that there are no clients, or in development
    /// those of the examples.
    pub path: Option<PathBuf>,
    /// Whether this is production.
    pub is_production: bool,
}

/// The clients and keys in force, which may be replaced while the server runs.
#[derive(Debug, Default)]
pub struct ClientRegistry {
    source: ClientsSource,
    current: RwLock<Arc<Clients>>,
}

impl Clients {
    /// Loads the clients of a source.
    ///
    /// # Errors
    /// Every problem at once.
    pub fn load(source: &ClientsSource) -> Result<Self, ConfigErrors> {
        let mut errors = ConfigErrors::default();
        let is_production = source.is_production;
        let Some(path) = &source.path else {
            let text = if is_production { "" } else { DEVELOPMENT };
            return Self::parse(text, Path::new("."), is_production);
        };
        match fs::read_to_string(path) {
            Ok(text) => {
                let folder = path.parent().unwrap_or(Path::new("."));
                Self::parse(&text, folder, is_production)
            }
            Err(error) => {
                errors.add(
                    path.display().to_string(),
                    format!("cannot be read: {error}"),
                );
                Err(errors)
            }
        }
    }

    /// Reads the text of a file whose paths start from `folder`.
    ///
    /// # Errors
    /// Every problem at once.
    pub fn parse(text: &str, folder: &Path, is_production: bool) -> Result<Self, ConfigErrors> {
        let mut errors = ConfigErrors::default();
        let context = TableContext {
            folder,
            is_production,
        };
        let file: Table = text.parse().unwrap_or_else(|error: toml::de::Error| {
            errors.add(CLIENTS_FILE, format!("not TOML: {}", error.message()));
            Table::new()
        });
        let mut read = Self::default();
        for (name, value) in &file {
            match (name.as_str(), value) {
                (SIGNING_KEYS, Value::Array(keys)) => {
                    read.keys = signing_key_table::read_all(keys, context, &mut errors);
                }
                (_, Value::Table(table)) => {
                    let client = client_table::read(name, table, context, &mut errors);
                    read.clients
                        .extend(client.map(|client| (name.clone(), Arc::new(client))));
                }
                _ => errors.add(
                    name,
                    "a table: [NAME] for a client, [[signing_keys]] for a key",
                ),
            }
        }
        if errors.0.is_empty() {
            read.complete(is_production, &mut errors);
        }
        match errors.0.is_empty() {
            true => Ok(read),
            false => Err(errors),
        }
    }

    /// Draws a key for development, where there is none; checks that each client has a key that
    /// signs for it at once.
    fn complete(&mut self, is_production: bool, errors: &mut ConfigErrors) {
        if self.keys.0.is_empty() && !is_production && !self.is_empty() {
            match SigningKey::random() {
                Ok(key) => self.keys.0.push(key),
                Err(error) => errors.add(SIGNING_KEYS, error),
            }
        }
        // The widget signs nothing.
        let signs = |client: &&Arc<Client>| !client.redirect_addresses.is_empty();
        for client in self.clients.values().filter(signs) {
            let name = client.algorithm.name();
            if !self
                .keys
                .algorithms()
                .any(|algorithm| algorithm == client.algorithm)
            {
                let message = format!("there is no {name} key in [[{SIGNING_KEYS}]]");
                errors.add(format!("{}.signing_algorithm", client.id), message);
            }
        }
    }

    /// The client with this ID.
    pub fn get(&self, id: &str) -> Option<&Arc<Client>> {
        self.clients.get(id)
    }

    /// The clients that have this secret. Those of all clients are compared, in constant time.
    pub fn with_secret(&self, secret: &str) -> Vec<Arc<Client>> {
        let all = self.clients.values();
        let has = |client: &&Arc<Client>| client.authentication.has_secret(secret);
        all.filter(has).cloned().collect()
    }

    /// All clients, by their IDs.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<Client>> {
        self.clients.values()
    }

    /// The clients that have a webhook, with that.
    pub fn with_webhooks(&self) -> impl Iterator<Item = (&Client, &Webhook)> {
        let clients = self.clients.values();
        clients.filter_map(|client| Some((&**client, client.webhook.as_ref()?)))
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.clients.is_empty()
    }
}

impl ClientRegistry {
    /// Loads the clients of a source.
    ///
    /// # Errors
    /// Every problem at once.
    pub fn load(source: ClientsSource) -> Result<Self, ConfigErrors> {
        let current = RwLock::new(Arc::new(Clients::load(&source)?));
        Ok(Self { source, current })
    }

    /// The clients and keys in force.
    pub fn current(&self) -> Arc<Clients> {
        self.current.read().clone()
    }

    /// Loads them again. With a problem, which is logged as an alert, the previous ones stay in
    /// force. Returns whether they were replaced.
    pub fn reload(&self) -> bool {
        match Clients::load(&self.source) {
            Ok(clients) => {
                let (count, keys) = (clients.clients.len(), clients.keys.0.len());
                info!(clients = count, keys, "{CLIENTS_FILE} was loaded again");
                self.replace(clients);
                true
            }
            Err(errors) => {
                for problem in &errors.0 {
                    error!(%problem, "alert: {CLIENTS_FILE} has a problem; the previous one stays in force");
                }
                false
            }
        }
    }

    /// Puts others in force.
    pub fn replace(&self, clients: Clients) {
        *self.current.write() = Arc::new(clients);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn development_has_clients_and_a_key() {
        let clients = Clients::load(&ClientsSource::default()).unwrap();
        assert!(clients.iter().count() >= 3 && clients.keys.0.len() == 1);
        let production = ClientsSource {
            path: None,
            is_production: true,
        };
        assert!(Clients::load(&production).unwrap().is_empty());
    }
}
