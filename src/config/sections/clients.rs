//! `[clients]`: the host applications, which stand in a file of their own.

use std::path::{Path, PathBuf};
use std::time::Duration;

use secrecy::SecretString;

use crate::config::config_file;
use crate::config::strong_secret::strong_secret;
use crate::config::value_parser::{list_of_seconds, number, path};

/// The file that is looked for where none is named.
const DEFAULT_FILE: &str = "clients.toml";

section! {
    /// The host applications that rely on the proof.
    pub struct ClientsSettings in "clients" {
        /// File with the host applications and the keys that sign what they are told; empty:
        /// clients.toml in the working directory or beside the binary, if it is there.
        file: Option<String> = path(), RINGCODE_CLIENTS = "";
        /// Key that phone numbers' pseudonyms (sub) are made with: at least 32 random characters, the
        /// same on all instances. A new one changes every pseudonym. Required in production with
        /// clients.
        subject_secret: Option<SecretString> = strong_secret(), RINGCODE_SUBJECT_SECRET = "";
        /// Most webhook events of one client that wait to be delivered, a tenth of a kilobyte of the
        /// store each, and their bodies; beyond it the oldest are dropped, which is an alert.
        webhook_queue: usize = number(16, 1_000_000), RINGCODE_WEBHOOK_QUEUE = "16000";
        /// Seconds between the tries of a webhook event, a number each, the first after the first
        /// try; after the last one it is given up. Each is made longer by up to a tenth.
        webhook_waits: Vec<Duration> = list_of_seconds(0, 604_800), RINGCODE_WEBHOOK_WAITS = "5,300,1800,7200,18000,36000,50400,72000,86400";
    }
}

impl ClientsSettings {
    /// The file with the clients; `None` where none is named and none is there.
    pub fn path(&self) -> Option<PathBuf> {
        let named = self.file.as_ref().map(PathBuf::from);
        let beside = || config_file::binary_folder().map(|folder| folder.join(DEFAULT_FILE));
        let near = [Some(PathBuf::from(DEFAULT_FILE)), beside()];
        named.or_else(|| near.into_iter().flatten().find(|path| Path::exists(path)))
    }
}
