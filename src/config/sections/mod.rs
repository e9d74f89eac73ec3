//! The sections: one file and one typed struct for each table of `Leptos.toml`, with the keys,
//! ranges, help texts and checks of its settings. The checks that only production makes are in
//! [`production`](super::production).

#[macro_use]
mod section_macro;

mod clients;
mod leptos;
mod limits;
mod plivo;
mod server;
mod store;
mod verification;

use crate::config::key::SettingKey;

pub use clients::ClientsSettings;
pub use leptos::LeptosSettings;
pub use limits::LimitsSettings;
pub use plivo::PlivoSettings;
pub use server::ServerSettings;
pub use store::{DEVELOPMENT_SECRET, StoreSettings};
pub use verification::VerificationSettings;

/// Returns the key of every setting, in the order of the documentation. Leptos' own, whose
/// names are Leptos', come last.
pub fn keys() -> impl Iterator<Item = &'static SettingKey> {
    let sections = [
        VerificationSettings::KEYS,
        LimitsSettings::KEYS,
        StoreSettings::KEYS,
        PlivoSettings::KEYS,
        ClientsSettings::KEYS,
        ServerSettings::KEYS,
        LeptosSettings::KEYS,
    ];
    sections.into_iter().flatten()
}
