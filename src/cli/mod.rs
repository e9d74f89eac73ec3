//! The command line: options, commands and their help. `main` carries them out, some of them
//! with the modules in here. Nothing here serves.

pub mod clients;
pub mod connect;
pub mod doctor;
pub mod fingerprint;
pub mod health;
pub mod metrics_reference;
pub mod operator_password;
pub mod rehearse;
pub mod settings_reference;
pub mod webhook_key;
pub mod webhooks;

use std::fmt::Write;

use clap::{Parser, Subcommand};

use crate::cli::rehearse::RehearseArgs;
use crate::cli::webhooks::WebhooksCommand;
use crate::config::sections;
use crate::startup::simulated_plivo::{IS_ABSENT, SimulatorArgs};

/// Proves that the person at the browser holds the phone they typed. Serves, unless told otherwise.
#[derive(Debug, Parser)]
#[command(
    version,
    after_help = settings_help(),
    args_conflicts_with_subcommands = true,
    disable_help_subcommand = true
)]
pub struct CommandLine {
    /// Print the settings in force, or what is wrong with them
    #[arg(long)]
    pub check: bool,
    /// With --check: also try the store and the account at Plivo
    #[arg(long, requires = "check")]
    pub connect: bool,
    /// The command; `None` to serve or check.
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// A command that does something else than serve.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Examine settings, store, Plivo, the public address and this machine, and say what to do
    Doctor,
    /// Ask the server on this machine whether it should get requests; exits with 0 if so
    Health,
    /// Print what stands for a phone number in the log
    Fingerprint {
        /// The number with its country code, such as +44 7700 900123
        #[arg(num_args = 0.., allow_hyphen_values = true)]
        number: Vec<String>,
    },
    /// Make a table for clients.toml
    #[command(subcommand)]
    Client(ClientCommand),
    /// Make a key that signs ID tokens
    #[command(subcommand)]
    Key(KeyCommand),
    /// Look after the events that host applications are told of
    #[command(subcommand)]
    Webhooks(WebhooksCommand),
    /// Tell what limits would have decided under other settings
    Rehearse(RehearseArgs),
    /// Read a password from standard input and print its hash, for the operator's page
    OperatorPassword,
    /// Print every setting as Markdown
    Settings,
    /// Print every metric as Markdown
    Metrics,
    /// Run a look-alike of Plivo, with a handset page at /handset
    #[command(hide = IS_ABSENT)]
    Simulator(SimulatorArgs),
}

/// A command about clients.
#[derive(Debug, Subcommand)]
pub enum ClientCommand {
    /// Print the table of a new client, with a fresh secret
    New {
        /// The client's ID: letters, digits and hyphens
        name: String,
    },
}

/// A command about signing keys.
#[derive(Debug, Subcommand)]
pub enum KeyCommand {
    /// Print a new ES256 key as PEM
    New,
}

/// Lists every setting, below the help text.
fn settings_help() -> String {
    let mut text = "Settings: Leptos.toml, overridden by the environment; any of them also in a \
                    file that the variable with _FILE at its end names.\n"
        .to_owned();
    for key in sections::keys() {
        let (path, env, help, kind) = (key.path(), key.env, key.help, key.kind);
        _ = write!(text, "\n  {path}  ({env})\n      {help}\n      {kind}");
        if !key.default.is_empty() {
            _ = write!(text, "; {} unless set", key.default);
        }
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<CommandLine, String> {
        let words = ["ringcode"].into_iter().chain(line.split_whitespace());
        CommandLine::try_parse_from(words).map_err(|error| error.to_string())
    }

    #[test]
    fn commands_are_understood() {
        for (line, check, connect) in [
            ("", false, false),
            ("--check", true, false),
            ("--check --connect", true, true),
        ] {
            let parsed = parse(line).unwrap();
            assert!(parsed.command.is_none(), "{line}");
            assert_eq!((parsed.check, parsed.connect), (check, connect), "{line}");
        }
        let fingerprint = parse("fingerprint +44 7700 900123").unwrap().command;
        assert!(
            matches!(fingerprint, Some(Command::Fingerprint { number }) if number.join(" ") == "+44 7700 900123")
        );
        assert!(parse("--help").is_err_and(|text| text.contains("REDIS_URL")));
        let simulator = parse("simulator --addr 127.0.0.1:0 --pace 0.1").unwrap();
        assert!(matches!(simulator.command, Some(Command::Simulator(_))));
    }

    #[test]
    fn what_is_not_understood_is_named() {
        for (line, named) in [
            ("--chek", "--chek"),
            ("--check now", "now"),
            ("--check --connect now", "now"),
            ("--connect", "--connect"),
            ("simulator --addr", "--addr"),
            ("simulator --addr home", "home"),
            ("simulator --pace fast", "--pace"),
        ] {
            assert!(
                parse(line).is_err_and(|error| error.contains(named)),
                "{line}"
            );
        }
    }
}
