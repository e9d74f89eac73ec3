//! The settings: defaults, then `Leptos.toml`, then the environment. The only room that reads
//! the environment.
//!
//! Every setting is written once, in its section: [`sections`]. [`RawSettings`] holds the texts
//! as they are written, and gathers every mistake, so that all are reported at once. [`Settings`]
//! is what the rest of the code sees: typed and checked. Nothing here opens a connection. Start
//! at [`loader`].
//!
//! [`RawSettings`]: raw_settings::RawSettings

mod branding;
mod config_file;
mod countries;
mod environment;
mod error;
mod key;
mod limit_names;
mod loader;
pub mod log_filter;
mod messages_report;
mod operator_password;
mod production;
mod quotas;
mod raw_settings;
mod report;
pub mod sections;
mod sender_parsers;
mod senders;
mod settings;
mod site_folder;
mod strong_secret;
mod trusted_proxies;
mod unknown_names;
mod value_file;
mod value_parser;

pub use branding::Logo;
pub use environment::{Environment, live_reload_enabled, names_trace_collector};
pub use error::{ConfigError, ConfigErrors, InvalidText};
pub use key::{LEPTOS_TABLE, SettingKey, ValueKind};
pub use loader::{clients_file_from_env, listen_address_from_env};
pub use operator_password::{InvalidPassword, OperatorPassword};
pub(in crate::config) use raw_settings::RawSettings;
pub use raw_settings::{EffectiveSetting, Origin};
pub use report::Summary;
pub use sections::PlivoSettings;
pub use settings::Settings;
pub use trusted_proxies::TrustedProxies;
pub use value_parser::ValueParser;
