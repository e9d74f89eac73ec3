//! `[clients]`: the host applications, which stand in a file of their own.

use std::path::{Path, PathBuf};

use secrecy::SecretString;

use crate::config::config_file;
use crate::config::strong_secret::strong_secret;
use crate::config::value_parser::path;

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
