//! Limits for tests that are not about them.

use ringcode::config::{Environment, Settings};
use ringcode::domain::Policy;

/// The policy of a server whose settings are the defaults.
pub fn default_policy() -> Policy {
    let settings = Settings::from_parts("", &Environment::default());
    settings.unwrap().limits.policy()
}

/// Limits of codes, verifications and numbers that let a test go on at once: no waits.
pub const NO_WAITS: &str = "[limits]\nresend_waits = [0]\ncall_wait = 0\nsends_per_flow = 10\n\
    sends_per_phone_10_minutes = 100\nsends_per_phone_hour = 100\nsends_per_phone_day = 100\n";

/// Limits of clients, sources and the service that no test reaches by accident, although all
/// its browsers are one client.
pub const WIDE_LIMITS: &str = "posts_per_client_10_minutes = 100000\nstarts_per_client_10_minutes = 100000\n\
    numbers_per_client_hour = 100000\nsends_per_client_10_minutes = 100000\n\
    sends_per_client_hour = 100000\nsends_per_client_day = 100000\n\
    guesses_per_client_10_minutes = 100000\nguesses_per_client_hour = 100000\n\
    sends_per_thousand_10_minutes = 100000\nsends_per_ten_thousand_hour = \"*=100000\"\n\
    sends_per_country_hour = \"*=100000\"\nunverified_per_hour = 100000\n\
    sends_per_instance_second = 100000\nsends_per_client_and_instance_minute = 100000\n\
    unknown_numbers = true\n";

/// No pace of our own towards Plivo, and a Plivo that is asked again however often it failed.
const FAST_PLIVO: &str = "texts_per_second = 100000\ncalls_per_second = 100000\nrest = 0\n";

/// The text of a `Leptos.toml` with wide limits wherever it says nothing.
pub fn with_wide_limits(file: &str) -> String {
    let mut tables: toml::Table = file.parse().unwrap();
    for (table, settings) in [("limits", WIDE_LIMITS), ("plivo", FAST_PLIVO)] {
        let table = tables.entry(table).or_insert(toml::Table::new().into());
        let table = table.as_table_mut().unwrap();
        for (name, value) in settings.parse::<toml::Table>().unwrap() {
            table.entry(name).or_insert(value);
        }
    }
    tables.to_string()
}
