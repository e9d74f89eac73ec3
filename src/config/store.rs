//! How to get in at the store.

use crate::config::check::Values;
use crate::store::redis::{Access, Address, check_authority, check_client};

impl Values {
    /// Reads the certificates and the key, and whether the store's address is one with them.
    pub(super) fn store_access(&mut self) -> Access {
        let problems = self.problem_count();
        let authority = self.file("authority");
        if let Some(pem) = &authority
            && let Err(what) = check_authority(pem)
        {
            self.problem("authority", what);
        }
        let access = Access {
            authority,
            client: self.client(),
            sentinel_user: self.text("sentinel_user"),
            sentinel_password: self.text("sentinel_password"),
        };
        if !access.sentinel_user.is_empty() && access.sentinel_password.is_empty() {
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
            && let Err(what) = Address::with_access(&url, &access)
        {
            self.problem("url", what.to_string());
        }
        access
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
        if let Err((name, what)) = check_client(&certificate, &key) {
            self.problem(name, what);
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
