//! `[store]`: the store's address and credentials, and the secrets that encrypt its values.

use std::time::Duration;

use secrecy::{ExposeSecret, SecretSlice, SecretString};

use crate::config::strong_secret::strong_secret;
use crate::config::value_parser::{file, flag, milliseconds, number, secret, text};
use crate::config::{RawSettings, ValueKind, ValueParser};
use crate::store::redis::{
    RedisAddress, RedisCredentials, check_ca_certificates, check_client_certificate,
};

section! {
    /// The store: its address and credentials, and the secrets that encrypt its values.
    pub struct StoreSettings in "store" {
        /// Address of Redis: redis://, rediss://, unix://, redis-cluster://, redis-sentinel://;
        /// empty: the state is kept in the process.
        url: Option<SecretString> = secret(), REDIS_URL = "";
        /// File with the certificate (PEM) of the authority that signed the store's; empty: the
        /// public authorities.
        authority: Option<Vec<u8>> = ca_certificates(), RINGCODE_STORE_AUTHORITY = "";
        /// File with the client certificate (PEM) shown to the store; empty: none.
        client_certificate: Option<Vec<u8>> = file(), RINGCODE_STORE_CLIENT_CERTIFICATE = "";
        /// File with the private key of the client certificate (PEM, not encrypted).
        client_key: Option<SecretSlice<u8>> = file(), RINGCODE_STORE_CLIENT_KEY = "";
        /// User at the Sentinels, where it differs from the servers'; empty: the default user.
        sentinel_user: String = text(), REDIS_SENTINEL_USER = "";
        /// Password at the Sentinels; the one in store.url is for the servers.
        sentinel_password: Option<SecretString> = secret(), REDIS_SENTINEL_PASSWORD = "";
        /// Replicas that must hold a verified record before the person is told, within two fifths
        /// of store.answer_timeout; set 1 where there are replicas.
        replicas: u32 = number(0, 5), RINGCODE_STORE_REPLICAS = "0";
        /// Milliseconds to wait for the store's answer, connecting included; after that nothing is
        /// done, and the person is told to try again.
        answer_timeout: Duration = milliseconds(50, 10_000), RINGCODE_STORE_ANSWER_TIMEOUT = "250";
        /// Lets production keep its state in the process: one instance, whose state is lost at a
        /// restart.
        in_process: bool = flag(), RINGCODE_IN_PROCESS = "false";
        /// Key that encrypts what is stored: at least 32 random characters, the same on all
        /// instances. Required in production.
        secret: Option<SecretString> = strong_secret(), RINGCODE_SECRET = "";
        /// Previous secret: what it encrypted can still be read.
        previous_secret: Option<SecretString> = strong_secret(), RINGCODE_PREVIOUS_SECRET = "";
    }
}

/// Secret of development runs, so that several of them can share a Redis. Known to everyone,
/// hence refused in production.
pub const DEVELOPMENT_SECRET: &str = "development only: known to everyone who can read";

impl StoreSettings {
    /// The secret that encrypts the stored values, that of development when none is set, and
    /// the one before it.
    pub fn secrets(&self) -> (SecretString, Option<SecretString>) {
        let development = || SecretString::from(DEVELOPMENT_SECRET);
        let current = self.secret.clone().unwrap_or_else(development);
        (current, self.previous_secret.clone())
    }

    /// The certificates, key and password that the store asks for.
    pub fn credentials(&self) -> RedisCredentials {
        let key = self.client_key.as_ref().map(ExposeSecret::expose_secret);
        let password = self.sentinel_password.as_ref();
        let password = password.map(ExposeSecret::expose_secret);
        RedisCredentials {
            ca_certificates: self.authority.clone(),
            client_certificate: self.client_certificate.clone().zip(key.map(<[u8]>::to_vec)),
            sentinel_user: self.sentinel_user.clone(),
            sentinel_password: password.unwrap_or_default().to_owned(),
        }
    }

    /// Reads the section, and checks that certificates, key, password and address fit each
    /// other. The secrets are checked by [`validate_secrets`](Self::validate_secrets).
    pub(in crate::config) fn read_valid(raw: &mut RawSettings) -> Self {
        let errors = raw.error_count();
        let store = Self::read(raw);
        store.validate_client_certificate(raw);
        if raw.is_set("store.sentinel_user") && !raw.is_set("store.sentinel_password") {
            raw.error("store.sentinel_user", "needs store.sentinel_password");
        }
        // With one of those mistakes the address is wrong for the same reason.
        if raw.error_count() == errors {
            store.validate_address(raw);
        }
        store
    }

    /// Checks that both secrets go together.
    pub(in crate::config) fn validate_secrets(&self, raw: &mut RawSettings) {
        let secrets = [&self.secret, &self.previous_secret];
        let [current, previous] =
            secrets.map(|secret| secret.as_ref().map(ExposeSecret::expose_secret));
        let message = match previous {
            Some(_) if !raw.is_set("store.secret") => "is set, but store.secret is not",
            Some(_) if previous == current => "the same as store.secret: leave it out",
            _ => return,
        };
        raw.error("store.previous_secret", message);
    }

    fn validate_address(&self, raw: &mut RawSettings) {
        if let Some(url) = &self.url {
            let address = RedisAddress::parse(url.expose_secret(), &self.credentials());
            if let Err(error) = address {
                raw.error("store.url", error);
            }
            return;
        }
        let unused = ["authority", "client_certificate", "sentinel_password"];
        let unused = unused.map(|name| format!("store.{name}"));
        if let Some(path) = unused.iter().find(|path| raw.is_set(path)) {
            raw.error(path, "is set, but store.url is not");
        }
    }

    fn validate_client_certificate(&self, raw: &mut RawSettings) {
        let [certificate, key] = ["store.client_certificate", "store.client_key"];
        for (path, other) in [(certificate, key), (key, certificate)] {
            if raw.is_set(path) && !raw.is_set(other) {
                raw.error(path, format!("needs {other}"));
            }
        }
        if let (Some(certificate), Some(key)) = (&self.client_certificate, &self.client_key)
            && let Err(error) = check_client_certificate(certificate, key.expose_secret())
        {
            raw.error(&format!("store.{}", error.setting()), error);
        }
    }
}

const fn ca_certificates() -> ValueParser<Option<Vec<u8>>> {
    ValueParser::new(ValueKind::Path, |_, text| {
        let pem: Option<Vec<u8>> = file().parse(text)?;
        pem.as_deref().map_or(Ok(()), check_ca_certificates)?;
        Ok(pem)
    })
}
