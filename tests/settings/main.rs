//! The settings: errors are named, no secret is shown, and the files that repeat the settings agree
//! with them.
#![cfg(feature = "ssr")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on may panic")]

mod errors;
mod files;
mod loading;
mod platforms;
mod production;
mod senders;

use ringcode::config::{ConfigErrors, Environment, Settings};

const SECRET: &str = "a secret of thirty-two characters or more";
const TOKEN: &str = "the-token-of-the-account-at-plivo";

/// The errors of a file and an environment.
fn problems<const N: usize>(file: &str, variables: [(&str, &str); N]) -> ConfigErrors {
    Settings::from_parts(file, &Environment::from_iter(variables)).unwrap_err()
}

/// The same as lines, without the variables' names.
fn lines(problems: &ConfigErrors) -> String {
    let lines = problems.0.iter();
    lines
        .map(|error| format!("{}: {}\n", error.place, error.message))
        .collect()
}
