//! A certificate that servers show and trust among each other.

use std::{fs, process::Command};

use super::{Directory, run, words};

/// A certificate and its key, for 127.0.0.1.
pub struct Certificate(Directory);

impl Certificate {
    /// A new one, signed by itself.
    pub fn generate() -> Self {
        let directory = Directory::new();
        run(Command::new("openssl")
            .current_dir(directory.path(""))
            .args(words(
                "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=test -addext \
                 subjectAltName=IP:127.0.0.1 -addext basicConstraints=CA:FALSE \
                 -keyout key -out certificate",
            )));
        Self(directory)
    }

    /// The certificate in PEM form.
    pub fn pem(&self) -> Vec<u8> {
        fs::read(self.path()).unwrap()
    }

    /// The key in PEM form.
    pub fn key(&self) -> Vec<u8> {
        fs::read(self.key_path()).unwrap()
    }

    /// The path of the key.
    pub fn key_path(&self) -> String {
        self.0.path("key")
    }

    /// The path of the certificate.
    pub fn path(&self) -> String {
        self.0.path("certificate")
    }

    /// The arguments that make a server accept only TLS, and speak it with its master.
    pub fn lines(&self, port: u16) -> String {
        let (certificate, key) = (self.path(), self.key_path());
        format!(
            "port 0\ntls-port {port}\ntls-auth-clients no\ntls-replication yes\n\
             tls-cert-file {certificate}\ntls-key-file {key}\ntls-ca-cert-file {certificate}\n"
        )
    }
}
