//! How to get in at the store.

use crate::config::check::Values;
use crate::store::redis::{
    RedisAddress, RedisCredentials, check_ca_certificates, check_client_certificate,
};

impl Values {
    /// Reads the certificates and the key, and whether the store's address is one with them.
    pub(super) fn store_access(&mut self) -> RedisCredentials {
        let problems = self.problem_count();
        let ca_certificates = self.file("authority");
        if let Some(pem) = &ca_certificates
            && let Err(error) = check_ca_certificates(pem)
        {
            self.problem("authority", error.to_string());
        }
        let credentials = RedisCredentials {
            ca_certificates,
            client_certificate: self.client(),
            sentinel_user: self.text("sentinel_user"),
            sentinel_password: self.text("sentinel_password"),
        };
        if !credentials.sentinel_user.is_empty() && credentials.sentinel_password.is_empty() {
            self.problem("sentinel_user", "needs store.sentinel_password");
        }
        let url = self.text("url");
        if url.is_empty() {
            for name in ["authority", "client_certificate", "sentinel_password"] {
                if !self.text(name).is_empty() && self.problem_count() == problems {
                    self.problem(name, "is set, but store.url is not");
                }
            }
        } else if self.problem_count() == problems
            && let Err(what) = RedisAddress::with_credentials(&url, &credentials)
        {
            self.problem("url", what.to_string());
        }
        credentials
    }

    fn client(&mut self) -> Option<(Vec<u8>, Vec<u8>)> {
        let [certificate, key] = ["client_certificate", "client_key"];
        for (name, other) in [(certificate, key), (key, certificate)] {
            if !self.text(name).is_empty() && self.text(other).is_empty() {
                self.problem(name, format!("needs store.{other}"));
                return None;
            }
        }
        let (certificate, key) = (self.file(certificate), self.file(key));
        let (certificate, key) = (certificate?, key?);
        if let Err(error) = check_client_certificate(&certificate, &key) {
            self.problem(error.setting(), error.to_string());
        }
        Some((certificate, key))
    }

    /// Reads the file that a setting names.
    fn file(&mut self, name: &str) -> Option<Vec<u8>> {
        let path = self.text(name);
        if path.is_empty() {
            return None;
        }
        let read = std::fs::read(&path);
        read.map_err(|error| self.problem(name, format!("{path} cannot be read: {error}")))
            .ok()
    }
}
