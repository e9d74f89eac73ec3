//! The command line.

use std::fmt::Write;
use std::net::SocketAddr;

use super::config::keys::KEYS;
use crate::simulator::{self, Options};

/// What can be asked for.
pub const HELP: &str = "\
Usage: ringcode                     serve
       ringcode --check             print the settings in force, or what is wrong with them
       ringcode --help              this, and every setting
       ringcode --version
       ringcode simulator [--addr 127.0.0.1:4010] [--auth-id ID] [--auth-token TOKEN] [--pace 1.0]
                   [--rate-limit on|off]
                                    a Plivo look-alike with a handset page at /handset;
                                    a pace of 0.1 makes carriers ten times as fast
";

/// Where the simulator listens unless told otherwise.
const SIMULATOR_ADDRESS: &str = "127.0.0.1:4010";

/// What was asked for.
#[derive(Debug)]
pub enum Command {
    /// Serve.
    Serve,
    /// Print the settings.
    Check,
    /// Print this text.
    Say(String),
    /// Be Plivo.
    Simulator {
        address: SocketAddr,
        options: Options,
    },
}

impl Command {
    /// What this process was asked for.
    ///
    /// # Errors
    /// What of it cannot be understood.
    pub fn of_this_process() -> Result<Self, String> {
        Self::parse(std::env::args().skip(1))
    }

    fn parse(mut words: impl Iterator<Item = String>) -> Result<Self, String> {
        let command = match words.next().as_deref() {
            None => Self::Serve,
            Some("--check") => Self::Check,
            Some("--help" | "-h") => Self::Say(help()),
            Some("--version" | "-V") => {
                Self::Say(concat!("ringcode ", env!("CARGO_PKG_VERSION"), "\n").to_owned())
            }
            Some("simulator") => return parse_simulator(words),
            Some(other) => return Err(format!("{other}: no such command")),
        };
        words
            .next()
            .map_or(Ok(command), |more| Err(format!("{more}: not understood")))
    }
}

/// Is Plivo, until its listener fails.
///
/// # Errors
/// Those of the listener, and of the client for callbacks.
pub async fn be_plivo(address: SocketAddr, options: Options) -> std::io::Result<()> {
    simulator::command(address, options).await
}

fn parse_simulator(mut words: impl Iterator<Item = String>) -> Result<Command, String> {
    let mut options = Options::default();
    let mut address = SIMULATOR_ADDRESS.to_owned();
    while let Some(name) = words.next() {
        let value = words
            .next()
            .ok_or_else(|| format!("{name}: a value is missing"))?;
        match name.as_str() {
            "--addr" => address = value,
            "--auth-id" => options.auth_id = value,
            "--auth-token" => options.auth_token = value,
            "--pace" => {
                options.pace = value
                    .parse()
                    .ok()
                    .filter(|pace| (0.001..=10.0).contains(pace))
                    .ok_or("--pace: a number from 0.001 to 10")?
            }
            "--rate-limit" => {
                options.rate_limit = match value.as_str() {
                    "on" => true,
                    "off" => false,
                    _ => return Err("--rate-limit: on or off".to_owned()),
                }
            }
            _ => return Err(format!("{name}: not understood")),
        }
    }
    let address = address.parse().map_err(|_| {
        format!("--addr {address}: an address and a port, such as {SIMULATOR_ADDRESS}")
    })?;
    Ok(Command::Simulator { address, options })
}

fn help() -> String {
    let mut text = format!("{HELP}\nSettings: Leptos.toml, overridden by the environment.\n");
    for key in KEYS {
        _ = write!(
            text,
            "\n  {}  ({})\n      {}\n      {}",
            key.path(),
            key.env,
            key.help,
            key.kind.allowed()
        );
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

    fn parse(line: &str) -> Result<Command, String> {
        Command::parse(line.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn commands_are_understood() {
        assert!(matches!(parse(""), Ok(Command::Serve)));
        assert!(matches!(parse("--check"), Ok(Command::Check)));
        assert!(matches!(parse("--help"), Ok(Command::Say(text)) if text.contains("REDIS_URL")));
        let Ok(Command::Simulator { address, options }) =
            parse("simulator --addr 127.0.0.1:0 --pace 0.1 --rate-limit off")
        else {
            panic!("simulator")
        };
        assert_eq!((address.port(), options.pace), (0, 0.1));
        assert!(!options.rate_limit);
    }

    #[test]
    fn what_is_not_understood_is_named() {
        for (line, named) in [
            ("--chek", "--chek"),
            ("--check now", "now"),
            ("simulator --addr", "--addr"),
            ("simulator --addr home", "home"),
            ("simulator --pace fast", "--pace"),
            ("simulator --rate-limit 5", "--rate-limit"),
        ] {
            assert!(
                parse(line).is_err_and(|error| error.contains(named)),
                "{line}"
            );
        }
    }
}
